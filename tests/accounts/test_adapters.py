"""What is mailed, from where its links come, and what happens when no mail can leave."""

import pytest
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.core.mail import EmailMessage
from django.db import connection
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from accounts.adapters import public_address
from accounts.models import User
from tests.factories import PASSWORD, UserFactory
from tests.fakes.mail import MailServer, links_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "headers",
    [
        {"HTTP_HOST": "evil.example.com"},
        {"HTTP_HOST": "127.0.0.1", "HTTP_X_FORWARDED_HOST": "evil.example.com"},
        {"HTTP_HOST": "localhost:9999"},
    ],
)
def test_a_forged_host_never_gets_into_a_mail(mailbox: MailServer, settings: Settings, headers: dict[str, str]) -> None:
    settings.PUBLIC_URL = "https://tide.example.org"
    user = UserFactory()
    signup = {"username": "mara", "email": "mara@example.com", "password1": PASSWORD}
    Client().post(reverse("account_reset_password"), {"email": user.email}, **headers)
    Client().post(reverse("account_reset_password"), {"email": "nobody@example.com"}, **headers)
    Client().post(reverse("account_signup"), signup, **headers)
    Client().post(reverse("account_signup"), {**signup, "username": "m2", "email": user.email}, **headers)
    refused = headers["HTTP_HOST"] == "evil.example.com"
    links = [link for mail in mailbox.mails for link in links_of(mail)]
    assert len(links) == (0 if refused else 4)
    assert all(link.startswith("https://tide.example.org/accounts/") for link in links)
    assert all(b"evil" not in mail.as_bytes() for mail in mailbox.mails)


def test_a_link_keeps_its_path_and_query(settings: Settings) -> None:
    settings.PUBLIC_URL = "https://tide.example.org/watch"
    assert public_address("http://evil.example.com/accounts/x/?next=/a") == (
        "https://tide.example.org/watch/accounts/x/?next=/a"
    )


def test_a_mail_server_that_is_down_is_named_and_the_account_can_be_finished_later(
    mailbox: MailServer, settings: Settings
) -> None:
    settings.EMAIL_PORT = 1
    signup = {"username": "mara", "email": "mara@example.com", "password1": PASSWORD}
    answer = Client().post(reverse("account_signup"), signup)
    assert answer.status_code == 503
    assert "The mail server does not answer, so no mail was sent." in answer.content.decode()
    assert not EmailAddress.objects.get(email="mara@example.com").verified


def test_a_mail_server_that_is_down_does_not_undo_a_changed_password(
    client: Client, user: User, mailbox: MailServer, settings: Settings
) -> None:
    settings.EMAIL_PORT = 1
    client.force_login(user)
    fields = {"oldpassword": PASSWORD, "password1": "slack water at noon", "password2": "slack water at noon"}
    assert client.post(reverse("account_change_password"), fields).status_code == 302
    user.refresh_from_db()
    assert user.check_password("slack water at noon")


def test_the_new_address_counts_once_its_link_is_opened(client: Client, user: User, mailbox: MailServer) -> None:
    old = user.email
    sign_in(client, user)
    client.post(reverse("account_email"), {"action_add": "1", "email": "New@example.com"})
    user.refresh_from_db()
    assert user.email == old
    (link,) = links_of(mailbox.newest("new@example.com"))
    client.post("/" + link.split("/", 3)[3])
    user.refresh_from_db()
    assert user.email == "new@example.com"
    assert [address.email for address in EmailAddress.objects.filter(user=user)] == ["new@example.com"]
    assert mailbox.subjects(old)[-1] == "Your e-mail address was changed"


def test_asking_for_a_strangers_address_looks_the_same_and_leads_nowhere(
    client: Client, user: User, mailbox: MailServer
) -> None:
    stranger = UserFactory(email="stranger@example.com")
    sign_in(client, user)
    pages = []
    for email in ("stranger@example.com", "unused@example.com"):
        answer = client.post(reverse("account_email"), {"action_add": "1", "email": email}, follow=True)
        pages.append(answer.content.decode().count("Waiting for its link to be opened"))
    assert pages == [1, 1]
    assert mailbox.subjects(stranger.email) == ["You have an account already"]
    assert mailbox.subjects("unused@example.com") == ["Confirm your e-mail address"]


def test_an_address_that_another_account_took_meanwhile_is_not_confirmed(
    client: Client, user: User, mailbox: MailServer
) -> None:
    sign_in(client, user)
    client.post(reverse("account_email"), {"action_add": "1", "email": "wanted@example.com"})
    (link,) = links_of(mailbox.newest("wanted@example.com"))
    UserFactory(email="wanted@example.com")
    answer = client.post("/" + link.split("/", 3)[3])
    assert answer.status_code in {200, 302}
    user.refresh_from_db()
    assert user.email != "wanted@example.com"
    assert not EmailAddress.objects.get(email="wanted@example.com").verified


@pytest.mark.django_db(transaction=True)
def test_a_mail_about_a_new_address_leaves_when_it_is_stored(
    client: Client, user: User, mailbox: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_in(client, user)
    client.post(reverse("account_email"), {"action_add": "1", "email": "new@example.com"})
    (link,) = links_of(mailbox.newest("new@example.com"))
    send, seen = EmailMessage.send, []
    monkeypatch.setattr(EmailMessage, "send", lambda mail: (seen.append(connection.in_atomic_block), send(mail)))
    client.post("/" + link.split("/", 3)[3])
    user.refresh_from_db()
    assert (user.email, seen) == ("new@example.com", [False])
    assert mailbox.newest("new@example.com") is not mailbox.mails[-1]


def test_the_address_of_the_account_cannot_be_removed(client: Client, user: User) -> None:
    sign_in(client, user)
    client.get(reverse("account_email"))
    client.post(reverse("account_email"), {"action_remove": "1", "email": user.email})
    user.refresh_from_db()
    assert user.email
    assert EmailAddress.objects.filter(user=user, email=user.email).exists()


def test_a_change_of_address_needs_the_password_again(client: Client, user: User) -> None:
    client.force_login(user)
    answer = client.post(reverse("account_email"), {"action_add": "1", "email": "new@example.com"})
    assert answer["Location"].startswith(reverse("account_reauthenticate"))
    assert not EmailAddress.objects.filter(email="new@example.com").exists()
    client.post(answer["Location"], {"password": PASSWORD})
    assert EmailAddress.objects.filter(email="new@example.com").exists()


def sign_in(client: Client, user: User) -> None:
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    client.post(reverse("account_login"), {"login": user.username, "password": PASSWORD})
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})


@pytest.mark.parametrize("name", ["account_login", "account_signup", "account_reset_password"])
@pytest.mark.parametrize("forwarded", ["", "198.51.100.9", "nonsense, more nonsense"])
def test_a_proxy_that_writes_too_few_addresses_breaks_no_form(settings: Settings, name: str, forwarded: str) -> None:
    settings.TRUSTED_PROXY_COUNT = 2
    extra = {"HTTP_X_FORWARDED_FOR": forwarded} if forwarded else {}
    assert Client().post(reverse(name), {}, **extra).status_code == 200


def test_a_session_keeps_the_address_that_the_proxy_saw(settings: Settings, user: User) -> None:
    settings.TRUSTED_PROXY_COUNT = 1
    form = {"login": user.username, "password": PASSWORD}
    Client().post(reverse("account_login"), form, HTTP_X_FORWARDED_FOR="10.0.0.1, 198.51.100.9")
    assert UserSession.objects.get().ip == "198.51.100.9"
