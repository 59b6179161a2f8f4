"""A program that asks by GraphQL."""

from typing import Any

import orjson
from django.http import HttpResponse
from django.test import Client

PATH = "/graphql"
JSON, GRAPHQL_JSON = "application/json", "application/graphql-response+json"


def send(body: object, key: str = "", **headers: str) -> HttpResponse:
    data = body if isinstance(body, bytes) else orjson.dumps(body)
    credential = {"X-API-Key": key} if key else {}
    kind = headers.pop("content_type", JSON)
    return Client().generic("POST", PATH, data=data, content_type=kind, headers={**credential, **headers})


def ask(query: str, key: str, **variables: Any) -> dict[str, Any]:
    """Return the body of an answer."""
    answer: dict[str, Any] = send({"query": query, "variables": variables}, key).json()
    return answer


def codes(body: dict[str, Any]) -> list[str]:
    return [error["extensions"]["code"] for error in body["errors"]]
