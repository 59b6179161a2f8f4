"""Addresses of the sockets."""

from django.urls import URLPattern, path

from dashboard.consumers import StreamConsumer

socket_routes: list[URLPattern] = [path("ws/stream", StreamConsumer.as_asgi())]
