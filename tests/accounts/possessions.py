"""Somebody who has a row of every kind that a person can have."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialToken
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db.models import Model

from accounts import audit
from accounts.billing.selectors import free_tier
from accounts.models import ApiCall, ApiKey, DataExport, Invoice, MonthlyUsage, Subscription, User
from alerts.models import AlertMark, CalendarKey, Outcome
from dashboard.models import Drawing, SavedView, Watchlist, WatchlistEntry
from project.common.clock import now
from tests.accounts.programs import tokens_for
from tests.factories import AlertFactory, InstrumentFactory, UserFactory

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)


def give_everything(user: User) -> None:
    """Give ``user`` at least one row in every model that belongs to people."""
    user.groups.add(Group.objects.get_or_create(name="Night watch")[0])
    user.user_permissions.add(Permission.objects.get(codename="view_alert"))
    give_sign_ins(user)
    key = ApiKey.objects.create(user=user, name="desk", prefix="tdw_Zz9yXw8v", digest=f"digest-{user.pk}")
    ApiCall.objects.create(at=AT, user=user, key=key, method="GET", endpoint="/api/v1/me", status=200, duration_ms=1.5)
    MonthlyUsage.objects.create(user=user, month=date(2026, 3, 1), calls=7)
    Subscription.objects.create(user=user, tier=free_tier(), ends_at=now() + timedelta(days=9))
    Invoice.objects.create(user=user, number=f"2026-{user.pk}", description="Starter", amount=Decimal("29.00"))
    DataExport.objects.create(user=user, state="cancelled", finished_at=now())
    give_reading(user)
    audit.record("key.created", user=user, actor=user, details={"key": key.pk})


def give_sign_ins(user: User) -> None:
    address = EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    EmailConfirmation.objects.create(email_address=address, key=f"confirm-{user.pk}")
    account = SocialAccount.objects.create(user=user, provider="google", uid=f"g-{user.pk}", extra_data={"a": 1})
    SocialToken.objects.create(account=account, token="ya29.secret")
    Authenticator.objects.create(user=user, type="totp", data={"secret": "gAAAA-encrypted"})
    tokens_for(user)
    session_of(user)


def session_of(user: User) -> str:
    """Begin a browser session, with the row that lists it; return its key."""
    session = SessionStore()
    session["_auth_user_id"] = str(user.pk)
    session.create()
    key = str(session.session_key)
    UserSession.objects.create(user=user, ip="203.0.113.9", user_agent="Firefox", session_key=key)
    return key


def give_reading(user: User) -> None:
    alert = AlertFactory(user=user, title=f"Only for {user.username}")
    AlertMark.objects.create(user=user, alert=alert, read_at=AT, verdict="useful", note=f"{user.username} saw it")
    Outcome.objects.create(alert=alert, symbol="BTC-USDT", horizon_s=0, due_at=AT, state="measured", price=65000.0)
    CalendarKey.objects.create(user=user, digest=f"calendar-{user.pk}", created_at=AT)
    SavedView.objects.create(user=user, name="Sales", query="kind=sale")
    watchlist = Watchlist.objects.create(user=user, name=f"{user.username}'s harbour")
    bitcoin = InstrumentFactory(symbol="BTC-USDT")
    WatchlistEntry.objects.create(watchlist=watchlist, instrument=bitcoin)
    Drawing.objects.create(user=user, instrument=bitcoin, kind="line", points=[[1_772_366_400_000, 64_250.5]])
    kind = ContentType.objects.get_for_model(User)
    other = UserFactory(is_staff=True)
    for who in (user, other):
        LogEntry.objects.create(
            user=who, content_type=kind, object_id=user.pk, object_repr=user.username, action_flag=CHANGE
        )


def models_of_people() -> dict[type[Model], str]:
    """Return every model whose rows belong to a user, directly or by what they hang on, and by which lookup."""
    found: dict[type[Model], str] = {User: "pk"}
    while added := dict(hanging_on(found)):
        found |= added
    del found[User]
    return found


def hanging_on(found: dict[type[Model], str]) -> Any:
    for model in apps.get_models(include_auto_created=True):
        if model in found:
            continue
        for field in model._meta.fields:
            # What only remembers a row, and outlives it, does not belong to its owner.
            if (
                field.remote_field
                and field.related_model in found
                and field.remote_field.on_delete.__name__ == "CASCADE"
            ):
                yield model, f"{field.name}__{found[field.related_model]}"
                break


def everything_stored() -> Iterator[tuple[str, str]]:
    """Yield every value in the database as text, with where it stands."""
    for model in apps.get_models(include_auto_created=True):
        for row in model._base_manager.all():
            for field in model._meta.concrete_fields:
                yield f"{model._meta.label}.{field.name}", str(field.value_from_object(row))
            if isinstance(row, Session):
                yield "Session.data", str(row.get_decoded())
