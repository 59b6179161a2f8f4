"""What the administration shows of rows that it does not change, and what it never shows."""

import re
from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialToken
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.sessions.models import Session
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from accounts.admin.audit import KINDS
from accounts.audit import examine, record
from accounts.billing.catalog import load_catalog
from accounts.models import (
    ApiCall,
    ApiKey,
    AuditEntry,
    BillingEvent,
    DataExport,
    Invoice,
    MonthlyUsage,
    RefreshToken,
    Subscription,
    Tier,
    TokenFamily,
    User,
)
from accounts.sign_ins import CONFIRM_FAILED, SUCCEEDED
from accounts.usage.quota import this_month
from project.common.clock import now
from project.common.crypto import encrypt
from project.schedules import install_schedules
from tests.factories import AlertFactory, InstrumentFactory
from tests.sources import python_files

pytestmark = pytest.mark.django_db
CANARY = "c4n4ry"
READ_ONLY = (
    ApiCall,
    ApiKey,
    AuditEntry,
    Authenticator,
    BillingEvent,
    DataExport,
    EmailAddress,
    Invoice,
    MonthlyUsage,
    SocialAccount,
    Subscription,
    TokenFamily,
    UserSession,
)


def secret(what: str) -> str:
    return f"{CANARY}-{what}"


@pytest.fixture
def planted(user: User) -> User:
    """Give a user one row of everything, each with a secret that can be told from all other text."""
    load_catalog()
    install_schedules()
    AlertFactory()
    InstrumentFactory()
    User.objects.filter(pk=user.pk).update(
        password=f"argon2$argon2id$v=19$m=1,t=1,p=1${secret('salt')}${secret('hash')}"
    )
    key = ApiKey.objects.create(user=user, name="desk", prefix="tdw_12345678", digest=secret("key"), scopes=["read"])
    later = now() + timedelta(days=1)
    family = TokenFamily.objects.create(user=user, expires_at=later, password_mark=secret("mark"))
    RefreshToken.objects.create(family=family, digest=secret("refresh"), expires_at=later)
    for kind, data in {"totp": {"secret": secret("totp")}, "recovery_codes": {"seed": secret("seed")}}.items():
        Authenticator.objects.create(user=user, type=kind, data={**data, "kept": encrypt(secret("plain"))})
    Session.objects.create(session_key=secret("session"), session_data=secret("data"), expire_date=later)
    UserSession.objects.create(user=user, ip="203.0.113.7", session_key=secret("session"), data={"x": secret("more")})
    google = SocialAccount.objects.create(user=user, provider="google", uid="1", extra_data={"x": secret("profile")})
    SocialToken.objects.create(account=google, token=secret("token"), token_secret=secret("token-secret"))
    EmailAddress.objects.create(user=user, email=user.email)
    DataExport.objects.create(user=user, document=secret("document").encode())
    Subscription.objects.create(user=user, tier=Tier.objects.get(slug="pro"))
    Invoice.objects.create(user=user, number="TW-1", description="Pro")
    BillingEvent.objects.create(external_id="evt_1", kind="invoice.paid")
    MonthlyUsage.objects.create(user=user, month=this_month())
    ApiCall.objects.create(at=now(), user=user, key=key, method="GET", endpoint="/x", status=200, duration_ms=1)
    record("key.created", user=user, actor=user)
    return user


def name_of(model: type[Model]) -> str:
    return f"admin:{model._meta.app_label}_{model._meta.model_name}"


def pages() -> Iterator[str]:
    """Return the address of every page of every model with the rows that there are."""
    yield reverse("admin:index")
    for model in admin.site._registry:
        name = name_of(model)
        yield reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        yield reverse(f"{name}_changelist") + "?q=a&all="
        yield reverse(f"{name}_add")
        for row in model._default_manager.all()[:5]:
            for page in ("change", "history", "delete"):
                yield reverse(f"{name}_{page}", args=[row.pk])
    for user in User.objects.all():
        yield reverse("admin:auth_user_password_change", args=[user.pk])


@pytest.mark.usefixtures("planted")
def test_no_page_shows_a_secret(site: Client) -> None:
    statuses = {address: site.get(address) for address in pages()}
    assert [address for address, answer in statuses.items() if CANARY in answer.content.decode()] == []
    assert {answer.status_code for answer in statuses.values()} == {200, 403}
    opened = [address for address, answer in statuses.items() if answer.status_code == 200]
    assert len(opened) > 80
    refused = {address.rstrip("/").rpartition("/")[2] for address in statuses.keys() - opened}
    assert refused == {"add", "delete"}


