"""The shell's scripts in a real browser, with a socket that says what the test wants."""

import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from accounts.models import User
from tests.browsing import sign_in_page
from tests.factories import AlertFactory, InstrumentFactory, UserFactory

if TYPE_CHECKING:
    from playwright.sync_api import Page, WebSocketRoute

PRICE = {"last": 71284.5, "change_24h": 1.84}


class Line:
    """The server's end of the socket: it keeps what the page sent."""

    def __init__(self) -> None:
        self.sockets: list[WebSocketRoute] = []
        self.frames: list[dict[str, Any]] = []
        self.is_cut = False
        self.start_ms = 0

    def accept(self, socket: "WebSocketRoute") -> None:
        if self.is_cut:
            socket.close()
            return
        self.sockets.append(socket)
        socket.on_message(self.receive)

    def receive(self, text: str | bytes) -> None:
        frame = json.loads(text)
        self.frames.append(frame)
        if frame["type"] == "ping" and not self.is_cut:
            self.send(type="pong", t=frame["t"])

    def send(self, **frame: object) -> None:
        self.sockets[-1].send(json.dumps(frame))

    def sent(self, kind: str) -> list[dict[str, Any]]:
        return [frame for frame in self.frames if frame["type"] == kind]


@pytest.fixture
def bitcoin(transactional_db: None) -> None:
    InstrumentFactory(symbol="BTC-USDT", base="BTC", name="Bitcoin")


@pytest.fixture
def line(page: "Page", server: str, bitcoin: None) -> Line:
    """Sign in, stop the clock, and open the documentation: a page of nothing but the shell."""
    return open_shell(page, server, UserFactory())


def open_shell(page: "Page", server: str, user: User, path: str = "/docs/") -> Line:
    line = Line()
    sign_in_page(page, server, user)
    page.route_web_socket(re.compile("/ws/stream"), line.accept)
    page.clock.install()
    page.goto(server + path)
    connection(page, "live")
    # From here on time passes only when a test says so.
    line.start_ms = page.evaluate("() => Date.now()") + 500
    page.clock.pause_at(line.start_ms / 1000)
    connection(page, "live")
    return line


def connection(page: "Page", state: str) -> None:
    """Wait until the page has noticed the state of its line, and let little of the page's own time pass meanwhile."""
    for _ in range(200):
        if page.locator("body").get_attribute("data-connection") == state:
            return
        page.wait_for_timeout(20)
        page.clock.run_for(5)
    pytest.fail(f"The line is not {state}.")


def last(page: "Page") -> str:
    return page.locator('.strip [data-k="BTC-USDT.last"]').inner_text()


def words(page: "Page") -> str:
    return page.locator(".live[role=status]").inner_text()


def cut(page: "Page", line: Line) -> None:
    line.sockets[-1].close()
    connection(page, "reconnecting")


def quote(page: "Page", line: Line, **values: object) -> None:
    line.send(type="prices", t=line.start_ms, prices={"BTC-USDT": PRICE | {"at_ms": line.start_ms} | values})
    page.clock.run_for(50)


def test_the_page_says_what_it_shows_and_is_live(page: "Page", line: Line) -> None:
    page.clock.run_for(1000)
    (subscription,) = line.sent("subscribe")
    assert {"px:BTC-USDT", "exchanges", "alerts"} <= set(subscription["topics"])
    assert subscription["cursor"] == 0
    assert re.fullmatch(r"Live\s+\d+ ms", words(page))


def test_a_price_is_written_and_flashes_in_its_direction(page: "Page", line: Line) -> None:
    cell = page.locator('.strip [data-k="BTC-USDT.last"]')
    quote(page, line)
    assert last(page) == "71,284.50"
    page.clock.run_for(300)
    quote(page, line, last=71285.0)
    assert last(page) == "71,285.00"
    assert "tick-up" in str(cell.get_attribute("class"))
    page.clock.run_for(300)
    quote(page, line, last=71284.0)
    assert "tick-down" in str(cell.get_attribute("class"))


def test_a_cell_flashes_at_most_four_times_a_second(page: "Page", line: Line) -> None:
    quote(page, line)
    page.clock.run_for(300)
    quote(page, line, last=71285.0)
    quote(page, line, last=71280.0)
    assert last(page) == "71,280.00"
    assert "tick-down" not in str(page.locator('.strip [data-k="BTC-USDT.last"]').get_attribute("class"))


def test_a_change_takes_the_colour_of_its_direction(page: "Page", line: Line) -> None:
    cell = page.locator('.strip [data-k="BTC-USDT.change_24h"]')
    for value, kind, text in ((1.84, "up", "+1.84%"), (-0.73, "down", "\u22120.73%"), (0.0, "flat", "0.00%")):
        quote(page, line, change_24h=value)
        assert cell.inner_text() == text
        assert kind in str(cell.get_attribute("class")).split()
    quote(page, line, change_24h=None)
    assert cell.inner_text() == "n/a"


