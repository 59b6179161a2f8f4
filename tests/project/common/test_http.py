"""The outgoing client, against a real loopback server with a ledger."""

import gzip
import re
import socket
from collections.abc import Iterator
from datetime import timedelta
from email.utils import format_datetime

import pytest
from django.conf import settings as configuration
from hypothesis import given
from hypothesis import strategies as st
from pytest_django.fixtures import Settings

from project.common import clock
from project.common.errors import Invalid, TidewatchError, Unavailable
from project.common.http import MAX_BYTES, call_api, fetch, retry_after_s
from tests.fakes.feeds import Answer, FeedServer, gzip_bomb, unused_port

# Ways to write an address that is not public. Each is tried with the port of a listener that must stay untouched.
CLOSED = """
127.0.0.1 127.1 127.0.1 2130706433 0x7f000001 0x7f.0.0.1 0x7f.1 017700000001 0177.0.0.1 0177.1 127.000.000.001 0
0.0.0.0 127.0.0.2 127.255.255.254 localhost LOCALHOST localhost. 127.0.0.1. [::1] [0:0:0:0:0:0:0:1] [::]
[::ffff:127.0.0.1] [::ffff:7f00:1] [::127.0.0.1] [::7f00:1] [64:ff9b::7f00:1] [64:ff9b::127.0.0.1]
[64:ff9b:1::7f00:1] [2002:7f00:1::] [2002:7f00:0001::1] [2001:0:7f00:1::] [2001:10::1] [2001:20::1]
[2001:db8::1] [fe80::1] [febf::1] [fec0::1] [fc00::1] [fd00::1] [fd00:ec2::254] [ff02::1] [ff05::1:3] [3fff::1]
[5f00::1] [100::1] 10.0.0.1 10.255.255.255 172.16.0.1 172.31.255.255 192.168.0.1 192.168.1.254 169.254.169.254
169.254.170.2 100.64.0.1 100.100.100.200 100.127.255.255 192.0.0.1 192.0.0.192 192.0.2.1 192.88.99.1 198.18.0.1
198.19.255.255 198.51.100.7 203.0.113.9 224.0.0.1 239.255.255.250 240.0.0.1 255.255.255.255 0xa9fea9fe
2852039166 0251.0376.0251.0376 0xa.0.0.1 012.0.0.1 ⑯⑨.②⑤④.⑯⑨.②⑤④ ⓛocalhost 127。0。0。1
"""
SPELLINGS = [*CLOSED.split(), "\uff11\uff12\uff17.0.0.1"]
ODD_ADDRESSES = (
    "file:///etc/passwd",
    "ftp://127.0.0.1/",
    "gopher://127.0.0.1/",
    "dict://127.0.0.1:{port}/",
    "javascript:alert(1)",
    "//127.0.0.1:{port}/",
    "http://",
    "http:///path",
    "http://user:secret@127.0.0.1:{port}/",
    "http://example.com@127.0.0.1:{port}/",
    "http://127.0.0.1:{port}\\@example.com/",
    "http://127.0.0.1%2f@example.com:{port}/",
    "http://[::1",
    "http://[fe80::1%25lo]:{port}/",
    "http://127.0.0.1:99999/",
    "http://127.0.0.1:65616/",
    "http://127.0.0.1:0/",
    "http://\x00127.0.0.1:{port}/",
    "",
    "   ",
)


@pytest.fixture
def server() -> Iterator[FeedServer]:
    with FeedServer() as running:
        yield running


@pytest.fixture
def allowed(settings: Settings, server: FeedServer) -> FeedServer:
    settings.OUTGOING_ALLOW = ["127.0.0.0/8", "::1"]
    return server


@pytest.mark.parametrize("host", SPELLINGS)
def test_no_spelling_of_a_closed_address_is_connected_to(host: str, server: FeedServer, settings: Settings) -> None:
    settings.OUTGOING_ALLOW = []
    server.serve("/", Answer(b"secret"))
    with pytest.raises(TidewatchError) as caught:
        fetch(f"http://{host}:{server.port}/", deadline_s=3)
    assert caught.value.message.endswith(".")
    assert (server.connections, server.requests) == (0, [])


@pytest.mark.parametrize("address", ODD_ADDRESSES)
def test_an_address_that_is_no_plain_web_address_is_refused_before_any_connection(
    address: str, allowed: FeedServer
) -> None:
    with pytest.raises(Invalid) as caught:
        fetch(address.format(port=allowed.port), deadline_s=3)
    assert caught.value.code == "ADDRESS_REFUSED"
    assert allowed.connections == 0


def test_the_spellings_are_at_least_sixty() -> None:
    assert len(set(SPELLINGS)) >= 60


def test_a_name_with_one_closed_address_among_public_ones_is_refused(
    server: FeedServer, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.OUTGOING_ALLOW = []
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: _found("93.184.216.34") + _found("127.0.0.1"))
    with pytest.raises(Invalid, match=r"127\.0\.0\.1, which is not a public address"):
        fetch("http://mixed.example/", deadline_s=3)
    assert server.connections == 0


