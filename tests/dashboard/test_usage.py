"""What the page of API keys says about calls."""

import json
import re
from datetime import UTC, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from accounts.billing.selectors import free_tier, tier_by_slug
from accounts.models import ApiCall, MonthlyUsage, Subscription, User
from dashboard.usage import Meter, percent_of
from project.common.clock import now
from tests.factories import UserFactory

PAGE = reverse("keys")


def called(user: User, endpoint: str, *, good: int = 0, bad: int = 0, days_ago: int = 0) -> None:
    at = now() - timedelta(days=days_ago)
    statuses = [200] * good + [429] * bad
    ApiCall.objects.bulk_create(
        ApiCall(at=at, user=user, method="GET", endpoint=endpoint, status=status, duration_ms=12.4)
        for status in statuses
    )


def used(user: User, calls: int, questions: int) -> None:
    month = now().astimezone(UTC).date().replace(day=1)
    MonthlyUsage.objects.create(user=user, month=month, calls=calls, questions=questions)


def words(client: Client) -> str:
    """Return the text of the page, its tags left out."""
    html = client.get(PAGE).content.decode()
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


@pytest.mark.parametrize(
    ("used", "limit", "percent", "tone"),
    [
        (0, 1000, 0, ""),
        (799, 1000, 79, ""),
        (800, 1000, 80, "high"),
        (999, 1000, 99, "high"),
        (1000, 1000, 100, "crit"),
        (1001, 1000, 100, "crit"),
        (5, None, 0, ""),
        (0, 0, 100, "crit"),
    ],
)
def test_a_meter_is_full_only_once_nothing_is_left(used: int, limit: int | None, percent: int, tone: str) -> None:
    meter = Meter("API calls", used, limit)
    assert (meter.percent, meter.tone) == (percent, tone)


@pytest.mark.parametrize(
    ("part", "whole", "text"), [(0, 0, "0"), (0, 9, "0"), (1, 3, "33.3"), (1, 10_000, "<0.1"), (9, 9, "100.0")]
)
def test_a_share_has_one_decimal_and_few_are_never_none(part: int, whole: int, text: str) -> None:
    assert percent_of(part, whole) == text


def test_the_allowance_of_the_month_is_shown_with_the_day_it_starts_again(owner: Client, user: User) -> None:
    free = free_tier()
    free.monthly_calls, free.monthly_questions = 2000, 20
    free.save()
    used(user, calls=1284, questions=20)
    text = words(owner)
    assert "API calls, this month 1,284 of 2,000 64%" in text
    assert "AI questions, this month 20 of 20 100%" in text
    today = now().astimezone(UTC).date()
    begins = (today.replace(day=1) + timedelta(days=32)).replace(day=1)
    assert f"Starts again {begins.day} {begins:%b} Free plan" in text


def test_a_plan_without_limits_says_so(owner: Client, user: User) -> None:
    free_tier()
    Subscription.objects.create(user=user, tier=tier_by_slug("enterprise"))
    used(user, calls=7, questions=0)
    assert "API calls, this month 7 without a limit Enterprise plan" in words(owner)


def test_calls_are_drawn_by_day_and_listed_by_endpoint(owner: Client, user: User) -> None:
    called(user, "/api/v1/symbols", good=8, bad=2)
    called(user, "/api/v1/me", good=3, days_ago=2)
    called(user, "/api/v1/old", good=50, days_ago=40)
    called(UserFactory(), "/api/v1/theirs", good=50)
    html = owner.get(PAGE).content.decode()
    found = re.search(r'<script id="usage-data" type="application/json">(.*?)</script>', html)
    assert found
    chart = json.loads(found[1])
    assert len(chart["t"]) == 30
    assert (chart["t"][-1], chart["good"][-1], chart["bad"][-1]) == (f"{now().astimezone(UTC):%Y-%m-%d}", 8, 2)
    assert (chart["good"][-3], sum(chart["good"]), sum(chart["bad"])) == (3, 11, 2)
    text = words(owner)
    assert "GET /api/v1/symbols 10 20.0% 12 ms GET /api/v1/me 3 0% 12 ms" in text
    assert "/api/v1/old" not in text
    assert "/api/v1/theirs" not in text
    assert "Failed, 30 days 15.4 % 2 of 13 calls" in text
    assert 'aria-label="13 calls in 30 days, 15.4 percent of them failed."' in html


def test_the_chart_has_the_same_numbers_as_a_table(owner: Client, user: User) -> None:
    called(user, "/api/v1/symbols", good=8, bad=2)
    html = owner.get(PAGE).content.decode()
    table = html.split("data-usage-rows")[1].split("</table>")[0]
    rows = re.findall(r'<td class="num">([\d,]+)</td>', table)
    assert rows[:4] == ["10", "2", "0", "0"]
    assert len(rows) == 60


def test_without_calls_nothing_is_drawn_and_no_chart_is_loaded(owner: Client) -> None:
    html = owner.get(PAGE).content.decode()
    assert "No call in the last 30 days." in html
    assert "plotly" not in html


@pytest.mark.parametrize(("docs", "is_linked"), [("everybody", True), ("users", True), ("off", False)])
def test_the_reference_is_linked_unless_it_is_switched_off(
    owner: Client, settings: Settings, docs: str, is_linked: bool
) -> None:
    settings.API_DOCS = docs
    html = owner.get(PAGE).content.decode()
    assert ('href="/api/v1/docs"' in html) is is_linked
    assert ('href="/api/v1/redoc"' in html) is is_linked
    assert 'href="/docs/limits/"' in html
