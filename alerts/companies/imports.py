"""Companies from a CSV file: read line by line, shown before anything is written, written all at once."""

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.http import HttpRequest

from accounts import audit
from accounts.models import User
from alerts.companies.services import count_change, refusing_taken
from alerts.companies.terms import FIELDS, LISTS, MAX_NAME, draft_company
from alerts.models import Company
from project.common import clock
from project.common.errors import Invalid
from project.common.spreadsheet import plain_cell
from project.common.text import tidy_line

MAX_ROWS = 10_000
MAX_BYTES = 10 * 1024 * 1024
NEW, CHANGED, SAME, WRONG = "new", "changed", "same", "wrong"
SYNONYMS = {"company": "name", "ticker": "tokens", "tickers": "tokens", "token": "tokens", "alias": "aliases"} | {
    "handle": "twitter_handle",
    "twitter": "twitter_handle",
    "x": "twitter_handle",
    "exclude": "exclusions",
    "url": "website",
}
EXAMPLE = "name,aliases,tokens,priority\nNebula Labs,Nebula Network;Nebula DAO,NEBX,HIGH\n"


@dataclass(frozen=True, slots=True)
class ImportLine:
    """One row of the file: ``number`` is its line, ``values`` what is to be kept, ``errors`` a sentence per field."""

    number: int
    name: str
    state: str
    values: Mapping[str, Any]
    errors: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ImportPreview:
    """What a file would do. ``left_out`` are columns that no company has."""

    lines: tuple[ImportLine, ...]
    left_out: tuple[str, ...]

    def count(self, state: str) -> int:
        return sum(line.state == state for line in self.lines)

    @property
    def wanted(self) -> list[ImportLine]:
        return [line for line in self.lines if line.state in (NEW, CHANGED)]


def read_companies(data: bytes) -> ImportPreview:
    """Read a CSV file with a header; several terms in one cell stand apart by ; or |. Raises Invalid."""
    rows = csv.reader(io.StringIO(_decode(data), newline=""), delimiter=_delimiter(data))
    try:
        header = [cell.strip().lower().replace(" ", "_") for cell in next(rows, [])]
        columns = [SYNONYMS.get(name, name) for name in header]
        if "name" not in columns:
            found = ", ".join(header)[:80] or "nothing"
            message = f"The first line must name the columns, name among them; it says {found}."
            raise Invalid(message, code="INVALID_CSV")
        numbered = [(rows.line_num, dict(zip(columns, row, strict=False))) for row in rows if any(map(str.strip, row))]
    except csv.Error as error:
        raise Invalid(f"Line {rows.line_num} is not CSV: {error}.", code="INVALID_CSV") from None
    if not numbered or len(numbered) > MAX_ROWS:
        raise Invalid(f"The file has {len(numbered)} companies; 1 to {MAX_ROWS} can be read.", code="INVALID_CSV")
    left_out = tuple(name for name in dict.fromkeys(header) if SYNONYMS.get(name, name) not in FIELDS and name)
    return ImportPreview(tuple(_lines(numbered)), left_out)


def _decode(data: bytes) -> str:
    if len(data) > MAX_BYTES:
        raise Invalid(f"The file is longer than {MAX_BYTES // 1024 // 1024} MB.", code="INVALID_CSV")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        number = data.count(b"\n", 0, error.start) + 1
        raise Invalid(f"Line {number} is not UTF-8. Save the file as CSV UTF-8.", code="INVALID_CSV") from None
    if "\0" in text:
        raise Invalid("The file has NUL characters; it is not CSV.", code="INVALID_CSV")
    return text


def _delimiter(data: bytes) -> str:
    """Spreadsheets of some countries write semicolons or tabs; the header tells."""
    header = data.splitlines()[0] if data else b""
    return max(",;\t", key=lambda each: header.count(each.encode()))


def _lines(rows: list[tuple[int, dict[str, str]]]) -> Iterator[ImportLine]:
    known = {company.name.casefold(): company for company in Company.objects.order_by("pk")}
    seen: dict[str, int] = {}
    for number, cells in rows:
        values = {name: _cell(name, cells[name]) for name in FIELDS if cells.get(name, "").strip()}
        # As it will be kept, for so it is compared with the others.
        name = tidy_line(str(values.get("name", "")), MAX_NAME + 1)
        if (first := seen.setdefault(name.casefold(), number)) != number and name:
            yield ImportLine(number, name, WRONG, values, {"name": f"{name[:40]} stands on line {first} already."})
            continue
        yield _line(number, values, known.get(name.casefold()))


def _cell(name: str, text: str) -> object:
    text = plain_cell(text.strip())
    if name not in LISTS:
        return text
    return [part.strip() for part in text.replace("|", ";").split(";") if part.strip()]


def _line(number: int, values: dict[str, Any], company: Company | None) -> ImportLine:
    """Compare a row with the company of that name; a cell that is empty leaves the field as it is."""
    before = {name: getattr(company, name) for name in FIELDS} if company else {}
    try:
        after = draft_company(before | values).values()
    except Invalid as error:
        faults = {str(field): str(sentence) for field, sentence in error.details.items()}
        return ImportLine(number, str(values.get("name", "")), WRONG, values, faults)
    state = NEW if company is None else SAME if after == before else CHANGED
    return ImportLine(number, after["name"], state, after, {})


def import_companies(data: bytes, *, actor: User, request: HttpRequest | None = None) -> ImportPreview:
    """Write every line of a file that is right, as of now, in one transaction; return what was done."""
    with refusing_taken("of a name that the file has"), transaction.atomic():
        known = {each.name.casefold(): each for each in Company.objects.select_for_update().order_by("pk")}
        preview = read_companies(data)
        changed = [_updated(known[line.name.casefold()], line) for line in preview.lines if line.state == CHANGED]
        Company.objects.bulk_create(Company(**line.values) for line in preview.lines if line.state == NEW)
        Company.objects.bulk_update(changed, [*FIELDS, "updated_at"], batch_size=500)
        if preview.wanted:
            count_change()
            counts = {state: preview.count(state) for state in (NEW, CHANGED)}
            audit.record("company.imported", actor=actor, request=request, details=counts)
    return preview


def _updated(company: Company, line: ImportLine) -> Company:
    for field, value in line.values.items():
        setattr(company, field, value)
    company.updated_at = clock.now()
    return company