def test_a_price_that_stands_still_is_marked(page: "Page", line: Line) -> None:
    cell = page.locator('.strip [data-k="BTC-USDT.last"]')
    quote(page, line)
    page.clock.run_for(14_000)
    assert "stale" not in str(cell.get_attribute("class"))
    page.clock.run_for(4_000)
    assert "stale" in str(cell.get_attribute("class"))
    assert re.fullmatch(r"Last update 1\d s ago", str(cell.get_attribute("title")))
    quote(page, line, at_ms=line.start_ms + 18_000)
    assert "stale" not in str(cell.get_attribute("class"))


def test_an_alert_is_counted_once_and_shown_when_it_is_urgent(page: "Page", line: Line) -> None:
    frame = {"type": "alert", "seq": 7, "html": "<li></li>", "urgency": "high", "title": "Nebula", "url": "/alerts/1/"}
    line.send(**frame)
    line.send(**frame)
    page.clock.run_for(100)
    assert page.locator(".nav [data-unread]").inner_text() == "1"
    assert page.locator(".toast a").get_attribute("href") == "/alerts/1/"
    assert page.locator("body").get_attribute("data-cursor") == "7"
    assert page.locator("#announce").inner_text() == "Nebula"


def test_a_heartbeat_says_how_far_the_page_has_seen(page: "Page", line: Line) -> None:
    """The server sends what a lost hint kept back before its heartbeat; a number that is left is somebody else's."""
    line.send(type="heartbeat", t=line.start_ms, seq=3)
    page.clock.run_for(100)
    assert len(line.sent("subscribe")) == 1
    cut(page, line)
    page.clock.run_for(1_000)
    connection(page, "live")
    assert line.sent("subscribe")[-1]["cursor"] == 3


def test_an_exchange_that_stops_is_shown_by_shape_and_word(page: "Page", server: str, bitcoin: None) -> None:
    line = open_shell(page, server, UserFactory())
    page.evaluate(
        """() => document.querySelector(".status").insertAdjacentHTML("afterbegin",
        '<a data-exchange="kraken"><span class="dot"></span><span data-latency>21 ms</span></a>')"""
    )
    states = [{"exchange": "kraken", "name": "Kraken", "state": "down", "latency_ms": None, "message": "No answer."}]
    line.send(type="exchanges", exchanges=states)
    page.clock.run_for(50)
    item = page.locator('[data-exchange="kraken"]')
    assert item.inner_text() == "down"
    assert item.locator(".dot").get_attribute("class") == "dot x"
    assert item.get_attribute("title") == "No answer."


def test_a_broken_line_is_mended_with_the_cursor_it_had(page: "Page", line: Line) -> None:
    line.send(type="alert", seq=7, html="", urgency="low", title="Quiet", url="/")
    page.clock.run_for(100)
    cut(page, line)
    assert words(page).startswith("Reconnecting")
    page.clock.run_for(1_000)
    connection(page, "live")
    assert line.sent("subscribe")[-1]["cursor"] == 7


def test_without_a_line_the_page_says_so_and_asks_again_itself(page: "Page", line: Line) -> None:
    quote(page, line)
    page.evaluate(
        "() => { window.asked = 0; document.body.addEventListener('tw:resync', () => { window.asked += 1; }) }"
    )
    line.is_cut = True
    cut(page, line)
    page.clock.run_for(12_000)
    assert re.fullmatch(r"Offline\. Prices are from \d\d:\d\d:\d\d", words(page))
    assert "stale" in str(page.locator('.strip [data-k="BTC-USDT.last"]').get_attribute("class"))
    assert page.evaluate("window.asked") == 1
    page.clock.run_for(16_000)
    assert page.evaluate("window.asked") == 2
    line.is_cut = False
    page.clock.run_for(16_000)
    connection(page, "live")


def test_a_silent_line_counts_as_broken(page: "Page", line: Line) -> None:
    quote(page, line)
    line.is_cut = True
    page.clock.run_for(7_000)
    assert words(page).startswith("Reconnecting")
    page.clock.run_for(8_000)
    assert page.locator("body").get_attribute("data-connection") != "live"


def test_the_palette_finds_an_asset_and_opens_it(page: "Page", line: Line) -> None:
    page.keyboard.press("Control+k")
    page.keyboard.type("bitc")
    page.clock.run_for(200)
    option = page.locator('[role=option][aria-selected="true"]')
    option.filter(has_text="Bitcoin").wait_for()
    assert option.count() == 1
    assert page.locator(".pal input").get_attribute("aria-activedescendant") == option.get_attribute("id")
    page.keyboard.press("Enter")
    page.wait_for_url("**/markets/BTC-USDT/")


