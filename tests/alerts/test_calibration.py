"""What was said with which confidence, and what of it proved true."""

import pytest

from alerts.calibration import Calibration, calibration
from alerts.models import Alert, AlertMark, Event, Evidence
from project.common.clock import now
from tests.factories import AlertFactory, UserFactory

pytestmark = pytest.mark.django_db


def announced(
    confidence: str, status: str = "announced", *, sources: int = 1, useful: int = 0, wrong: int = 0
) -> Alert:
    moment = now()
    event = Event.objects.create(
        kind="launch",
        status=status,
        confidence="0.990",
        sources_count=sources,
        first_seen_at=moment,
        last_seen_at=moment,
    )
    alert: Alert = AlertFactory(event=event, confidence="0.990")
    Evidence.objects.create(
        event=event, item=alert.item, added_at=moment, kind="launch", status=status, confidence=confidence
    )
    for verdict in ["useful"] * useful + ["false_positive"] * wrong:
        AlertMark.objects.create(user=UserFactory(), alert=alert, verdict=verdict)
    return alert


def found() -> Calibration:
    return calibration(Alert.objects.order_by("-seq"))


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"status": "live"}, (1, 0, 0)),
        ({"status": "done", "wrong": 1}, (1, 0, 0)),
        ({"status": "false", "sources": 4, "useful": 2}, (0, 1, 0)),
        ({"sources": 2}, (1, 0, 0)),
        ({"sources": 2, "wrong": 1}, (0, 1, 0)),
        ({"useful": 2, "wrong": 1}, (1, 0, 0)),
        ({"useful": 1, "wrong": 1}, (0, 0, 1)),
        ({"status": "rumour"}, (0, 0, 1)),
        ({"status": "dated"}, (0, 0, 1)),
    ],
)
def test_an_event_is_true_false_or_not_decided(values: dict[str, object], expected: tuple[int, int, int]) -> None:
    announced("0.720", **values)  # type: ignore[arg-type]
    only = found().bins[7]
    assert (only.came_true, only.proved_false, only.undecided) == expected


def test_the_bins_take_the_first_confidence_and_each_its_tenth() -> None:
    for confidence in ("0.000", "0.299", "0.300", "0.999", "1.000"):
        announced(confidence, "live")
    assert {each.low: each.came_true for each in found().bins if each.came_true} == {0: 1, 20: 1, 30: 1, 90: 2}


def test_the_brier_score_is_the_mean_squared_distance_over_what_is_decided() -> None:
    for confidence, status in (("0.900", "live"), ("0.900", "false"), ("0.600", "done"), ("0.800", "announced")):
        announced(confidence, status)
    result = found()
    assert (result.decided, result.undecided) == (3, 1)
    assert result.brier == pytest.approx((0.01 + 0.81 + 0.16) / 3)
    assert result.bins[9].mean == pytest.approx(0.9)
    assert result.bins[9].share == 0.5
    assert result.bins[9].interval == pytest.approx((0.0945, 0.9055), abs=1e-4)


def test_nothing_decided_has_no_score() -> None:
    AlertFactory(event=None)
    assert found().brier is None
    assert found().undecided == 0


def test_what_announces_nothing_is_not_graded() -> None:
    alert = announced("0.900", "live")
    Alert.objects.filter(pk=alert.pk).update(kind="scam")
    assert found().decided == 0
