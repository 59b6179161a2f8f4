"""The frame around every page."""

import re
from typing import TYPE_CHECKING

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from alerts.selectors import head_seq
from markets.stream import bus as market_bus
from markets.types import ExchangeState, FeedState
from project.common.clock import now_ms
from tests.factories import AlertFactory, InstrumentFactory, UserFactory
from tests.markets.values import price, state

if TYPE_CHECKING:
    import redis

PAGE = "/docs/"


def html_of(client: Client, path: str = PAGE) -> str:
    return client.get(path).content.decode()


def attribute(html: str, name: str) -> str:
    found = re.search(rf'{name}="([^"]*)"', html)
    assert found, f"There is no {name}."
    return found.group(1)


def test_a_visitor_gets_the_dark_theme_and_no_navigation(client: Client, db: None) -> None:
    html = html_of(client)
    assert attribute(html, "data-theme") == "dark"
    assert 'aria-label="Main"' not in html
    assert reverse("account_login") in html


def test_a_user_gets_the_look_they_saved(client: Client, db: None) -> None:
    client.force_login(UserFactory(theme="light", palette="blue", density="compact", red_means_up=True))
    html = html_of(client)
    look = [attribute(html, f"data-{name}") for name in ("theme", "updown", "density")]
    assert look == ["light", "blue", "compact"]
    assert "data-swap" in html


def test_the_theme_of_this_browser_goes_before_the_saved_one(client: Client, db: None) -> None:
    client.force_login(UserFactory(theme="light"))
    client.cookies["theme"] = "system"
    assert attribute(html_of(client), "data-theme") == "system"


@pytest.mark.parametrize("value", ["blue", "<script>", ""])
def test_a_cookie_that_names_no_theme_is_ignored(client: Client, db: None, value: str) -> None:
    client.cookies["theme"] = value
    assert attribute(html_of(client), "data-theme") == "dark"


@pytest.mark.parametrize(
    ("cookies", "path", "nav"),
    [
        ({}, "/markets/", "full"),
        ({}, "/alerts/", "rail"),
        ({"nav": "rail"}, "/markets/", "rail"),
        ({"nav": "rail"}, "/alerts/", "rail"),
        ({"nav_dense": "full"}, "/alerts/", "full"),
        ({"nav": "sideways"}, "/markets/", "full"),
    ],
)
def test_the_navigation_is_narrow_where_the_page_is_dense(
    reader: Client, cookies: dict[str, str], path: str, nav: str
) -> None:
    for name, value in cookies.items():
        reader.cookies[name] = value
    assert attribute(html_of(reader, path), "data-nav") == nav


def test_a_user_who_wants_a_narrow_navigation_has_it_everywhere(client: Client, db: None) -> None:
    client.force_login(UserFactory(wide_navigation=False))
    assert attribute(html_of(client, "/markets/"), "data-nav") == "rail"


def test_only_staff_see_operations(client: Client, reader: Client, admin_user: User) -> None:
    assert reverse("patterns") not in html_of(reader)
    client.force_login(admin_user)
    assert reverse("patterns") in html_of(client)


def test_the_current_page_is_marked(reader: Client) -> None:
    html = html_of(reader, "/markets/")
    marked = re.findall(r'<a href="([^"]+)"[^>]*aria-current="page"', html)
    assert set(marked) == {"/markets/"}


@pytest.mark.parametrize(("mode", "is_shown"), [("simulated", True), ("live", False)])
def test_made_up_prices_are_announced_to_everybody(
    client: Client, user: User, bus: "redis.Redis", mode: str, is_shown: bool
) -> None:
    bus.set(market_bus.MODE, mode)
    assert ("Simulated market" in html_of(client)) is is_shown
    client.force_login(user)
    assert ("Simulated market" in html_of(client)) is is_shown


def test_made_up_prices_stay_announced_after_the_stream_has_stopped(reader: Client, bus: "redis.Redis") -> None:
    bus.hset(market_bus.EXCHANGES, "simulated", market_bus.dump(state("simulated", at_ms=now_ms() - 90_000)))
    assert "Simulated market" in html_of(reader)
    bus.set(market_bus.MODE, "live")
    assert "Simulated market" not in html_of(reader)


