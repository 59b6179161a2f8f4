"""What every loopback server of the tests has: a free port, a thread, and an end that nothing holds up."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self

GONE_AWAY = (BrokenPipeError, ConnectionResetError, ConnectionAbortedError)


class Loopback:
    """It listens from its making on, and answers by ``handler`` while it is entered."""

    def __init__(self, handler: type[BaseHTTPRequestHandler]) -> None:
        self._stopping = threading.Event()
        self._server = _Server(("127.0.0.1", 0), handler, self)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stopping.set()
        self.release()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def wait(self, seconds: float) -> bool:
        """Sleep, but not past the end of the server; True when it is stopping."""
        return self._stopping.wait(seconds)

    def connected(self) -> None:
        """Take note of a connection, even of one that asks for nothing."""

    def release(self) -> None:
        """Let go of what keeps an answer back."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, address: tuple[str, int], handler: type[BaseHTTPRequestHandler], owner: Loopback) -> None:
        self.owner = owner
        super().__init__(address, handler)

    def process_request(self, request: Any, client_address: Any) -> None:
        self.owner.connected()
        super().process_request(request, client_address)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Callers that hang up early are part of the tests."""