@pytest.mark.parametrize(
    "query",
    [
        "accounts/apikey/?digest__startswith=c",
        "accounts/apikey/?digest=x",
        "accounts/tokenfamily/?password_mark__startswith=c",
        "accounts/tokenfamily/?tokens__digest__startswith=c",
        "accounts/user/?password__startswith=argon",
        "accounts/user/?api_keys__digest__startswith=c",
        "accounts/user/?usersession__session_key__startswith=c",
        "accounts/invoice/?user__password__startswith=argon",
        "accounts/dataexport/?document__startswith=c",
        "mfa/authenticator/?data__secret__startswith=c",
        "usersessions/usersession/?session_key__startswith=c",
        "dashboard/watchlist/?user__password__startswith=argon",
    ],
)
def test_nobody_finds_a_secret_letter_by_letter(query: str, site: Client, planted: User) -> None:
    assert site.get(f"/admin/{query}").status_code == 400


@pytest.mark.parametrize("model", READ_ONLY, ids=lambda model: model.__name__)
def test_truth_is_neither_added_nor_changed_nor_deleted(model: type[Model], site: Client, planted: User) -> None:
    row = model._default_manager.all()[0]
    before = model._default_manager.filter(pk=row.pk).values().get()
    assert site.get(reverse(f"{name_of(model)}_change", args=[row.pk])).status_code == 200
    assert site.post(reverse(f"{name_of(model)}_add"), {}).status_code == 403
    for page in ("change", "delete"):
        answer = site.post(reverse(f"{name_of(model)}_{page}", args=[row.pk]), {"post": "yes", "user": planted.pk})
        assert answer.status_code == 403
    site.post(reverse(f"{name_of(model)}_changelist"), {"action": "delete_selected", "_selected_action": [row.pk]})
    assert model._default_manager.filter(pk=row.pk).values().get() == before


def test_schedules_are_code_and_not_written_here(site: Client, planted: User) -> None:
    answer = site.post("/admin/django_q/schedule/add/", {"func": "os.system", "args": "'true'"})
    assert answer.status_code == 403


def test_an_entry_is_found_by_account_kind_and_request(site: Client, planted: User) -> None:
    record("plan.granted", user=planted)
    deleted = record("account.deleted", user=uuid4().int % 10**9)
    address = reverse("admin:accounts_auditentry_changelist")

    def actions(**query: object) -> list[str]:
        return [entry.action for entry in site.get(address, query).context["cl"].result_list]

    assert actions(user_id=planted.pk) == ["plan.granted", "key.created"]
    assert actions(kind="key") == ["key.created"]
    assert actions(q="granted") == ["plan.granted"]
    assert actions(q=str(deleted.number)) == ["account.deleted"]
    page = site.get(address).content.decode()
    assert f"{planted.username} (#{planted.pk})" in page
    assert f"deleted (#{deleted.user_id})" in page
    assert examine().fault == ""


def test_every_kind_of_entry_can_be_picked_in_the_filter() -> None:
    texts = [path.read_text() for path in [*python_files("accounts"), *python_files("dashboard")]]
    actions = {name for text in texts for name in re.findall(r"record\w*\(\s*\"(\w+)[\w.]*\"", text)}
    assert len(actions) > 10
    assert actions | {SUCCEEDED.partition(".")[0], CONFIRM_FAILED.partition(".")[0]} <= set(KINDS)


def test_a_plan_is_edited_and_the_change_written_down(site: Client, admin_user: User) -> None:
    load_catalog()
    starter = Tier.objects.get(slug="starter")
    form = site.get(reverse("admin:accounts_tier_change", args=[starter.pk])).context["adminform"].form
    fields = {name: value for name, value in form.initial.items() if value not in (None, False)}
    answer = site.post(
        reverse("admin:accounts_tier_change", args=[starter.pk]), {**fields, "monthly_calls": 12_345, "slug": "other"}
    )
    assert answer.status_code == 302, answer.context["errors"]
    starter.refresh_from_db()
    assert (starter.slug, starter.monthly_calls) == ("starter", 12_345)
    entry = AuditEntry.objects.get(action="tier.changed")
    assert entry.actor_id == admin_user.pk
    assert entry.details == {"plan": "starter", "values": {"monthly_calls": "12345"}}


def test_the_free_plan_and_a_plan_in_use_stay(site: Client, planted: User) -> None:
    for slug, status in (("free", 403), ("pro", 200), ("starter", 302)):
        tier = Tier.objects.get(slug=slug)
        answer = site.post(reverse("admin:accounts_tier_delete", args=[tier.pk]), {"post": "yes"})
        assert answer.status_code == status
        assert Tier.objects.filter(slug=slug).exists() == (slug != "starter")
    assert AuditEntry.objects.get(action="tier.deleted").details["plan"] == "starter"
    assert LogEntry.objects.count() == 1
