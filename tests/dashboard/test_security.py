"""The security page: means, sessions and history of the account, and of nobody else's."""

import re
import uuid

import pytest
from allauth.socialaccount.models import SocialAccount
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from accounts.sign_ins import PAGE as HISTORY_PAGE
from tests.accounts.programs import tokens_for
from tests.accounts.second_steps import add_app, add_passkey, confirmed, password_step, signed_in_client
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

PAGE = reverse("security")
OTHERS = reverse("end_others")
HTMX = {"HTTP_HX_REQUEST": "true", "HTTP_HX_TARGET": "section#sessions"}
HISTORY = {"HTTP_HX_REQUEST": "true", "HTTP_HX_TARGET": "section#sign-ins"}


@pytest.fixture
def owner(user: User) -> User:
    return confirmed(user)


@pytest.fixture
def here(owner: User) -> Client:
    return signed_in_client(owner, HTTP_HOST="localhost")


def text(answer) -> str:
    """Return the words of a page without its markup."""
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def ends(page: str, kind: str) -> list[str]:
    """Return the addresses that end a session of that kind, each once."""
    return sorted(set(re.findall(rf'hx-post="([^"]+/{kind}/[^"]+/end/)"', page)))


def test_a_visitor_is_sent_to_sign_in(client: Client) -> None:
    assert client.get(PAGE)["Location"] == f"{reverse('account_login')}?next={PAGE}"
    for address in (OTHERS, reverse("end_browser", args=[1]), reverse("end_program", args=[uuid.uuid4()])):
        assert client.post(address)["Location"].startswith(reverse("account_login"))


def test_an_account_with_a_password_alone(here: Client) -> None:
    words = text(here.get(PAGE))
    assert "Two-step sign-in Off" in words
    assert "Not set up on this server." in words
    assert "Recovery codes" not in words
    assert "This session" in words
    assert "End all others" not in words
    assert "Signed in password" in words
    assert "API keys are no sessions" in words


def test_an_account_with_everything(here: Client, owner: User) -> None:
    add_passkey(here, name="Phone")
    add_app(owner)
    SocialAccount.objects.create(user=owner, provider="google", uid="1", extra_data={"email": "mara@gmail.example"})
    tokens_for(owner)
    words = text(here.get(PAGE))
    assert "Two-step sign-in On" in words
    assert "10 left." in words
    assert "Phone Without password" in words
    assert "mara@gmail.example" in words
    assert "tide-bot/1.0 Program" in words
    assert "End all others" in words


def test_without_a_confirmed_address_two_step_sign_in_is_not_offered(user: User) -> None:
    page = signed_in_client(user).get(PAGE).content.decode()
    assert "It needs a confirmed e-mail address" in page
    assert reverse("mfa_activate_totp") not in page


def test_the_page_is_the_owners_alone(here: Client, owner: User) -> None:
    stranger = UserFactory()
    password_step(Client(REMOTE_ADDR="203.0.113.99"), stranger)
    Client(REMOTE_ADDR="203.0.113.98").post(reverse("account_login"), {"login": stranger.username, "password": "no"})
    tokens_for(stranger)
    page = here.get(PAGE).content.decode()
    assert "203.0.113.9" not in page
    assert "tide-bot" not in page


def test_many_sessions_need_no_more_queries_than_few(here: Client, owner: User, django_assert_num_queries) -> None:
    here.get(PAGE)
    with CaptureQueriesContext(connection) as few:
        here.get(PAGE)
    count = len(few)
    for _ in range(5):
        password_step(Client(), owner)
        tokens_for(owner)
    with django_assert_num_queries(count):
        here.get(PAGE)
    assert count <= 16


def test_a_browser_is_ended_from_the_page(here: Client, owner: User) -> None:
    there = signed_in_client(owner)
    (address,) = ends(here.get(PAGE).content.decode(), "browsers")
    answer = here.post(address)
    assert answer["Location"] == f"{PAGE}#sessions"
    assert "That browser is signed out." in here.get(PAGE).content.decode()
    assert there.get(PAGE).status_code == 302


def test_htmx_gets_the_sessions_that_are_left_and_a_toast(here: Client, owner: User) -> None:
    tokens_for(owner)
    (address,) = ends(here.get(PAGE).content.decode(), "programs")
    answer = here.post(address, **HTMX)
    assert answer.status_code == 200
    assert answer.content.decode().lstrip().startswith('<section class="panel" id="sessions"')
    assert "That program is signed out." in answer["HX-Trigger"]
    assert "HX-Request" in answer["Vary"]
    assert "tide-bot" not in answer.content.decode()


def test_all_others_end_at_once(here: Client, owner: User) -> None:
    there = signed_in_client(owner)
    tokens_for(owner)
    assert "2 other sessions ended." in here.post(OTHERS, **HTMX)["HX-Trigger"]
    assert there.get(PAGE).status_code == 302
    assert here.get(PAGE).status_code == 200


def test_ending_this_browsers_own_session_signs_out(here: Client, owner: User) -> None:
    row = owner.usersession_set.get()
    answer = here.post(reverse("end_browser", args=[row.pk]), **HTMX)
    assert (answer.status_code, answer["HX-Redirect"]) == (204, reverse("account_login"))
    assert here.get(PAGE).status_code == 302


@pytest.mark.parametrize("extra", [{}, HTMX], ids=["page", "htmx"])
def test_a_strangers_session_is_not_found(here: Client, extra: dict[str, str]) -> None:
    stranger = UserFactory()
    theirs = Client()
    password_step(theirs, stranger)
    family = tokens_for(stranger).family
    row = stranger.usersession_set.get()
    for address in (reverse("end_browser", args=[row.pk]), reverse("end_program", args=[family.pk])):
        assert here.post(address, **extra).status_code == 404
    assert theirs.get(PAGE).status_code == 200
    family.refresh_from_db()
    assert family.ended_at is None


@pytest.mark.parametrize("number", ["0", "9" * 30])
def test_a_session_that_never_was_is_not_found(here: Client, number: str) -> None:
    assert here.post(f"{PAGE}browsers/{number}/end/").status_code == 404


def test_ending_takes_a_post_with_its_token(owner: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(owner)
    for address in (OTHERS, reverse("end_browser", args=[1])):
        assert client.get(address).status_code == 405
        assert client.post(address).status_code == 403


def test_the_history_goes_on_by_page(here: Client, owner: User) -> None:
    for _ in range(HISTORY_PAGE):
        password_step(Client(), owner)
    page = here.get(PAGE).content.decode()
    assert page.count("<b>Signed in</b>") == HISTORY_PAGE
    (older,) = set(re.findall(r'hx-get="([^"]+\?before=\d+)"', page))
    part = here.get(older, **HISTORY).content.decode()
    assert part.lstrip().startswith('<section class="panel" id="sign-ins"')
    assert part.count("<b>Signed in</b>") == 1
    assert "Newest" in part
    assert here.get(older).content.decode().count("<b>Signed in</b>") == 1


@pytest.mark.parametrize("before", ["x", "-1", "", "9" * 400, "1.5"])
def test_an_odd_page_of_the_history_is_the_first(here: Client, before: str) -> None:
    assert "<b>Signed in</b>" in here.get(PAGE, {"before": before}).content.decode()


def test_before_the_first_entry_there_is_nothing(here: Client) -> None:
    assert "That was all." in here.get(PAGE, {"before": "0"}).content.decode()


def test_a_refused_sign_in_stands_out(here: Client, owner: User) -> None:
    Client().post(reverse("account_login"), {"login": owner.username, "password": "wrong"})
    assert "Refused" in here.get(PAGE).content.decode()
