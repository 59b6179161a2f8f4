"""The page of API keys: what it shows, and how a key is made, rotated and revoked."""

import re
from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from accounts import keys as key_services
from accounts.keys import create_key, key_of, revoke_key
from accounts.models import ApiKey, AuditEntry, Scope, User
from dashboard.keys import ENDED_SHOWN, key_table
from project.common.clock import now
from project.common.errors import Unauthenticated
from tests.factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db

PAGE = reverse("keys")
NEW = reverse("new_key")
CHOSEN = {"name": "desk-1", "scopes": ["read", "trade"], "expires": "30", "days": "", "networks": ""}
DIALOG = {"HTTP_HX_REQUEST": "true", "HTTP_HX_TARGET": "div#key-dialog"}
TABLE = {"HTTP_HX_REQUEST": "true", "HTTP_HX_TARGET": "section#keys"}


def html_of(answer: HttpResponse) -> str:
    return answer.content.decode()


def shown_key(answer: HttpResponse) -> str:
    found = re.search(r'id="made-key"[^>]* value="([^"]+)"', html_of(answer))
    assert found, "No key is shown."
    return found[1]


def address(act: str, key: ApiKey) -> str:
    return reverse(f"{act}_key", args=[key.pk])


def test_a_visitor_is_sent_to_sign_in(client: Client) -> None:
    for page in (PAGE, NEW, reverse("rotate_key", args=[1]), reverse("revoke_key", args=[1])):
        assert client.get(page)["Location"].startswith(reverse("account_login"))


def test_without_keys_the_page_offers_a_command_that_works(owner: Client, settings: Settings) -> None:
    settings.PUBLIC_URL = "https://tide.example.org"
    html = html_of(owner.get(PAGE))
    assert "curl https://tide.example.org/version" in html
    assert html.count(f'href="{NEW}"') == 1
    assert owner.get("/version").status_code == 200


def test_each_key_has_its_state_as_a_word(owner: Client, user: User) -> None:
    for name, days in (("fresh", 90), ("late", 3), ("over", 3), ("gone", 90)):
        key, _ = create_key(user, name, [Scope.READ, Scope.TRADE], expires_in_days=days)
        if name == "over":
            ApiKey.objects.filter(pk=key.pk).update(expires_at=now() - timedelta(hours=1))
        if name == "gone":
            revoke_key(key)
    lines = key_table(user).lines
    assert [(line.key.name, line.word) for line in lines] == [
        ("late", "Expires soon"),
        ("fresh", "Active"),
        ("gone", "Revoked"),
        ("over", "Expired"),
    ]
    html = html_of(owner.get(PAGE))
    assert "2 working" in html
    assert all(line.key.prefix in html and line.word in html for line in lines)
    assert '<span class="chip">Trade</span>' in html


def test_a_revoked_key_cannot_be_chosen_again_and_an_expired_one_can_be_renewed(owner: Client, user: User) -> None:
    gone, _ = create_key(user, "gone")
    revoke_key(gone)
    over, _ = create_key(user, "over")
    ApiKey.objects.filter(pk=over.pk).update(expires_at=now())
    html = html_of(owner.get(PAGE))
    assert address("rotate", gone) not in html
    assert address("rotate", over) in html


def test_of_keys_that_no_longer_work_only_the_newest_are_shown(owner: Client, user: User) -> None:
    for number in range(ENDED_SHOWN + 2):
        revoke_key(create_key(user, f"bot {number}")[0])
    html = html_of(owner.get(PAGE))
    assert html.count("Revoked</span>") == ENDED_SHOWN
    assert "2 older keys no longer work and are not shown." in html


def test_the_keys_of_others_are_neither_shown_nor_within_reach(sure: Client) -> None:
    theirs, _ = create_key(UserFactory(), "their secret desk")
    assert "their secret desk" not in html_of(sure.get(PAGE))
    for act in ("rotate", "revoke"):
        assert sure.get(address(act, theirs)).status_code == 404
        assert sure.post(address(act, theirs)).status_code == 404
    theirs.refresh_from_db()
    assert theirs.revoked_at is None


@pytest.mark.parametrize("key_id", [0, 10**6, 10**30])
def test_a_key_that_is_not_there_is_404(owner: Client, key_id: int) -> None:
    assert owner.post(reverse("revoke_key", args=[key_id])).status_code == 404


def test_the_password_is_asked_for_before_a_key_is_made_and_the_form_goes_on_after_it(
    owner: Client, user: User
) -> None:
    asked = owner.post(NEW, CHOSEN)
    assert asked["Location"].startswith(reverse("account_reauthenticate"))
    assert not ApiKey.objects.visible_to(user).exists()
    answer = owner.post(asked["Location"], {"password": PASSWORD})
    assert key_of(shown_key(answer), "203.0.113.7").user == user
    assert answer["Cache-Control"].count("no-store") == 1
    assert f'<a href="{PAGE}" aria-current="page">' in html_of(answer)


