"""Programs that call the API, and the bare requests that services take."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any, TypeVar

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from accounts.models import User
from accounts.tokens import Tokens, start_family

AGENT = "tide-bot/1.0"
T = TypeVar("T")


def visit(address: str = "203.0.113.7", **headers: str) -> HttpRequest:
    return RequestFactory().get("/api/v1/me", headers={"User-Agent": AGENT, **headers}, REMOTE_ADDR=address)


def with_token(text: str) -> HttpRequest:
    return visit(authorization=f"Bearer {text}")


def tokens_for(user: User) -> Tokens:
    return start_family(user, visit())


class Program:
    """A client of the API with a key or a token, which keeps no cookies."""

    def __init__(self, token: str = "", key: str = "", address: str = "203.0.113.7") -> None:
        self.headers = {"User-Agent": AGENT}
        self.headers |= {"Authorization": f"Bearer {token}"} if token else {}
        self.headers |= {"X-API-Key": key} if key else {}
        self.address = address

    def call(self, method: str, path: str, body: object = None) -> HttpResponse:
        data: dict[str, Any] = {"data": body, "content_type": "application/json"} if body is not None else {}
        send = getattr(Client(raise_request_exception=False), method)
        answer: HttpResponse = send(f"/api/v1{path}", headers=self.headers, REMOTE_ADDR=self.address, **data)
        assert not answer.cookies, "The API sets no cookie."
        return answer

    def get(self, path: str) -> HttpResponse:
        return self.call("get", path)

    def post(self, path: str, body: object = None) -> HttpResponse:
        return self.call("post", path, {} if body is None else body)

    def delete(self, path: str) -> HttpResponse:
        return self.call("delete", path)


def error_of(answer: HttpResponse) -> tuple[int, str]:
    return answer.status_code, answer.json()["error"]["code"]


def at_once(works: Iterable[Callable[[], T]]) -> list[T]:
    """Run the works in threads that start together, each with a connection of its own."""
    every = list(works)
    barrier = Barrier(len(every), timeout=60)

    def run(work: Callable[[], T]) -> T:
        try:
            barrier.wait()
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(every)) as pool:
        return list(pool.map(run, every))
