"""What a user is told, and where."""

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.template.loader import get_template
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from accounts.models import User
from dashboard.notices import NOTICES
from tests.sources import ROOT

PAGE = reverse("notifications")
BASE = "account/email/base_notification.txt"
# allauth knows this mail, but sends the link to confirm instead.
NEVER_SENT = {"account/email/email_confirm"}


def test_a_visitor_is_sent_to_sign_in(client: Client) -> None:
    assert client.get(PAGE)["Location"] == f"{reverse('account_login')}?next={PAGE}"


@pytest.mark.parametrize("mail", [mail for notice in NOTICES for mail in notice.mails])
def test_each_notice_has_a_mail_of_ours(mail: str) -> None:
    for part in ("subject", "message"):
        assert get_template(f"{mail}_{part}.txt").origin.name == str(ROOT / "templates" / f"{mail}_{part}.txt")


def test_every_mail_that_only_tells_of_something_is_on_the_page() -> None:
    tells = [path for path in sorted((ROOT / "templates").rglob("email/*_message.txt")) if BASE in path.read_text()]
    mails = {str(path.relative_to(ROOT / "templates")).removesuffix("_message.txt") for path in tells}
    assert mails - {mail for notice in NOTICES for mail in notice.mails} == NEVER_SENT


def test_every_notice_is_listed_with_the_address_it_goes_to(owner: Client, user: User, settings: Settings) -> None:
    settings.GOOGLE_CLIENT_ID = "client-1"
    html = owner.get(PAGE).content.decode()
    assert [notice.what for notice in NOTICES if notice.what not in html] == []
    assert user.email in html
    assert f'href="{reverse("account_email")}"' in html


def test_google_is_not_mentioned_where_it_is_not_set_up(owner: Client) -> None:
    assert "Google" not in owner.get(PAGE).content.decode()


def test_the_weekly_summary_is_turned_on_and_off(owner: Client, user: User) -> None:
    for wanted, said, other in (("on", "Turn off", "Turn on"), ("off", "Turn on", "Turn off")):
        assert owner.post(reverse("weekly_summary"), {"wanted": wanted})["Location"] == PAGE
        user.refresh_from_db()
        assert user.weekly_summary is (wanted == "on")
        html = owner.get(PAGE).content.decode()
        assert f"The weekly summary is {wanted}." in html
        assert (said in html, other in html) == (True, False)


def test_a_summary_is_mailed_at_once_to_a_confirmed_address(owner: Client, user: User) -> None:
    owner.post(reverse("mail_summary"))
    assert "Confirm your e-mail address first." in owner.get(PAGE).content.decode()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    owner.post(reverse("mail_summary"))
    assert f"The summary was mailed to {user.email}." in owner.get(PAGE).content.decode()
    assert [sent.subject for sent in mail.outbox] == ["0 alerts in the last 7 days"]


@pytest.mark.parametrize(
    ("host", "said", "other"), [("mail.example.org", "Set up", "Not set up"), ("", "Not set up", "mail.example.org")]
)
def test_it_is_said_whether_mail_leaves_this_server(
    owner: Client, settings: Settings, host: str, said: str, other: str
) -> None:
    settings.SMTP_HOST = host
    html = owner.get(PAGE).content.decode()
    assert f"</span>{said}</span>" in html
    assert other not in html
