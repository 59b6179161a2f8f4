"""Creating an account: by form, by mail, twice at once."""

from threading import Barrier, Thread

import pytest
from allauth.account.models import EmailAddress
from django.db import connection
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from accounts.forms import SignupForm
from accounts.models import User
from tests.factories import PASSWORD, UserFactory
from tests.fakes.mail import MailServer, html_of, links_of, text_of

SIGNUP = reverse("account_signup")


def typed(name: str = "mara", email: str = "mara@example.com", password: str = PASSWORD) -> dict[str, str]:
    return {"username": name, "email": email, "password1": password}


def path_of(link: str) -> str:
    return "/" + link.split("/", 3)[3]


@pytest.mark.django_db
def test_without_a_mail_server_the_new_user_is_signed_in_at_once(client: Client) -> None:
    answer = client.post(SIGNUP, typed())
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert client.session["_auth_user_id"] == str(User.objects.get(username="mara").pk)


@pytest.mark.django_db
def test_the_mailed_link_confirms_the_address_and_then_sign_in_works(client: Client, mailbox: MailServer) -> None:
    answer = client.post(SIGNUP, typed())
    assert answer["Location"] == reverse("account_email_verification_sent")
    assert "_auth_user_id" not in client.session
    mail = mailbox.newest("mara@example.com")
    assert mail["Subject"] == "Confirm your e-mail address"
    (link,) = links_of(mail)
    assert link in html_of(mail)
    assert "Welcome to Tidewatch, mara." in text_of(mail)
    page = client.get(path_of(link))
    assert not EmailAddress.objects.get().verified, "Opening the link alone must not confirm: mail scanners open links."
    assert "belongs to the account mara" in page.content.decode()
    client.post(path_of(link))
    assert EmailAddress.objects.get().verified
    client.post(reverse("account_login"), {"login": "mara@example.com", "password": PASSWORD})
    assert "_auth_user_id" in client.session


@pytest.mark.django_db
def test_a_used_or_invented_link_says_so(client: Client, mailbox: MailServer) -> None:
    client.post(SIGNUP, typed())
    (link,) = links_of(mailbox.newest("mara@example.com"))
    client.post(path_of(link))
    assert "This link does not work" in client.get(path_of(link)).content.decode()
    assert client.get("/accounts/confirm-email/invented/").status_code == 200
    assert client.post("/accounts/confirm-email/invented/").status_code == 404


@pytest.mark.django_db
def test_signing_in_unconfirmed_leads_to_the_mail_page(client: Client, mailbox: MailServer, bus: object) -> None:
    client.post(SIGNUP, typed())
    bus.flushdb()
    other = Client()
    answer = other.post(reverse("account_login"), {"login": "mara", "password": PASSWORD})
    assert answer["Location"] == reverse("account_email_verification_sent")
    assert "_auth_user_id" not in other.session
    assert len(mailbox.to("mara@example.com")) == 2


@pytest.mark.django_db
def test_a_known_address_is_answered_like_an_unknown_one(mailbox: MailServer) -> None:
    UserFactory(email="known@example.com")
    answers = []
    for name, email in (("one", "known@example.com"), ("two", "unknown@example.com")):
        browser = Client()
        answer = browser.post(SIGNUP, typed(name, email))
        page = browser.get(answer["Location"])
        answers.append((answer.status_code, answer["Location"], page.content.decode().replace(email, "ADDRESS")))
    masked = [(status, place, without_tokens(page)) for status, place, page in answers]
    assert masked[0] == masked[1]
    assert mailbox.subjects("known@example.com") == ["You have an account already"]
    assert mailbox.subjects("unknown@example.com") == ["Confirm your e-mail address"]
    assert User.objects.filter(email="known@example.com").count() == 1


def without_tokens(page: str) -> str:
    return "\n".join(line for line in page.splitlines() if "csrf" not in line.lower())


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("data", "message"),
    [
        (typed(password="tides-at-11"), "at least 12 characters"),
        (typed(password="123456789012345"), "entirely numeric"),
        (typed(name="mara.lindstrom", password="mara.lindstrom1"), "too similar"),
        (typed(email="not an address"), "valid email"),
        (typed(name="Admin"), "reserved"),
        (typed(name=""), "required"),
    ],
)
def test_a_wrong_field_is_explained_beside_it(client: Client, data: dict[str, str], message: str) -> None:
    answer = client.post(SIGNUP, data)
    assert message in answer.content.decode()
    assert 'aria-invalid="true"' in answer.content.decode()
    assert not User.objects.exists()


@pytest.mark.django_db
def test_an_address_that_another_account_only_asked_for_is_free(client: Client, user: User) -> None:
    EmailAddress.objects.create(user=user, email="mara@example.com", verified=False)
    client.post(SIGNUP, typed())
    assert User.objects.get(email="mara@example.com").username == "mara"


@pytest.mark.django_db
def test_names_differ_by_more_than_case(client: Client) -> None:
    UserFactory(username="Mara")
    assert "This username is taken" in client.post(SIGNUP, typed("mARA")).content.decode()


@pytest.mark.django_db
def test_closed_registration_says_so_and_creates_nothing(client: Client, settings: Settings) -> None:
    settings.REGISTRATION = "closed"
    for answer in (client.get(SIGNUP), client.post(SIGNUP, typed())):
        assert "Registration is closed" in answer.content.decode()
    assert not User.objects.exists()
    assert "Create account" not in client.get(reverse("account_login")).content.decode()


@pytest.mark.parametrize("confirmed_first", [True, False])
def test_two_sign_ups_with_one_address_make_one_account(
    transactional_db: None,
    settings: Settings,
    mailbox: MailServer,
    monkeypatch: pytest.MonkeyPatch,
    confirmed_first: bool,
) -> None:
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory" if confirmed_first else "optional"
    statuses = sign_up_at_once(monkeypatch, typed("one", "race@example.com"), typed("two", "race@example.com"))
    assert User.objects.filter(email="race@example.com").count() == 1
    assert statuses == ([302, 302] if confirmed_first else [302, 422])


def test_two_sign_ups_with_one_name_make_one_account(
    transactional_db: None, mailbox: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    statuses = sign_up_at_once(monkeypatch, typed("same", "a@example.com"), typed("same", "b@example.com"))
    assert User.objects.filter(username="same").count() == 1
    assert statuses == [302, 422]


def sign_up_at_once(monkeypatch: pytest.MonkeyPatch, *forms: dict[str, str]) -> list[int]:
    """Post the forms so that each has been checked before any is saved."""
    barrier = Barrier(len(forms), timeout=20)
    # The barrier stands before the transaction: inside it, SQLite would let only one in.
    real = SignupForm.try_save
    monkeypatch.setattr(SignupForm, "try_save", lambda self, request: (barrier.wait(), real(self, request))[1])
    statuses: list[int] = []

    def post(data: dict[str, str]) -> None:
        try:
            statuses.append(Client().post(SIGNUP, data).status_code)
        finally:
            connection.close()

    threads = [Thread(target=post, args=(data,)) for data in forms]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return sorted(statuses)