def test_the_palette_is_left_with_escape_and_gives_the_focus_back(page: "Page", line: Line) -> None:
    page.click("[data-palette-open]")
    page.locator("[role=option]").first.wait_for()
    page.keyboard.press("ArrowDown")
    assert page.locator("[role=option]").nth(1).get_attribute("aria-selected") == "true"
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    assert page.locator("[role=option]").last.get_attribute("aria-selected") == "true"
    page.keyboard.press("Escape")
    assert page.locator("dialog[open]").count() == 0
    assert page.evaluate("document.activeElement.hasAttribute('data-palette-open')")


def test_the_palette_runs_an_action(page: "Page", line: Line) -> None:
    page.keyboard.press("Control+k")
    page.keyboard.type("compact")
    page.clock.run_for(200)
    page.locator("[role=option]", has_text="compact").click()
    assert page.locator("html").get_attribute("data-density") == "compact"


def test_keys_lead_to_pages(page: "Page", line: Line) -> None:
    for letter, address in (("a", "**/alerts/"), ("c", "**/companies/")):
        page.keyboard.press("g")
        page.keyboard.press(letter)
        page.wait_for_url(address)


def test_keys_rest_while_somebody_writes(page: "Page", server: str, bitcoin: None) -> None:
    open_shell(page, server, UserFactory(), "/no-such-page/")
    page.locator("main input[type=search]").press_sequentially("gm[?T")
    assert page.locator("main input[type=search]").input_value() == "gm[?T"
    assert page.locator("dialog[open]").count() == 0
    assert page.locator("body").get_attribute("data-nav") == "full"


def test_single_keys_can_be_turned_off(page: "Page", server: str, bitcoin: None) -> None:
    open_shell(page, server, UserFactory(single_key_shortcuts=False))
    page.keyboard.press("?")
    assert page.locator("dialog[open]").count() == 0
    page.keyboard.press("Control+k")
    assert page.locator("dialog[open]").count() == 1


def test_the_shortcuts_are_shown_on_request(page: "Page", line: Line) -> None:
    page.keyboard.press("?")
    assert page.locator("#shortcuts[open]").count() == 1
    page.keyboard.press("Escape")
    assert page.locator("dialog[open]").count() == 0


def test_the_navigation_stays_as_it_was_left(page: "Page", line: Line) -> None:
    page.keyboard.press("[")
    assert page.locator("body").get_attribute("data-nav") == "rail"
    page.reload()
    assert page.locator("body").get_attribute("data-nav") == "rail"


def test_the_theme_changes_at_once_and_is_kept(page: "Page", line: Line) -> None:
    with page.expect_response("**/account/theme/") as saved:
        page.keyboard.press("Shift+T")
    assert saved.value.status == 204
    page.reload()
    assert page.locator("html").get_attribute("data-theme") == "light"
    with page.expect_response("**/account/theme/"):
        page.locator(".top [data-theme-form] button").click()
    assert page.locator("html").get_attribute("data-theme") == "system"


def test_three_toasts_at_most_and_errors_stay(page: "Page", line: Line) -> None:
    page.evaluate(
        """() => ["One", "Two", "Three", "Four"].forEach((text) => document.body.dispatchEvent(
        new CustomEvent("toast", { detail: { text, kind: text === "Four" ? "error" : "info" } })))"""
    )
    assert page.locator(".toast p").all_inner_texts() == ["Two", "Three", "Four"]
    page.clock.run_for(6_500)
    assert page.locator(".toast p").all_inner_texts() == ["Four"]
    page.locator(".toast [data-toast-close]").click()
    assert page.locator(".toast").count() == 0


def test_a_toast_waits_under_the_pointer(page: "Page", line: Line) -> None:
    page.evaluate("document.body.dispatchEvent(new CustomEvent('toast', { detail: { text: 'Saved' } }))")
    page.locator(".toast").hover()
    page.clock.run_for(8_000)
    assert page.locator(".toast").count() == 1
    page.mouse.move(10, 10)
    page.clock.run_for(6_500)
    assert page.locator(".toast").count() == 0


def test_the_account_menu_signs_out(page: "Page", line: Line) -> None:
    page.click(".avatar")
    page.locator("#account-menu [data-sign-out] button").click()
    expect(page.locator("body")).to_have_class("public")


def test_the_bell_counts_what_was_there_before(page: "Page", server: str, bitcoin: None) -> None:
    AlertFactory(seq=3)
    line = open_shell(page, server, UserFactory())
    line.send(type="alert", seq=4, html="", urgency="low", title="Quiet", url="/")
    page.clock.run_for(100)
    assert page.locator(".top [data-unread-text]").inner_text() == "2"
    assert page.locator(".toast").count() == 0