def test_a_name_that_changes_its_address_after_the_check_gains_nothing(
    allowed: FeedServer, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.OUTGOING_ALLOW = ["127.0.0.1"]
    answers = iter(["127.0.0.1", "10.0.0.1", "10.0.0.1"])
    asked: list[str] = []
    real = socket.getaddrinfo

    def resolve(host: str, *arguments: object, **options: object) -> object:
        if host != "flip.example":
            return real(host, *arguments, **options)
        asked.append(host)
        return _found(next(answers))

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    allowed.serve("/feed", Answer(b"hello"))
    answer = fetch(f"http://flip.example:{allowed.port}/feed")
    assert (answer.body, asked) == (b"hello", ["flip.example"])
    assert allowed.requests[0].headers["host"] == f"flip.example:{allowed.port}"


def _found(address: str) -> list[tuple[object, ...]]:
    return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 80))]


def test_a_public_address_may_only_be_called_on_the_ports_of_the_web(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: _found("93.184.216.34"))
    with pytest.raises(Invalid, match="Port 22 may not be called"):
        fetch("http://public.example:22/", deadline_s=3)


def test_a_redirect_to_a_closed_address_is_not_followed(server: FeedServer, settings: Settings) -> None:
    settings.OUTGOING_ALLOW = ["127.0.0.1"]
    inner = f"http://127.0.0.2:{server.port}/inner"
    server.serve("/", Answer(status=302, headers={"Location": inner}))
    with pytest.raises(Invalid, match="not a public address"):
        fetch(server.url("/"))
    assert server.paths() == ["/"]


@pytest.mark.parametrize("target", ["file:///etc/passwd", "gopher://127.0.0.1/", "http://user:pass@127.0.0.1/"])
def test_a_redirect_to_another_scheme_or_with_a_password_is_refused(target: str, allowed: FeedServer) -> None:
    allowed.serve("/", Answer(status=301, headers={"Location": target}))
    with pytest.raises(Invalid):
        fetch(allowed.url("/"))


def test_three_redirects_are_followed_and_the_last_address_is_told(allowed: FeedServer) -> None:
    for number in range(3):
        allowed.serve(f"/{number}", Answer(status=308, headers={"Location": f"/{number + 1}"}))
    allowed.serve("/3", Answer(b"here", headers={"Content-Type": "text/xml", "ETag": '"a"'}))
    answer = fetch(allowed.url("/0"))
    assert (answer.status, answer.body, answer.url) == (200, b"here", allowed.url("/3"))
    assert (answer.content_type, answer.etag) == ("text/xml", '"a"')


def test_a_redirect_loop_ends_after_three_redirects(allowed: FeedServer) -> None:
    allowed.serve("/", Answer(status=302, headers={"Location": "/"}))
    with pytest.raises(Unavailable, match="redirected more than 3 times"):
        fetch(allowed.url("/"))
    assert allowed.paths() == ["/"] * 4


def test_cursor_headers_are_sent_and_a_304_has_no_body(allowed: FeedServer) -> None:
    allowed.serve("/", Answer(status=304))
    answer = fetch(allowed.url("/"), etag='"v1"', last_modified="Mon, 01 Jan 2024 00:00:00 GMT", user_agent="Probe/1")
    sent = allowed.requests[0].headers
    assert (answer.status, answer.body) == (304, b"")
    assert (sent["if-none-match"], sent["if-modified-since"]) == ('"v1"', "Mon, 01 Jan 2024 00:00:00 GMT")
    assert (sent["user-agent"], sent["accept-encoding"]) == ("Probe/1", "gzip")


