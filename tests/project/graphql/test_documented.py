"""The page about GraphQL names everything that the schema has, and the limits as they are."""

import re

from graphql import GraphQLInputObjectType, GraphQLObjectType

from markets.consumers import MAX_FRAME, TOO_BIG, TOO_MUCH
from markets.graphql.schema import MOST_SYMBOLS
from project import consumers
from project.graphql import limits
from project.graphql.schema import schema
from tests.sources import ROOT

PAGE = (ROOT / "templates/docs/graphql.md").read_text()


def test_every_field_is_named():
    kinds = schema._schema.type_map.values()
    own = [kind for kind in kinds if isinstance(kind, GraphQLObjectType | GraphQLInputObjectType)]
    named = set(re.findall(r"\w+", PAGE))
    missing = {f"{kind.name}.{field}" for kind in own for field in kind.fields if field not in named}
    assert {name for name in missing if not name.startswith("__")} == set()


def test_the_limits_are_those_of_the_code():
    for text in (
        f"{limits.MAX_BYTES:,} bytes, {limits.MAX_TOKENS} words",
        f"each other | {limits.MAX_DEPTH} |",
        f"Aliases | {limits.MAX_ALIASES} |",
        f"Cost | {limits.MAX_COST:,} |",
        f"each {limits.COST_OF_A_CALL} of cost",
        f"up to {MOST_SYMBOLS} symbols",
        f"carries {consumers.MOST_SUBSCRIPTIONS} of them",
        f"within {consumers.GraphQLConsumer.init_s:.0f} seconds",
        f"over {MAX_FRAME // 1024} KB",
    ):
        assert text in PAGE, text


def test_every_code_of_an_end_is_named():
    protocol = {consumers.BAD_REQUEST, consumers.UNAUTHORIZED, consumers.FORBIDDEN, consumers.TOO_LATE}
    ours = {consumers.SAME_ID, consumers.SECOND_INIT, consumers.IDLE, consumers.LATER, TOO_MUCH, TOO_BIG}
    assert {int(code) for code in re.findall(r"^\| (4\d{3}) \|", PAGE, re.M)} == protocol | ours
