"""Alerts by the API: the documented fields, every filter, and what a program may do with them."""

import re
from datetime import UTC, datetime
from urllib.parse import quote

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import Settings

from accounts.billing.catalog import load_catalog
from accounts.keys import create_key
from accounts.models import User
from alerts.models import Alert, AlertMark
from tests.accounts.programs import Program, error_of, tokens_for
from tests.factories import AlertFactory, CompanyFactory, UserFactory

pytestmark = pytest.mark.django_db
# The fields of the document that clients were written from.
DOCUMENTED = {
    *("id", "title", "content", "source", "source_url", "confidence", "company_id", "company", "keywords_matched"),
    *("tokens_mentioned", "analysis_data", "sentiment_score", "urgency_level", "status", "user_id", "created_at"),
    "updated_at",
}


@pytest.fixture
def program(user: User) -> Program:
    load_catalog()
    return Program(tokens_for(user).access)


def put(program: Program, path: str, body: object) -> object:
    return program.call("put", path, body)


def test_an_alert_has_the_documented_fields(program: Program) -> None:
    company = CompanyFactory(name="Nebula Labs", tokens=["NEBX"])
    alert = AlertFactory(
        company=company,
        source_type="twitter",
        confidence="0.920",
        keywords_matched=["TGE"],
        tokens_mentioned=["NEBX"],
        sentiment_score="0.850",
        analysis={
            "contributions": [{"name": "Names a date", "points": 92, "start": 0, "end": 3, "is_corroboration": True}],
            "urgency_words": ["today"],
        },
    )
    found = program.get("/alerts").json()[0]
    assert set(found) >= DOCUMENTED
    assert found["company"] == {"id": company.pk, "name": "Nebula Labs", "tokens": ["NEBX"]}
    assert (found["source"], found["confidence"], found["tokens_mentioned"]) == ("twitter", 0.92, ["$NEBX"])
    analysis = found["analysis_data"]
    assert (analysis["sentiment"], analysis["key_phrases"], analysis["urgency_indicators"]) == (
        *("positive", ["TGE"], ["today"]),
    )
    assert analysis["contributions"][0]["points"] == 92
    assert found["created_at"].endswith("Z")
    assert program.get(f"/alerts/{alert.pk}").json() == found


def test_each_filter_narrows_the_list(program: Program, user: User) -> None:
    company = CompanyFactory(name="Orbitra", tokens=["ORBT"])
    day = datetime(2026, 3, 2, 12, 30, tzinfo=UTC)
    AlertFactory(seq=1, company=company, confidence="0.725", urgency="critical", created_at=day, source_type="manual")
    AlertFactory(seq=2, confidence="0.500", status="archived", kind="scam", language="de", title="A bridge")
    put(program, f"/alerts/{Alert.objects.get(seq=2).pk}", {"verdict": "useful"})
    AlertFactory(seq=3, user=UserFactory())
    cases = {
        "": [2, 1],
        f"company_id={company.pk}": [1],
        "source=manual": [1],
        "min_confidence=0.7": [1],
        "min_confidence=0.726": [],
        "max_confidence=0.5": [2],
        "urgency_level=critical": [1],
        "status=archived": [2],
        "status=active": [1],
        "from_date=2026-03-02&to_date=2026-03-02": [1],
        "from_date=2026-03-02T12:30:00Z&to_date=2026-03-02T12:30:00": [1],
        "to_date=2026-03-02T13:29:59+01:00": [],
        "to_date=" + quote("2026-03-02T13:30:00+01:00"): [1],
        "keywords=orbitra": [1],
        "keywords=nothing,bridge": [2],
        "kind=scam": [2],
        "language=de": [2],
        "verdict=useful": [2],
        "event_status=live": [],
        "limit=1": [2],
        "limit=1&offset=1": [1],
        "before_seq=2": [1],
    }
    found = {query: [each["seq"] for each in program.get(f"/alerts?{query}").json()] for query in cases}
    assert found == cases


