"""The check of a running server: it passes on this one, and notices one that is not right."""

import http.server
import io
import threading
from collections.abc import Iterator

import pytest
from django.core.management import CommandError, call_command
from pytest_django.fixtures import Settings

from accounts.keys import create_key
from project.smoke import CHECKS
from tests.factories import UserFactory
from tests.stack import Stack


def smoke(url: str, *options: str) -> list[str]:
    """Run the command and return its lines."""
    out = io.StringIO()
    call_command("smoke", url, *options, stdout=out)
    return out.getvalue().splitlines()


def test_a_right_server_passes_every_check(server: str, settings: Settings) -> None:
    settings.CORS_ALLOWED_ORIGINS = ["https://desk.example.org"]
    _, key = create_key(UserFactory(), "Smoke")
    lines = smoke(server, "--key", key, "--origin", "https://desk.example.org", "--limits")
    assert [line for line in lines if not line.startswith("ok ")] == []
    assert len(lines) == len(CHECKS)
    assert key not in "".join(lines)


def test_the_real_processes_pass_without_a_key(live_stack: Stack) -> None:
    lines = smoke(live_stack.url)
    assert [line for line in lines if not line.startswith(("ok ", "skip "))] == []
    assert len([line for line in lines if line.startswith("skip ")]) == 3


class Careless(http.server.BaseHTTPRequestHandler):
    """Answers everything with a friendly page and allows every origin."""

    def do_GET(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.send_response(200)
        self.send_header("Strict-Transport-Security", "max-age=1")
        self.send_header("Access-Control-Allow-Origin", "*")
        self.end_headers()
        self.wfile.write(b"hello")

    do_POST = do_OPTIONS = do_GET  # noqa: N815

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def careless() -> Iterator[str]:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Careless) as instance:
        thread = threading.Thread(target=instance.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{instance.server_port}"
        instance.shutdown()
        thread.join()


def test_a_careless_server_fails_every_check_but_the_one_of_its_health(careless: str) -> None:
    out = io.StringIO()
    with pytest.raises(CommandError, match="13 of 14 checks failed"):
        call_command("smoke", careless, "--key", "k", "--origin", "https://desk.example.org", "--limits", stdout=out)
    passed = [line for line in out.getvalue().splitlines() if line.startswith("ok ")]
    assert passed == ["ok    the server is ready"]


def test_a_server_that_is_away_fails_with_the_reason() -> None:
    out = io.StringIO()
    with pytest.raises(CommandError, match="checks failed"):
        call_command("smoke", "http://127.0.0.1:1", stdout=out)
    assert "Connection refused" in out.getvalue()


@pytest.mark.parametrize("url", ["127.0.0.1:8000", "ftp://x", "http://", "https:///path"])
def test_an_address_that_is_none_is_one_sentence(url: str) -> None:
    with pytest.raises(CommandError, match="Name the server by its address"):
        call_command("smoke", url)
