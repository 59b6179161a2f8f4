"""How much one GraphQL document may ask for, worked out before anything of it is validated or run.

Cost is a sum: every field counts 1. What stands inside a field that brings a list counts as often as ``limit`` or
``depth`` of its filter says. A fragment counts wherever it is spread. The schema counts as a call each time.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    InlineFragmentNode,
    OperationDefinitionNode,
    OperationType,
    SelectionNode,
    SelectionSetNode,
    parse,
    value_from_ast_untyped,
)

from markets.graphql.types import LIST_SIZES
from markets.multi.flow import MOST_ORDERS
from project.common.errors import Invalid

MAX_BYTES = 16 * 1024
MAX_TOKENS = 600
MAX_DEPTH = 8
MAX_ALIASES = 15
MAX_COST = 1_000
MAX_COST_OF_A_VALUE = 50
"""Of a subscription, which is worked out anew for each value that comes, for nothing."""

MAX_NESTING = 40
"""Fields and fragments inside each other; more is nothing that anybody writes."""

COST_OF_A_CALL = 250
SCHEMA_FIELDS = ("__schema", "__type")
CODE = "QUERY_TOO_COMPLEX"
GIVEN_UP = "Parsing aborted."
SUBSCRIPTION = OperationType.SUBSCRIPTION


@dataclass(frozen=True, slots=True)
class Size:
    depth: int = 0
    aliases: int = 0
    cost: int = 0

    @property
    def calls(self) -> int:
        """How many calls the query counts as."""
        return max(1, -(-self.cost // COST_OF_A_CALL))


def read_document(query: str) -> DocumentNode:
    """Return the parsed document. Raises GraphQLError for what is no GraphQL, Invalid for too much of it."""
    try:
        return parse(query, max_lexical_tokens=MAX_TOKENS, max_comments=MAX_TOKENS, max_source_length=MAX_BYTES)
    except GraphQLError as error:
        if error.message.endswith(GIVEN_UP):
            message = f"The query is too large: up to {MAX_TOKENS:,} words and signs, and {MAX_DEPTH} levels, fit."
            raise Invalid(message, code=CODE) from None
        raise


def measure(document: DocumentNode, variables: Mapping[str, Any]) -> Size:
    """Return the size of the largest operation. Raises Invalid when a limit is passed, or a fragment is in itself."""
    found = operations(document)
    sizes = [Ruler(document, each, variables).size() for each in found]
    largest = Size(
        depth=max((size.depth for size in sizes), default=0),
        aliases=sum(size.aliases for size in sizes),
        cost=max((size.cost for size in sizes), default=0),
    )
    of_values = [size.cost for each, size in zip(found, sizes, strict=True) if each.operation is SUBSCRIPTION]
    for name, given, most in (
        ("depth", largest.depth, MAX_DEPTH),
        ("aliases", largest.aliases, MAX_ALIASES),
        ("cost", largest.cost, MAX_COST),
        ("cost", max(of_values, default=0), MAX_COST_OF_A_VALUE),
    ):
        if given > most:
            raise Invalid(f"The query is too large: {name} over {most:,}.", code=CODE, details={name: most})
    return largest


def operations(document: DocumentNode) -> list[OperationDefinitionNode]:
    return [each for each in document.definitions if isinstance(each, OperationDefinitionNode)]


class Ruler:
    """Measures one operation; each fragment is measured once, however often it is spread."""

    def __init__(
        self, document: DocumentNode, operation: OperationDefinitionNode, variables: Mapping[str, Any]
    ) -> None:
        fragments = (each for each in document.definitions if isinstance(each, FragmentDefinitionNode))
        self.fragments = {each.name.value: each for each in fragments}
        self.operation = operation
        defaults = {
            each.variable.name.value: value_from_ast_untyped(each.default_value)
            for each in operation.variable_definitions or ()
            if each.default_value is not None
        }
        self.variables = {**defaults, **variables}
        self.known: dict[str, Size] = {}
        self.within: list[str] = []

    def size(self) -> Size:
        return self.of_set(self.operation.selection_set, 0)

    def of_set(self, selections: SelectionSetNode | None, nesting: int) -> Size:
        if nesting > MAX_NESTING:
            raise Invalid(f"The query is too large: depth over {MAX_DEPTH}.", code=CODE)
        sizes = [self.of(each, nesting + 1) for each in (selections.selections if selections else ())]
        return Size(
            depth=max((size.depth for size in sizes), default=0),
            aliases=sum(size.aliases for size in sizes),
            cost=sum(size.cost for size in sizes),
        )

    def of(self, selection: SelectionNode, nesting: int) -> Size:
        if isinstance(selection, FieldNode):
            return self.of_field(selection, nesting)
        if isinstance(selection, FragmentSpreadNode):
            return self.of_fragment(selection.name.value, nesting)
        return self.of_set(selection.selection_set if isinstance(selection, InlineFragmentNode) else None, nesting)

    def of_field(self, field: FieldNode, nesting: int) -> Size:
        inner = self.of_set(field.selection_set, nesting)
        # What describes the schema is nested deeper by nature; validation has a limit of its own for it.
        depth = 1 if field.name.value.startswith("__") else inner.depth + 1
        aliases = inner.aliases + (field.alias is not None)
        # Lists of the schema have no limit of their own, and all of it is 35 KB.
        own = COST_OF_A_CALL if field.name.value in SCHEMA_FIELDS else 1
        return Size(depth, aliases, own + inner.cost * self.entries(field))

    def of_fragment(self, name: str, nesting: int) -> Size:
        if name in self.within:
            raise Invalid(f"The fragment {name[:40]} is inside itself.", code=CODE)
        if name not in self.known and name in self.fragments:
            self.within.append(name)
            self.known[name] = self.of_set(self.fragments[name].selection_set, nesting)
            self.within.pop()
        return self.known.get(name, Size())

    def entries(self, field: FieldNode) -> int:
        """Return how many entries a field may bring; a number that validation or the field refuses counts as one."""
        word, usual = LIST_SIZES.get(field.name.value, ("", 1))
        given = next((each.value for each in field.arguments or () if each.name.value == "filter"), None)
        wanted = value_from_ast_untyped(given, self.variables) if given is not None and word else None
        number = wanted.get(word, usual) if isinstance(wanted, Mapping) else usual
        return min(max(number, 1), MOST_ORDERS) if type(number) is int else usual
