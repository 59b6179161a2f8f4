"""Keeps daphne from taking in a request of any length: it holds the whole body in memory before a page sees it."""

from daphne.http_protocol import WebRequest

from dashboard.faults import Fault
from project.capacity import answer_to

MAX_BYTES = 10 * 1024 * 1024
TOO_LARGE = Fault(413, "REQUEST_TOO_LARGE", "The body is longer than 10 MB.", {"limit_bytes": MAX_BYTES})
take_in = WebRequest.handleContentChunk


def take_in_or_refuse(request: WebRequest, data: bytes) -> None:
    """Keep a piece of the body; answer 413 and hang up once there is more than MAX_BYTES of it."""
    if request.channel is None or request.channel.transport.disconnecting:
        return
    if request.content.tell() + len(data) <= MAX_BYTES:
        take_in(request, data)
        return
    request.channel.transport.write(refusal(request))
    request.channel.loseConnection()


def refusal(request: WebRequest) -> bytes:
    # Twisted tells a request its address only when all of it is there; until then its channel knows it.
    path = bytes(getattr(request.channel, "_path", b"")).partition(b"?")[0].decode("latin1")
    given = (request.requestHeaders.getRawHeaders("X-Request-ID") or [""])[0]
    response = answer_to(path, given, TOO_LARGE)
    response["Connection"] = "close"
    lines = [
        f"HTTP/1.1 {response.status_code} Content Too Large",
        *(f"{name}: {value}" for name, value in response.items()),
    ]
    return "\r\n".join([*lines, "", ""]).encode("latin1") + response.content


def limit_bodies() -> None:
    """Put the limit into daphne, which has no option for it."""
    WebRequest.handleContentChunk = take_in_or_refuse
