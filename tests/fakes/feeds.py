"""A feed server on the loopback interface: it answers by a script and keeps a ledger of every request."""

import gzip
import socket
import threading
import time
import zlib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from html import escape
from http.server import BaseHTTPRequestHandler

from tests.fakes.loopback import GONE_AWAY, Loopback


@dataclass(frozen=True)
class Answer:
    """What to send. ``drip_s`` waits between single bytes; ``cut_at`` closes the connection after so many bytes."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    drip_s: float = 0.0
    cut_at: int | None = None
    before: Callable[[], None] | None = None


@dataclass(frozen=True)
class Request:
    path: str
    headers: dict[str, str]


class FeedServer(Loopback):
    """``serve("/rss", Answer(…), Answer(…))`` scripts a path: one answer a request, the last one for good.

    ``requests`` is the ledger; it only grows, and ``connections`` counts even those that asked for nothing.
    """

    def __init__(self) -> None:
        self.requests: list[Request] = []
        self.connections = 0
        self._scripts: dict[str, list[Answer]] = {}
        self._lock = threading.Lock()
        super().__init__(_handler(self))

    def url(self, path: str = "/", host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"

    def serve(self, path: str, *answers: Answer) -> str:
        """Script ``path`` and return its address."""
        with self._lock:
            self._scripts[path] = list(answers)
        return self.url(path)

    def serve_feed(self, path: str, *items: str, **headers: str) -> str:
        return self.serve(path, Answer(rss(*items), headers={"Content-Type": "application/rss+xml", **headers}))

    def paths(self) -> list[str]:
        return [request.path for request in self.requests]

    def connected(self) -> None:
        self.connections += 1

    def next_answer(self, request: Request) -> Answer:
        with self._lock:
            self.requests.append(request)
            script = self._scripts.get(request.path, [Answer(b"no such feed", 404)])
            return script.pop(0) if len(script) > 1 else script[0]


def _handler(server: FeedServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            answer = server.next_answer(
                Request(self.path, {name.lower(): value for name, value in self.headers.items()})
            )
            if answer.before:
                answer.before()
            with suppress(*GONE_AWAY):
                self._send(answer)

        def _send(self, answer: Answer) -> None:
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(answer.body)))
            self.send_header("Connection", "close")
            self.end_headers()
            if answer.drip_s:
                self._drip(answer)
            else:
                self.wfile.write(answer.body[: answer.cut_at])
            self.close_connection = True

        def _drip(self, answer: Answer) -> None:
            for byte in answer.body:
                self.wfile.write(bytes([byte]))
                if server.wait(answer.drip_s):
                    return

        def log_message(self, *arguments: object) -> None:
            """Keep the test run quiet."""

    return Handler


def rss(*items: str, title: str = "Loopback news") -> bytes:
    """An RSS 2.0 document around ready-made ``<item>`` elements."""
    channel = f"<channel><title>{title}</title>{''.join(items)}</channel>"
    return f"<?xml version='1.0' encoding='utf-8'?><rss version='2.0'>{channel}</rss>".encode()


def item(title: str, text: str = "", *, guid: str = "", link: str = "", date: str = "") -> str:
    """An ``<item>``; without ``date`` it is published now."""
    date = date or time.strftime("%a, %d %b %Y %H:%M:%S GMT", time.gmtime())
    link = link or f"https://news.example/{zlib.crc32((guid or title).encode())}"
    parts = {"title": title, "description": text, "guid": guid or link, "link": link, "pubDate": date}
    return f"<item>{''.join(f'<{name}>{escape(value)}</{name}>' for name, value in parts.items())}</item>"


def gzip_bomb(megabytes: int) -> bytes:
    return gzip.compress(b"\0" * (megabytes * 1024 * 1024), 9)


def unused_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
