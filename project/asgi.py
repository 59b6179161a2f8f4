"""The server's entry: pages over HTTP, live values over WebSocket."""

import os

from channels.routing import ProtocolTypeRouter, URLRouter
from django.core.asgi import get_asgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "project.settings")
pages = get_asgi_application()
_ = get_resolver().url_patterns  # load every page now rather than while the first visitor waits

# What follows imports models, so Django must be set up first.
from project.backpressure import BackPressure, PatientStreams  # noqa: E402
from project.bodies import limit_bodies  # noqa: E402
from project.capacity import Capacity  # noqa: E402
from project.lifespan import lifespan  # noqa: E402
from project.routing import socket_routes  # noqa: E402

limit_bodies()
sockets = URLRouter(socket_routes)
application = ProtocolTypeRouter(
    {"http": PatientStreams(Capacity(pages)), "websocket": BackPressure(sockets), "lifespan": lifespan}
)