def test_a_key_is_shown_once_and_kept_nowhere(sure: Client, user: User) -> None:
    answer = sure.post(NEW, {**CHOSEN, "networks": "203.0.113.7\n\n 2001:db8::/32 "})
    text = shown_key(answer)
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    key = key_of(text, "203.0.113.7")
    assert (key.name, key.scopes, key.networks) == ("desk-1", ["read", "trade"], ["2001:db8::/32", "203.0.113.7/32"])
    assert key.expires_at
    assert key.expires_at - key.created_at == timedelta(days=30)
    kept = [sure.session.items(), ApiKey.objects.values(), AuditEntry.objects.values(), html_of(sure.get(PAGE))]
    secret = text.removeprefix(f"{key.prefix}_")
    assert [place for place in kept if secret in str(list(place))] == []


def test_the_form_sent_twice_makes_one_key(sure: Client, user: User) -> None:
    sure.post(NEW, CHOSEN)
    again = sure.post(NEW, CHOSEN)
    assert again.status_code == 422
    assert "You have a working key of this name." in html_of(again)
    assert ApiKey.objects.visible_to(user).count() == 1


def test_the_name_of_a_revoked_key_is_free(sure: Client, user: User) -> None:
    revoke_key(create_key(user, "desk-1")[0])
    assert sure.post(NEW, CHOSEN).status_code == 200


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"name": ""}, "This field is required."),
        ({"name": "x" * 81}, "at most 80 characters"),
        ({"name": "a\x00b"}, "Null characters are not allowed."),
        ({"name": "\u202e"}, "Write what the key is for."),
        ({"scopes": []}, "This field is required."),
        ({"scopes": ["root"]}, "root is not one of the available choices."),
        ({"scopes": ["admin"]}, "admin is not one of the available choices."),
        ({"expires": "8"}, "8 is not one of the available choices."),
        ({"expires": "other"}, "Write a number of days from 1 to 3650."),
        ({"expires": "other", "days": "0"}, "greater than or equal to 1"),
        ({"expires": "other", "days": "9" * 40}, "less than or equal to 3650"),
        ({"networks": "10.0.0.1\nnonsense\n10.0.0.5/8"}, "Line 2: nonsense is not an address or a network"),
        ({"networks": "10.0.0.1\nnonsense\n10.0.0.5/8"}, "Line 3: 10.0.0.5/8 points inside a network."),
        ({"networks": "\n".join(["10.0.0.1"] * 51)}, "Write at most 50 lines."),
    ],
)
def test_a_wrong_value_is_422_with_the_error_beside_it(
    owner: Client, user: User, values: dict[str, object], said: str
) -> None:
    answer = owner.post(NEW, {**CHOSEN, **values})
    assert answer.status_code == 422
    assert said in html_of(answer)
    assert not ApiKey.objects.visible_to(user).exists()


def test_an_error_among_the_addresses_names_its_line_and_keeps_what_was_written(owner: Client) -> None:
    html = html_of(owner.post(NEW, {**CHOSEN, "networks": "<b>\n10.0.0.5/8"}))
    assert "Line 1: &lt;b&gt; is not an address" in html
    assert "Write 10.0.0.0/8, or the address alone." in html
    assert "&lt;b&gt;\n10.0.0.5/8</textarea>" in html


def test_only_staff_may_make_keys_for_administration(client: Client, admin_user: User) -> None:
    client.force_login(admin_user)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    answer = client.post(NEW, {**CHOSEN, "scopes": ["read", "admin"]})
    assert key_of(shown_key(answer), "").scopes == ["read", "admin"]


@pytest.mark.parametrize(("days", "chosen"), [(90, "90"), (45, "other")])
def test_a_key_lasts_as_long_as_the_setting_says_unless_one_chooses(
    sure: Client, settings: Settings, days: int, chosen: str
) -> None:
    settings.API_KEY_EXPIRATION_DAYS = days
    html = html_of(sure.get(NEW))
    assert re.search(rf'name="expires" value="{chosen}"[^>]* checked', html)
    assert re.search(rf'name="days" value="{days}"', html)
    key = key_of(shown_key(sure.post(NEW, {**CHOSEN, "expires": chosen, "days": str(days)})), "")
    assert key.expires_at
    assert key.expires_at - key.created_at == timedelta(days=days)


