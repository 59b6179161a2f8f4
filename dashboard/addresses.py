"""A page's own address with some of its values changed."""

from django.http import QueryDict


def changed_query(query: QueryDict, **changes: object) -> str:
    """Return ``query`` with other values, as an address writes it after the question mark; empty ones are dropped."""
    changed = query.copy()
    for name, value in changes.items():
        changed[name] = str(value)
        if value == "":
            del changed[name]
    return changed.urlencode()
