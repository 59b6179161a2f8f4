"""A file of companies: read line by line, compared, and written all at once."""

from datetime import timedelta

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from accounts.models import AuditEntry
from alerts.analysis.match import company_matcher
from alerts.companies.imports import CHANGED, NEW, SAME, WRONG, import_companies, read_companies
from alerts.companies.terms import FIELDS
from alerts.models import Company
from dashboard.companies import company_csv
from project.common import clock
from project.common.errors import Invalid
from tests.factories import CompanyFactory, UserFactory

pytestmark = pytest.mark.django_db


def states(text: str) -> list[tuple[int, str, str]]:
    return [(line.number, line.name, line.state) for line in read_companies(text.encode()).lines]


def test_each_line_is_new_changed_the_same_or_wrong() -> None:
    CompanyFactory(name="Nebula Labs", tokens=["NEBX"])
    CompanyFactory(name="Orbitra", tokens=["ORBT"])
    text = "name,tokens\nnebula labs,NEBX;NEB2\nOrbitra,\nHarbour,HRBR\nTide,T I D E\nharbour,X\n"
    assert states(text) == [
        (2, "nebula labs", CHANGED),
        (3, "Orbitra", SAME),
        (4, "Harbour", NEW),
        (5, "Tide", WRONG),
        (6, "harbour", WRONG),
    ]
    wrong = read_companies(text.encode()).lines[-1]
    assert wrong.errors == {"name": "harbour stands on line 4 already."}
    assert Company.objects.count() == 2, "a preview writes nothing"


def test_a_name_with_spaces_to_spare_is_the_same_name() -> None:
    CompanyFactory(name="Nebula Labs", tokens=["NEBX"])
    data = b"name,tokens\nNebula  Labs,NEBY\nHarbour,\nHarbour\xc2\xa0,\nTide  Works,\nTide Works,\n"
    assert [state for _, _, state in states(data.decode())] == [CHANGED, NEW, WRONG, NEW, WRONG]
    import_companies(data, actor=UserFactory(is_staff=True))
    assert sorted(Company.objects.values_list("name", flat=True)) == ["Harbour", "Nebula Labs", "Tide Works"]


def test_an_import_writes_what_is_right_and_leaves_the_rest() -> None:
    CompanyFactory(name="Nebula Labs", tokens=["NEBX"], aliases=["Nebula DAO"])
    data = "\ufeffName;Ticker;Twitter;Rank\nNebula Labs;NEBX|NEBY;;1\nHarbour;HRBR;@harbour;2\n;X;;\n".encode()
    preview = import_companies(data, actor=UserFactory(is_staff=True))
    assert (preview.left_out, preview.count(NEW), preview.count(CHANGED), preview.count(WRONG)) == (("rank",), 1, 1, 1)
    nebula, harbour = Company.objects.get(name="Nebula Labs"), Company.objects.get(name="Harbour")
    assert (nebula.tokens, nebula.aliases) == (["NEBX", "NEBY"], ["Nebula DAO"])
    assert harbour.twitter_handle == "harbour"
    assert AuditEntry.objects.get(action="company.imported").details == {"new": 1, "changed": 1}
    again = import_companies(data, actor=UserFactory(is_staff=True))
    assert (again.count(SAME), len(again.wanted)) == (2, 0)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "it says nothing"),
        (b"title,tokens\nNebula,NEBX\n", "it says title, tokens"),
        (b"name\n", "0 companies"),
        (b"name\n" + b"a\n" * 10_001, "10001 companies"),
        (b"name\nHarbour\nN\xe9bula\n", "Line 3 is not UTF-8"),
        (b"name\nNeb\0ula\n", "NUL"),
        (b"name\n" + b"x" * 200_000 + b"\n", "Line 2 is not CSV"),
        (b"x" * (10 * 1024 * 1024 + 1), "longer than 10 MB"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(data: bytes, says: str) -> None:
    with pytest.raises(Invalid) as caught:
        read_companies(data)
    assert says in caught.value.message


def test_a_quoted_cell_over_two_lines_counts_as_it_stands_in_the_file() -> None:
    text = 'name,description\nHarbour,"two\nlines"\nTide,T\nX,\n'
    assert states(text) == [(3, "Harbour", NEW), (4, "Tide", NEW), (5, "X", WRONG)]


def test_ten_thousand_lines_take_a_few_queries(django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    text = "name,tokens\n" + "".join(f"Harbour {number},H{number}\n" for number in range(2_000))
    actor = UserFactory(is_staff=True)
    with django_assert_max_num_queries(60):
        import_companies(text.encode(), actor=actor)
    assert Company.objects.count() == 2_000


def test_an_import_is_noticed_on_a_clock_that_was_set_back() -> None:
    for name in ("Nebula Labs", "Kestrel"):
        CompanyFactory(name=name)
    assert not company_matcher().find("Orbitra ships")
    with time_machine.travel(clock.now() - timedelta(hours=1)):
        import_companies(b"name,aliases\nNebula Labs,Orbitra\n", actor=UserFactory(is_staff=True))
    assert company_matcher().find("Orbitra ships")


@given(st.binary(max_size=300))
def test_any_bytes_are_a_preview_or_a_sentence(data: bytes) -> None:
    said = ""
    try:
        read_companies(data)
    except Invalid as error:
        said = error.message
    assert not said or said.endswith(".")


def test_the_export_can_be_imported_and_runs_nothing() -> None:
    CompanyFactory(name="=HYPERLINK(1)", aliases=["Nebula DAO"], tokens=["NEBX"])
    CompanyFactory(name="Orbitra", twitter_handle="orbitra", exclusions=["planet", "moon"], description="-1+1")
    text = "".join(company_csv())
    assert text.splitlines()[0] == ",".join(f'"{name}"' for name in FIELDS)
    assert '"\'=HYPERLINK(1)"' in text
    assert {line.state for line in read_companies(text.encode()).lines} == {SAME}
