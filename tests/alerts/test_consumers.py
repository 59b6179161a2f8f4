"""The socket of programs on a real server, spoken by a plain client: signing in, frames, limits, the end."""

import asyncio
from contextlib import nullcontext
from datetime import timedelta

import pytest
import websockets
from channels.db import database_sync_to_async

from accounts.billing.selectors import tier_of
from accounts.keys import revoke_key
from accounts.models import ApiCall, ApiKey, MonthlyUsage, TokenFamily, User
from accounts.tokens import end_families
from accounts.usage.meter import METER
from alerts.consumers import ApiConsumer
from markets.stream import watch
from markets.stream.seats import sockets as seats
from project.common.clock import now
from tests.accounts.programs import tokens_for
from tests.alerts.program import LIMIT_S, code_of, key_of, opened, signed_in
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db(transaction=True)
later = database_sync_to_async


@pytest.fixture(autouse=True)
def many(settings, monkeypatch):
    """All tests come from one address."""
    settings.RATE_LIMIT_WEBSOCKET = (1_000, 60)
    monkeypatch.setattr(watch, "EVERY_S", 0.1)


async def until(condition):
    async with asyncio.timeout(LIMIT_S):
        while not condition():
            await asyncio.sleep(0.02)


async def test_a_program_signs_in_with_a_key(server):
    user = await later(UserFactory)()
    async with opened(server) as program:
        first = await program.next()
        assert (first["type"], first["data"]["state"], first["data"]["auth_within_s"]) == ("status", "open", 10.0)
        answer = await program.ask("auth", {"token": await key_of(user)})
        assert (answer["type"], answer["data"]["user"], answer["data"]["scopes"]) == ("auth", user.username, ["read"])
        assert answer["data"]["expires_at"]
        assert (await program.ask("ping", {"n": 1}))["data"] == {"n": 1}


async def test_a_program_signs_in_with_an_access_token(server):
    tokens = await later(tokens_for)(await later(UserFactory)())
    async with signed_in(server, tokens.access) as program:
        assert (await program.subscribe("all_alerts"))["subscription_id"] == "s1"


@pytest.mark.parametrize("header", ["X-API-Key", "Authorization"])
async def test_a_key_may_come_with_the_opening(server, header):
    key = await key_of()
    text = key if header == "X-API-Key" else f"Bearer {key}"
    async with opened(server, additional_headers={header: text}) as program:
        await program.hear("auth")
        await program.subscribe("all_alerts")


@pytest.mark.parametrize("headers", [{"X-API-Key": "tdw_nothing"}, {"Authorization": "Basic eDp5"}])
async def test_a_bad_key_in_the_opening_ends_the_socket(server, headers):
    async with opened(server, additional_headers=headers) as program:
        code, frames = await program.closed_with()
    assert (code, code_of(frames[-1])) == (4001, "AUTHENTICATION_FAILED")


async def test_a_key_in_the_address_is_not_read(server, settings):
    settings.ALLOW_TOKEN_IN_QUERY = True
    async with websockets.connect(f"{server.replace('http', 'ws')}/ws?token={await key_of()}") as socket:
        await socket.recv()
        await socket.send('{"type":"subscribe","data":{"type":"all_alerts"}}')
        assert "AUTHENTICATION_FAILED" in await socket.recv()


async def test_a_bad_token_ends_the_socket(server):
    async with opened(server) as program:
        await program.say("auth", {"token": "tdw_nothing"})
        code, frames = await program.closed_with()
    assert (code, code_of(frames[-1])) == (4001, "AUTHENTICATION_FAILED")


async def test_a_key_without_the_scope_read_is_denied(server):
    async with opened(server) as program:
        await program.say("auth", {"token": await key_of(scopes=["write"])})
        code, frames = await program.closed_with()
    assert (code, code_of(frames[-1])) == (4003, "PERMISSION_DENIED")


async def test_a_key_for_other_addresses_does_not_open(server):
    async with opened(server) as program:
        await program.say("auth", {"token": await key_of(networks=["198.51.100.0/24"])})
        code, frames = await program.closed_with()
    assert (code, code_of(frames[-1])) == (4001, "AUTHENTICATION_FAILED")


