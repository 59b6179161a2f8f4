"""The page of one's data: a copy from asking to download, and the end of the account."""

import json
import re
import uuid
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.exports import claim_export, exports_of, run_exports
from accounts.models import DataExport, User
from dashboard.kept import kept
from project.common.clock import now
from project.common.jobs import JobState
from tests.accounts.second_steps import confirm, confirmed, password_step, signed_in_client
from tests.factories import PASSWORD, UserFactory

if TYPE_CHECKING:
    from playwright.sync_api import Page

PAGE = reverse("your_data")
MAKE = reverse("make_copy")
DELETE = reverse("delete_account")
COPIES = {"HTTP_HX_REQUEST": "true", "HTTP_HX_TARGET": "section#copies"}


@pytest.fixture
def here(user: User) -> Client:
    """Return a browser that signed in a while ago: it has to give the password again."""
    client = Client(HTTP_HOST="localhost")
    password_step(client, confirmed(user))
    return client


def words(answer: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


@pytest.mark.django_db
def test_a_visitor_is_sent_to_sign_in(client: Client) -> None:
    assert client.get(PAGE)["Location"] == f"{reverse('account_login')}?next={PAGE}"
    assert client.post(DELETE)["Location"].startswith(reverse("account_login"))


@pytest.mark.django_db
def test_the_page_says_what_is_kept_and_how_long(here: Client) -> None:
    page = words(here.get(PAGE))
    for one in kept():
        assert f"{one.what} {one.detail} {one.how_long}" in page
    assert "Make a copy" in page


@pytest.mark.django_db
def test_a_copy_asks_for_the_password_and_is_then_under_way(here: Client, user: User) -> None:
    asked = here.post(MAKE)
    assert asked["Location"].startswith(reverse("account_reauthenticate"))
    assert not exports_of(user).exists()
    answer = here.post(asked["Location"], {"password": PASSWORD, "next": MAKE})
    assert answer["Location"] == PAGE
    page = here.get(PAGE)
    assert "Waiting for its turn" in words(page)
    assert 'hx-trigger="every 2s"' in page.content.decode()
    assert f'action="{MAKE}"' not in page.content.decode(), "one at a time"


@pytest.mark.django_db
def test_the_part_asks_for_itself_until_the_copy_is_ready(here: Client, user: User) -> None:
    confirm(here)
    here.post(MAKE)
    claim_export()
    DataExport.objects.update(percent=40)
    part = here.get(PAGE, **COPIES)
    assert "<html" not in part.content.decode()
    assert "Being made" in words(part)
    assert "40%" in words(part)
    assert "HX-Trigger" not in part
    DataExport.objects.update(state=JobState.QUEUED)
    run_exports()
    part = here.get(PAGE, **COPIES)
    assert "every 2s" not in part.content.decode()
    assert json.loads(part["HX-Trigger"])["toast"]["text"] == "Your copy is ready."
    assert "Download" in words(part)


@pytest.mark.django_db
def test_the_copy_is_downloaded_after_the_password(here: Client, user: User) -> None:
    export = DataExport.objects.create(user=user)
    run_exports()
    address = reverse("download_copy", args=[export.pk])
    assert here.get(address)["Location"] == f"{reverse('account_reauthenticate')}?next={PAGE}"
    confirm(here)
    answer = here.get(address)
    assert "attachment" in answer["Content-Disposition"]
    assert answer.json()["profile"][0]["username"] == user.username


@pytest.mark.django_db
def test_a_copy_is_cancelled_with_and_without_scripts(here: Client, user: User) -> None:
    for extra, status in (({}, 302), (COPIES, 200)):
        export = DataExport.objects.create(user=user)
        assert here.post(reverse("cancel_copy", args=[export.pk]), **extra).status_code == status
        assert exports_of(user).get(pk=export.pk).state == JobState.CANCELLED
    assert here.post(reverse("cancel_copy", args=[export.pk])).status_code == 409
    assert "You cancelled it." in words(here.get(PAGE))


@pytest.mark.django_db
def test_a_copy_of_somebody_else_is_not_there(here: Client) -> None:
    confirm(here)
    for pk in (DataExport.objects.create(user=UserFactory()).pk, uuid.uuid4()):
        assert here.get(reverse("download_copy", args=[pk])).status_code == 404
        assert here.post(reverse("cancel_copy", args=[pk])).status_code == 404


@pytest.mark.django_db
def test_a_copy_that_failed_says_why(here: Client, user: User) -> None:
    DataExport.objects.create(user=user, state=JobState.FAILED, error="The copy could not be made.", finished_at=now())
    page = words(here.get(PAGE))
    assert "The copy could not be made. Failed" in page


@pytest.mark.django_db
def test_the_number_of_queries_does_not_grow_with_the_copies(here: Client, user: User) -> None:
    counts = []
    for number in (1, 5):
        while exports_of(user).count() < number:
            DataExport.objects.create(user=user, state=JobState.READY, finished_at=now())
        with CaptureQueriesContext(connection) as queries:
            here.get(PAGE, **COPIES)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 4


@pytest.mark.django_db
def test_an_account_is_deleted_after_its_name_and_its_password(here: Client, user: User) -> None:
    page = here.get(DELETE)
    assert f"Write {user.username} here to delete it" in words(page)
    wrong = here.post(DELETE, {"username": "somebody"})
    assert wrong.status_code == 422
    assert f"Write {user.username}, just as it stands here." in words(wrong)
    asked = here.post(DELETE, {"username": user.username})
    assert asked["Location"].startswith(reverse("account_reauthenticate"))
    refused = here.post(asked["Location"], {"password": "not my password", "next": DELETE})
    assert refused.status_code in {200, 422}
    assert User.objects.filter(pk=user.pk).exists()
    done = here.post(asked["Location"], {"password": PASSWORD, "next": DELETE})
    assert done["Location"] == "/"
    assert not User.objects.filter(pk=user.pk).exists()
    landing = words(here.get("/"))
    assert "Your account is deleted." in landing
    assert here.get(PAGE)["Location"].startswith(reverse("account_login"))


@pytest.mark.django_db
def test_the_only_administrator_reads_what_to_do_instead(here: Client, user: User) -> None:
    User.objects.filter(pk=user.pk).update(is_superuser=True)
    assert "Make another user an administrator first." in words(here.get(PAGE))
    assert 'name="username"' not in here.get(DELETE).content.decode()
    confirm(here)
    answer = here.post(DELETE, {"username": user.username})
    assert answer.status_code == 409
    assert "Make another user an administrator first." in words(answer)
    assert User.objects.filter(pk=user.pk).exists()


def test_a_person_makes_a_copy_and_leaves(page: "Page", server: str) -> None:
    user = confirmed(UserFactory(username="mira"))
    session = signed_in_client(user).cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": server}])
    page.goto(f"{server}{PAGE}")
    page.get_by_role("button", name="Make a copy").click()
    page.get_by_text("Waiting for its turn").wait_for()
    page.locator("#copies button").focus()
    run_exports()
    page.locator(".toast", has_text="Your copy is ready.").wait_for()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download").click()
    assert json.loads(download.value.path().read_bytes())["profile"][0]["username"] == "mira"
    page.get_by_role("link", name="Delete account").click()
    assert page.evaluate("document.activeElement.name") == "username"
    page.keyboard.type("mira")
    page.keyboard.press("Enter")
    page.get_by_text("Your account is deleted.").wait_for()
    assert not User.objects.filter(pk=user.pk).exists()
