"""Resetting and changing a password."""

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.factories import PASSWORD, UserFactory
from tests.fakes.mail import MailServer, links_of

pytestmark = pytest.mark.django_db

RESET = reverse("account_reset_password")
NEW = "slack water at noon"


def path_of(link: str) -> str:
    return "/" + link.split("/", 3)[3]


def confirmed_user() -> User:
    user = UserFactory()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def test_the_mailed_link_sets_a_new_password_once(client: Client, mailbox: MailServer) -> None:
    user = confirmed_user()
    client.post(RESET, {"email": user.email})
    (link,) = links_of(mailbox.newest(user.email))
    form = client.get(path_of(link))["Location"]
    assert link.rsplit("/", 2)[1].split("-", 1)[1] not in form, "The key must leave the address."
    answer = client.post(form, {"password1": NEW, "password2": NEW})
    assert answer["Location"] == reverse("account_reset_password_from_key_done")
    user.refresh_from_db()
    assert user.check_password(NEW)
    assert mailbox.subjects(user.email)[-1] == "Your password was reset"
    assert "This link does not work" in Client().get(path_of(link)).content.decode()


def test_a_reset_signs_out_whoever_is_signed_in(client: Client, mailbox: MailServer) -> None:
    user = confirmed_user()
    client.force_login(user)
    other = Client()
    other.post(RESET, {"email": user.email})
    (link,) = links_of(mailbox.newest(user.email))
    other.post(other.get(path_of(link))["Location"], {"password1": NEW, "password2": NEW})
    assert client.get(reverse("preferences")).status_code == 302


def test_a_known_address_is_answered_like_an_unknown_one(mailbox: MailServer) -> None:
    user = confirmed_user()
    answers = [Client().post(RESET, {"email": email}) for email in (user.email, "nobody@example.com")]
    assert answers[0].status_code == answers[1].status_code == 302
    assert answers[0]["Location"] == answers[1]["Location"]
    assert answers[0].content == answers[1].content
    assert mailbox.subjects(user.email) == ["Reset your password"]
    assert mailbox.subjects("nobody@example.com") == ["There is no account for this address"]


def test_an_address_that_was_only_asked_for_cannot_reset_the_password(mailbox: MailServer) -> None:
    user = confirmed_user()
    EmailAddress.objects.create(user=user, email="typo@example.com", verified=False)
    Client().post(RESET, {"email": "typo@example.com"})
    assert mailbox.subjects("typo@example.com") == ["There is no account for this address"]


def test_a_weak_new_password_is_refused(client: Client, mailbox: MailServer) -> None:
    user = confirmed_user()
    client.post(RESET, {"email": user.email})
    form = client.get(path_of(links_of(mailbox.newest(user.email))[0]))["Location"]
    answer = client.post(form, {"password1": "tides-at-11", "password2": "tides-at-11"})
    assert "at least 12 characters" in answer.content.decode()
    user.refresh_from_db()
    assert user.check_password(PASSWORD)


def test_changing_the_password_needs_the_old_one_and_tells_the_owner(client: Client, mailbox: MailServer) -> None:
    user = confirmed_user()
    client.force_login(user)
    change = reverse("account_change_password")
    wrong = client.post(change, {"oldpassword": "not this one", "password1": NEW, "password2": NEW})
    assert "This is not your current password." in wrong.content.decode()
    client.post(change, {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW})
    user.refresh_from_db()
    assert user.check_password(NEW)
    assert mailbox.subjects(user.email) == ["Your password was changed"]
    assert client.get(change).status_code == 200, "The session that made the change stays."


def test_changing_the_password_ends_the_other_sessions(client: Client) -> None:
    user = UserFactory()
    other = Client()
    client.force_login(user)
    other.force_login(user)
    client.post(reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW})
    assert other.get(reverse("preferences")).status_code == 302


def test_a_user_of_google_sets_a_first_password(client: Client) -> None:
    user = UserFactory()
    user.set_unusable_password()
    user.save()
    client.force_login(user)
    assert client.get(reverse("account_change_password"))["Location"] == reverse("account_set_password")
    client.post(reverse("account_set_password"), {"password1": NEW, "password2": NEW})
    user.refresh_from_db()
    assert user.check_password(NEW)