async def test_without_signing_in_only_ping_is_answered_and_the_time_runs_out(server, monkeypatch):
    monkeypatch.setattr(ApiConsumer, "auth_s", 1.0)
    async with opened(server) as program:
        assert code_of(await program.ask("subscribe", {"type": "all_alerts"})) == "AUTHENTICATION_FAILED"
        assert code_of(await program.ask("unsubscribe", {"type": "all_alerts"})) == "AUTHENTICATION_FAILED"
        assert (await program.ask("ping"))["type"] == "pong"
        code, frames = await program.closed_with()
    assert (code, code_of(frames[-1])) == (4001, "AUTHENTICATION_FAILED")


async def test_who_has_signed_in_is_not_closed_when_that_time_is_over(server, monkeypatch):
    monkeypatch.setattr(ApiConsumer, "auth_s", 1.0)
    async with opened(server) as program:
        await program.ask("auth", {"token": await key_of()})
        await asyncio.sleep(1.2)
        assert (await program.ask("ping"))["type"] == "pong"


def end_key():
    revoke_key(ApiKey.objects.get())


def switch_off():
    User.objects.update(is_active=False)


def run_out():
    ApiKey.objects.update(expires_at=now() - timedelta(seconds=1))


def move():
    ApiKey.objects.update(networks=["198.51.100.0/24"])


def lose_the_right():
    ApiKey.objects.update(scopes=["write"])


def delete():
    ApiKey.objects.all().delete()


@pytest.mark.parametrize("happening", [end_key, switch_off, run_out, move, lose_the_right, delete])
async def test_what_ends_a_key_ends_its_socket_within_seconds(server, happening):
    async with signed_in(server, await key_of()) as program:
        await program.subscribe("all_alerts")
        await asyncio.sleep(0.3)
        assert (await program.ask("ping"))["type"] == "pong"
        await later(happening)()
        code, frames = await program.closed_with()
    assert (code, code_of(frames[-1])) == (4001, "AUTHENTICATION_FAILED")


async def test_the_end_of_a_sign_in_ends_the_sockets_of_its_tokens_and_no_other(server):
    user, other = await later(UserFactory)(), await later(UserFactory)()
    mine, theirs = await later(tokens_for)(user), await later(tokens_for)(other)
    async with signed_in(server, mine.access) as program, signed_in(server, theirs.access) as stranger:
        await later(end_families)(user, "test")
        assert (await program.closed_with())[0] == 4001
        assert (await stranger.ask("ping"))["type"] == "pong"


async def test_a_token_ends_its_socket_when_it_expires_though_the_sign_in_goes_on(server, settings):
    settings.ACCESS_TOKEN_LIFETIME = timedelta(seconds=1)
    tokens = await later(tokens_for)(await later(UserFactory)())
    async with signed_in(server, tokens.access) as program:
        assert (await program.closed_with())[0] == 4001
    assert await later(TokenFamily.objects.filter(ended_at=None).exists)()


async def test_a_token_is_renewed_on_the_open_socket_and_subscriptions_stay(server, settings):
    user = await later(UserFactory)()
    settings.ACCESS_TOKEN_LIFETIME = timedelta(seconds=2)
    first = await later(tokens_for)(user)
    async with signed_in(server, first.access) as program:
        await program.subscribe("all_alerts")
        settings.ACCESS_TOKEN_LIFETIME = timedelta(hours=1)
        assert (await program.ask("auth", {"token": (await later(tokens_for)(user)).access}))["type"] == "auth"
        await asyncio.sleep(2.5)
        answer = await program.ask("unsubscribe", {"type": "all_alerts"})
        assert answer["data"]["subscriptions"] == ["s1"]


async def test_a_socket_cannot_change_hands(server):
    async with signed_in(server, await key_of()) as program:
        await program.say("auth", {"token": await key_of()})
        assert (await program.closed_with())[0] == 4003


async def test_the_eleventh_socket_of_an_address_in_a_minute_is_told_how_long_to_wait(server, settings):
    settings.RATE_LIMIT_WEBSOCKET = (10, 60)
    for _ in range(10):
        async with opened(server) as program:
            await program.hear("status")
    async with opened(server) as program:
        code, frames = await program.closed_with()
    assert (code, code_of(frames[-1])) == (4013, "RATE_LIMIT_EXCEEDED")
    details = frames[-1]["error"]["details"]
    assert (details["layer"], details["limit"]) == ("sockets", 10)
    assert 0 < details["retry_after_s"] <= 60
    settings.RATE_LIMIT_ENABLED = False
    async with opened(server) as program:
        await program.hear("status")