def test_past_the_most_keys_the_form_says_so(sure: Client, user: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(key_services, "MAX_LIVE_KEYS", 1)
    create_key(user, "only one")
    answer = sure.post(NEW, CHOSEN)
    assert answer.status_code == 409
    assert "You have 1 keys. Revoke one first." in html_of(answer)


@pytest.mark.parametrize("act", ["rotate", "revoke"])
def test_what_ends_a_key_is_asked_in_a_dialog_or_on_a_page_and_names_the_key(
    owner: Client, user: User, act: str
) -> None:
    key, _ = create_key(user, "desk-1")
    part, page = owner.get(address(act, key), **DIALOG), owner.get(address(act, key))
    for answer in (part, page):
        assert f"{act.capitalize()} key desk-1</button>" in html_of(answer)
        assert address(act, key) in html_of(answer)
    assert html_of(part).lstrip().startswith('<div id="key-dialog"')
    assert "<html" in html_of(page)
    key.refresh_from_db()
    assert key.revoked_at is None


def test_a_rotated_key_is_replaced_at_that_moment(sure: Client, user: User) -> None:
    key, before = create_key(user, "desk-1", [Scope.READ, Scope.WRITE], networks=["203.0.113.0/24"])
    answer = sure.post(address("rotate", key))
    fresh = key_of(shown_key(answer), "203.0.113.7")
    assert (fresh.name, fresh.scopes, fresh.networks) == (key.name, key.scopes, key.networks)
    assert "no-store" in answer["Cache-Control"]
    assert f"{key.prefix}… no longer works." in html_of(answer)
    with pytest.raises(Unauthenticated):
        key_of(before, "203.0.113.7")


def test_to_rotate_a_key_the_password_is_asked_for(owner: Client, user: User) -> None:
    key, before = create_key(user, "desk-1")
    asked = owner.post(address("rotate", key))
    assert asked["Location"].startswith(reverse("account_reauthenticate"))
    assert key_of(before, "") == key
    assert shown_key(owner.post(asked["Location"], {"password": PASSWORD})) != before


def test_a_rotation_that_is_sent_twice_is_a_conflict_and_not_a_third_key(sure: Client, user: User) -> None:
    key, _ = create_key(user, "desk-1")
    text = shown_key(sure.post(address("rotate", key)))
    assert sure.post(address("rotate", key)).status_code == 409
    assert key_of(text, "")
    assert ApiKey.objects.visible_to(user).count() == 2


def test_a_key_is_revoked_without_a_password(owner: Client, user: User) -> None:
    key, text = create_key(user, "desk-1")
    answer = owner.post(address("revoke", key), follow=True)
    assert answer.redirect_chain == [(PAGE, 302)]
    assert "desk-1 is revoked." in html_of(answer)
    with pytest.raises(Unauthenticated):
        key_of(text, "")


def test_htmx_gets_the_table_and_a_toast(owner: Client, user: User) -> None:
    key, _ = create_key(user, "desk-1")
    answer = owner.post(address("revoke", key), **TABLE)
    assert html_of(answer).lstrip().startswith('<section class="panel" id="keys"')
    assert "Revoked" in html_of(answer)
    assert "desk-1 is revoked." in answer["HX-Trigger"]


def test_a_key_from_the_environment_can_be_looked_at_only(sure: Client, user: User) -> None:
    key = ApiKey.objects.create(user=user, name="env", prefix="tdw_env", digest="d", scopes=["read"], is_bootstrap=True)
    html = html_of(sure.get(PAGE))
    assert "from the environment" in html
    for act in ("rotate", "revoke"):
        assert address(act, key) not in html
        assert sure.post(address(act, key)).status_code == 409


def test_keys_are_not_ended_by_a_link(owner: Client, user: User) -> None:
    key, text = create_key(user, "desk-1")
    owner.get(address("revoke", key))
    owner.head(address("rotate", key))
    assert owner.put(address("revoke", key)).status_code == 405
    assert key_of(text, "") == key


def test_a_name_is_escaped_wherever_it_stands(owner: Client, user: User) -> None:
    key, _ = create_key(user, "<script>alert(1)</script>")
    for answer in (owner.get(PAGE), owner.get(address("revoke", key)), owner.post(address("revoke", key), follow=True)):
        assert "<script>alert" not in html_of(answer)


def test_the_page_asks_the_database_as_often_for_many_keys_as_for_one(
    owner: Client, user: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    create_key(user, "one")
    owner.get(PAGE)
    # The frame takes 5; then keys, plan, free plan, this month, days, endpoints, and whether the address is confirmed.
    with django_assert_num_queries(12):
        owner.get(PAGE)
    for number in range(12):
        create_key(user, f"bot {number}", networks=["203.0.113.0/24"])
    with django_assert_num_queries(12):
        owner.get(PAGE)
