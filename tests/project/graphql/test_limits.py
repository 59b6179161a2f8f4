"""What a document may ask for: sizes of honest queries, and refusals of the others before anything is validated."""

import pytest
from graphql import get_introspection_query

from project.common.errors import Invalid
from project.graphql.limits import CODE, MAX_ALIASES, MAX_COST, MAX_TOKENS, Size, measure, read_document

# From the document that promises it.
MARKET_DATA = """
query GetMarketData($symbol: String!) {
  marketData(symbol: $symbol) {
    symbol
    price { price change_24h volume_24h }
    whaleTransactions { id amount usdValue }
    liquidations { id amount usdValue }
    orderbook { bids { price amount total } asks { price amount total } spread }
    timestamp
  }
}
"""
PRICE = 'price(symbol: "BTC") { price }'
WHALES = 'whaleTransactions(symbol: "BTC"%s) { id price }'


def size_of(query, **variables) -> Size:
    return measure(read_document(query), variables)


def doubling(levels: int) -> str:
    """Return fragments each of which spreads the next one twice."""
    return " ".join(f"fragment F{n} on Query {{ ...F{n + 1} ...F{n + 1} }}" for n in range(levels))


def test_the_promised_query_counts_as_one_call():
    assert size_of(MARKET_DATA, symbol="BTC") == Size(depth=4, aliases=0, cost=250)
    assert size_of(MARKET_DATA).calls == 1


def test_the_question_for_the_schema_fits():
    assert size_of(get_introspection_query()).depth == 1


@pytest.mark.parametrize(
    ("query", "variables", "cost"),
    [
        (f"{{ {PRICE} }}", {}, 2),
        (f"{{ {PRICE} b: {PRICE} }}", {}, 4),
        (f"{{ {WHALES % ''} }}", {}, 1 + 10 * 2),
        (f"{{ {WHALES % ', filter: {limit: 40}'} }}", {}, 1 + 40 * 2),
        (f"query ($n: Int) {{ {WHALES % ', filter: {limit: $n}'} }}", {"n": 30}, 1 + 30 * 2),
        (f"query ($f: WhaleFilter) {{ {WHALES % ', filter: $f'} }}", {"f": {"limit": 30}}, 1 + 30 * 2),
        (f"query ($f: WhaleFilter = {{limit: 7}}) {{ {WHALES % ', filter: $f'} }}", {}, 1 + 7 * 2),
        (f"query ($f: WhaleFilter) {{ {WHALES % ', filter: $f'} }}", {"f": {"limit": "x"}}, 1 + 10 * 2),
        (f"{{ {WHALES % ', filter: {limit: -5}'} }}", {}, 1 + 2),
        ('{ orderbook(symbol: "BTC") { spread bids { price } } }', {}, 1 + 20 * 3),
        ('{ ...A ...A } fragment A on Query { price(symbol: "B") { price } }', {}, 4),
        ("{ __typename }", {}, 1),
        ('{ __schema { types { name } } a: __type(name: "Query") { name } }', {}, 252 + 251),
    ],
)
def test_a_cost_is_the_sum_of_its_fields(query, variables, cost):
    assert size_of(query, **variables).cost == cost


def test_a_dear_query_counts_as_several_calls():
    assert [Size(cost=cost).calls for cost in (0, 250, 251, 1000)] == [1, 1, 2, 4]


@pytest.mark.parametrize(
    "query",
    [
        "{a{b{c{d{e{f{g{h{i}}}}}}}}}",
        "{...F} fragment F on Q {a{b{c{d{e{...G}}}}}} fragment G on Q {f{g{h{i}}}}",
        "{" + " ".join(f"a{number}: {PRICE}" for number in range(MAX_ALIASES + 1)) + "}",
        "query A {a: b} query B {" + " ".join(f"a{number}: b" for number in range(MAX_ALIASES)) + "}",
        "{...A} fragment A on Q {...B} fragment B on Q {...A}",
        "{...A} fragment A on Q {a ...A}",
        f"{{...F0}} {doubling(30)} fragment F30 on Query {{ __typename }}",
        f"{{...F0}} {doubling(60)} fragment F60 on Query {{ __typename }}",
        "{" + "...{" * 90 + "a" + "}" * 91,
        "{" + "a " * MAX_TOKENS + "}",
        "#\n" * (MAX_TOKENS + 1) + "{a}",
        "{a" * 280 + "}" * 280,
        "{a(b:" + "[" * 500,
        '{ marketData(symbol: "B") { whaleTransactions(filter: {limit: 100}) { a b c d e f g h i j } } }',
    ],
    ids=lambda query: query[:24],
)
def test_a_bomb_is_refused(query):
    with pytest.raises(Invalid) as refused:
        size_of(query)
    assert refused.value.code == CODE


def test_nothing_costs_more_than_the_limit_unnoticed():
    assert size_of(f"{{ {WHALES % ', filter: {limit: 5000}'} }}").cost == 201 <= MAX_COST
