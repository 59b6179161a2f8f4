"""How far a source on X has been read, written in the 100 characters of its cursor."""

import re
from dataclasses import dataclass, fields, replace

PART = re.compile(r"([a-z])(\d{1,20})")
NAMES = {"u": "user", "s": "since", "t": "top", "b": "bottom"}
LETTERS = {name: letter for letter, name in NAMES.items()}


@dataclass(frozen=True, slots=True)
class Place:
    """Everything up to post ``since`` has been read.

    X answers with the newest first, so a pass goes down from ``top``, its newest post, and may stop half way at
    ``bottom``; only a pass that has come down to ``since`` raises it. ``user`` is the account's number. 0 is unknown.
    """

    user: int = 0
    since: int = 0
    top: int = 0
    bottom: int = 0

    def after(self, ids: list[int], *, is_last: bool) -> "Place":
        """Return the place after a page with the posts ``ids``."""
        top = max([self.top, *ids])
        if is_last:
            return replace(self, since=max(top, self.since), top=0, bottom=0)
        return replace(self, top=top, bottom=min([*ids, *([self.bottom] if self.bottom else [])], default=0))

    def __str__(self) -> str:
        values = ((LETTERS[each.name], getattr(self, each.name)) for each in fields(self))
        return " ".join(f"{letter}{value}" for letter, value in values if value)


def place_of(cursor: str) -> Place:
    """Read a cursor; what is not ours counts as nothing read yet."""
    found = {NAMES[letter]: int(digits) for letter, digits in PART.findall(cursor) if letter in NAMES}
    return Place(**found)
