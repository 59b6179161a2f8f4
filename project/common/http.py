"""The one client for calls to the outside: public addresses only, one deadline, one size limit."""

import re
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC
from email.utils import parsedate_to_datetime
from functools import cache
from http import HTTPStatus
from ipaddress import ip_address

import httpcore
import httpx
from django.conf import settings

from project.common import clock
from project.common.addresses import Address, is_public, is_within
from project.common.errors import Invalid, Unavailable

MAX_REDIRECTS = 3
PERMANENT = frozenset({HTTPStatus.MOVED_PERMANENTLY, HTTPStatus.PERMANENT_REDIRECT})
MAX_BYTES = 5 * 1024 * 1024
ANSWER_LIMIT_S = 15.0
CONNECT_TIMEOUT_S = 5.0
MAX_RETRY_AFTER_S = 86_400
OPEN_PORTS = {80, 443}
TOKEN = re.compile(r"[!-~]+")
ACCEPT = "application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, */*;q=0.5"


@dataclass(frozen=True, slots=True)
class Fetched:
    """An answer. ``url`` is where it came from after redirects; ``body`` is empty unless the status is 200.

    ``moved_to`` is that address too when every redirect on the way was a permanent one.
    """

    status: int
    url: str
    body: bytes
    content_type: str
    etag: str
    last_modified: str
    retry_after_s: int | None
    moved_to: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def reason(self) -> str:
        """The status with its phrase, such as "404 Not Found"."""
        known = {each.value: each.phrase for each in HTTPStatus}
        return f"{self.status} {known.get(self.status, '')}".strip()


def fetch(
    url: str,
    *,
    etag: str = "",
    last_modified: str = "",
    deadline_s: float | None = None,
    max_bytes: int = MAX_BYTES,
    user_agent: str = "",
) -> Fetched:
    """Get ``url`` within ``deadline_s`` seconds in all, following up to MAX_REDIRECTS redirects.

    Without ``deadline_s`` it is NEWS_TIMEOUT, but at most ANSWER_LIMIT_S.
    Raises Invalid for an address that may not be called or an answer over ``max_bytes``, Unavailable when it fails.
    """
    deadline = Deadline(deadline_s or min(settings.NEWS_TIMEOUT, ANSWER_LIMIT_S))
    headers = {
        "User-Agent": user_agent or settings.NEWS_USER_AGENT,
        "Accept": ACCEPT,
        "Accept-Encoding": "gzip",
        # A header carries ASCII; a cursor that is something else would fail at every call.
        **({"If-None-Match": etag} if etag.isascii() and etag else {}),
        **({"If-Modified-Since": last_modified} if last_modified.isascii() and last_modified else {}),
    }
    with _explained(deadline), _client(deadline, headers) as client:
        target = checked_url(url)
        is_permanent, is_moved = True, False
        for _ in range(MAX_REDIRECTS + 1):
            with client.stream("GET", target) as response:
                if not response.has_redirect_location:
                    return _fetched(response, max_bytes, moved_to=str(target) if is_moved and is_permanent else "")
                is_permanent, is_moved = is_permanent and response.status_code in PERMANENT, True
                target = checked_url(str(target.join(response.headers["location"])))
    raise Unavailable(f"The address redirected more than {MAX_REDIRECTS} times.", code="TOO_MANY_REDIRECTS")


def call_api(url: str, *, token: str, deadline_s: float, max_bytes: int = MAX_BYTES) -> Fetched:
    """Get ``url`` from an API with a bearer token, which no redirect may carry elsewhere; errors keep their body too.

    Raises Invalid for a token or an address that cannot be used and an answer over ``max_bytes``, else Unavailable.
    """
    if not TOKEN.fullmatch(token):  # the library would put it into its sentence, which every user may read
        raise Invalid("The bearer token has characters that no header carries. Set it again.", code="TOKEN_REFUSED")
    deadline = Deadline(deadline_s)
    headers = {
        "User-Agent": settings.NEWS_USER_AGENT,
        "Accept": "application/json",
        "Accept-Encoding": "gzip",
        "Authorization": f"Bearer {token}",
    }
    with _explained(deadline), _client(deadline, headers) as client, client.stream("GET", checked_url(url)) as response:
        return _fetched(response, max_bytes, keeps_errors=True)


