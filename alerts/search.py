"""How each database finds words and lists: PostgreSQL by a column of words and labels, SQLite by looking."""

import json
import re
import time
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import BooleanField, F, Func, Q, QuerySet, TextField, Value
from django.db.models.expressions import Col
from django.db.models.functions import Cast, Concat

from alerts.models import Alert, Company
from alerts.words import Term, Words

MOST_COMPANIES = 200
# What no alert has.
NOTHING = "'~nothing'"
# Once so small a share of the alerts is left, to look at them is quicker than to ask for what so large a share has too.
FEW, MANY = 0.01, 0.2
STATISTICS_S = 3600
QUOTED = re.compile("'((?:[^']|'')*)'")


class HoldsAny(Func):
    """Whether a JSON list holds one of some texts."""

    output_field = BooleanField()

    def __init__(self, field: Any, values: Iterable[str]) -> None:
        super().__init__(field)
        self.values = list(values)

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> tuple[str, list[Any]]:
        sql, parameters = compiler.compile(self.source_expressions[0])
        return f"{sql} ?| %s::text[]", [*parameters, self.values]

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        sql, parameters = compiler.compile(self.source_expressions[0])
        values = json.dumps(self.values)
        each = f"json_each({sql}) has, json_each(%s) wanted"
        return f"EXISTS (SELECT 1 FROM {each} WHERE has.value = wanted.value)", [*parameters, values]  # noqa: S608  no input


class Found(Func):
    """Whether PostgreSQL's column of words and labels, which no model has, answers a query."""

    template = "%(expressions)s::tsquery"
    arg_joiner = " @@ "
    output_field = BooleanField()

    def __init__(self, query: str) -> None:
        column = TextField()
        column.set_attributes_from_name("search")
        super().__init__(Col(Alert._meta.db_table, column), Value(query))


class IsOneOf(Func):
    """Whether a key is among those of a query, as an array, so that an index finds the rows."""

    template = "%(expressions)s)"
    arg_joiner = " = ANY("
    output_field = BooleanField()

    def __init__(self, field: str, keys: "QuerySet[Any, Any]") -> None:
        super().__init__(F(field), ArraySubquery(keys))


def is_postgres() -> bool:
    return connection.vendor == "postgresql"


def has_words(words: Words, named: dict[Term, list[int]]) -> Q:
    """Keep the alerts whose title, text, tokens or company have what was searched for."""
    if is_postgres():
        return Q(Found(words_query(words, named)))
    condition = Q(pk__in=[])
    for terms in words:
        every = Q()
        for term in terms:
            every &= _has_term(term, named[term])
        condition |= every
    return condition


def searched(words: Words) -> dict[str, Any]:
    """Return the annotations that ``has_words`` needs."""
    if is_postgres() or not words:
        return {}
    space = Value(" ")
    return {
        "searched": Concat(
            "title", space, "content", space, Cast("tokens_mentioned", TextField()), output_field=TextField()
        )
    }


def _has_term(term: Term, companies: Sequence[int]) -> Q:
    text = Q(searched__iregex=term.pattern)
    if "".join(term.parts).isascii():  # a plain look first, which is a hundred times as fast and knows no other letters
        text = Q(searched__icontains=term.parts[0]) & text
    return text | Q(company__in=companies) if companies else text


def companies_named(words: Words) -> dict[Term, list[int]]:
    """Return the companies whose name has each of the terms."""
    terms = {term for each in words for term in each}
    likely = Q()
    for term in terms:
        likely |= Q(name__icontains=term.parts[0])
    rows = list(Company.objects.filter(likely).values_list("id", "name")[:MOST_COMPANIES]) if terms else []
    return {term: [key for key, name in rows if re.search(term.pattern, name, re.IGNORECASE)] for term in terms}


def companies_of(assets: Iterable[str]) -> list[int]:
    """Return the companies that have one of these tokens."""
    assets = list(assets)
    if not assets:
        return []
    return list(Company.objects.filter(HoldsAny("tokens", assets)).order_by().values_list("pk", flat=True))


def rarest(queries: Iterable[str]) -> list[str]:
    """Return those of ``queries``, which all must hold, that the index answers quickly; not the most common ones.

    An index of words reads all alerts of a word to find those that have another one too.
    """
    shares = _shares(int(time.monotonic() // STATISTICS_S))
    share = {query: min(1.0, sum(shares.get(each, 0) for each in _words_in(query))) for query in queries}
    chosen: list[str] = []
    left = 1.0
    for query in sorted(share, key=lambda query: share[query]):
        if left > FEW or share[query] < MANY:
            chosen.append(query)
        left *= share[query]
    return chosen


def _words_in(query: str) -> list[str]:
    return [each.replace("''", "'").replace("\\\\", "\\") for each in QUOTED.findall(query)]


@lru_cache(maxsize=1)
def _shares(_: int) -> dict[str, float]:
    """Return how large a share of the alerts has each of the most common words and labels."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT word, share FROM pg_stats, unnest(most_common_elems::text::text[], most_common_elem_freqs) "
            "AS common(word, share) WHERE schemaname = current_schema() AND tablename = %s AND attname = 'search' "
            "AND word IS NOT NULL AND share >= %s",
            [Alert._meta.db_table, FEW],
        )
        return dict(cursor.fetchall())


def terms_queries(words: Words, named: dict[Term, list[int]]) -> list[str]:
    """Return a query for each of the words that all must be there, or a single one where some choices may."""
    if len(words) != 1:
        return [words_query(words, named)]
    return [any_of(_lexemes(term), labels("company", named[term])) for term in words[0]]


def words_query(words: Words, named: dict[Term, list[int]]) -> str:
    """Return the query of a search in the column of words and labels."""
    if not words:
        return NOTHING
    choices = [" & ".join(any_of(_lexemes(term), labels("company", named[term])) for term in terms) for terms in words]
    return any_of(*choices)


def labels(name: str, values: Iterable[object]) -> str:
    return any_of(*(_quoted(f"~{name}:{value}") for value in values))


def word_query(text: str) -> str:
    """Return the query of a single word, or of a ticker, which may be several."""
    return _lexemes(Term(tuple(re.findall(r"[^\W_]+", text.lower()))))


def any_of(*queries: str) -> str:
    some = [query for query in queries if query]
    return f"({' | '.join(some)})" if some else ""


def _lexemes(term: Term) -> str:
    # A beginning makes the index gather every word that goes on from it, so it is only looked for when asked for.
    return " <-> ".join(map(_quoted, term.parts)) + (":*" if term.is_open else "")


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'"
