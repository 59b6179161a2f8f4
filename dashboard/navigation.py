"""Which pages the navigation offers. A page stands here once it works."""

from dataclasses import dataclass

from django.urls import reverse


@dataclass(frozen=True, slots=True)
class Place:
    """A page in the navigation; ``pages`` are the address names under which it is marked as current."""

    label: str
    name: str
    icon: str
    pages: tuple[str, ...]
    keys: str = ""
    needs_staff: bool = False

    @property
    def url(self) -> str:
        return reverse(self.name)


@dataclass(frozen=True, slots=True)
class Group:
    label: str
    places: tuple[Place, ...]


GROUPS = (
    Group(
        "Market",
        (
            Place("Overview", "overview", "layout-dashboard", ("overview",), "g o"),
            Place("Markets", "markets", "chart-candlestick", ("markets", "instrument"), "g m"),
            Place("Alerts", "alerts", "bell-ring", ("alerts", "alert"), "g a"),
        ),
    ),
    Group(
        "System",
        (
            Place("Sources", "sources", "radio-tower", ("sources",)),
            Place("Patterns", "patterns", "blocks", ("patterns",), needs_staff=True),
            Place("Administration", "admin:index", "database", (), needs_staff=True),
        ),
    ),
)

ACCOUNT_PLACES = (
    Place("Preferences", "preferences", "settings-2", ("preferences",)),
    Place("Password", "account_change_password", "lock", ("account_change_password",)),
    Place("E-mail addresses", "account_email", "mail", ("account_email",)),
    Place("Documentation", "docs", "book-open", ("docs", "doc")),
)


def groups_for(*, is_staff: bool) -> list[Group]:
    return [
        Group(group.label, tuple(place for place in group.places if is_staff or not place.needs_staff))
        for group in GROUPS
    ]


def tab_places() -> list[Place]:
    """Return the four pages of the phone's bottom bar."""
    return [*GROUPS[0].places, GROUPS[1].places[0]]
