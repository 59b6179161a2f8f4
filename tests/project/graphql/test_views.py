"""The door of GraphQL: who gets in, what it counts, what it refuses."""

import json
import logging

import pytest
from django.test import Client

from accounts.auth import Scope
from accounts.keys import create_key
from accounts.models import ApiCall, MonthlyUsage
from accounts.usage.meter import METER
from markets.flow import selectors as flow
from project.graphql.limits import MAX_BYTES
from tests.accounts.programs import tokens_for
from tests.factories import InstrumentFactory
from tests.project.graphql.asking import GRAPHQL_JSON, PATH, ask, codes, send

pytestmark = pytest.mark.django_db
PLAIN = {"query": "{ __typename }"}
SCHEMA = {"query": "{ __schema { types { name } } }"}
DEAR = (
    '{ whaleTransactions(symbol: "BTC", filter: {limit: 100})'
    " { id symbol side amount price usdValue timestamp exchange } }"
)


@pytest.fixture
def key(user):
    return create_key(user, "Desk")[1]


def calls():
    METER.flush()
    return list(ApiCall.objects.values_list("method", "endpoint", "status", "error_code").order_by("id"))


def test_a_key_and_a_token_open_it_and_nothing_else_does(user, key):
    token = tokens_for(user).access
    assert send(PLAIN, key).json() == {"data": {"__typename": "Query"}}
    assert send(PLAIN, Authorization=f"Bearer {token}").status_code == 200
    assert send(PLAIN, Authorization=f"Bearer {key}").status_code == 200
    for headers in ({}, {"X-API-Key": "tdw_nothing"}, {"Authorization": "Basic eDp5"}):
        answer = send(PLAIN, **headers)
        assert (answer.status_code, codes(answer.json())) == (401, ["AUTHENTICATION_FAILED"])
        assert answer.json().keys() == {"errors"}
        assert answer["WWW-Authenticate"]


def test_a_key_needs_the_scope_to_read(user):
    writing = create_key(user, "Desk", scopes=[Scope.WRITE])[1]
    assert codes(send(PLAIN, writing).json()) == ["PERMISSION_DENIED"]


def test_a_page_of_ours_may_ask_with_its_session(client: Client, user):
    client.force_login(user)
    ours = client.post(PATH, PLAIN, content_type="application/json", headers={"Origin": "http://testserver"})
    assert ours.json() == {"data": {"__typename": "Query"}}
    assert calls() == [("POST", "/graphql", 200, "")]


@pytest.mark.parametrize("origin", ["https://evil.example", "http://testserver:9000", "null"])
def test_a_page_of_another_address_may_not(client: Client, user, settings, origin):
    settings.CORS_ALLOWED_ORIGINS = ["https://evil.example"]
    client.force_login(user)
    answer = client.post(PATH, PLAIN, content_type="application/json", headers={"Origin": origin})
    assert (answer.status_code, codes(answer.json())) == (403, ["PERMISSION_DENIED"])
    assert "Access-Control-Allow-Credentials" not in answer


@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain"])
def test_what_a_form_can_send_is_not_taken(client: Client, user, kind):
    client.force_login(user)
    assert client.generic("POST", PATH, b'{"query":"{__typename}"}', content_type=kind).status_code == 415


def test_a_visitor_may_ask_where_no_key_is_asked_for_but_not_what_there_is(settings):
    settings.GPT_API_REQUIRE_AUTH = False
    assert send(PLAIN).json() == {"data": {"__typename": "Query"}}
    assert send(SCHEMA).json().keys() == {"errors"}


def test_who_is_signed_in_may_ask_what_there_is(key):
    assert {"name": "WhaleFilter"} in send(SCHEMA, key).json()["data"]["__schema"]["types"]


def test_a_query_counts_for_what_it_weighs(user, key):
    InstrumentFactory(symbol="BTC-USDT")
    ask("{ __typename }", key)
    assert ask(DEAR, key) == {"data": {"whaleTransactions": []}}
    METER.flush()
    assert MonthlyUsage.objects.get(user=user).calls == 1 + 4


def test_the_limits_are_those_of_the_api(key, settings):
    settings.RATE_LIMIT_REQUESTS = 2
    assert [send(PLAIN, key).status_code for _ in range(3)] == [200, 200, 429]
    late = send(PLAIN, key)
    assert codes(late.json()) == ["RATE_LIMIT_EXCEEDED"]
    assert int(late["Retry-After"]) > 0
    assert late["X-RateLimit-Remaining"] == "0"