def checked_url(url: str) -> httpx.URL:
    """Return ``url`` parsed. Raises Invalid unless it is a plain http or https address of a host."""
    try:
        parsed = httpx.URL(url.strip())
    except (httpx.InvalidURL, UnicodeError, ValueError):
        raise _refused("The address is not a valid URL.") from None
    if parsed.scheme not in {"http", "https"}:
        raise _refused("The address must start with http:// or https://.")
    if parsed.userinfo:
        raise _refused("The address must not contain a user name or password.")
    if not parsed.host or "%" in parsed.host:
        raise _refused("The address names no host.")
    if parsed.port is not None and not 0 < parsed.port < 65_536:  # getaddrinfo would wrap 65616 round to 80
        raise _refused("The address has a port that does not exist.")
    return parsed


def _refused(message: str) -> Invalid:
    return Invalid(message, code="ADDRESS_REFUSED")


class Deadline:
    """One limit of wall-clock time for everything that a call does."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._end = time.monotonic() + seconds

    def left(self) -> float:
        """Return the seconds left. Raises httpcore.ReadTimeout when there are none."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout("deadline")
        return left


@cache
def _tls() -> ssl.SSLContext:
    return httpx.create_ssl_context()


def _client(deadline: Deadline, headers: dict[str, str]) -> httpx.Client:
    transport = PinnedTransport(deadline)
    return httpx.Client(transport=transport, headers=headers, timeout=deadline.seconds, trust_env=False)


class PinnedTransport(httpx.HTTPTransport):
    """httpx's transport over PinnedBackend: no proxies, no retries, names resolved and checked by us."""

    def __init__(self, deadline: Deadline) -> None:
        super().__init__(verify=_tls(), trust_env=False)
        self._pool = httpcore.ConnectionPool(ssl_context=_tls(), network_backend=PinnedBackend(deadline))


