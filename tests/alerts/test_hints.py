"""The bell that tells open pages to look: over a real bus, and with none."""

import asyncio
import logging

import pytest
from channels.layers import channel_layers, get_channel_layer
from pytest_django.fixtures import Settings

from alerts import hints
from tests.fakes.feeds import unused_port


@pytest.fixture(autouse=True)
def fresh_layers() -> None:
    channel_layers.backends = {}
    hints.failed_before.clear()


async def test_a_hint_reaches_the_group() -> None:
    layer = get_channel_layer()
    channel = await layer.new_channel()
    await layer.group_add(hints.GROUP, channel)
    await asyncio.to_thread(hints.send_hint)
    assert await asyncio.wait_for(layer.receive(channel), 10) == {"type": "alert.hint"}
    await layer.flush()


def test_a_bus_that_is_down_is_logged_once_and_not_raised(settings: Settings, caplog: pytest.LogCaptureFixture) -> None:
    config = {"hosts": [{"address": f"redis://127.0.0.1:{unused_port()}/0", "socket_timeout": None}]}
    settings.CHANNEL_LAYERS = {
        "default": {"BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer", "CONFIG": config}
    }
    channel_layers.backends = {}
    with caplog.at_level(logging.WARNING, logger="alerts.hints"):
        hints.send_hint()
        hints.send_hint()
    assert [record.message for record in caplog.records] == ["No hint of new alerts was sent: ConnectionError"]
