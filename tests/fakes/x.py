"""A loopback X API v2: searches, accounts and timelines, with limits, faults and a ledger of every call."""

import json
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from tests.fakes.loopback import GONE_AWAY, Loopback

TOKEN = "bearer-only-for-tests"
EPOCH_MS = 1_288_834_974_657
LEAST = {"search": 10, "timeline": 5}


@dataclass(frozen=True)
class Call:
    """One line of the ledger: what was asked, what was answered, and how many posts that cost."""

    at: float
    path: str
    parameters: Mapping[str, str]
    status: int
    posts: int


@dataclass(frozen=True)
class Fault:
    """What happens instead of an answer, or after ``hang_s`` seconds before one. A 429 names its reset."""

    status: int = 200
    hang_s: float = 0.0
    reset_in_s: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    body: Mapping[str, Any] = field(default_factory=dict)


class XServer(Loopback):
    """``post`` adds posts, ``faults`` are used up one a call. ``limit`` calls a window of ``window_s`` are answered.

    ``resets`` says which calls were refused and until when.
    """

    def __init__(self, *, limit: int = 10_000, window_s: int = 900) -> None:
        self.limit, self.window_s = limit, window_s
        self.ledger: list[Call] = []
        self.accounts: dict[str, str] = {}
        self.troubles: dict[str, Mapping[str, Any]] = {}
        self.posts: list[dict[str, Any]] = []
        self.faults: list[Fault] = []
        self.before_call: Callable[[], None] = lambda: None
        self.resets: list[tuple[int, float]] = []
        self._lock = threading.Lock()
        self._window = (0.0, 0)
        super().__init__(_handler(self))

    def post(self, author: str, text: str, *, at: datetime | None = None, **fields: Any) -> str:
        """Publish a post and return its number."""
        with self._lock:
            number = self.accounts.setdefault(author, str(1000 + len(self.accounts)))
            moment = at or datetime.now(UTC)
            post_id = str(((int(moment.timestamp() * 1000) - EPOCH_MS) << 22) + len(self.posts))
            created = f"{moment:%Y-%m-%dT%H:%M:%S}.000Z"
            self.posts.append({"id": post_id, "author_id": number, "text": text, "created_at": created, **fields})
            return post_id

    def early_calls(self) -> list[Call]:
        """Return the calls that came before the reset of an earlier refusal."""
        return [call for refused, reset in self.resets for call in self.ledger[refused + 1 :] if call.at < reset]

    def served(self) -> int:
        return sum(call.posts for call in self.ledger)

    def answer(self, path: str, authorization: str) -> tuple[Fault, dict[str, Any]]:
        """Answer one call and write it down; what hangs is written down when it arrives."""
        self.before_call()
        parts = urlsplit(path)
        parameters = dict(parse_qsl(parts.query))
        with self._lock:
            fault, headers = self._fault(authorization), self._rate_headers()
            body = dict(fault.body) if fault.status != 200 else self._body(parts.path, parameters)
            posts = len(body["data"]) if fault.status == 200 and isinstance(body.get("data"), list) else 0
            status = int(body.pop("status", fault.status))
            self.ledger.append(Call(time.time(), parts.path, parameters, status, posts))
            return Fault(status, fault.hang_s, headers={**headers, **fault.headers}), body

    def wait(self, seconds: float) -> bool:
        return self._stopping.wait(seconds)

    def _fault(self, authorization: str) -> Fault:
        if authorization != f"Bearer {TOKEN}":
            return Fault(401, body={"title": "Unauthorized", "status": 401, "detail": "Unauthorized"})
        now = time.time()
        ends, used = self._window if self._window[0] > now else (float(int(now) + self.window_s), 0)
        self._window = (ends, used + 1)
        if used >= self.limit:
            self.resets.append((len(self.ledger), ends))
            return Fault(429, body={"title": "Too Many Requests"})
        fault = self.faults.pop(0) if self.faults else Fault()
        if fault.status == 429:
            ends = ends if fault.reset_in_s is None else float(int(now) + fault.reset_in_s)
            self._window = (ends, self.limit)
            self.resets.append((len(self.ledger), ends))
        return fault

    def _rate_headers(self) -> dict[str, str]:
        ends, used = self._window
        left = max(0, self.limit - used)
        names = {"limit": self.limit, "remaining": left, "reset": int(ends)}
        return {f"x-rate-limit-{name}": str(value) for name, value in names.items()}

    def _body(self, path: str, parameters: Mapping[str, str]) -> dict[str, Any]:
        if path.startswith("/2/users/by/username/"):
            return self._account(path.rsplit("/", 1)[1])
        if path == "/2/tweets/search/recent":
            return self._page(self._found(parameters["query"]), parameters, "search")
        number = path.split("/")[3]
        handle = next((name for name, known in self.accounts.items() if known == number), "")
        if handle in self.troubles:
            return {"errors": [self.troubles[handle]]}
        own = [post for post in self.posts if post["author_id"] == number]
        return self._page(own, parameters, "timeline")

    def _account(self, handle: str) -> dict[str, Any]:
        if handle in self.troubles:
            return {"errors": [self.troubles[handle]]}
        if handle not in self.accounts:
            detail = f"Could not find user with username: [{handle}]."
            return {"errors": [{"title": "Not Found Error", "detail": detail}]}
        return {"data": {"id": self.accounts[handle], "username": handle, "name": handle}}

    def _found(self, query: str) -> list[dict[str, Any]]:
        word = query.strip("(").split()[0].strip(")")
        return [post for post in self.posts if word in post["text"]]

    def _page(self, posts: list[dict[str, Any]], parameters: Mapping[str, str], kind: str) -> dict[str, Any]:
        most = int(parameters.get("max_results", "10"))
        if not LEAST[kind] <= most <= 100:
            return {"status": 400, "title": "Invalid Request", "detail": f"max_results {most} is not allowed"}
        below = parameters.get("next_token" if kind == "search" else "pagination_token", "")
        since, until = int(parameters.get("since_id", 0)), int(parameters.get("until_id", 10**20))
        until = min(until, int(below.removeprefix("b")) if below else 10**20)
        start = parameters.get("start_time", "")
        chosen = [each for each in posts if since < int(each["id"]) < until and (since or each["created_at"] >= start)]
        chosen.sort(key=lambda each: -int(each["id"]))
        page, rest = chosen[:most], chosen[most:]
        meta: dict[str, Any] = {"result_count": len(page)}
        if rest:
            meta["next_token"] = f"b{page[-1]['id']}"
        users = [{"id": number, "username": name} for name, number in self.accounts.items()]
        includes = {"includes": {"users": users}} if "expansions" in parameters else {}
        return {**({"data": page} if page else {}), **includes, "meta": meta}


def _handler(server: XServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            fault, body = server.answer(self.path, self.headers.get("Authorization", ""))
            if fault.hang_s:
                server.wait(fault.hang_s)
            content = json.dumps(body).encode()
            try:
                self.send_response(fault.status)
                for name, value in fault.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)
            except GONE_AWAY:
                return

        def log_message(self, *arguments: object) -> None:
            """Keep the test run quiet."""

    return Handler