def test_a_dear_query_is_refused_when_there_is_no_room_for_all_of_it(user, key, settings):
    settings.RATE_LIMIT_REQUESTS = 2
    assert codes(ask(DEAR, key)) == ["RATE_LIMIT_EXCEEDED"]
    METER.flush()
    assert MonthlyUsage.objects.get(user=user).calls == 2, "what was counted by then stays"


def test_several_at_once_are_refused(key):
    for body in ([PLAIN, PLAIN], []):
        answer = send(body, key)
        assert (answer.status_code, codes(answer.json())) == (400, ["INVALID_INPUT"])


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"query": "{" + "a " * MAX_BYTES + "}"}, 413, "REQUEST_TOO_LARGE"),
        (b"x" * 1_100_000, 413, "REQUEST_TOO_LARGE"),
        ({"query": "{" + "a " * 4000 + "}"}, 400, "QUERY_TOO_COMPLEX"),
        ({"query": "{" + " ".join(f"a{n}:__typename" for n in range(40)) + "}"}, 400, "QUERY_TOO_COMPLEX"),
        ({"query": "query A {__typename}", "operationName": "B"}, 400, "INVALID_INPUT"),
        ({"query": "query A {__typename} query B {__typename}"}, 400, "INVALID_INPUT"),
        ({"query": "fragment A on Query {__typename}"}, 400, "INVALID_INPUT"),
        ({"query": "query ($s: String!) {price(symbol: $s) {price}}", "variables": {"s": 5}}, 400, "INVALID_INPUT"),
        ({"query": "query ($s: String!) {price(symbol: $s) {price}}"}, 400, "INVALID_INPUT"),
        ({"query": 'subscription {priceUpdates(symbols: ["BTC"]) {price}}'}, 400, "INVALID_INPUT"),
        ({"query": "mutation {__typename}"}, 400, "INVALID_INPUT"),
        ({"query": 'type A {a: String} {price(symbol: "BTC") {price}}'}, 400, "INVALID_INPUT"),
        ({"query": "{__schema{types{fields{type{fields{type{fields{name}}}}}}}}"}, 400, "INVALID_INPUT"),
        (
            {"query": '{whaleTransactions(symbol: "B", filter: {limit: ' + "9" * 5000 + "}) {id}}"},
            400,
            "INVALID_INPUT",
        ),
        (b'{"query":' + b"[" * 8000 + b"]" * 8000 + b"}", 400, "INVALID_INPUT"),
        (b'{"query":"{__typename}","variables":{"a":NaN}}', 400, "INVALID_INPUT"),
        (b'{"query":"{__typename}\xff"}', 400, "INVALID_INPUT"),
        (b'{"query":"{price(symbol:\\"\\ud800\\"){price}}"}', 400, "INVALID_INPUT"),
    ],
)
def test_a_bomb_is_refused_with_a_code(key, body, status, code):
    answer = send(body, key, Accept=GRAPHQL_JSON)
    assert (answer.status_code, codes(answer.json())[:1]) == (status, [code])
    assert "data" not in answer.json()


def test_what_breaks_inside_is_logged_and_not_told(key, monkeypatch, caplog):
    InstrumentFactory(symbol="BTC-USDT")

    def broken(*_, **__):
        raise ZeroDivisionError("a secret")

    monkeypatch.setattr(flow, "whales", broken)
    with caplog.at_level(logging.ERROR):
        body = ask('{ __typename whaleTransactions(symbol: "BTC") { id } }', key)
    assert body["data"] == {"__typename": "Query", "whaleTransactions": None}
    assert codes(body) == ["INTERNAL_SERVER_ERROR"]
    assert "a secret" not in json.dumps(body)
    assert "a secret" in caplog.text


def test_only_listed_addresses_may_ask(key, settings):
    settings.GPT_API_IP_ALLOWLIST = ["203.0.113.8"]
    assert codes(send(PLAIN, key).json()) == ["PERMISSION_DENIED"]


def test_the_playground_is_for_developing(client: Client, settings):
    assert client.get(PATH).status_code == 405
    settings.DEBUG = True
    assert b"data-playground" in client.get(PATH).content
    assert calls() == []


def test_half_a_character_is_no_json_instead_of_a_fault_of_ours(key):
    body = rb'{"query": "query($s: String!) {price(symbol: $s) {price}}", "variables": {"s": "\ud800"}}'
    answer = send(body, key)
    assert (answer.status_code, codes(answer.json())) == (400, ["INVALID_INPUT"])
