"""Where Chromium is, and how to start it for pictures and tests."""

import os
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

# Chromium's own background calls only fill the log where there is no network.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def chromium_path() -> str | None:
    """Return $CHROMIUM, Debian's Chromium or None, which leaves the choice to Playwright."""
    for path in (os.environ.get("CHROMIUM", ""), "/usr/bin/chromium", "/usr/bin/chromium-browser"):
        if path and Path(path).is_file():
            return path
    return None


@contextmanager
def chromium() -> "Iterator[Browser]":
    """Start a headless Chromium. Raises playwright's Error when there is none."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415  a development package

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=ARGUMENTS)
        try:
            yield browser
        finally:
            browser.close()


def is_there() -> bool:
    """Return whether a Chromium is installed, Debian's or Playwright's own."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415

    if chromium_path():
        return True
    with sync_playwright() as playwright:
        return Path(playwright.chromium.executable_path).is_file()


if __name__ == "__main__":
    sys.exit(not is_there())
