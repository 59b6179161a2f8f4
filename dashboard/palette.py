"""What the command palette finds: assets, pages, actions and alerts."""

from collections.abc import Iterable
from dataclasses import dataclass

from accounts.models import User
from alerts.models import Alert
from dashboard.navigation import ACCOUNT_PLACES, GROUPS, Place
from dashboard.selectors import Priced, with_prices
from markets.selectors import active_instruments

MAX_ASSETS = 6
MAX_ALERTS = 5
MAX_QUERY = 100
MIN_ALERT_QUERY = 2


@dataclass(frozen=True, slots=True)
class Action:
    """Something the page's script does; ``words`` are found besides the label."""

    name: str
    label: str
    icon: str
    words: str = ""
    keys: str = ""


@dataclass(frozen=True, slots=True)
class Findings:
    assets: list[Priced]
    pages: list[Place]
    actions: list[Action]
    alerts: list[Alert]

    @property
    def is_empty(self) -> bool:
        return not (self.assets or self.pages or self.actions or self.alerts)


ACTIONS = (
    Action("theme", "Switch theme", "sun-moon", "colour dark light night day", "Shift T"),
    Action("theme-system", "Use the system's theme", "monitor", "colour dark light auto"),
    Action("density", "Switch compact density", "rows-3", "rows spacing"),
    Action("navigation", "Wide or narrow navigation", "panel-left", "sidebar collapse rail", "["),
    Action("shortcuts", "Keyboard shortcuts", "keyboard", "keys help", "?"),
    Action("sign-out", "Sign out", "log-out", "log out exit"),
)


def find(user: User, text: str) -> Findings:
    """Look everywhere for a text; an empty one finds the first assets, every page and every action."""
    words = text[:MAX_QUERY].lower().split()
    return Findings(
        assets=find_assets(words),
        pages=[place for place in _places(user) if _has(words, f"{place.label} {place.words}")],
        actions=[action for action in ACTIONS if _has(words, f"{action.label} {action.words}")],
        alerts=find_alerts(user, " ".join(words)),
    )


def find_assets(words: list[str]) -> list[Priced]:
    """Return assets whose ticker is the text first, then those that start with it, then any match."""
    text = " ".join(words)
    found = [one for one in active_instruments() if _has(words, f"{one.symbol} {one.base}/{one.quote} {one.name}")]
    found.sort(key=lambda one: (one.base.lower() != text, not one.base.lower().startswith(text), one.rank))
    return with_prices(found[:MAX_ASSETS])


def find_alerts(user: User, text: str) -> list[Alert]:
    # PostgreSQL refuses a text with NUL.
    if len(text) < MIN_ALERT_QUERY or "\x00" in text:
        return []
    return list(Alert.objects.visible_to(user).filter(title__icontains=text).order_by("-seq")[:MAX_ALERTS])


def _places(user: User) -> Iterable[Place]:
    # Some account pages stand in the navigation as well.
    everywhere = dict.fromkeys((*(place for group in GROUPS for place in group.places), *ACCOUNT_PLACES))
    return (place for place in everywhere if user.is_staff or not place.needs_staff)


def _has(words: list[str], text: str) -> bool:
    low = text.lower()
    return all(word in low for word in words)