@pytest.mark.parametrize(
    "query",
    [
        *("source=radio", "min_confidence=1.1", "max_confidence=x", "urgency_level=loud", "status=gone", "limit=1001"),
        *("limit=0", "offset=1001", "offset=-1", "from_date=yesterday", "to_date=2026-02-30", "kind=none"),
        *("company_id=0", "company_id=99999999999999999999", "keywords=%00", "before_seq=0"),
        *("from_date=2026-02-02&to_date=2026-02-01", "min_confidence=0.9&max_confidence=0.1", "from_date=0001-01-01Z"),
    ],
)
def test_a_wrong_filter_is_refused_and_named(program: Program, query: str) -> None:
    answer = program.get(f"/alerts?{query}")
    assert answer.status_code == 422
    assert answer.json()["error"]["details"]


def test_the_link_header_leads_through_all_pages(program: Program) -> None:
    for number in range(1, 6):
        AlertFactory(seq=number, urgency="high")
    AlertFactory(seq=9, urgency="low")
    path, met = "/alerts?urgency_level=high&limit=2", []
    while path:
        answer = program.get(path)
        met += [each["seq"] for each in answer.json()]
        link = re.fullmatch(r'<http://testserver/api/v1(.+)>; rel="next"', answer.headers.get("Link", ""))
        path = link[1] if link else ""
    assert met == [5, 4, 3, 2, 1]


def test_a_list_takes_the_same_queries_for_one_and_for_many(program: Program) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert program.get("/alerts").status_code == 200
        return len(captured)

    AlertFactory()
    queries()  # the first call reads what the month has used
    one = queries()
    for _ in range(5):
        AlertFactory()
    assert queries() == one


def test_an_alert_by_hand_is_made_for_its_maker_alone(program: Program, user: User) -> None:
    company = CompanyFactory()
    body = {
        "title": "Manual Alert",
        "content": "Important",
        "source": "manual",
        "confidence": 0.9,
        "company_id": company.pk,
        "urgency_level": "high",
        "tokens_mentioned": ["$orbt"],
    }
    answer = program.post("/alerts", body)
    made = answer.json()
    assert (answer.status_code, made["source"], made["user_id"], made["confidence"]) == (201, "manual", user.pk, 0.9)
    assert (made["tokens_mentioned"], made["urgency_level"], made["company_id"]) == (["$ORBT"], "high", company.pk)
    stranger = Program(tokens_for(UserFactory()).access)
    assert error_of(stranger.get(f"/alerts/{made['id']}")) == (404, "ALERT_NOT_FOUND")
    assert stranger.get("/alerts").json() == []


@pytest.mark.parametrize(
    "wrong",
    [
        *({"title": ""}, {"confidence": 2}, {"source": "twitter"}, {"company_id": 10**9}, {"urgency_level": "loud"}),
        *({"source_url": "javascript:alert(1)"}, {"tokens_mentioned": ["a b"]}, {"seq": 4}, {"user_id": 1}),
        *({"title": " \t"}, {"title": "\u200b"}),
    ],
)
def test_a_wrong_alert_is_not_made(program: Program, wrong: dict[str, object]) -> None:
    assert program.post("/alerts", {"title": "Fine", **wrong}).status_code == 422
    assert not Alert.objects.exists()


@pytest.mark.parametrize(
    ("method", "path", "wrong", "field"),
    [
        ("post", "/alerts", {"title": "Fine", "source_url": "ftp://a.example"}, "source_url"),
        ("put", "/alerts/1", {"verdict": "bad"}, "verdict"),
    ],
)
def test_a_field_that_takes_several_forms_is_named_once(
    program: Program, method: str, path: str, wrong: dict[str, object], field: str
) -> None:
    assert list(program.call(method, path, wrong).json()["error"]["details"]) == [field]


def test_a_change_is_ones_own(program: Program) -> None:
    alert = AlertFactory()
    body = {"status": "archived", "urgency_level": "medium", "note": "Seen.", "acknowledged": True, "verdict": "useful"}
    answer = program.call("put", f"/alerts/{alert.pk}", body)
    found = answer.json()
    assert (found["status"], found["urgency_level"], found["note"], found["verdict"]) == (
        *("archived", "medium", "Seen.", "useful"),
    )
    assert found["acknowledged_at"]
    theirs = Program(tokens_for(UserFactory()).access).get(f"/alerts/{alert.pk}").json()
    assert (theirs["status"], theirs["urgency_level"], theirs["note"]) == ("active", "high", "")
    assert program.call("put", f"/alerts/{alert.pk}", {}).json()["status"] == "archived"


