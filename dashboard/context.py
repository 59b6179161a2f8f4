"""What the shell around every page needs, read only when a template asks for it."""

from dataclasses import dataclass
from functools import cached_property

from django.conf import settings
from django.http import HttpRequest
from django.urls import Resolver404, resolve

from accounts.models import User
from alerts.selectors import head_seq, unread_count
from dashboard.health import EXCHANGE_SHAPES
from dashboard.look import DENSE_PAGES, Look, look_of
from dashboard.navigation import ACCOUNT_PLACES, ACCOUNT_SECTIONS, Group, Place, groups_for, tab_places
from dashboard.selectors import Priced, with_prices
from markets.selectors import active_instruments, data_mode, exchange_states
from markets.types import ExchangeState, FeedState

BENCHMARKS = ("BTC-USDT", "ETH-USDT", "SOL-USDT", "BNB-USDT", "NVDA")
MODE_LABELS = {"live": "Live data", "simulated": "Simulated data", "off": "No live data"}


@dataclass(frozen=True, slots=True)
class Feed:
    """One exchange in the status bar; ``shape`` is the class of its dot."""

    state: ExchangeState
    shape: str
    reading: str


class Shell:
    """Everything but ``page`` may read the session, the bus or the database, each once."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request
        self.page = page_name(request)

    @cached_property
    def user(self) -> User | None:
        user = getattr(self._request, "user", None)
        return user if isinstance(user, User) or (user and user.is_authenticated) else None

    @cached_property
    def look(self) -> Look:
        return look_of(self._request, self.user, self.page)

    @property
    def is_dense(self) -> bool:
        """Whether this page starts with the narrow navigation."""
        return self.page in DENSE_PAGES

    @property
    def base(self) -> str:
        """The frame for pages that both visitors and users may open."""
        return "base.html" if self.user else "base_public.html"

    @cached_property
    def groups(self) -> list[Group]:
        return groups_for(is_staff=bool(self.user and self.user.is_staff))

    @property
    def tabs(self) -> list[Place]:
        return tab_places()

    @property
    def account_places(self) -> tuple[Place, ...]:
        return ACCOUNT_PLACES

    @property
    def account_sections(self) -> tuple[Place, ...]:
        return ACCOUNT_SECTIONS

    @property
    def initials(self) -> str:
        if not self.user:
            return ""
        words = self.user.full_name.split()
        return (f"{words[0][0]}{words[-1][0]}" if len(words) > 1 else self.user.username[:2]).upper()

    @cached_property
    def benchmarks(self) -> list[Priced]:
        instruments = {instrument.symbol: instrument for instrument in active_instruments()}
        return with_prices([instruments[symbol] for symbol in BENCHMARKS if symbol in instruments])

    @property
    def topics(self) -> str:
        """What every page of the shell listens to."""
        return " ".join([*(f"px:{symbol}" for symbol in BENCHMARKS), "exchanges", "alerts"])

    @cached_property
    def feeds(self) -> list[Feed]:
        return [Feed(state, EXCHANGE_SHAPES[FeedState(state.state)], reading(state)) for state in exchange_states()]

    @cached_property
    def mode(self) -> str:
        mode = data_mode()
        # A stream that has stopped says no mode any more, but its prices still stand on the pages.
        has_invented = any(feed.state.exchange == "simulated" for feed in self.feeds)
        return "simulated" if mode == "off" and has_invented else mode

    @property
    def is_fallback(self) -> bool:
        """Whether the market is simulated for want of an exchange that answers, not by choice."""
        return self.mode == "simulated" and settings.MARKET_DATA == "auto"

    @property
    def mode_label(self) -> str:
        return MODE_LABELS[self.mode]

    @cached_property
    def unread(self) -> int:
        return unread_count(self.user) if self.user else 0

    @cached_property
    def cursor(self) -> int:
        return head_seq()


def page_name(request: HttpRequest) -> str:
    """Return the name of the page's address.

    ``resolver_match`` does not tell: once the password is confirmed, the request that waited for it goes on inside
    the address that asked.
    """
    try:
        return resolve(request.path_info).view_name or ""
    except Resolver404:
        return ""


def reading(state: ExchangeState) -> str:
    """Return what stands beside an exchange's name: its latency, or the state as a word."""
    if state.state != FeedState.LIVE:
        return str(FeedState(state.state).value)
    return f"{state.latency_ms} ms" if state.latency_ms is not None else "live"


def shell(request: HttpRequest) -> dict[str, object]:
    return {"shell": Shell(request)}
