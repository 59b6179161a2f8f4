"""CSV files that a spreadsheet can open without running anything."""

import csv
import unicodedata
from collections.abc import Iterable
from decimal import Decimal
from io import StringIO

FORMULA_SIGNS = frozenset("=+-@\t\r\n")


def csv_text(rows: Iterable[Iterable[object]]) -> str:
    """Return rows as lines of a file, every cell quoted and safe."""
    lines = StringIO()
    csv.writer(lines, quoting=csv.QUOTE_ALL).writerows([safe_cell(cell) for cell in row] for row in rows)
    return lines.getvalue()


def safe_cell(value: object) -> str:
    """Return ``value`` as text that no spreadsheet takes for a formula: an apostrophe stands before one."""
    text = "" if value is None else str(value)
    return f"'{text}" if is_formula(text) and not isinstance(value, int | float | Decimal) else text


def plain_cell(text: str) -> str:
    """Return what ``safe_cell`` was given."""
    return text[1:] if text.startswith("'") and is_formula(text[1:]) else text


def is_formula(text: str) -> bool:
    """Tell whether a spreadsheet would take ``text`` for a formula.

    It looks past signs that are not shown, and takes full-width signs for plain ones.
    """
    if text[:1] in FORMULA_SIGNS:
        return True
    shown = text.lstrip("".join(sign for sign in set(text) if sign.isspace() or unicodedata.category(sign) == "Cf"))
    return unicodedata.normalize("NFKC", shown[:1])[:1] in FORMULA_SIGNS
