"""What the companies page shows besides rows: a tested text with marks, and the list as a file."""

from dataclasses import dataclass

from alerts.companies.selectors import MatchTest
from alerts.companies.terms import FIELDS, LISTS
from alerts.models import Company
from project.common.spreadsheet import csv_text

AROUND = 24


@dataclass(frozen=True, slots=True)
class TestLine:
    """One place of a tested text, with a few words around it."""

    company: str
    before: str
    found: str
    after: str
    counts: bool
    why: str


def test_lines(test: MatchTest) -> list[TestLine]:
    """Return the places; a name and a ticker that are spelled alike make one line, not two."""
    lines = (
        TestLine(
            line.company.name,
            test.text[max(0, line.start - AROUND) : line.start],
            test.text[line.start : line.end],
            test.text[line.end : line.end + AROUND],
            line.counts,
            line.why,
        )
        for line in test.lines[:100]
    )
    return list(dict.fromkeys(lines))


def company_csv() -> str:
    """Return the companies as they can be imported, with ; between the terms of a cell."""
    return csv_text([FIELDS, *map(cells_of, Company.objects.order_by("name").iterator(chunk_size=500))])


def cells_of(company: Company) -> list[str]:
    values = ((name, getattr(company, name)) for name in FIELDS)
    return [";".join(value) if name in LISTS else value for name, value in values]
