"""Runs one subscription for a socket and says what to send."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Any

from channels.db import database_sync_to_async
from django.db import DatabaseError, InterfaceError
from graphql import OperationType

from accounts.passes import Pass
from accounts.sockets import count_call
from dashboard.faults import GRAPHQL, Fault, fault_of
from markets.graphql.lookup import Room
from project.api_errors import unexpected_fault
from project.common.errors import TidewatchError
from project.graphql.run import Asked, Refused, answer_of, extensions_of, read_asked, weigh
from project.graphql.schema import Desk, schema

Frame = tuple[str, Any]
FAILURES = (TidewatchError, DatabaseError, InterfaceError)


async def subscribe(
    scope: Any, held: Pass, *, payload: object, connection_id: str, room: Room
) -> AsyncGenerator[Frame, None]:
    """Yield the kind and the payload of each frame: ``next`` for every value, then ``complete`` or ``error``."""
    try:
        asked = read_asked(payload)
        # Before it is read: that is work too, for all who share this loop.
        await database_sync_to_async(count_call)(scope, held)
        weigh(asked, OperationType.SUBSCRIPTION, connection_id)
    except Refused as refusal:
        yield "error", refusal.answer.payload["errors"]
        return
    except FAILURES as error:
        fault = fault_of(error) if isinstance(error, TidewatchError) else unexpected_fault(error, GRAPHQL)
        yield "error", [error_of(fault, connection_id)]
        return
    async with aclosing(frames(asked, Desk(held.caller, room), connection_id)) as found:
        async for frame in found:
            yield frame


async def frames(asked: Asked, desk: Desk, connection_id: str) -> AsyncGenerator[Frame, None]:
    results: Any = await schema.subscribe(
        asked.query, dict(asked.variables), context_value=desk, operation_name=asked.operation_name
    )
    async with aclosing(results):
        async for result in results:
            found = answer_of(result, connection_id)
            if not found.was_run:
                yield "error", found.payload["errors"]
                return
            yield "next", found.payload
    yield "complete", None


def error_of(fault: Fault, connection_id: str) -> dict[str, Any]:
    return {"message": fault.message, "extensions": extensions_of(fault, connection_id)}
