"""Acts on chosen rows: they ask first, act on each, are written down, and say what became of it."""

import re
from collections.abc import Iterable
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db.models import Model
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from accounts.admin.acts import MOST
from accounts.billing.catalog import load_catalog
from accounts.billing.selectors import tier_of
from accounts.billing.services import grant_plan
from accounts.keys import create_key
from accounts.models import ApiKey, AuditEntry, MonthlyUsage, Subscription, Tier, TokenFamily, User
from accounts.tokens import start_family
from accounts.usage.quota import this_month
from project.common.clock import now
from tests.accounts.programs import visit
from tests.factories import UserFactory, staff_with

pytestmark = pytest.mark.django_db
USERS = reverse("admin:accounts_user_changelist")
KEYS = reverse("admin:accounts_apikey_changelist")
PLANS = reverse("admin:accounts_subscription_changelist")
SIGN_INS = reverse("admin:accounts_tokenfamily_changelist")
ADDRESSES = reverse("admin:account_emailaddress_changelist")


def ask(site: Client, address: str, act: str, rows: Iterable[Model], **answers: object) -> HttpResponse:
    chosen = [str(row.pk) for row in rows]
    return site.post(address, {"action": act, "_selected_action": chosen, **answers})


def do(site: Client, address: str, act: str, rows: Iterable[Model], **answers: object) -> list[str]:
    """Confirm an act and return what the next page says about it."""
    answer = ask(site, address, act, rows, confirmed="yes", **answers)
    assert answer.status_code == 302
    return [str(message) for message in site.get(answer["Location"]).context["messages"]]


def entries(action: str) -> set[tuple[int | None, int | None]]:
    return set(AuditEntry.objects.filter(action=action).values_list("user_id", "actor_id"))


@pytest.mark.parametrize(
    "act",
    [
        "grant_plan",
        "extend_plan",
        "cancel_plan",
        "reset_quota",
        "reset_limits",
        "revoke_keys",
        "end_sessions",
        "remove_second_step",
        "delete_account",
    ],
)
def test_an_act_asks_first_and_names_what_was_chosen(act: str, site: Client) -> None:
    rows = [UserFactory(username="mara"), UserFactory(username="kai")]
    answer = ask(site, USERS, act, rows)
    assert answer.status_code == 200
    page = answer.content.decode()
    for text in ("2 chosen", "<li>mara</li>", "<li>kai</li>", 'name="confirmed"', f'value="{act}"'):
        assert text in page
    assert not AuditEntry.objects.exists()


def test_a_plan_is_granted_extended_and_cancelled(site: Client, admin_user: User, user: User) -> None:
    pro = Tier.objects.get(slug="pro")
    until = (now() + timedelta(days=10)).replace(second=0, microsecond=0)
    later = until + timedelta(days=10)
    said = do(site, USERS, "grant_plan", [user], tier=pro.pk, ends_at=f"{until:%Y-%m-%dT%H:%M}")
    assert said == ["Grant a plan: done for 1 user."]
    assert tier_of(User.objects.get(pk=user.pk)) == pro
    assert Subscription.objects.get().ends_at == until
    do(site, USERS, "extend_plan", [user], ends_at=f"{later:%Y-%m-%dT%H:%M}")
    assert Subscription.objects.get().ends_at == later
    do(site, PLANS, "cancel_plan", Subscription.objects.all())
    assert Subscription.objects.get().cancels_at_end
    for action in ("plan.granted", "plan.cancelled"):
        assert entries(action) == {(user.pk, admin_user.pk)}


def test_the_end_is_meant_in_the_administrators_zone(site: Client, admin_user: User, user: User) -> None:
    User.objects.filter(pk=admin_user.pk).update(time_zone="Asia/Tokyo")
    pro = Tier.objects.get(slug="pro")
    do(site, USERS, "grant_plan", [user], tier=pro.pk, ends_at="2099-01-01T09:00")
    ends_at = Subscription.objects.get().ends_at
    assert ends_at
    assert ends_at.isoformat() == "2099-01-01T00:00:00+00:00"


def test_a_wrong_answer_is_asked_for_again(site: Client, user: User) -> None:
    answer = ask(site, USERS, "grant_plan", [user], confirmed="yes", tier="", ends_at="soon")
    assert answer.status_code == 422
    assert "This field is required." in answer.content.decode()
    assert not Subscription.objects.exists()


def test_one_that_cannot_be_done_keeps_no_other_from_it(site: Client) -> None:
    mara, kai = UserFactory(username="mara"), UserFactory(username="kai")
    create_key(mara, "desk")
    said = do(site, USERS, "revoke_keys", [kai, mara])
    assert set(said) == {"kai: There is no key to revoke.", "Revoke API keys: done for 1 user."}
    assert ApiKey.objects.get().revoked_at


