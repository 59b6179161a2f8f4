"""Fixtures for what a person sees: a browser, pages served from the test database, and the real processes."""

import os
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from traceback import format_stack
from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from django.test import Client

from accounts.models import User
from project.browser import chromium
from tests.stack import Stack

if TYPE_CHECKING:
    from playwright.sync_api import Browser, ConsoleMessage, Page

DESKTOP = {"width": 1440, "height": 900}


@pytest.fixture(scope="session")
def browser() -> "Iterator[Browser]":
    """Start one headless Chromium for all browser tests; they run last and are never coroutines."""
    from playwright.sync_api import Error

    with ExitStack() as stack:
        try:
            started = stack.enter_context(chromium())
        except Error as error:
            reason = f"No Chromium: set CHROMIUM, or install it. {str(error).splitlines()[0]}"
            pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)
        # Playwright's loop counts as running in this thread; the ORM calls of a test are made between its steps.
        stack.callback(os.environ.pop, "DJANGO_ALLOW_ASYNC_UNSAFE", None)
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
        yield started


@pytest.fixture
def page(browser: "Browser") -> "Iterator[Page]":
    """Open a desktop page; the test fails when a script raised or the Content-Security-Policy was broken."""
    context = browser.new_context(viewport=DESKTOP)
    opened = context.new_page()
    faults: list[str] = []
    opened.on("pageerror", lambda error: faults.append(str(error)))
    opened.on("console", lambda message: faults.extend(policy_faults(message)))
    yield opened
    context.close()
    assert faults == []


def sign_in_page(page: "Page", server: str, user: User) -> None:
    client = Client()
    client.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": server}])


def policy_faults(message: "ConsoleMessage") -> list[str]:
    return [message.text] if "Content Security Policy" in message.text else []


@pytest.fixture
def server(transactional_db: None) -> Iterator[str]:
    """Serve pages and sockets from this process and the test database; returns the address without a last slash."""
    import uvicorn

    config = uvicorn.Config(
        "project.asgi:application",
        port=0,
        lifespan="off",
        log_config=None,
        ws="websockets-sansio",
        timeout_graceful_shutdown=1,
    )
    instance = uvicorn.Server(config)
    thread = threading.Thread(target=instance.run, name="server", daemon=True)
    thread.start()
    while not instance.started:
        assert thread.is_alive(), "The server ended before it answered."
        time.sleep(0.01)
    yield f"http://127.0.0.1:{instance.servers[0].sockets[0].getsockname()[1]}"
    instance.should_exit = True
    # SQLite lets a writer wait for 20 s.
    thread.join(30)
    assert not thread.is_alive(), "".join(format_stack(sys._current_frames()[thread.ident or 0]))


def deployed() -> dict[str, str]:
    """Return the servers that the tests run on, if they are not the embedded ones; Redis by another number."""
    if not settings.DATABASES["default"]["ENGINE"].endswith("postgresql"):
        return {}
    return {"DATABASE_URL": os.environ["DATABASE_URL"], "REDIS_URL": os.environ["REDIS_URL"].removesuffix("/0") + "/1"}


@pytest.fixture(scope="session")
def live_stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """Start ``manage.py up`` as a person does; afterwards Ctrl-C must end it and leave no process."""
    stack = Stack(Path(tmp_path_factory.mktemp("live")), **deployed())
    stack.start()
    yield stack
    stack.stop()
