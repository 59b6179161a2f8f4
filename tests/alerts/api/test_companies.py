"""Companies by the API: read by everybody, changed by administrators."""

import pytest
from pytest_django import DjangoAssertNumQueries

from alerts.models import Company
from tests.accounts.programs import Program, tokens_for
from tests.factories import CompanyFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.live]
PATH = "/companies"


@pytest.fixture
def reader(bus: None) -> Program:
    return Program(tokens_for(UserFactory()).access)


@pytest.fixture
def administrator(bus: None) -> Program:
    return Program(tokens_for(UserFactory(is_staff=True)).access)


def test_the_list_has_the_documented_fields_and_filters(reader: Program) -> None:
    CompanyFactory(name="Nebula Labs", tokens=["NEBX"], priority="HIGH", twitter_handle="nebulalabs")
    CompanyFactory(name="Orbitra", tokens=[], status="inactive")
    first, second = reader.call("get", PATH).json()
    assert set(first) == {
        *("id", "name", "aliases", "tokens", "priority", "status", "website", "twitter_handle", "description"),
        *("exclusions", "created_at", "updated_at"),
    }
    assert (first["twitter_handle"], second["twitter_handle"]) == ("@nebulalabs", "")
    for query, names in (
        ("priority=HIGH", ["Nebula Labs"]),
        ("status=inactive", ["Orbitra"]),
        ("has_tokens=true", ["Nebula Labs"]),
        ("has_tokens=false", ["Orbitra"]),
        ("limit=1&offset=1", ["Orbitra"]),
    ):
        assert [each["name"] for each in reader.call("get", f"{PATH}?{query}").json()] == names
    for query in ("limit=0", "limit=1001", "offset=-1", "priority=high", "status=asleep"):
        assert reader.call("get", f"{PATH}?{query}").status_code == 422


def test_an_administrator_makes_changes_and_deletes_one(administrator: Program, reader: Program) -> None:
    body = {
        "name": "New Protocol",
        "aliases": ["New Protocol Labs"],
        "tokens": ["NEW"],
        "twitter_handle": "@NewProtocol",
    }
    assert reader.call("post", PATH, body).status_code == 403
    made = administrator.call("post", PATH, body)
    assert (made.status_code, made.json()["twitter_handle"]) == (201, "@NewProtocol")
    place = f"{PATH}/{made.json()['id']}"
    assert administrator.call("post", PATH, body).json()["error"]["code"] == "COMPANY_EXISTS"
    changed = administrator.call("put", place, {"priority": "LOW"}).json()
    assert (changed["priority"], changed["tokens"]) == ("LOW", ["NEW"])
    wrong = administrator.call("put", place, {"tokens": ["N E W"]})
    assert (wrong.status_code, wrong.json()["error"]["code"]) == (422, "INVALID_COMPANY")
    assert "tokens" in wrong.json()["error"]["details"]
    assert administrator.call("delete", place).status_code == 204
    assert reader.call("get", place).json()["error"]["code"] == "COMPANY_NOT_FOUND"
    assert not Company.objects.exists()


def test_a_text_is_tested_without_being_kept(reader: Program) -> None:
    CompanyFactory(name="Lido", tokens=["LDO"])
    answer = reader.call("post", f"{PATH}/test", {"text": "Lido is live, ldo too"}).json()
    assert answer["companies"] == ["Lido"]
    assert [(line["found"], line["counts"]) for line in answer["lines"]] == [("Lido", True), ("ldo", False)]


def test_a_page_of_a_thousand_takes_one_query_of_its_own(
    reader: Program, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    Company.objects.bulk_create(Company(name=f"Harbour {number}") for number in range(1_000))
    reader.call("get", PATH)  # the first call ever makes the plans
    with django_assert_max_num_queries(3):
        assert len(reader.call("get", f"{PATH}?limit=1000").json()) == 1_000
