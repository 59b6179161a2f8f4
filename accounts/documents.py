"""A copy of somebody's data as one JSON document, compressed while it is written."""

from collections.abc import Callable
from decimal import Decimal
from gzip import GzipFile, decompress
from io import BytesIO

import orjson
from django.http import HttpRequest, HttpResponse

from accounts.models import DataExport, User
from accounts.personal_data import Section, sections_of
from project.common import clock
from project.common.errors import Conflict

LEVEL = 6
# Called after each page with the share that is written, 0 to 1; it raises to stop the writing.
Beat = Callable[[float], None]


def write_document(user: User, beat: Beat) -> bytes:
    """Return everything about a person as JSON in UTF-8, gzipped; one line a row."""
    sections = sections_of(user)
    total = sum(section.rows.count() for section in sections) or 1
    packed, done = BytesIO(), 0
    with GzipFile(fileobj=packed, mode="wb", compresslevel=LEVEL) as out:
        out.write(b'{"made_at": ' + as_json(clock.now()))
        for section in sections:
            out.write(b',\n"%b": [' % section.name.encode())
            done = write_rows(out, section, done, lambda number: beat(number / total))
            out.write(b"]")
        out.write(b"}\n")
    return packed.getvalue()


def write_rows(out: GzipFile, section: Section, done: int, tell: Callable[[int], None]) -> int:
    """Write the rows of a section; return how many rows are written in all."""
    separator = b"\n"
    for page in section.read():
        out.write(separator + b",\n".join(map(as_json, page)))
        separator = b",\n"
        done += len(page)
        tell(done)
    return done


def as_json(value: object) -> bytes:
    return orjson.dumps(value, default=as_text)


def as_text(value: object) -> str:
    if isinstance(value, Decimal):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no place in a copy of data.")


def download(request: HttpRequest, export: DataExport) -> HttpResponse:
    """Answer with the document as a file. Raises Conflict while there is none."""
    if export.document is None:
        raise Conflict("There is no copy to download: it is not finished, or it was cancelled.")
    headers = {
        "Content-Disposition": f'attachment; filename="tidewatch-{export.created_at:%Y-%m-%d}.json"',
        "Cache-Control": "private, no-store",
        "Vary": "Accept-Encoding",
    }
    packed = bytes(export.document)
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        return HttpResponse(packed, content_type="application/json", headers={**headers, "Content-Encoding": "gzip"})
    return HttpResponse(decompress(packed), content_type="application/json", headers=headers)
