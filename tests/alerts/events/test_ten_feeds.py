"""The same story from ten feeds, polled for real: one event, ten rows of evidence, one push on an open socket."""

import pytest
from asgiref.sync import sync_to_async
from channels.db import database_sync_to_async

from alerts.models import Alert, Event, EventChange, Evidence, Item, Source
from alerts.polling import poll_due
from project.common import clock
from tests.dashboard.test_consumers import open_socket, signed_in
from tests.factories import CompanyFactory, SourceFactory
from tests.fakes.feeds import FeedServer, item

pytestmark = pytest.mark.django_db(transaction=True)
# Ten outlets, none in the words of another; {day} is the day of the launch.
STORY = (
    ("Nebula Labs confirms NEBX token generation event for {day}", "The $NEBX token goes live on {day}."),
    ("NEBX token launches on {day}, says Nebula Labs", "Nebula Labs will launch its new token $NEBX on {day}."),
    ("Nebula Labs to launch its native token NEBX on {day}", "The network's $NEBX token launches on {day}."),
    ("It's official: Nebula Labs token goes live {day}", "The team confirmed that $NEBX launches on {day}."),
    ("Nebula Labs sets {day} for the launch of its NEBX token", "After two years of work the new token $NEBX is due."),
    ("Token launch of Nebula Labs: NEBX arrives on {day}", "$NEBX, the new token of Nebula Labs, launches on {day}."),
    ("Nebula Labs announces launch date of NEBX token: {day}", "The token launch of $NEBX is set for {day}."),
    ("Mark {day}: Nebula Labs will launch the NEBX token", "Nebula Labs announced the launch of $NEBX on {day}."),
    ("Layer 2 builder Nebula Labs launches its NEBX token on {day}", "$NEBX will be launched on {day}, the team said."),
    ("Nebula Labs unveils NEBX and names the day of its token launch", "The new token $NEBX launches on {day}."),
)


def publish(feeds: FeedServer) -> None:
    """Serve the story from ten feeds, each linking to a site of its own."""
    day = clock.now().replace(day=1).strftime("28 %B %Y")
    for number, (title, text) in enumerate(STORY):
        link = f"https://outlet{number}.example/nebx"
        feeds.serve_feed(f"/{number}", item(title.format(day=day), text.format(day=day), link=link))
        SourceFactory(name=f"Outlet {number}", url=feeds.url(f"/{number}"))


@database_sync_to_async
def poll_all() -> int:
    return len(poll_due())


@pytest.mark.parametrize("is_watched", [True, False])
async def test_ten_feeds_make_one_event_and_one_push(feeds: FeedServer, bus: object, is_watched: bool) -> None:
    await sync_to_async(publish)(feeds)
    if is_watched:
        await database_sync_to_async(CompanyFactory)(name="Nebula Labs", tokens=["NEBX"])
    async with open_socket(await signed_in()) as socket:
        await socket.subscribe("alerts", cursor=0)
        await socket.hear("heartbeat")
        assert await poll_all() == 10
        await socket.say(type="ping", t=1)
        frames = await socket.everything_until("pong")
        await socket.subscribe("alerts", cursor=0)
        missed = await socket.everything_until("heartbeat")
    pushed = [frame for frame in frames if frame["type"] in {"alert", "update"}]
    assert [frame["type"] for frame in pushed] == ["alert"]
    assert [frame["seq"] for frame in missed if frame["type"] in {"alert", "update"}] == [pushed[0]["seq"]]
    await database_sync_to_async(check)()


def check() -> None:
    event = Event.objects.get()
    assert (Item.objects.count(), Evidence.objects.filter(event=event).count()) == (10, 10)
    assert (event.items_count, event.sources_count, event.status) == (10, 10, "dated")
    assert Alert.objects.get().event == event
    assert not EventChange.objects.exclude(seq=None).exists()
    assert not Source.objects.exclude(last_error="").exists()
