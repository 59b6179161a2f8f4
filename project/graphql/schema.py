"""What GraphQL offers: the questions and subscriptions of every app in one schema."""

import strawberry
from graphql import GraphQLError, NoSchemaIntrospectionCustomRule
from strawberry.extensions import SchemaExtension
from strawberry.types import ExecutionContext

from accounts.caller import Caller
from markets.graphql.lookup import Lookup, Room
from markets.graphql.schema import MarketQuery, MarketSubscription


class Desk(Lookup):
    """What the resolvers of one request share, and who asks; None is a visitor."""

    def __init__(self, caller: Caller | None, room: Room | None = None) -> None:
        super().__init__(room)
        self.caller = caller


class Closed(SchemaExtension):
    """Keep the description of the schema from visitors."""

    def on_operation(self):  # type: ignore[no-untyped-def]
        if self.execution_context.context.caller is None:
            self.execution_context.validation_rules += (NoSchemaIntrospectionCustomRule,)
        yield


class Schema(strawberry.Schema):
    def process_errors(self, errors: list[GraphQLError], execution_context: ExecutionContext | None = None) -> None:
        """Leave the log to whoever answers, who knows what was expected and what was not."""


@strawberry.type
class Query(MarketQuery):
    pass


@strawberry.type
class Subscription(MarketSubscription):
    pass


schema = Schema(query=Query, subscription=Subscription, extensions=[Closed])
