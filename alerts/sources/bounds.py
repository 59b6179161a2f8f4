"""A long document cut to what a reader needs, before a parser that would take minutes and memory for the rest."""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice

from project.common.errors import Invalid

SHORT = 256 * 1024
MAX_ITEMS = 500
MAX_TAG = 20_000
MAX_DEPTH = 2_000
MAX_TAGS = 400_000
NAME = re.compile(rb"<(/?)([A-Za-z_][\w:.-]*)")
ENCODING = re.compile(rb"(<\?xml[^>]{0,100}?encoding=[\"'])[^\"']{1,40}")
CLOSINGS = {b"<![CDATA[": b"]]>", b"<!--": b"-->", b"<?": b"?>"}
ITEMS = {b"item", b"entry"}
# An entity made of entities: a bomb needs several of them, a feed none.
NESTED_ENTITY = re.compile(rb"<!ENTITY\s[^>\"']{0,200}[\"'][^\"'<]{0,4096}?&[A-Za-z_]")
MOST_NESTED = 2


def bounded(body: bytes) -> bytes:
    """Return ``body`` with at most MAX_ITEMS items; one of less than SHORT bytes as it is.

    Raises Invalid for a document whose tags or entities are longer, deeper or more than those of any feed.
    """
    if sum(1 for _ in islice(NESTED_ENTITY.finditer(body), MOST_NESTED + 1)) > MOST_NESTED:
        raise Invalid("This document declares entities made of entities, which no feed needs.", code="NOT_A_FEED")
    if len(body) <= SHORT:
        return body
    text = _as_utf8(body)
    end = _end_of_items(text)
    return text if end is None else text[:end] + b"".join(b"</" + name + b">" for name in reversed(_ancestors(text)))


def _as_utf8(body: bytes) -> bytes:
    """Return a document of two bytes a character as UTF-8, where tags can be found."""
    is_big = body.startswith((b"\xfe\xff", b"\0<"))
    if not is_big and not body.startswith((b"\xff\xfe", b"<\0")):
        return body
    text = body.decode("utf-16-be" if is_big else "utf-16-le", "replace").removeprefix("\ufeff")
    return ENCODING.sub(rb"\1utf-8", text.encode(errors="replace"), count=1)


def _end_of_items(body: bytes) -> int | None:
    """Return where item number MAX_ITEMS ends; None when there are fewer."""
    items = depth = 0
    for tags, (closes, name, is_empty, end) in enumerate(_tags(body)):
        if name in ITEMS:
            depth = 0
            items += closes
            if items == MAX_ITEMS:
                return end
        elif not is_empty:
            depth = max(0, depth - 1) if closes else depth + 1
        if depth > MAX_DEPTH or tags > MAX_TAGS:
            raise Invalid("This document has more nested tags than any feed.", code="NOT_A_FEED")
    return None


def _ancestors(body: bytes) -> list[bytes]:
    """Return the names of the elements that are open where the first item begins, the outermost first."""
    names: list[bytes] = []
    open_now: Counter[bytes] = Counter()
    for closes, name, is_empty, end in _tags(body):
        if name in ITEMS:
            break
        if closes and open_now[name]:
            while (last := names.pop().lower()) != name:
                open_now[last] -= 1
            open_now[name] -= 1
        elif not closes and not is_empty:
            found = NAME.match(body, body.rfind(b"<", 0, end))
            names.append(found[2] if found else name)
            open_now[name] += 1
    return names


def _tags(body: bytes) -> Iterator[tuple[bool, bytes, bool, int]]:
    """Yield for each tag whether it closes, its name in small letters, whether it is empty, and where it ends."""
    position = 0
    while (start := body.find(b"<", position)) >= 0:
        found = NAME.match(body, start)
        if found is None:
            position = _after_section(body, start)
            continue
        position = _after_tag(body, start)
        yield bool(found[1]), found[2].lower(), body[position - 2 : position - 1] == b"/", position


def _after_section(body: bytes, start: int) -> int:
    """Return where a comment, an instruction or a CDATA section that opens at ``start`` ends."""
    for opening, closing in CLOSINGS.items():
        if body.startswith(opening, start):
            end = body.find(closing, start)
            return end + len(closing) if end >= 0 else len(body)
    return start + 1


def _after_tag(body: bytes, start: int) -> int:
    end = body.find(b">", start, start + MAX_TAG)
    if end < 0:
        raise Invalid("This document has a tag longer than any feed's.", code="NOT_A_FEED")
    return end + 1
