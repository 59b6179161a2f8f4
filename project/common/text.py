"""Text from outside made safe to keep: plain, without markup or control characters."""

import html
import re

# What no field keeps: controls (PostgreSQL refuses NUL), lone surrogates, and marks that reverse the reading order.
UNWANTED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
# Fillers, an empty Braille cell and selectors of a style, which Unicode counts among what is printed.
BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0") | frozenset(map(chr, range(0xFE00, 0xFE10)))
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
TAG = re.compile(r"</?([a-zA-Z][a-zA-Z0-9:-]*)|<[!?]")
HIDDEN = {"script", "style", "template", "noscript", "svg", "iframe", "object"}
BREAKS = {
    "p",
    "br",
    "div",
    "li",
    "ul",
    "ol",
    "tr",
    "table",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "blockquote",
    "pre",
    "hr",
}
ALT = re.compile(r"""\balt\s*=\s*(["'])(.*?)\1""", re.IGNORECASE | re.DOTALL)
SPACES = re.compile(r"[^\S\n]+")
LINES = re.compile(r"\s*\n\s*")


def tidy_line(text: str, limit: int) -> str:
    """Return ``text`` as one line of at most ``limit`` characters."""
    return shorten(" ".join(UNWANTED.sub("", text).split()), limit)


def tidy_block(text: str, limit: int) -> str:
    """Return ``text`` with single spaces and single line breaks, of at most ``limit`` characters."""
    return shorten(LINES.sub("\n", SPACES.sub(" ", UNWANTED.sub("", text))).strip(), limit)


def is_storable(text: str) -> bool:
    """Tell whether every database takes ``text``: PostgreSQL refuses NUL, and lone surrogates have no bytes."""
    return not UNSTORABLE.search(text)


def is_visible(text: str) -> bool:
    """Tell whether a reader sees anything of ``text``, which spaces and marks without a width do not show."""
    return any(each.isprintable() and not each.isspace() and each not in BLANK for each in text)


def is_whole_number(text: str, *, digits: int) -> bool:
    """Tell whether ``text`` is a whole number without sign, of at most ``digits`` digits."""
    return text.isascii() and text.isdigit() and len(text) <= digits


def shorten(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def plain_text(markup: str) -> str:
    """Return what a reader of ``markup`` sees, one line a block; in time linear in its length."""
    parts: list[str] = []
    position = 0
    while (start := markup.find("<", position)) >= 0:
        parts.append(html.unescape(markup[position:start]))
        found = TAG.match(markup, start)
        if found is None:
            parts.append("<")
            position = start + 1
            continue
        name = (found[1] or "").lower()
        position = _end_of(markup, start, name)
        parts.append("\n" if name in BREAKS else _description(markup[start:position]) if name == "img" else "")
    parts.append(html.unescape(markup[position:]))
    return "".join(parts)


def _description(image: str) -> str:
    found = ALT.search(image)
    return html.unescape(found[2]) if found else ""


def _end_of(markup: str, start: int, name: str) -> int:
    """Return where the tag, comment or hidden element that opens at ``start`` is over; the end when it never is."""
    closing = "-->" if markup.startswith("<!--", start) else ">"
    end = markup.find(closing, start)
    if end >= 0 and name in HIDDEN and markup[start + 1] != "/":
        # A closing tag in capitals is rare; the search stays linear by not copying the text.
        ends = [found for each in (f"</{name}", f"</{name.upper()}") if (found := markup.find(each, end)) >= 0]
        end = markup.find(">", min(ends)) if ends else -1
    return len(markup) if end < 0 else end + len(closing)
