"""How much of the month's allowance is gone."""

from datetime import datetime

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from accounts.auth import needs, the_caller
from accounts.models import Scope
from accounts.usage.selectors import usage_of
from project.common.schemas import errors

router = Router(tags=["Account"])


class AllowanceOut(Schema):
    used: int = Field(description="How many since the month began.", examples=[412])
    limit: int | None = Field(description="How many a month; null when there is no limit.", examples=[1000])
    remaining: int | None = Field(description="How many are left; null when there is no limit.", examples=[588])


class UsageOut(Schema):
    """The calls at the top level are those of ``calls``; ``queries`` are the AI questions."""

    tier: str = Field(examples=["free"])
    used: int = Field(description="API calls of this month.", examples=[412])
    limit: int | None = Field(description="API calls a month; null when there is no limit.", examples=[1000])
    remaining: int | None = Field(description="API calls left; null when there is no limit.", examples=[588])
    queries_used: int = Field(description="AI questions of this month.", examples=[3])
    queries_limit: int | None = Field(description="AI questions a month; null when there is no limit.", examples=[10])
    resets_at: datetime = Field(description="When the next month starts, in UTC.")
    calls: AllowanceOut
    questions: AllowanceOut


@router.get(
    "/me/usage",
    auth=needs(Scope.READ, rate="generous"),
    response={200: UsageOut, **errors(401, 403, 429, 503)},
    summary="Your usage",
)
def my_usage(request: HttpRequest) -> UsageOut:
    """Show this month's calls and questions. This call itself is not counted towards them."""
    caller = the_caller(request)
    usage = usage_of(caller.user, caller.tier)
    calls = AllowanceOut(used=usage.calls_used, limit=usage.calls_limit, remaining=usage.calls_left)
    questions = AllowanceOut(used=usage.questions_used, limit=usage.questions_limit, remaining=usage.questions_left)
    return UsageOut(
        tier=usage.tier.slug,
        used=calls.used,
        limit=calls.limit,
        remaining=calls.remaining,
        queries_used=questions.used,
        queries_limit=questions.limit,
        resets_at=usage.resets_at,
        calls=calls,
        questions=questions,
    )
