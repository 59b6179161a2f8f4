"""Every sign-in and every change of its means leaves one entry, without what was typed."""

import pytest
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEntry, TokenFamily, User
from accounts.sign_ins import PAGE, sign_in_history
from tests.accounts.programs import tokens_for
from tests.accounts.second_steps import (
    add_app,
    code_now,
    confirmed,
    is_signed_in,
    password_step,
    signed_in_client,
)
from tests.accounts.test_google import sign_in as google_sign_in
from tests.factories import PASSWORD
from tests.fakes.mail import MailServer, links_of
from tests.fakes.oidc import GoogleDouble

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore:get_jwt_config:DeprecationWarning"),
]

NEW = "another table for sailors"
AGENT = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"


def newest() -> AuditEntry:
    return AuditEntry.objects.first()


def actions() -> list[str]:
    return list(AuditEntry.objects.order_by("number").values_list("action", flat=True))


def change_password(client: Client) -> None:
    data = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    assert client.post(reverse("account_change_password"), data).status_code == 302


def test_a_sign_in_is_noted_with_way_browser_and_address(user: User) -> None:
    password_step(Client(HTTP_USER_AGENT=AGENT, REMOTE_ADDR="203.0.113.9"), user)
    entry = newest()
    assert (entry.action, entry.user_id, entry.actor_id) == ("sign_in.succeeded", user.pk, user.pk)
    assert entry.details == {"ways": ["password"], "browser": "Firefox on Linux"}
    assert entry.address == "203.0.113.9"
    assert entry.request_id


def test_a_second_step_is_noted_with_the_first(client: Client, user: User) -> None:
    add_app(user)
    password_step(client, user)
    assert actions() == []
    client.post(reverse("mfa_authenticate"), {"code": code_now()})
    assert newest().details["ways"] == ["password", "code"]


def test_a_wrong_password_is_noted_with_the_account_but_not_the_text(client: Client, user: User) -> None:
    for login in (user.username, user.email.upper()):
        client.post(reverse("account_login"), {"login": login, "password": "guess-1234"})
        entry = newest()
        assert (entry.action, entry.user_id, entry.actor_id) == ("sign_in.failed", user.pk, None)
        assert "guess" not in str(entry.details)


def test_a_wrong_name_is_noted_without_it(client: Client) -> None:
    client.post(reverse("account_login"), {"login": "hunter2-by-mistake", "password": PASSWORD})
    entry = newest()
    assert (entry.action, entry.user_id) == ("sign_in.failed", None)
    assert "hunter2" not in str(entry.details)


def test_a_wrong_code_is_a_failed_sign_in(client: Client, user: User) -> None:
    add_app(user)
    password_step(client, user)
    client.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert (newest().action, newest().user_id) == ("sign_in.failed", user.pk)
    assert newest().details["ways"] == ["code"]


def test_a_wrong_password_when_confirming_is_no_sign_in(user: User) -> None:
    client = signed_in_client(user)
    client.post(reverse("account_reauthenticate"), {"password": "wrong"})
    assert (newest().action, newest().user_id) == ("confirm.failed", user.pk)
    history, _ = sign_in_history(user)
    assert len(history) == 1


def test_signing_up_and_out_is_noted(client: Client) -> None:
    client.post(reverse("account_signup"), {"username": "mara", "email": "mara@example.com", "password1": PASSWORD})
    assert actions() == ["account.created", "sign_in.succeeded"]
    client.post(reverse("account_logout"))
    assert newest().action == "sign_out"


def test_a_changed_password_ends_everything_else_but_keys(user: User) -> None:
    here, there = signed_in_client(user), signed_in_client(user)
    tokens_for(user)
    change_password(here)
    entry = newest()
    assert (entry.action, entry.details) == ("password.changed", {"ended": {"browsers": 1, "programs": 1}})
    assert here.get(reverse("preferences")).status_code == 200
    assert there.get(reverse("preferences")).status_code == 302
    assert TokenFamily.objects.get().ended_why == "password"


def test_a_reset_password_ends_everything(user: User, mailbox: MailServer) -> None:
    confirmed(user)
    there = signed_in_client(user)
    visitor = Client()
    visitor.post(reverse("account_reset_password"), {"email": user.email})
    page = visitor.get(links_of(mailbox.newest(user.email))[0], follow=True)
    visitor.post(page.redirect_chain[-1][0], {"password1": NEW, "password2": NEW})
    assert newest().action == "password.reset"
    assert there.get(reverse("preferences")).status_code == 302
    assert not is_signed_in(visitor)


def test_a_first_password_is_noted(user: User) -> None:
    user.set_unusable_password()
    user.save()
    client = Client()
    client.force_login(user)
    client.post(reverse("account_set_password"), {"password1": NEW, "password2": NEW})
    assert newest().action == "password.set"


def test_a_changed_address_is_noted_without_it(user: User) -> None:
    confirmed(user)
    client = signed_in_client(user)
    client.post(reverse("account_email"), {"email": "new@example.com", "action_add": "1"})
    pending = EmailAddress.objects.get(email="new@example.com")
    client.post(reverse("account_confirm_email", args=[EmailConfirmationHMAC(pending).key]))
    assert newest().action == "email.changed"
    assert "example.com" not in str(newest().details)


def test_a_second_step_added_and_removed_is_noted(user: User, django_capture_on_commit_callbacks) -> None:
    add_app(user)
    client = Client()
    password_step(client, user)
    client.post(reverse("mfa_authenticate"), {"code": code_now()})
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("mfa_generate_recovery_codes"))
    assert (newest().action, newest().details) == ("mfa.renewed", {"kind": "recovery_codes"})
    client.post(reverse("mfa_deactivate_totp"))
    removed = AuditEntry.objects.filter(action="mfa.removed")
    assert sorted(entry.details["kind"] for entry in removed) == ["recovery_codes", "totp"]


def test_google_linked_and_unlinked_is_noted(user: User, google: GoogleDouble) -> None:
    confirmed(user)
    google.person("g-1", email=user.email, email_verified=True, given_name="Mara")
    google_sign_in(Client(), google, "g-1")
    assert actions() == ["google.linked", "sign_in.succeeded"]
    assert newest().details["ways"] == ["Google"]
    client = signed_in_client(user)
    account = user.socialaccount_set.get()
    client.post(reverse("socialaccount_connections"), {"account": account.pk})
    assert newest().action == "google.unlinked"


def test_the_history_pages_backwards(user: User) -> None:
    for number in range(PAGE + 2):
        password_step(Client(REMOTE_ADDR=f"203.0.113.{number}"), user)
    first, more = sign_in_history(user)
    assert [len(first), first[0].address] == [PAGE, f"203.0.113.{PAGE + 1}"]
    rest, end = sign_in_history(user, more)
    assert ([each.address for each in rest], end) == (["203.0.113.1", "203.0.113.0"], None)
