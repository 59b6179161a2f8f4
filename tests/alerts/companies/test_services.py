"""Companies made, changed and deleted, each act on record."""

from datetime import timedelta

import pytest
import time_machine

from accounts.models import AuditEntry, User
from alerts.analysis.match import company_matcher
from alerts.companies.services import create_company, delete_company, find_company, update_company
from alerts.models import Alert, Company
from project.common import clock
from project.common.errors import Conflict, Invalid, Missing
from tests.accounts.programs import at_once
from tests.factories import AlertFactory, CompanyFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def actor() -> User:
    return UserFactory(is_staff=True)


def test_a_company_is_kept_tidy(actor: User) -> None:
    values = {
        "name": "  Nebula   Labs ",
        "aliases": ["Nebula DAO", "Nebula DAO", " "],
        "tokens": ["$nebx"],
        "twitter_handle": "@nebulalabs",
        "website": "nebula.example",
    }
    company = create_company(values, actor=actor)
    company.refresh_from_db()
    assert (company.name, company.aliases, company.tokens) == ("Nebula Labs", ["Nebula DAO"], ["NEBX"])
    assert (company.twitter_handle, company.website) == ("nebulalabs", "https://nebula.example")
    entry = AuditEntry.objects.get(action="company.created")
    assert (entry.actor_id, entry.details) == (actor.pk, {"company": company.pk})


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("name", "", "2 to 120 characters"),
        ("name", "x" * 121, "2 to 120 characters"),
        ("aliases", ["x" * 81], "must have 2 to 80 characters"),
        ("aliases", [f"name {each}" for each in range(31)], "at most 30; these are 31"),
        ("tokens", ["NEB X"], "'NEB X' is not a ticker"),
        ("tokens", ["NEBULALABSXX"], "is not a ticker"),
        ("priority", "URGENT", "not one of HIGH, MEDIUM, LOW"),
        ("status", "asleep", "not one of active, inactive"),
        ("website", "javascript:alert(1)", "is not an address"),
        ("website", "http://[", "is not an address"),
        ("twitter_handle", "a b", "is not an account"),
    ],
)
def test_what_is_wrong_is_named_field_by_field(actor: User, field: str, value: object, says: str) -> None:
    with pytest.raises(Invalid) as caught:
        create_company({"name": "Nebula Labs", field: value}, actor=actor)
    assert says in caught.value.details[field]
    assert not Company.objects.exists()


def test_no_two_companies_have_one_name_in_any_case(actor: User) -> None:
    first = create_company({"name": "Nebula Labs"}, actor=actor)
    with pytest.raises(Conflict, match="NEBULA labs"):
        create_company({"name": "NEBULA labs"}, actor=actor)
    assert update_company(first, {"name": "NEBULA Labs"}, actor=actor).name == "NEBULA Labs"


def test_only_what_is_sent_is_changed(actor: User) -> None:
    company = CompanyFactory(name="Nebula Labs", tokens=["NEBX"], aliases=["Nebula DAO"])
    update_company(company, {"aliases": []}, actor=actor)
    company.refresh_from_db()
    assert (company.aliases, company.tokens) == ([], ["NEBX"])


def test_alerts_outlive_their_company(actor: User) -> None:
    company = CompanyFactory()
    alert = AlertFactory(company=company)
    delete_company(company, actor=actor)
    assert Alert.objects.get(pk=alert.pk).company is None
    with pytest.raises(Missing):
        find_company(company.pk)
    assert AuditEntry.objects.filter(action="company.deleted").count() == 1


def test_a_change_is_noticed_on_a_clock_that_was_set_back(actor: User) -> None:
    first, _ = CompanyFactory(name="Nebula Labs"), CompanyFactory(name="Kestrel")
    assert not company_matcher().find("Orbitra ships")
    with time_machine.travel(clock.now() - timedelta(hours=1)):
        update_company(first, {"aliases": ["Orbitra"]}, actor=actor)
    assert company_matcher().find("Orbitra ships")


def test_one_that_goes_and_one_that_comes_back_are_noticed(actor: User) -> None:
    gone, back = CompanyFactory(name="Nebula Labs"), CompanyFactory(name="Orbitra", status="inactive")
    CompanyFactory(name="Kestrel")
    assert not company_matcher().find("Orbitra ships")
    with time_machine.travel(clock.now() - timedelta(hours=1)):
        delete_company(gone, actor=actor)
        update_company(back, {"status": "active"}, actor=actor)
    assert company_matcher().find("Orbitra ships")


@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_with_one_name_one_wins(actor: User) -> None:
    def make() -> str:
        try:
            create_company({"name": "Nebula Labs"}, actor=actor)
        except Conflict:
            return "taken"
        return "made"

    assert sorted(at_once([make] * 8)) == ["made", *["taken"] * 7]