def test_keys_sign_ins_and_the_second_step_go(site: Client, admin_user: User, user: User) -> None:
    create_key(user, "desk")
    start_family(user, visit())
    Authenticator.objects.create(user=user, type="totp", data={})
    for act in ("revoke_keys", "end_sessions", "remove_second_step"):
        do(site, USERS, act, [user])
    assert ApiKey.objects.get().revoked_at
    assert TokenFamily.objects.get().ended_at
    assert not Authenticator.objects.exists()
    for action in ("key.revoked", "session.ended", "mfa.removed"):
        assert entries(action) == {(user.pk, admin_user.pk)}


@pytest.mark.django_db(transaction=True)
def test_quota_and_limits_are_reset(site: Client, admin_user: User, user: User) -> None:
    MonthlyUsage.objects.create(user=user, month=this_month(), calls=1000)
    do(site, USERS, "reset_quota", [user])
    do(site, USERS, "reset_limits", [user])
    assert MonthlyUsage.objects.get().calls == 0
    assert entries("quota.reset") == entries("limits.reset") == {(user.pk, admin_user.pk)}


def test_single_keys_and_sign_ins_are_ended(site: Client, user: User) -> None:
    gone, kept = create_key(user, "gone")[0], create_key(user, "kept")[0]
    family = start_family(user, visit()).family
    do(site, KEYS, "revoke", [gone])
    do(site, SIGN_INS, "end", [family])
    assert set(ApiKey.objects.filter(revoked_at=None)) == {kept}
    assert TokenFamily.objects.get().ended_at


def test_an_address_is_confirmed(site: Client, user: User) -> None:
    address = EmailAddress.objects.create(user=user, email=user.email, primary=True)
    do(site, ADDRESSES, "confirm", [address])
    address.refresh_from_db()
    assert address.verified


def test_an_account_is_deleted_but_not_ones_own(site: Client, admin_user: User, user: User) -> None:
    said = do(site, USERS, "delete_account", [user, admin_user])
    assert "admin: Delete your own account under Account, Your data." in said
    assert list(User.objects.all()) == [admin_user]
    assert entries("account.deleted") == {(user.pk, admin_user.pk)}


def test_too_many_at_once_are_refused(site: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("accounts.admin.acts.MOST", 2)
    answer = ask(site, USERS, "end_sessions", [UserFactory() for _ in range(3)])
    assert answer.status_code == 302
    assert [str(message) for message in site.get(USERS).context["messages"]] == ["Choose up to 2 at once."]
    assert MOST < 1000  # Django takes no more fields from a form


@pytest.mark.parametrize(
    ("right", "offered"),
    [
        ("change_user", set()),
        ("change_subscription", {"grant_plan", "extend_plan", "cancel_plan"}),
        ("change_monthlyusage", {"reset_quota", "reset_limits"}),
        ("change_apikey", {"revoke_keys"}),
        ("change_tokenfamily", {"end_sessions"}),
        ("delete_authenticator", {"remove_second_step"}),
        ("delete_user", {"delete_account"}),
    ],
)
def test_each_act_takes_the_right_to_what_it_changes(client: Client, user: User, right: str, offered: set[str]) -> None:
    client.force_login(staff_with("view_user", right))
    form = client.get(USERS).context["action_form"]
    choices = {name for name, _ in form.fields["action"].choices if name} if form else set()
    page = client.get(reverse("admin:accounts_user_change", args=[user.pk])).content.decode()
    assert choices == set(re.findall(r'name="action" value="(\w+)"', page)) == offered


def test_an_act_without_its_right_is_not_done(client: Client, user: User) -> None:
    create_key(user, "desk")
    client.force_login(staff_with("view_user", "view_apikey"))
    ask(client, USERS, "revoke_keys", [user], confirmed="yes")
    ask(client, KEYS, "revoke", ApiKey.objects.all(), confirmed="yes")
    client.force_login(staff_with("view_user", "change_user", "change_apikey"))
    ask(client, USERS, "delete_account", [user], confirmed="yes")
    assert ApiKey.objects.get().revoked_at is None
    assert User.objects.filter(pk=user.pk).exists()


def test_staff_do_nothing_to_an_administrator(client: Client, admin_user: User) -> None:
    load_catalog()
    create_key(admin_user, "desk")
    Authenticator.objects.create(user=admin_user, type="totp", data={})
    rights = ("view_user", "delete_authenticator", "delete_user", "view_apikey", "change_apikey")
    client.force_login(staff_with(*rights))
    for address, act, rows in (
        (USERS, "remove_second_step", [admin_user]),
        (USERS, "delete_account", [admin_user]),
        (KEYS, "revoke", ApiKey.objects.all()),
    ):
        (said,) = do(client, address, act, rows)
        assert said.endswith("Only a superuser may do this to an administrator.")
    assert Authenticator.objects.exists()
    assert not AuditEntry.objects.exclude(action="key.created").exists()


def test_a_plan_without_an_end_cannot_be_extended(site: Client, user: User) -> None:
    grant_plan(user, Tier.objects.get(slug="pro"))
    (said,) = do(site, USERS, "extend_plan", [user], ends_at="2099-01-01T09:00")
    assert said == f"{user}: There is no granted plan with an end that could be put off."
