"""Keeps daphne from taking in a request of any length: it holds the whole body in memory before a page sees it."""

from daphne.http_protocol import WebRequest

MAX_BYTES = 10 * 1024 * 1024
TOO_LONG = b"HTTP/1.1 413 Content Too Large\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
take_in = WebRequest.handleContentChunk


def take_in_or_refuse(request: WebRequest, data: bytes) -> None:
    """Keep a piece of the body; answer 413 and hang up once there is more than MAX_BYTES of it."""
    if request.channel is None or request.channel.transport.disconnecting:
        return
    if request.content.tell() + len(data) <= MAX_BYTES:
        take_in(request, data)
        return
    request.channel.transport.write(TOO_LONG)
    request.channel.loseConnection()


def limit_bodies() -> None:
    """Put the limit into daphne, which has no option for it."""
    WebRequest.handleContentChunk = take_in_or_refuse
