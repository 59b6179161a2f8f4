"""GraphQL over HTTP, audit by audit.

Source: https://graphql.github.io/graphql-over-http/draft/; the ids are those of the audits of npm ``graphql-http``.
"""

import pytest

from accounts.keys import create_key
from tests.project.graphql.asking import GRAPHQL_JSON, JSON, send

pytestmark = pytest.mark.django_db
PLAIN = {"query": "{ __typename }"}
NAMED = {"query": "query Query { __typename }", "operationName": "Query"}
TYPED = {"query": "query Type($name: String!) { __type(name: $name) { name } }", "variables": {"name": "sometype"}}
PARSING, VALIDATION = {"query": "{"}, {"query": "{ 8f31403dfe404bccbb0e835f2629c6a7 }"}
COERCION = {"query": "query CoerceFailure($id: ID!){ __typename }", "variables": {"id": None}}
EXTENDED = {**PLAIN, "extensions": {"some": "value"}}
NO_JSON = b'{ "not a JSON'


@pytest.fixture
def key(user):
    return create_key(user, "Desk")[1]


@pytest.mark.parametrize(
    ("audit", "body", "accept", "kind"),
    [
        ("22EB", PLAIN, GRAPHQL_JSON, GRAPHQL_JSON),
        ("4655", PLAIN, JSON, JSON),
        ("47DE", PLAIN, "*/*", JSON),
        ("80D8", PLAIN, None, JSON),
        ("8161", NAMED, GRAPHQL_JSON, GRAPHQL_JSON),
        ("B8B3", NAMED, JSON, JSON),
        ("94B0", {**PLAIN, "variables": None}, GRAPHQL_JSON, GRAPHQL_JSON),
        ("0220", {**PLAIN, "variables": None}, JSON, JSON),
        ("94B1", {**PLAIN, "operationName": None}, GRAPHQL_JSON, GRAPHQL_JSON),
        ("0221", {**PLAIN, "operationName": None}, JSON, JSON),
        ("94B2", {**PLAIN, "extensions": None}, GRAPHQL_JSON, GRAPHQL_JSON),
        ("0222", {**PLAIN, "extensions": None}, JSON, JSON),
        ("2EA1", TYPED, GRAPHQL_JSON, GRAPHQL_JSON),
        ("28B9", TYPED, JSON, JSON),
        ("428F", EXTENDED, GRAPHQL_JSON, GRAPHQL_JSON),
        ("1B7A", EXTENDED, JSON, JSON),
    ],
)
def test_what_is_right_is_answered_in_the_kind_that_is_accepted(key, audit, body, accept, kind):
    answer = send(body, key, **({"Accept": accept} if accept else {}))
    assert (answer.status_code, answer["Content-Type"]) == (200, f"{kind}; charset=utf-8"), audit
    assert "errors" not in answer.json()


@pytest.mark.parametrize(
    ("audit", "body", "accept", "status"),
    [
        ("A5BF", b" ", JSON, 400),
        ("423L", {"notquery": "{ __typename }"}, GRAPHQL_JSON, 400),
        *((f"LKJ{n}", {"query": bad}, JSON, 400) for n, bad in enumerate([{"obj": "ect"}, 0, False, ["array"]])),
        *((f"6C0{n}", {**PLAIN, "operationName": bad}, JSON, 400) for n, bad in enumerate([{"o": 1}, 0, False, ["a"]])),
        *((f"476{n}", {**PLAIN, "variables": bad}, JSON, 400) for n, bad in enumerate(["string", 0, False, ["array"]])),
        *((f"58B{n}", {**PLAIN, "extensions": bad}, JSON, 400) for n, bad in enumerate(["string", 0, False, ["a"]])),
        ("BCF8", NO_JSON, JSON, 400),
        ("B7N8", NO_JSON, GRAPHQL_JSON, 400),
        ("3E3A", {"qeury": "{ __typename }"}, JSON, 400),
        ("572B", PARSING, JSON, 200),
        ("FDE2", VALIDATION, JSON, 200),
        ("7B9B", COERCION, JSON, 200),
        ("556A, D586", PARSING, GRAPHQL_JSON, 400),
        ("74FF, 5E5B", VALIDATION, GRAPHQL_JSON, 400),
        ("86EE", COERCION, GRAPHQL_JSON, 400),
    ],
)
def test_what_is_wrong_says_so_without_data(key, audit, body, accept, status):
    answer = send(body, key, Accept=accept)
    assert answer.status_code == status, audit
    assert answer.json().keys() == {"errors"}
    assert all(error["message"] and error["extensions"]["code"] for error in answer.json()["errors"])


def test_the_body_has_to_be_json_in_utf_8(key):
    assert send(PLAIN, key, content_type="text/plain;charset=UTF-8").status_code == 415, "9ABE"
    swimmer = {"query": '{ __type(name: "Run🏃Swim🏊") { name } }'}
    assert send(swimmer, key, content_type="application/json; charset=utf-8").status_code == 200, "BF61"


def test_a_query_in_the_address_is_not_run(key, client):
    for query in ("{ __typename }", "mutation { __typename }"):
        answer = client.get("/graphql", {"query": query}, headers={"X-API-Key": key})
        assert (answer.status_code, answer["Allow"]) == (405, "POST"), "9C48"
