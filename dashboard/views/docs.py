"""The documentation, from templates/docs."""

import re
from dataclasses import dataclass
from functools import cache
from itertools import count
from pathlib import Path

import markdown
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString

from project.common.errors import Missing

FOLDER = Path(settings.BASE_DIR) / "templates" / "docs"
TABLE_START = '<div class="scroll" tabindex="0" role="region" aria-label="Table {}"><table>'
FIRST = (
    "start",
    "install",
    "settings",
    "markets",
    "alerts",
    "launches",
    "track-record",
    "scoring",
    "sources",
    "live-data",
    "accounts",
    "billing",
    "your-data",
    "api",
    "websocket",
    "graphql",
    "api-keys",
    "limits",
    "shortcuts",
    "operations",
)


@dataclass(frozen=True, slots=True)
class Page:
    """One page of documentation; ``title`` is its first heading, ``contents`` its sections as HTML."""

    name: str
    title: str
    summary: str
    html: SafeString
    contents: SafeString


@cache
def read_page(name: str, stamp: float) -> Page:
    """Turn a file into a page; ``stamp`` is its time of change, so that an edit shows at once."""
    text = (FOLDER / f"{name}.md").read_text(encoding="utf-8")
    writer = markdown.Markdown(
        extensions=["tables", "fenced_code", "sane_lists", "toc"], extension_configs={"toc": {"toc_depth": "2-3"}}
    )
    html = writer.convert(text)
    title = re.search(r"^# (.+)$", text, re.MULTILINE)
    summary = re.search(r"^(?![#\s|`>*-])(.+)$", text, re.MULTILINE)
    # The files are part of the product, written by its authors: their HTML is trusted.
    return Page(
        name=name,
        title=title.group(1).strip() if title else name,
        summary=summary.group(1).strip() if summary else "",
        html=SafeString(focusable(html)),
        contents=SafeString(getattr(writer, "toc", "") if getattr(writer, "toc_tokens", []) else ""),
    )


def focusable(html: str) -> str:
    """Let the keyboard scroll wide tables and code, each under a name of its own."""
    number = count(1)
    html = re.sub("<table>", lambda _: TABLE_START.format(next(number)), html)
    return html.replace("</table>", "</table></div>").replace("<pre>", '<pre tabindex="0">')


def pages() -> list[Page]:
    """Return every page: the ones named in ``FIRST`` in that order, then the others by name."""
    files = {file.stem: file.stat().st_mtime for file in FOLDER.glob("*.md")}
    order = [name for name in FIRST if name in files] + sorted(files.keys() - set(FIRST))
    return [read_page(name, files[name]) for name in order]


def index(request: HttpRequest) -> HttpResponse:
    return render(request, "docs/index.html", {"pages": pages()})


def page(request: HttpRequest, name: str) -> HttpResponse:
    known = pages()
    place = next((number for number, one in enumerate(known) if one.name == name), None)
    if place is None:
        raise Missing("There is no such page in the documentation.")
    return render(
        request,
        "docs/page.html",
        {
            "pages": known,
            "doc": known[place],
            "previous": known[place - 1] if place else None,
            "next": known[place + 1] if place + 1 < len(known) else None,
        },
    )
