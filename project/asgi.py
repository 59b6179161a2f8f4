"""The server's entry: pages over HTTP, live values over WebSocket."""

import os

from channels.auth import AuthMiddlewareStack
from channels.routing import ProtocolTypeRouter, URLRouter
from channels.security.websocket import AllowedHostsOriginValidator
from django.core.asgi import get_asgi_application
from django.urls import get_resolver

from project.backpressure import BackPressure
from project.bodies import limit_bodies
from project.origins import OwnPages

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "project.settings")
limit_bodies()
pages = get_asgi_application()
_ = get_resolver().url_patterns  # load every page now rather than while the first visitor waits

from project.routing import socket_routes  # noqa: E402  the consumers import models, so Django must be set up first

sockets = AllowedHostsOriginValidator(OwnPages(AuthMiddlewareStack(URLRouter(socket_routes))))
application = ProtocolTypeRouter({"http": pages, "websocket": BackPressure(sockets)})