@pytest.mark.parametrize(("method", "path"), [("post", "/alerts/bulk-update"), ("put", "/alerts/bulk")])
def test_many_are_changed_and_put_back(program: Program, method: str, path: str) -> None:
    ids = [AlertFactory().pk for _ in range(3)]
    done = program.call(method, path, {"alert_ids": ids, "status": "false_positive"}).json()
    assert (done["updated"], done["status"]) == (3, "false_positive")
    assert program.get("/alerts?status=active").json() == []
    assert program.post("/alerts/undo", {"undo": done["undo"]}).json() == {"restored": 3}
    assert len(program.get("/alerts?status=active").json()) == 3


def test_a_bulk_change_names_what_it_does_not_find(program: Program) -> None:
    mine, theirs = AlertFactory(), AlertFactory(user=UserFactory())
    answer = program.post("/alerts/bulk-update", {"alert_ids": [mine.pk, theirs.pk], "status": "archived"})
    assert error_of(answer) == (404, "ALERT_NOT_FOUND")
    assert answer.json()["error"]["details"] == {"missing_alert_ids": [theirs.pk]}
    assert not AlertMark.objects.exists()
    too_many = {"alert_ids": list(range(1, 502)), "status": "archived"}
    assert program.post("/alerts/bulk-update", too_many).status_code == 422


def test_a_file_has_what_the_filters_leave(program: Program) -> None:
    AlertFactory(title="=1+1", urgency="high")
    AlertFactory(urgency="low")
    answer = program.get("/alerts/export?format=csv&urgency_level=high")
    text = b"".join(answer.streaming_content).decode()
    assert answer["Content-Type"].startswith("text/csv")
    assert text.count("\r\n") == 2
    assert '"\'=1+1"' in text
    assert program.get("/alerts/export?format=xml").status_code == 422


def test_calls_about_alerts_share_a_limit(program: Program, settings: Settings) -> None:
    settings.RATE_LIMIT_API_ALERTS = (3, 3600)
    for path in ("/alerts", "/statistics/alerts", "/statistics/system?days=3"):
        assert program.get(path).status_code == 200
    answer = program.get("/alerts")
    assert (error_of(answer), answer.json()["error"]["details"]["layer"]) == ((429, "RATE_LIMIT_EXCEEDED"), "alerts")
    assert program.get("/me").status_code == 200


def test_a_key_that_only_reads_changes_nothing(user: User) -> None:
    load_catalog()
    reader = Program(key=create_key(user, "desk", ["read"])[1])
    alert = AlertFactory()
    assert reader.get("/alerts").status_code == 200
    for method, path, body in (
        ("put", f"/alerts/{alert.pk}", {"status": "archived"}),
        ("post", "/alerts", {"title": "Mine"}),
        ("put", "/alerts/bulk", {"alert_ids": [alert.pk], "status": "archived"}),
    ):
        assert error_of(reader.call(method, path, body)) == (403, "PERMISSION_DENIED")


@pytest.mark.parametrize(("days", "status"), [("1", 200), ("365", 200), ("0", 422), ("366", 422), ("x", 422)])
def test_statistics_cover_a_day_to_a_year(program: Program, days: str, status: int) -> None:
    answer = program.get(f"/statistics/alerts?days={days}")
    assert answer.status_code == status
    assert status != 200 or len(answer.json()["recent_trend"]) == int(days)


def test_statistics_have_the_documented_fields(program: Program) -> None:
    assert set(program.get("/statistics/system").json()) == {
        *("total_companies", "total_feeds", "active_feeds", "total_alerts", "alerts_last_24h", "alerts_last_7d"),
        *("avg_confidence", "system_uptime", "last_monitoring_session"),
    }
    assert set(program.get("/statistics/alerts").json()) == {
        *("total_alerts", "alerts_by_source", "alerts_by_confidence", "alerts_by_urgency", "alerts_by_company"),
        "recent_trend",
    }
