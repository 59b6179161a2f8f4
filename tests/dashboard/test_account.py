"""Preferences."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.selectors import time_zones

pytestmark = pytest.mark.django_db

PAGE = reverse("preferences")
CHOSEN = {
    "theme": "light",
    "palette": "blue",
    "red_means_up": "on",
    "density": "compact",
    "time_zone": "Asia/Tokyo",
}
HTMX = {"HTTP_HX_REQUEST": "true", "HTTP_HX_TARGET": "section#preferences"}


def test_a_visitor_is_sent_to_sign_in(client: Client) -> None:
    assert client.get(PAGE)["Location"] == f"{reverse('account_login')}?next={PAGE}"


def test_preferences_are_saved_and_shown_without_script(client: Client, user: User) -> None:
    client.force_login(user)
    answer = client.post(PAGE, CHOSEN)
    assert (answer.status_code, answer["Location"]) == (302, PAGE)
    user.refresh_from_db()
    assert (user.theme, user.palette, user.red_means_up, user.density) == ("light", "blue", True, "compact")
    assert (user.time_zone, user.single_key_shortcuts) == ("Asia/Tokyo", False)
    page = client.get(PAGE).content.decode()
    assert 'data-theme="light"' in page
    assert 'data-updown="blue"' in page
    assert 'data-density="compact"' in page
    assert "The preferences are saved." in page


def test_the_saved_theme_replaces_the_one_of_this_browser(client: Client, user: User) -> None:
    client.force_login(user)
    client.cookies["theme"] = "dark"
    client.post(PAGE, CHOSEN)
    assert 'data-theme="light"' in client.get(PAGE).content.decode()


def test_htmx_is_told_to_load_the_page_again(client: Client, user: User) -> None:
    client.force_login(user)
    answer = client.post(PAGE, CHOSEN, **HTMX)
    assert (answer.status_code, answer["HX-Redirect"]) == (204, PAGE)


@pytest.mark.parametrize(
    ("field", "value"), [("theme", "pink"), ("palette", ""), ("density", "x" * 5000), ("time_zone", "Mars/Base")]
)
def test_a_wrong_value_is_422_with_the_error_beside_it(client: Client, user: User, field: str, value: str) -> None:
    client.force_login(user)
    whole = client.post(PAGE, {**CHOSEN, field: value})
    part = client.post(PAGE, {**CHOSEN, field: value}, **HTMX)
    for answer in (whole, part):
        assert answer.status_code == 422
        assert f'id="id_{field}_error"' in answer.content.decode()
    assert "<html" in whole.content.decode()
    assert part.content.decode().lstrip().startswith('<section id="preferences"')
    user.refresh_from_db()
    assert user.theme == "dark"


def test_nothing_but_preferences_can_be_sent(client: Client, user: User) -> None:
    client.force_login(user)
    client.post(PAGE, {**CHOSEN, "is_superuser": "on", "username": "root"})
    saved = User.objects.get(pk=user.pk)
    assert (saved.theme, saved.is_superuser, saved.username) == ("light", False, user.username)


def test_time_zones_start_with_utc_and_leave_old_names_out() -> None:
    zones = time_zones()
    assert zones[0] == "UTC"
    assert "Europe/Berlin" in zones
    assert not [zone for zone in zones if zone.startswith(("Etc/", "US/", "posix/"))]
