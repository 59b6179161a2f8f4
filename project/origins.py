"""Which pages may open a socket."""

from typing import Any

from channels.security.websocket import AllowedHostsOriginValidator, WebsocketDenier
from django.conf import settings


class OwnPages:
    """ASGI wrapper for sockets: open to pages of this very address, as forms are by Django's CSRF check.

    A cookie goes to every port of its host, so the page of another program on this machine would come signed in.
    """

    def __init__(self, app: Any) -> None:
        self.app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        headers = {name: value.decode("latin1").lower() for name, value in scope["headers"]}
        origin, host = headers.get(b"origin", ""), headers.get(b"host", "")
        is_own = origin in {f"http://{host}", f"https://{host}", *settings.CSRF_TRUSTED_ORIGINS}
        await (self.app if is_own else WebsocketDenier())(scope, receive, send)


class KnownPages:
    """ASGI wrapper for sockets that read no cookie: open to programs, to own pages and to those of CORS_ORIGINS.

    A program names no origin. A page always does, and one that we do not know has no business here. ``own`` is what
    our own pages get, when it is something else.
    """

    def __init__(self, app: Any, own: Any = None) -> None:
        self.app = app
        self.own_pages = AllowedHostsOriginValidator(OwnPages(own or app))

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        origin = next((value.decode("latin1") for name, value in scope["headers"] if name == b"origin"), None)
        is_known = origin is None or origin.lower() in settings.CORS_ALLOWED_ORIGINS
        await (self.app if is_known else self.own_pages)(scope, receive, send)
