"""The track record against a plain count over the same rows."""

import random
from datetime import timedelta
from decimal import Decimal
from statistics import mean, median

import pytest
from pytest_django.fixtures import Settings

from accounts.models import User
from alerts.models import Alert, Outcome, SourceKind
from alerts.outcomes import HORIZONS_S
from alerts.track_record import alerts_in, extremes, groups, is_hit, next_figure_at, raw_rows, track_record
from project.common.clock import now
from tests.factories import AlertFactory, CompanyFactory, ItemFactory, SourceFactory, UserFactory

pytestmark = pytest.mark.django_db
DAY = 86_400


@pytest.fixture(autouse=True)
def live(settings: Settings) -> None:
    settings.MARKET_DATA = "live"


@pytest.fixture
def user() -> User:
    return UserFactory()


def price(alert: Alert, horizon_s: int, change: float | None, **values: object) -> Outcome:
    state = "measured" if change is not None else "pending"
    values = {
        "symbol": "NEBX-USDT",
        "due_at": alert.created_at + timedelta(seconds=horizon_s),
        "state": state,
        "exchange": "kraken",
        "change": change,
        "price": None if change is None else 100 * (1 + change),
        "net_change": None if change is None else change - 0.01,
    } | values
    return Outcome.objects.create(alert=alert, horizon_s=horizon_s, **values)


def many(count: int, seed: int = 1) -> list[Outcome]:
    """Make alerts of three sources with prices of every state."""
    dice = random.Random(seed)
    sources = [SourceFactory(name=name) for name in ("Harbour wire", "Tide post", "Buoy")]
    rows = []
    for _ in range(count):
        item = ItemFactory(source=dice.choice(sources))
        sentiment = dice.choice([Decimal("-0.4"), Decimal(0), Decimal("0.7")])
        alert = AlertFactory(item=item, sentiment_score=sentiment, analysis={"model": dice.choice([1, 2])})
        for horizon in HORIZONS_S:
            state = dice.choice(["measured", "measured", "measured", "pending", "missing"])
            change = 0.0 if horizon == 0 else dice.choice([dice.uniform(-0.3, 0.3), 0.0])
            rows.append(price(alert, horizon, change if state == "measured" else None, state=state))
    return rows


def shows(moves: object, rows: list[Outcome]) -> bool:
    """Tell whether the figures of ``moves`` are those of ``rows``, counted by hand."""
    changes = [row.change for row in rows if row.state == "measured"]
    counts = [sum(row.state == state for row in rows) for state in ("measured", "pending", "missing")]
    hits = sum(is_hit(row) for row in rows if row.state == "measured")
    found = [moves.measured, moves.pending, moves.missing, moves.hits]  # type: ignore[attr-defined]
    figures = [moves.mean, moves.median, moves.best, moves.worst]  # type: ignore[attr-defined]
    expected = [f(changes) for f in (mean, median, max, min)] if changes else [None] * 4
    return found == [*counts, hits] and figures == pytest.approx(expected)


@pytest.mark.parametrize("count", [1, 2, 7, 40])
def test_every_horizon_says_what_a_count_by_hand_says(user: User, count: int) -> None:
    rows = many(count, seed=count)
    record = track_record(alerts_in(user, None, now()))
    assert record.alerts == count
    assert record.priced == sum(row.horizon_s == 0 and row.state == "measured" for row in rows)
    for horizon in HORIZONS_S[1:]:
        assert shows(record.moves[horizon], [row for row in rows if row.horizon_s == horizon])


@pytest.mark.parametrize("group", ["source", "company", "kind", "urgency", "model"])
def test_groups_divide_the_same_rows_and_leave_none_out(user: User, group: str) -> None:
    rows = [row for row in many(40) if row.horizon_s == DAY]
    names = {
        "source": lambda row: row.alert.source_name,
        "company": lambda row: row.alert.company.name,
        "kind": lambda row: row.alert.kind,
        "urgency": lambda row: row.alert.urgency,
        "model": lambda row: str(row.alert.analysis["model"]),
    }
    found = groups(alerts_in(user, None, now()), group, DAY)
    assert sum(each.alerts for each in found) == 40
    for each in found:
        assert shows(each.moves, [row for row in rows if names[group](row) == each.name])


