"""The filters of an address, read value by value."""

from collections.abc import Sequence
from datetime import date

from django.http import QueryDict

from project.common.errors import Invalid
from project.common.text import is_whole_number


class QueryReader:
    """Collects one sentence for each field that is wrong, instead of stopping at the first."""

    def __init__(self, query: QueryDict) -> None:
        self.query = query
        self.errors: dict[str, str] = {}

    def words(self, name: str) -> list[str]:
        values = (part.strip() for value in self.query.getlist(name) for part in value.split(","))
        return list(dict.fromkeys(value for value in values if value))

    def choices(self, name: str, options: Sequence[str]) -> tuple[str, ...]:
        words = self.words(name)
        if unknown := [word for word in words if word not in options]:
            self.errors[name] = f"{unknown[0][:40]!r} is not one of {', '.join(options)}."
        return tuple(words)

    def numbers(self, name: str) -> tuple[int, ...]:
        words = self.words(name)
        if wrong := [word for word in words if not is_whole_number(word, digits=15)]:
            self.errors[name] = f"{wrong[0][:40]!r} is not the number of a company."
            return ()
        return tuple(int(word) for word in words)

    def short(self, name: str, length: int) -> tuple[str, ...]:
        words = self.words(name)
        if wrong := [word for word in words if len(word) > length]:
            self.errors[name] = f"{wrong[0][:40]!r} is longer than {length} characters."
            return ()
        return tuple(words)

    def flag(self, name: str) -> bool:
        value = self.query.get(name, "").strip()
        if value not in {"", "0", "1"}:
            self.errors[name] = f"{value[:40]!r} is neither 1 nor 0."
        return value == "1"

    def percent(self, name: str, default: int) -> int:
        value = self.query.get(name, "").strip()
        if not value:
            return default
        if not is_whole_number(value, digits=3) or int(value) > 100:
            self.errors[name] = f"{value[:40]!r} is not a whole number from 0 to 100."
            return default
        return int(value)

    def day(self, name: str) -> date | None:
        value = self.query.get(name, "").strip()
        try:
            return date.fromisoformat(value) if value else None
        except ValueError:
            self.errors[name] = f"{value[:40]!r} is not a date such as 2026-01-31."
            return None

    def refuse(self) -> None:
        """Raise Invalid when anything was wrong."""
        if self.errors:
            raise Invalid("Some filters are not valid.", code="INVALID_FILTER", details=self.errors)
