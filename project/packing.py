"""Answers packed for the way: streams too, as one gzip file each."""

import zlib
from collections.abc import AsyncIterator
from typing import cast

from django.http import HttpRequest
from django.http.response import HttpResponseBase, StreamingHttpResponse
from django.middleware.gzip import GZipMiddleware, re_accepts_gzip
from django.utils.cache import patch_vary_headers

GZIP = zlib.MAX_WBITS | 16


class PackingMiddleware(GZipMiddleware):
    """Django packs every chunk of an asynchronous stream as a file of its own, of which browsers read the first."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if not isinstance(response, StreamingHttpResponse) or not response.is_async:
            return super().process_response(request, response)
        if response.has_header("Content-Encoding"):
            return response
        patch_vary_headers(response, ("Accept-Encoding",))
        if re_accepts_gzip.search(request.headers.get("Accept-Encoding", "")):
            response.streaming_content = packed(cast(AsyncIterator[bytes], response.streaming_content))
            del response.headers["Content-Length"]
            response.headers["Content-Encoding"] = "gzip"
        return response


async def packed(chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """Give the stream as one gzip file, each chunk readable as soon as it is there."""
    packer = zlib.compressobj(wbits=GZIP)
    async for chunk in chunks:
        yield packer.compress(chunk) + packer.flush(zlib.Z_SYNC_FLUSH)
    yield packer.flush()