def test_what_is_not_known_has_a_group_too(user: User) -> None:
    AlertFactory(company=None)
    for group in ("company", "model"):
        assert [(each.name, each.alerts) for each in groups(alerts_in(user, None, now()), group, DAY)] == [("", 1)]


def test_a_fall_is_right_where_the_alert_was_bad_news_and_standing_still_is_never_right(user: User) -> None:
    for sentiment, change in (("-0.5", -0.2), ("-0.5", 0.2), ("0.5", 0.2), ("0", 0.2), ("0", -0.1), ("0", 0.0)):
        price(AlertFactory(sentiment_score=sentiment), DAY, change)
    moves = track_record(alerts_in(user, None, now())).moves[DAY]
    assert (moves.measured, moves.hits) == (6, 3)
    assert moves.hit_rate == 0.5
    assert moves.net == pytest.approx(mean([-0.2, 0.2, 0.2, 0.2, -0.1, 0]) - 0.01)


def test_only_the_alerts_of_the_time_and_of_the_user_count(user: User) -> None:
    moment = now()
    old = AlertFactory(created_at=moment - timedelta(days=8))
    price(old, DAY, 0.5)
    price(AlertFactory(user=UserFactory()), DAY, 0.5)
    price(AlertFactory(user=user), DAY, -0.1)
    assert track_record(alerts_in(user, 7, moment)).moves[DAY].measured == 1
    assert track_record(alerts_in(user, 30, moment)).moves[DAY].measured == 2


def test_simulated_prices_and_sample_news_never_mix_with_real_ones(user: User, settings: Settings) -> None:
    price(AlertFactory(item__source__kind=SourceKind.SAMPLE), DAY, 0.5, exchange="simulated")
    price(AlertFactory(), DAY, 0.1)
    real = track_record(alerts_in(user, None, now()))
    assert (real.alerts, real.moves[DAY].best) == (1, 0.1)
    settings.MARKET_DATA = "simulated"
    assert track_record(alerts_in(user, None, now())).moves[DAY].best == 0.5


def test_the_largest_falls_are_shown_beside_the_largest_rises(user: User) -> None:
    for change in (0.1, -0.4, 0.3, -0.2, 0.0, 0.2, 0.05, 0.06, 0.07):
        price(AlertFactory(), DAY, change)
    rises, falls = extremes(alerts_in(user, None, now()), DAY)
    assert [row.change for row in rises] == [0.3, 0.2, 0.1, 0.07, 0.06]
    assert [row.change for row in falls] == [-0.4, -0.2]


def test_a_record_without_figures_says_when_the_first_one_comes(user: User) -> None:
    alerts = alerts_in(user, None, now())
    assert next_figure_at(alerts) is None
    row = price(AlertFactory(), 60, None)
    assert next_figure_at(alerts) == row.due_at


def test_the_raw_rows_are_all_there_with_what_is_missing(user: User) -> None:
    rows = many(5)
    found = list(raw_rows(alerts_in(user, None, now())))
    assert {row.pk for row in found} == {row.pk for row in rows}
    assert [row.alert.seq for row in found] == sorted((row.alert.seq for row in found), reverse=True)


def test_the_number_of_queries_does_not_grow(user: User, django_assert_num_queries: object) -> None:
    CompanyFactory()
    for count in (1, 30):
        many(count)
        alerts = alerts_in(user, None, now())
        with django_assert_num_queries(4):  # type: ignore[operator]
            track_record(alerts)
        with django_assert_num_queries(3):  # type: ignore[operator]
            groups(alerts, "company", DAY)
