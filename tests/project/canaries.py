"""Secrets that are planted on purpose, and somebody who listens wherever one could come out."""

import logging
from typing import Any

from django.http import HttpResponse
from django.test import Client
from django_q.models import OrmQ

from project.logs import line_formatter
from tests.accounts.possessions import everything_stored


class Ear(logging.Handler):
    """Keeps every record as both formats write it."""

    def __init__(self) -> None:
        super().__init__()
        self.formatters = [line_formatter(form) for form in ("text", "json")]
        self.heard: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.heard += [formatter.format(record) for formatter in self.formatters]


class Watch:
    """``plant`` names a secret; ``leaks`` tells which came out, and where; ``excuse`` lets one be."""

    def __init__(self) -> None:
        self.ear = Ear()
        self.planted: dict[str, str] = {}
        self.answers: list[str] = []
        self.excused: set[tuple[str, str]] = set()

    def plant(self, name: str, value: str) -> str:
        assert name not in self.planted
        assert len(value) >= 8
        self.planted[name] = value
        return value

    def excuse(self, name: str, place: str, why: str) -> None:
        """Let a secret stand in one place; every excuse has to be needed."""
        assert why
        self.excused.add((name, place))

    def client(self, **extra: Any) -> "WatchedClient":
        return WatchedClient(self, **extra)

    def leaks(self) -> set[tuple[str, str]]:
        logs, answers = "\n".join(self.ear.heard), "\n".join(self.answers)
        queue = "\n".join(str(row.task()) for row in OrmQ.objects.all())
        stored = "\n".join(text for _, text in everything_stored())
        places = {"logs": logs, "answers": answers, "queue": queue, "database": stored}
        found = {
            (name, place) for name, value in self.planted.items() for place, text in places.items() if value in text
        }
        assert self.excused <= found
        return found - self.excused


class WatchedClient(Client):
    """Keeps the body and the headers of every answer; its own cookies are for the browser alone."""

    def __init__(self, watch: Watch, **extra: Any) -> None:
        super().__init__(raise_request_exception=False, HTTP_HOST="localhost", **extra)
        self.watch = watch

    def request(self, **request: Any) -> HttpResponse:
        answer = super().request(**request)
        headers = "\n".join(f"{name}: {value}" for name, value in answer.items())
        body = b"".join(answer) if answer.streaming else answer.content
        self.watch.answers.append(f"{headers}\n{body.decode(errors='replace')}")
        return answer

    def api(self, method: str, path: str, body: Any = None, **headers: str) -> HttpResponse:
        data = {"data": body, "content_type": "application/json"} if body is not None else {}
        answer: HttpResponse = getattr(self, method)(f"/api/v1{path}", headers=headers, **data)
        return answer
