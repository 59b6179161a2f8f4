"""Runs one GraphQL request: reads it, keeps it within the limits, and words what went wrong in our codes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from graphql import GraphQLError, OperationDefinitionNode, OperationType
from strawberry.types import ExecutionResult

from dashboard.faults import GRAPHQL, Fault, fault_of
from project.api_errors import unexpected_fault
from project.common.errors import Invalid, TidewatchError
from project.graphql.limits import Size, measure, operations, read_document
from project.graphql.schema import Desk, schema

SYNTAX = "INVALID_INPUT"


@dataclass(frozen=True, slots=True)
class Asked:
    """One request as it was sent."""

    query: str
    operation_name: str | None
    variables: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back; one without data was not run."""

    payload: dict[str, Any]
    code: str = ""

    @property
    def was_run(self) -> bool:
        return "data" in self.payload


class Refused(Exception):
    """A request that is not run, with the answer to it."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.code)
        self.answer = answer


def read_asked(sent: Any) -> Asked:
    """Return the request in some JSON. Raises Invalid for what is none, batches among it."""
    if not isinstance(sent, dict):
        raise Invalid("Send one JSON object with the query in it; several at once are not taken.")
    query, name = sent.get("query"), sent.get("operationName")
    variables, extensions = sent.get("variables"), sent.get("extensions")
    wrong = {
        "query": None if isinstance(query, str) and query else "This must be a text.",
        "operationName": None if isinstance(name, str | None) else "This must be a text.",
        "variables": None if isinstance(variables, dict | None) else "This must be an object.",
        "extensions": None if isinstance(extensions, dict | None) else "This must be an object.",
    }
    if found := {field: sentence for field, sentence in wrong.items() if sentence}:
        raise Invalid("Some of the request is not valid.", details=found)
    return Asked(str(query), name, variables or {})


def weigh(asked: Asked, kind: OperationType, request_id: str) -> Size:
    """Return how large the request is. Raises Refused for one that is too large, unreadable or of another kind."""
    try:
        document = read_document(asked.query)
        size = measure(document, asked.variables)
        check_kind(chosen(operations(document), asked.operation_name), kind)
    except GraphQLError as error:
        raise Refused(refusal([error], request_id)) from None
    except TidewatchError as error:
        raise Refused(refusal([GraphQLError(error.message, original_error=error)], request_id)) from None
    return size


def chosen(found: list[OperationDefinitionNode], name: str | None) -> OperationDefinitionNode:
    """Return the operation to run. Raises Invalid when the name does not say which."""
    named = [each for each in found if name is None or (each.name and each.name.value == name)]
    if len(named) != 1:
        message = "The query has no operation of that name." if name else "Name one operation of the query to be run."
        raise Invalid(message, details={"operationName": message})
    return named[0]


def check_kind(operation: OperationDefinitionNode, kind: OperationType) -> None:
    if operation.operation is kind:
        return
    where = "a WebSocket at this address" if kind is OperationType.QUERY else "POST"
    if operation.operation is OperationType.MUTATION:
        raise Invalid("There are no mutations here.")
    raise Invalid(f"A {operation.operation.value} is taken by {where}.")


def run(asked: Asked, desk: Desk, request_id: str) -> Answer:
    """Answer a query that was weighed."""
    result = schema.execute_sync(
        asked.query, dict(asked.variables), context_value=desk, operation_name=asked.operation_name
    )
    return answer_of(result, request_id)


def answer_of(result: ExecutionResult, request_id: str) -> Answer:
    if result.data is None:
        return refusal(result.errors or (), request_id)
    if not result.errors:
        return Answer({"data": result.data})
    errors = [write_error(error, request_id) for error in result.errors]
    return Answer({"data": result.data, "errors": errors}, errors[0]["extensions"]["code"])


def refusal(errors: Iterable[GraphQLError], request_id: str) -> Answer:
    written = [write_error(error, request_id) for error in errors]
    return Answer({"errors": written}, written[0]["extensions"]["code"] if written else SYNTAX)


def write_error(error: GraphQLError, request_id: str) -> dict[str, Any]:
    """Return an error as GraphQL has it, with our code, details and the request's id in its extensions."""
    fault = fault_behind(error)
    found: dict[str, Any] = {"message": fault.message}
    if error.locations:
        found["locations"] = [{"line": each.line, "column": each.column} for each in error.locations]
    if error.path:
        found["path"] = error.path
    return {**found, "extensions": extensions_of(fault, request_id)}


def extensions_of(fault: Fault, request_id: str) -> dict[str, object]:
    return {"code": fault.code, "details": fault.details, "correlation_id": request_id}


def fault_behind(error: GraphQLError) -> Fault:
    """Return what is wrong: with the document when nothing of ours stands behind the error."""
    cause: Exception | None = error
    while isinstance(cause, GraphQLError):
        cause = cause.original_error
    if cause is None:
        return Fault(400, SYNTAX, sentence(error.message), {})
    if isinstance(cause, ValueError) and error.path is None:  # Python refuses to read a number of so many digits
        return Fault(400, SYNTAX, "The query has a number that cannot be read.", {})
    return fault_of(cause) if isinstance(cause, TidewatchError) else unexpected_fault(cause, GRAPHQL)


def sentence(text: str) -> str:
    return text if text.endswith((".", "?")) else f"{text}."
