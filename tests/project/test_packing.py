"""Streamed answers, packed for the way."""

import asyncio
import zlib
from collections.abc import AsyncIterator

import pytest
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.test import RequestFactory

from project.packing import PackingMiddleware

CHUNKS = ("id,title\n", "1,Orbitra\n", "2,Nebula\n")
ACCEPTS = {"Accept-Encoding": "br, gzip"}


async def chunks() -> AsyncIterator[str]:
    for chunk in CHUNKS:
        yield chunk


def through(response: HttpResponseBase, headers: dict[str, str]) -> HttpResponseBase:
    request = RequestFactory().get("/", headers=headers)
    return PackingMiddleware(lambda _: response).process_response(request, response)


def pieces(response: HttpResponseBase) -> list[bytes]:
    async def read() -> list[bytes]:
        return [piece async for piece in response]  # type: ignore[attr-defined]

    return asyncio.run(read())


def test_a_reader_of_one_gzip_file_gets_the_whole_stream() -> None:
    answer = through(StreamingHttpResponse(chunks()), ACCEPTS)
    unpacker = zlib.decompressobj(31)
    text = unpacker.decompress(b"".join(pieces(answer)))
    assert text.decode() == "".join(CHUNKS)
    assert (unpacker.eof, unpacker.unused_data) == (True, b"")
    assert (answer["Content-Encoding"], answer["Vary"]) == ("gzip", "Accept-Encoding")


def test_each_chunk_can_be_read_as_soon_as_it_was_sent() -> None:
    unpacker = zlib.decompressobj(31)
    seen = [unpacker.decompress(piece).decode() for piece in pieces(through(StreamingHttpResponse(chunks()), ACCEPTS))]
    assert [each for each in seen if each] == list(CHUNKS)


@pytest.mark.parametrize(("headers", "encoding"), [({}, None), (ACCEPTS, "br")])
def test_what_is_not_asked_for_or_packed_already_is_left_alone(headers: dict[str, str], encoding: str | None) -> None:
    answer = through(
        StreamingHttpResponse(chunks(), headers={"Content-Encoding": encoding} if encoding else {}), headers
    )
    assert [piece.decode() for piece in pieces(answer)] == list(CHUNKS)
    assert answer.get("Content-Encoding") == encoding


def test_a_page_is_packed_as_a_whole() -> None:
    answer = through(HttpResponse("tide " * 200), ACCEPTS)
    assert answer["Content-Encoding"] == "gzip"