def test_the_status_bar_names_each_exchange_by_shape_and_word(reader: Client, bus: "redis.Redis") -> None:
    now = now_ms()
    states = [
        ExchangeState("binance", "Binance", FeedState.LIVE, 21, now),
        ExchangeState("kraken", "Kraken", FeedState.STALE, 612, now),
        ExchangeState("coinbase", "Coinbase", FeedState.DOWN, None, now, "It refuses the connection."),
    ]
    bus.hset(market_bus.EXCHANGES, mapping={state.exchange: market_bus.dump(state) for state in states})
    html = re.sub(r"\s+", " ", html_of(reader))
    assert '<span class="dot " aria-hidden="true"></span>Binance <span class="num" data-latency>21 ms</span>' in html
    assert '<span class="dot w" aria-hidden="true"></span>Kraken <span class="num" data-latency>stale</span>' in html
    assert '<span class="dot x" aria-hidden="true"></span>Coinbase <span class="num" data-latency>down</span>' in html
    assert 'title="It refuses the connection."' in html


def test_the_strip_shows_live_benchmarks(reader: Client, bus: "redis.Redis") -> None:
    InstrumentFactory(symbol="BTC-USDT", base="BTC", decimals=2)
    bus.hset(market_bus.PRICES, "BTC-USDT", market_bus.dump(price(last=71284.5, change_24h=1.84)))
    html = html_of(reader)
    assert 'data-k="BTC-USDT.last" data-fmt="price" data-dp="2">71,284.50<' in html
    assert 'class="px chg up" data-k="BTC-USDT.change_24h" data-fmt="percent">+1.84%<' in html


def test_unread_alerts_are_counted_on_bell_and_navigation(reader: Client) -> None:
    assert "<span data-unread-text>0</span> unread" in html_of(reader)
    AlertFactory.create_batch(3)
    html = html_of(reader)
    assert "<span data-unread-text>3</span> unread" in html
    assert '<span class="n hot" data-unread >3</span>' in html


def test_a_page_knows_the_newest_alert_it_was_made_with(reader: Client) -> None:
    AlertFactory(seq=41)
    assert attribute(html_of(reader), "data-cursor") == str(head_seq())


def test_the_shell_asks_the_database_a_fixed_number_of_times(
    reader: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    AlertFactory.create_batch(5)
    InstrumentFactory.create_batch(5)
    reader.get(PAGE)
    # Session, user, unread, newest alert, benchmarks, and two for prices that no exchange has sent.
    with django_assert_max_num_queries(7):
        reader.get(PAGE)


def test_a_theme_is_saved_to_the_user_and_to_the_browser(reader: Client, user: User) -> None:
    response = reader.post(reverse("set_theme"), {"theme": "light", "next": "/markets/"})
    user.refresh_from_db()
    assert (response.status_code, response["Location"], user.theme) == (302, "/markets/", "light")
    assert response.cookies["theme"].value == "light"


def test_a_visitors_theme_is_saved_in_the_browser(client: Client, db: None) -> None:
    response = client.post(reverse("set_theme"), {"theme": "light"}, headers={"X-Requested-With": "fetch"})
    assert response.status_code == 204
    assert attribute(html_of(client), "data-theme") == "light"


def test_a_density_is_saved_to_the_user(reader: Client, user: User) -> None:
    reader.post(reverse("set_density"), {"density": "compact"})
    user.refresh_from_db()
    assert user.density == "compact"


def test_an_unknown_theme_is_refused(reader: Client, user: User) -> None:
    assert reader.post(reverse("set_theme"), {"theme": "pink"}).status_code == 422
    user.refresh_from_db()
    assert user.theme == "dark"


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "sky", "a:b", ""]
)
def test_the_theme_switch_leads_to_no_other_site(reader: Client, target: str) -> None:
    assert reader.post(reverse("set_theme"), {"theme": "light", "next": target})["Location"] == "/"


def test_a_theme_is_not_set_by_a_link(reader: Client) -> None:
    assert reader.get(reverse("set_theme")).status_code == 405


def test_times_are_in_the_users_zone(client: Client, db: None) -> None:
    client.force_login(UserFactory(time_zone="Asia/Tokyo"))
    alert = AlertFactory()
    html = html_of(client, f"/palette/?q={alert.title[:12]}")
    assert "JST" in html


def test_a_zone_that_is_gone_falls_back_to_utc(client: Client, db: None) -> None:
    client.force_login(UserFactory(time_zone="Mars/Olympus"))
    alert = AlertFactory()
    assert "UTC" in html_of(client, f"/palette/?q={alert.title[:12]}")


def test_patterns_are_for_staff(client: Client, user: User, admin_user: User) -> None:
    assert client.get(reverse("patterns")).status_code == 302
    client.force_login(user)
    assert client.get(reverse("patterns")).status_code == 403
    client.force_login(admin_user)
    html = html_of(client, reverse("patterns"))
    assert html.count('class="pat-one" data-theme="dark"') == html.count('class="pat-one" data-theme="light"') > 10
