"""Addresses of the sockets, and who may open each."""

from typing import Any

from channels.auth import AuthMiddlewareStack
from channels.generic.websocket import AsyncWebsocketConsumer
from channels.security.websocket import AllowedHostsOriginValidator, WebsocketDenier
from django.urls import URLPattern, path, re_path

from alerts.consumers import ApiConsumer
from dashboard.consumers import StreamConsumer
from project.consumers import GraphQLConsumer
from project.origins import KnownPages, OwnPages


def by_cookie(consumer: type[AsyncWebsocketConsumer]) -> Any:
    """Return a socket of our own pages, which come with a session."""
    return AllowedHostsOriginValidator(OwnPages(AuthMiddlewareStack(consumer.as_asgi())))


def by_key(consumer: type[AsyncWebsocketConsumer]) -> Any:
    """Return a socket of programs, which send a key or a token."""
    return KnownPages(consumer.as_asgi())


def by_key_or_cookie(consumer: type[AsyncWebsocketConsumer]) -> Any:
    """Return a socket of programs that also takes the session of our own pages."""
    return KnownPages(consumer.as_asgi(), own=AuthMiddlewareStack(consumer.as_asgi()))


socket_routes: list[URLPattern] = [
    path("ws", by_key(ApiConsumer)),
    path("graphql", by_key_or_cookie(GraphQLConsumer)),
    path("ws/stream", by_cookie(StreamConsumer)),
    re_path("", WebsocketDenier.as_asgi()),
]
