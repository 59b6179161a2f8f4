"""Cells that no spreadsheet runs."""

import csv
import io
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from project.common.spreadsheet import csv_text, plain_cell, safe_cell

SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
FORMULAS = (
    *("1+1", "cmd|' /C calc'!A0", 'HYPERLINK("http://a.example","x")', "SUM(A1:A9)*cmd|''!A0", "", " 1"),
    *("SUM(1,2)\n=1+1", '";=1+1'),
)
PAYLOADS = [sign + text for sign in SIGNS for text in FORMULAS]
HIDDEN = (" =1+1", "\u200b=1+1", "\ufeff@SUM(1)", "\n-1", "\xa0+1", "\u2060\uff1d1")
HARMLESS = (
    *("", "Nebula Labs", "it's", "'quoted'", "1-1", "two\nlines", 'a "b"; c, d', "a@b.example", "\u4e0a\u7dda"),
)


def read_back(text: str) -> str:
    ((cell,),) = csv.reader(io.StringIO(csv_text([[text]]), newline=""))
    return cell


@pytest.mark.parametrize("payload", [*PAYLOADS, *HIDDEN])
def test_a_formula_is_text_and_comes_back_as_it_was(payload: str) -> None:
    assert read_back(payload) == f"'{payload}"
    assert plain_cell(f"'{payload}") == payload


@pytest.mark.parametrize("text", HARMLESS)
def test_other_text_stays(text: str) -> None:
    assert read_back(text) == plain_cell(text) == text


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\x00")))
def test_no_cell_begins_with_a_sign_of_a_formula_and_every_cell_is_quoted(text: str) -> None:
    assert csv_text([[text]]).startswith('"')
    assert read_back(text)[:1] not in SIGNS
    assert read_back(text) in {text, f"'{text}"}


def test_numbers_stay_numbers_and_nothing_is_empty() -> None:
    values = [-1, -0.5, Decimal("-0.25"), True, None]
    assert [safe_cell(value) for value in values] == ["-1", "-0.5", "-0.25", "True", ""]
