"""The people of the matrix, and everything that one of them owns."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.core.cache import cache
from django.db import transaction
from django.db.models import Model
from django.test import Client

from accounts import keys, tokens
from accounts.exports import request_export
from accounts.models import ApiKey, DataExport, Invoice, TokenFamily, User
from alerts.models import Alert, Event, MonitoringSession
from alerts.monitoring import request_session
from dashboard.models import SavedView, ViewPage, Watchlist
from tests.factories import PASSWORD, AlertFactory, EventFactory, InstrumentFactory, SourceFactory, UserFactory

# In every text that the owner wrote, so that a leak shows wherever it comes out.
CANARY = "otter-canary"
# Its number stands in bodies, which are written down before there is a world.
OWN_ALERT = OWN_SOURCE = 4242
ACTORS = ("visitor", "owner", "stranger", "staff")


@contextmanager
def undone() -> Iterator[None]:
    """Take back what is written and counted inside, so that the next actor finds what this one found."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
    cache.clear()


@dataclass
class World:
    """One owner with one of everything, a stranger, an administrator."""

    people: dict[str, User]
    key: ApiKey
    family: TokenFamily
    export: DataExport
    session: UserSession
    alert: Alert
    event: Event
    tokens: dict[str, str] = field(default_factory=dict)

    def page_client(self, actor: str) -> Client:
        """Return a browser of that person, who has typed the password just now."""
        client = Client()
        if actor != "visitor":
            client.force_login(self.people[actor], backend="django.contrib.auth.backends.ModelBackend")
            client.post("/accounts/reauthenticate/", {"password": PASSWORD})
        return client

    def passkey(self) -> int:
        """Give the owner a passkey, which no browser could use."""
        data = {"name": CANARY, "credential": {}}
        return int(Authenticator.objects.create(user=self.people["owner"], type="webauthn", data=data).pk)

    def round(self) -> MonitoringSession:
        """Start a round over the sources in the owner's name."""
        return request_session(self.people["owner"])

    def view(self) -> int:
        """Give the owner a saved view of the feed."""
        return int(SavedView.objects.create(user=self.people["owner"], name=CANARY).pk)

    def screen(self) -> int:
        """Give the owner a saved screen of the markets."""
        view = SavedView.objects.create(user=self.people["owner"], page=ViewPage.MARKETS, name=CANARY)
        return int(view.pk)

    def possessions(self) -> list[tuple[str, list[dict[str, object]]]]:
        """Return every row of the owner, to be compared before and after somebody else's call."""
        models: list[type[Model]] = [ApiKey, TokenFamily, DataExport, Invoice, UserSession, Alert, Watchlist]
        owner = self.people["owner"]
        rows = [(model.__name__, list(model._default_manager.filter(user=owner).values())) for model in models]
        return [*rows, ("User", list(User.objects.filter(pk=owner.pk).values()))]


def build_world(request_of: Client) -> World:
    people = {
        "owner": UserFactory(username="owner", full_name=CANARY),
        "stranger": UserFactory(username="stranger"),
        "staff": UserFactory(username="warden", is_staff=True, is_superuser=True),
    }
    owner = people["owner"]
    request = request_of.get("/live").wsgi_request
    InstrumentFactory(symbol="BTC-USDT", base="BTC")
    SourceFactory(pk=OWN_SOURCE)
    families = {name: tokens.start_family(person, request) for name, person in people.items()}
    Watchlist.objects.create(user=owner, name=CANARY)
    Invoice.objects.create(user=owner, number="INV-1", description=CANARY)
    world = World(
        people=people,
        key=keys.create_key(owner, CANARY, ["read"])[0],
        family=families["owner"].family,
        export=request_export(owner),
        session=UserSession.objects.create(user=owner, session_key="x" * 32, ip="192.0.2.7", user_agent=CANARY),
        alert=AlertFactory(pk=OWN_ALERT, user=owner, title=CANARY),
        event=EventFactory(),
    )
    world.tokens = {name: family.access for name, family in families.items()}
    world.tokens["owner_key"] = keys.create_key(owner, "all", ["read", "write", "trade", "webhook"])[1]
    world.tokens["wrong_scope"] = keys.create_key(owner, "hooks", ["webhook"])[1]
    world.tokens["staff_key"] = keys.create_key(people["staff"], "root", ["read", "admin"])[1]
    return world