def test_proxies_of_the_environment_are_not_used(allowed: FeedServer, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{unused_port()}")
    allowed.serve("/", Answer(b"direct"))
    assert fetch(allowed.url("/")).body == b"direct"


def test_a_gzip_answer_is_unpacked_even_in_several_members(allowed: FeedServer) -> None:
    allowed.serve("/", Answer(gzip.compress(b"one ") + gzip.compress(b"two"), headers={"Content-Encoding": "gzip"}))
    assert fetch(allowed.url("/")).body == b"one two"


def test_a_gzip_bomb_is_stopped_at_the_size_limit(allowed: FeedServer) -> None:
    bomb = gzip_bomb(200)
    allowed.serve("/", Answer(bomb, headers={"Content-Encoding": "gzip"}))
    assert len(bomb) < MAX_BYTES
    with pytest.raises(Invalid, match="larger than 5120 KiB"):
        fetch(allowed.url("/"))


def test_ten_megabytes_are_not_read_to_the_end(allowed: FeedServer) -> None:
    allowed.serve("/", Answer(b"x" * 10 * 1024 * 1024))
    with pytest.raises(Invalid) as caught:
        fetch(allowed.url("/"))
    assert caught.value.code == "ANSWER_TOO_LARGE"


@pytest.mark.parametrize(
    "answer",
    [
        Answer(b"not gzip at all", headers={"Content-Encoding": "gzip"}),
        Answer(gzip.compress(b"cut short" * 100)[:-20], headers={"Content-Encoding": "gzip"}),
        Answer(b"brotli", headers={"Content-Encoding": "br"}),
        Answer(b"x" * 1000, cut_at=10),
    ],
)
def test_an_answer_that_cannot_be_unpacked_or_breaks_off_is_unavailable(answer: Answer, allowed: FeedServer) -> None:
    allowed.serve("/", answer)
    with pytest.raises(Unavailable) as caught:
        fetch(allowed.url("/"))
    assert caught.value.message.endswith(".")


def test_a_server_that_drips_is_left_at_the_deadline(allowed: FeedServer) -> None:
    allowed.serve("/", Answer(b"x" * 10_000, drip_s=0.05))
    with pytest.raises(Unavailable, match=r"No complete answer came within 0\.5 s"):
        fetch(allowed.url("/"), deadline_s=0.5)


def test_a_closed_port_is_unavailable(settings: Settings) -> None:
    settings.OUTGOING_ALLOW = ["127.0.0.1"]
    with pytest.raises(Unavailable, match=r"^The connection failed: Connection refused\.$"):
        fetch(f"http://127.0.0.1:{unused_port()}/")


def test_a_name_that_does_not_exist_is_unavailable(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*arguments: object, **options: object) -> object:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", fail)
    with pytest.raises(Unavailable, match=r"The host nowhere\.example could not be found"):
        fetch("http://nowhere.example/")


@pytest.mark.parametrize(("header", "seconds"), [("120", 120), ("999999999999", 86_400), ("", None), ("soon", None)])
def test_retry_after_is_read_in_seconds_and_capped_at_a_day(header: str, seconds: int | None) -> None:
    assert retry_after_s(header) == seconds


def test_retry_after_is_read_as_a_date() -> None:
    moment = clock.now() + timedelta(hours=1)
    assert retry_after_s(format_datetime(moment, usegmt=True)) == pytest.approx(3600, abs=5)
    assert retry_after_s("Thu, 01 Jan 1970 00:00:00 GMT") == 0


@given(st.text(max_size=60))
def test_no_retry_after_header_raises(header: str) -> None:
    seconds = retry_after_s(header)
    assert seconds is None or 0 <= seconds <= 86_400


def test_no_other_module_calls_out() -> None:
    forbidden = re.compile(
        r"^\s*(?:import|from) (?:httpx|httpcore|requests|urllib3|urllib\.request|http\.client)\b", re.M
    )
    folders = ("project", "accounts", "markets", "alerts", "dashboard")
    files = [path for folder in folders for path in (configuration.BASE_DIR / folder).rglob("*.py")]
    callers = [str(path.relative_to(configuration.BASE_DIR)) for path in files if forbidden.search(path.read_text())]
    # The supervisor only asks its own web process whether it is up; smoke asks the server that its user names.
    assert sorted(callers) == ["project/common/http.py", "project/smoke.py", "project/supervisor/supervisor.py"]


@pytest.mark.parametrize(("first", "second", "is_known"), [(301, 308, True), (308, 302, False), (307, 301, False)])
def test_a_move_is_told_only_when_every_step_is_permanent(
    first: int, second: int, is_known: bool, allowed: FeedServer
) -> None:
    allowed.serve("/a", Answer(status=first, headers={"Location": "/b"}))
    allowed.serve("/b", Answer(status=second, headers={"Location": "/c"}))
    allowed.serve("/c", Answer(b"here"))
    assert fetch(allowed.url("/a")).moved_to == (allowed.url("/c") if is_known else "")


def test_a_token_is_sent_to_its_api_and_carried_nowhere_else(allowed: FeedServer) -> None:
    allowed.serve("/api", Answer(b"moved", 302, headers={"Location": "/elsewhere", "X-Rate-Limit-Remaining": "3"}))
    answer = call_api(allowed.url("/api"), token="only-for-tests", deadline_s=3)
    assert (answer.status, answer.body, answer.headers) == (302, b"moved", {"x-rate-limit-remaining": "3"})
    assert allowed.paths() == ["/api"]
    assert allowed.requests[0].headers["authorization"] == "Bearer only-for-tests"


@pytest.mark.parametrize("token", ["only-for\ntests", "only-for\x7ftests", "only-for\u2019tests", "only-for tests"])
def test_a_token_that_no_header_carries_is_named_nowhere(allowed: FeedServer, token: str) -> None:
    with pytest.raises(Invalid) as caught:
        call_api(allowed.url("/api"), token=token, deadline_s=3)
    assert "only-for" not in caught.value.message
    assert allowed.paths() == []