class PinnedBackend(httpcore.SyncBackend):
    """Resolves a name once, checks every address and connects to one of exactly those; TLS still asks for the name."""

    def __init__(self, deadline: Deadline) -> None:
        self.deadline = deadline

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        error: Exception = httpcore.ConnectError(f"The host {host} has no address.")
        for address in permitted_addresses(host, port, self.deadline):
            limit = min(self.deadline.left(), CONNECT_TIMEOUT_S)
            try:
                stream = super().connect_tcp(str(address), port, limit, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as failure:
                error = failure
            else:
                return TimedStream(stream, self.deadline)
        raise error


class TimedStream(httpcore.NetworkStream):
    """A stream whose every read and write ends at the deadline, however slowly the other side drips."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._deadline.left())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._deadline.left())

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        return TimedStream(self._stream.start_tls(ssl_context, server_hostname, self._deadline.left()), self._deadline)

    def get_extra_info(self, info: str) -> object:
        return self._stream.get_extra_info(info)


def permitted_addresses(host: str, port: int, deadline: Deadline) -> list[Address]:
    """Return the addresses of ``host``. Raises Invalid when any of them, or the port, may not be called."""
    addresses = _resolve(host, port, deadline)
    for address in addresses:
        if is_within(address, settings.OUTGOING_ALLOW):
            continue
        if not is_public(address):
            raise _refused(
                f"The host {host} is at {address}, which is not a public address; OUTGOING_ALLOW permits it."
            )
        if port not in OPEN_PORTS:
            raise _refused(f"Port {port} may not be called; feeds are read from ports 80 and 443.")
    return addresses


def _resolve(host: str, port: int, deadline: Deadline) -> list[Address]:
    """Look ``host`` up in a thread of its own, because getaddrinfo knows no deadline."""
    answer: list[Address | Exception] = []

    def look_up() -> None:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            answer.extend(dict.fromkeys(ip_address(str(entry[4][0]).partition("%")[0]) for entry in found))
        except (OSError, UnicodeError, ValueError) as error:
            answer.append(error)

    thread = threading.Thread(target=look_up, daemon=True)
    thread.start()
    thread.join(deadline.left())
    addresses = [each for each in answer if not isinstance(each, Exception)]
    if thread.is_alive() or not addresses:
        raise Unavailable(f"The host {host} could not be found.", code="HOST_NOT_FOUND")
    return addresses


def _fetched(response: httpx.Response, max_bytes: int, *, moved_to: str = "", keeps_errors: bool = False) -> Fetched:
    headers = response.headers
    has_body = keeps_errors or response.status_code == HTTPStatus.OK
    return Fetched(
        status=response.status_code,
        url=str(response.url),
        body=b"".join(_bounded(response, max_bytes)) if has_body else b"",
        content_type=headers.get("content-type", ""),
        etag=headers.get("etag", ""),
        last_modified=headers.get("last-modified", ""),
        retry_after_s=retry_after_s(headers.get("retry-after", "")),
        moved_to=moved_to,
        headers={name: value for name, value in headers.items() if name.startswith("x-rate-limit-")},
    )


def _bounded(response: httpx.Response, max_bytes: int) -> Iterator[bytes]:
    """Yield the decoded body, stopping as soon as it, or what was sent for it, is over ``max_bytes``."""
    sent = decoded = 0
    for chunk in _decoded(response, max_bytes):
        decoded += len(chunk)
        sent = response.num_bytes_downloaded
        if max(sent, decoded) > max_bytes:
            raise Invalid(f"The answer is larger than {max_bytes // 1024} KiB.", code="ANSWER_TOO_LARGE")
        yield chunk


def _decoded(response: httpx.Response, max_bytes: int) -> Iterator[bytes]:
    encoding = response.headers.get("content-encoding", "identity").strip().lower()
    if encoding in {"", "identity"}:
        yield from response.iter_raw(65_536)
    elif encoding in {"gzip", "x-gzip"}:
        yield from _gunzip(response.iter_raw(65_536), max_bytes)
    else:
        raise Unavailable(f"The answer is packed as {encoding[:40]!r}, which was not asked for.", code="BAD_ENCODING")


def _gunzip(chunks: Iterator[bytes], max_bytes: int) -> Iterator[bytes]:
    """Unpack gzip members in pieces of bounded size, so that a bomb never grows in memory."""
    unpacker = zlib.decompressobj(16 + zlib.MAX_WBITS)
    for chunk in chunks:
        data = chunk
        while data:
            if unpacker.eof:
                unpacker = zlib.decompressobj(16 + zlib.MAX_WBITS)
            yield unpacker.decompress(data, max_bytes // 4 + 1)
            data = unpacker.unconsumed_tail or unpacker.unused_data
    if not unpacker.eof:
        raise zlib.error("the answer broke off")


def retry_after_s(value: str) -> int | None:
    """Read a Retry-After header, in seconds or as a date, up to MAX_RETRY_AFTER_S; None when it says nothing."""
    text = value.strip()
    if text.isascii() and text.isdigit():
        return min(int(text[:9]), MAX_RETRY_AFTER_S)
    try:
        moment = parsedate_to_datetime(text)
        seconds = (moment.replace(tzinfo=moment.tzinfo or UTC) - clock.now()).total_seconds()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return min(max(0, round(seconds)), MAX_RETRY_AFTER_S)


@contextmanager
def _explained(deadline: Deadline) -> Iterator[None]:
    """Turn what the libraries raise into Unavailable with one sentence."""
    try:
        yield
    except (httpx.TimeoutException, httpcore.TimeoutException):
        raise Unavailable(f"No complete answer came within {deadline.seconds:g} s.", code="TIMED_OUT") from None
    except (httpx.ConnectError, httpcore.ConnectError) as error:
        raise Unavailable(f"The connection failed: {_tidy(error)}.", code="NOT_CONNECTED") from None
    except (httpx.HTTPError, httpx.InvalidURL, OSError, zlib.error, UnicodeError) as error:
        raise Unavailable(f"The answer could not be read: {_tidy(error)}.", code="BAD_ANSWER") from None


def _tidy(error: Exception) -> str:
    text = re.sub(r"\[Errno -?\d+\] ", "", str(error))
    return " ".join(text.split()).rstrip(".")[:200] or type(error).__name__
