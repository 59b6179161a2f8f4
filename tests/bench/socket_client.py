"""The least that reads frames off a WebSocket, so that a thousand of them cost a benchmark little."""

import asyncio
import os
import struct
from collections.abc import Callable

HELLO = (
    "GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
)
TEXT, PING, PONG = 1, 9, 10
END_OF_HEADERS = b"\r\n\r\n"


class Client(asyncio.Protocol):
    """One socket; ``hear`` gets each text frame as bytes."""

    def __init__(self, path: str, hear: Callable[[bytes], None]) -> None:
        self.hear = hear
        self.is_lost = False
        self.opened = asyncio.get_running_loop().create_future()
        self._path = path
        self._buffer = bytearray()
        self._is_open = False
        self._transport: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        transport.write(HELLO.format(path=self._path).encode())

    def connection_lost(self, _: Exception | None) -> None:
        self.is_lost = True

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        if not self._is_open:
            head, end, rest = self._buffer.partition(END_OF_HEADERS)
            if not end:
                return
            assert b" 101 " in head[:20], bytes(head)
            self._is_open, self._buffer = True, rest
            self.opened.set_result(None)
        while (size := self._take_frame()) is not None:
            del self._buffer[:size]

    def send(self, text: bytes, kind: int = TEXT) -> None:
        """Send a frame under the mask that a client has to use."""
        mask = os.urandom(4)
        length = bytes([0x80 | len(text)]) if len(text) < 126 else b"\xfe" + struct.pack(">H", len(text))
        masked = bytes(byte ^ mask[place % 4] for place, byte in enumerate(text))
        self._transport.write(bytes([0x80 | kind]) + length + mask + masked)

    def close(self) -> None:
        self._transport.abort()

    def _take_frame(self) -> int | None:
        """Hand on the first frame and return its size; None while it is not whole."""
        buffer = self._buffer
        if len(buffer) < 2:
            return None
        start, length = 2, buffer[1] & 0x7F
        if length > 125:
            form, start = (">H", 4) if length == 126 else (">Q", 10)
            if len(buffer) < start:
                return None
            (length,) = struct.unpack_from(form, buffer, 2)
        end = start + int(length)
        if len(buffer) < end:
            return None
        kind = buffer[0] & 0x0F
        if kind == TEXT:
            self.hear(bytes(buffer[start:end]))
        elif kind == PING:
            self.send(bytes(buffer[start:end]), PONG)
        return end


async def connect(port: int, path: str, hear: Callable[[bytes], None]) -> Client:
    _, client = await asyncio.get_running_loop().create_connection(lambda: Client(path, hear), "127.0.0.1", port)
    await client.opened
    return client