async def test_one_user_has_so_many_sockets_at_once_and_a_closed_one_makes_room(server, settings):
    settings.WEBSOCKET_USER_CONNECTIONS = 2
    key = await key_of()
    async with signed_in(server, key):
        async with signed_in(server, key):
            async with opened(server) as third:
                await third.say("auth", {"token": key})
                code, frames = await third.closed_with()
                assert (code, code_of(frames[-1])) == (4013, "RATE_LIMIT_EXCEEDED")
            async with signed_in(server, await key_of()):
                pass
        await until(lambda: seats.taken == 1)
        async with signed_in(server, key):
            pass
    await until(lambda: seats.taken == 0)


async def test_a_full_server_says_so(server, settings):
    settings.WEBSOCKET_MAX_CONNECTIONS = 1
    async with opened(server) as first:
        await first.hear("status")
        async with opened(server) as second:
            code, frames = await second.closed_with()
    assert (code, code_of(frames[-1])) == (4013, "SERVICE_UNAVAILABLE")


async def test_an_address_that_is_not_listed_cannot_open_a_socket(server, settings):
    settings.GPT_API_IP_ALLOWLIST = ["198.51.100.0/24"]
    with pytest.raises(websockets.InvalidStatus) as refused:
        async with opened(server):
            pass
    assert refused.value.response.status_code == 403


@pytest.mark.parametrize(
    ("origin", "is_open"),
    [
        (None, True),
        ("own", True),
        ("https://desk.example.org", True),
        ("https://evil.example", False),
        ("null", False),
        ("http://127.0.0.1:1", False),
    ],
)
async def test_programs_own_pages_and_listed_pages_may_open_a_socket(server, settings, origin, is_open):
    settings.CORS_ALLOWED_ORIGINS = ["https://desk.example.org"]
    options = {"origin": server if origin == "own" else origin}
    with nullcontext() if is_open else pytest.raises(websockets.InvalidStatus, match="403"):
        async with opened(server, **options) as program:
            await program.hear("status")


async def test_an_address_without_a_socket_is_refused(server):
    with pytest.raises(websockets.InvalidStatus) as refused:
        async with websockets.connect(f"{server.replace('http', 'ws')}/ws/nothing"):
            pass
    assert refused.value.response.status_code == 403


async def test_a_socket_of_which_nobody_wants_anything_is_closed_after_a_while(server, settings, monkeypatch):
    monkeypatch.setattr(ApiConsumer, "heartbeat_s", 0.1)
    settings.WEBSOCKET_IDLE_TIMEOUT = 1
    key = await key_of()
    async with signed_in(server, key) as idle, signed_in(server, key) as listening, signed_in(server, key) as talking:
        await listening.subscribe("all_alerts")
        for _ in range(8):
            await talking.say("pong")
            await asyncio.sleep(0.2)
        assert (await idle.closed_with())[0] == 4010
        assert (await listening.ask("ping"))["type"] == "pong"
        assert (await talking.ask("ping"))["type"] == "pong"


async def test_what_is_asked_for_counts_like_calls_and_a_used_up_month_stops_it(server):
    user = await later(UserFactory)()
    key = await key_of(user)
    async with signed_in(server, key) as program:
        await program.subscribe("all_alerts")
        await program.ask("subscribe", {"type": "price", "symbols": ["NOPE"]})
    await later(METER.flush)()
    assert (await later(MonthlyUsage.objects.get)(user=user)).calls == 2
    calls = await later(
        lambda: [(call.endpoint, call.method, call.status) for call in ApiCall.objects.order_by("pk")]
    )()
    assert calls == [("/ws", "WS", 200)] * 3


async def test_a_quota_that_is_used_up_refuses_subscriptions_and_keeps_the_socket(server):
    user = await later(UserFactory)()
    key = await key_of(user)
    async with signed_in(server, key) as program:
        tier = await later(tier_of)(user)
        tier.monthly_calls = 1
        await later(tier.save)()
        async with signed_in(server, key) as second:
            await second.subscribe("all_alerts")
            error = await second.ask("subscribe", {"type": "all_alerts"})
        assert code_of(error) == "QUERY_LIMIT_EXCEEDED"
        assert (await program.ask("ping"))["type"] == "pong"


async def test_a_beat_says_how_far_the_alerts_are(server, monkeypatch):
    monkeypatch.setattr(ApiConsumer, "heartbeat_s", 0.1)
    async with signed_in(server, await key_of()) as program:
        assert (await program.hear("ping"))["data"] == {"seq": None}
        start = (await program.subscribe("all_alerts"))["seq"]
        assert (await program.hear("ping"))["data"] == {"seq": start}
