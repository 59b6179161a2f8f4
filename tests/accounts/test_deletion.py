"""Deleting an account: what has to be done first, and that nothing of the person is left."""

from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core import mail
from django.db.models import ForeignKey
from django.test import Client
from pytest_django import DjangoCaptureOnCommitCallbacks
from pytest_django.fixtures import Settings

from accounts.auth import identify
from accounts.billing.catalog import load_catalog
from accounts.deletion import LAST_ADMINISTRATOR, STILL_PAID, delete_account
from accounts.keys import create_key
from accounts.models import AuditEntry, BillingProvider, Subscription, SubscriptionState, Tier, User
from project.common.errors import Conflict, Missing, Unauthenticated, Unavailable
from tests.accounts.possessions import everything_stored, give_everything, models_of_people
from tests.accounts.programs import at_once, tokens_for, visit, with_token
from tests.factories import PASSWORD, UserFactory
from tests.fakes.stripe import KEY, StripeServer

pytestmark = pytest.mark.django_db
# Written nowhere but in the rows of this one person.
NAME = "xanthippe"


@pytest.fixture
def person() -> User:
    user: User = UserFactory(username=NAME, email=f"{NAME}@example.org", full_name=f"{NAME} of the sea")
    give_everything(user)
    return user


def test_the_person_of_this_test_has_a_row_of_every_kind(person: User) -> None:
    assert [model for model, owner in models_of_people().items() if not rows_of(model, owner, person.pk)] == []


def rows_of(model: Any, owner: str, pk: int) -> int:
    return int(model._base_manager.filter(**{owner: pk}).count())


def test_no_row_of_theirs_is_left_and_every_row_of_others_is(person: User) -> None:
    stranger = UserFactory()
    give_everything(stranger)
    before = {model: rows_of(model, owner, stranger.pk) for model, owner in models_of_people().items()}
    delete_account(person, actor=person)
    assert [model for model, owner in models_of_people().items() if rows_of(model, owner, person.pk)] == []
    assert {model: rows_of(model, owner, stranger.pk) for model, owner in models_of_people().items()} == before


def test_no_row_points_to_a_row_that_is_gone(person: User) -> None:
    delete_account(person, actor=person)
    for model in apps.get_models(include_auto_created=True):
        for field in (field for field in model._meta.fields if isinstance(field, ForeignKey)):
            targets = field.related_model._base_manager.values(field.target_field.name)
            orphans = model._base_manager.exclude(**{f"{field.name}__in": targets}).exclude(**{field.name: None})
            assert not orphans.exists(), f"{model._meta.label}.{field.name}"


def test_their_name_and_address_stand_nowhere_any_more(person: User) -> None:
    assert {place for place, text in everything_stored() if NAME in text} >= {"accounts.User.username"}
    delete_account(person, actor=person)
    assert {place for place, text in everything_stored() if NAME in text} == set()


def test_the_audit_log_keeps_numbers_only(person: User) -> None:
    keeper = UserFactory(is_superuser=True)
    delete_account(person, actor=keeper)
    entry = AuditEntry.objects.first()
    assert entry is not None
    assert (entry.action, entry.user_id, entry.actor_id) == ("account.deleted", person.pk, keeper.pk)
    assert (entry.address, entry.details) == ("", {})
    assert AuditEntry.objects.filter(user_id=person.pk, action="key.created").exists()


def test_every_way_in_is_closed_at_once(person: User, client: Client) -> None:
    client.force_login(person)
    forgotten = Client()
    forgotten.force_login(person)
    UserSession.objects.filter(session_key=forgotten.cookies[settings.SESSION_COOKIE_NAME].value).delete()
    _, key = create_key(person, "desk")
    access = tokens_for(person).access
    for way_in in (with_token(access), visit(x_api_key=key)):
        assert identify(way_in).user == person  # type: ignore[union-attr]
    delete_account(person, actor=person)
    for way_in in (with_token(access), visit(x_api_key=key)):
        with pytest.raises(Unauthenticated):
            identify(way_in)
    for browser in (client, forgotten):
        assert browser.get("/account/")["Location"].startswith("/accounts/login/")
    assert not client.login(username=NAME, password=PASSWORD)
    assert [row for row in Session.objects.all() if row.get_decoded().get("_auth_user_id") == str(person.pk)] == []


def test_a_mail_confirms_it(person: User, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        delete_account(person, actor=person)
    (message,) = mail.outbox
    assert message.to == [f"{NAME}@example.org"]
    assert message.subject == "Your account was deleted"
    assert f"Your account {NAME} and everything that belonged to it was deleted on" in message.body


def test_a_mail_server_that_is_down_undoes_nothing(
    person: User, settings: Settings, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    with django_capture_on_commit_callbacks(execute=True):
        delete_account(person, actor=person)
    assert not User.objects.filter(pk=person.pk).exists()


def test_the_only_administrator_stays(person: User) -> None:
    User.objects.filter(pk=person.pk).update(is_superuser=True)
    UserFactory(is_superuser=True, is_active=False)
    with pytest.raises(Conflict) as caught:
        delete_account(person, actor=person)
    assert caught.value.message == LAST_ADMINISTRATOR
    UserFactory(is_superuser=True)
    delete_account(person, actor=person)


@pytest.mark.django_db(transaction=True)
def test_the_last_two_administrators_cannot_both_go_at_once() -> None:
    admins = [UserFactory(is_superuser=True, is_staff=True) for _ in range(2)]
    results = at_once([lambda admin=admin: outcome(admin) for admin in admins])
    assert sorted(results) == ["Conflict", "deleted"]
    assert User.objects.filter(is_superuser=True).count() == 1


def outcome(user: User) -> str:
    try:
        delete_account(user, actor=user)
    except (Conflict, Missing) as error:
        return type(error).__name__
    return "deleted"


def test_an_account_that_is_gone_cannot_be_deleted_again(person: User) -> None:
    delete_account(person, actor=person)
    with pytest.raises(Missing):
        delete_account(person, actor=person)
    assert AuditEntry.objects.filter(action="account.deleted").count() == 1


def paid_plan(user: User, **values: Any) -> Subscription:
    load_catalog()
    row: Subscription = Subscription.objects.get(user=user)
    for name, value in {
        "tier": Tier.objects.get(slug="pro"),
        "provider": BillingProvider.STRIPE,
        "state": SubscriptionState.ACTIVE,
        **values,
    }.items():
        setattr(row, name, value)
    row.save()
    return row


def test_a_plan_that_goes_on_being_paid_is_cancelled_first(person: User) -> None:
    row = paid_plan(person)
    person.refresh_from_db()
    with pytest.raises(Conflict) as caught:
        delete_account(person, actor=person)
    assert caught.value.message == STILL_PAID
    assert User.objects.filter(pk=person.pk).exists()
    assert person.api_calls.exists()
    Subscription.objects.filter(pk=row.pk).update(cancels_at_end=True)
    delete_account(User.objects.get(pk=person.pk), actor=person)


def test_what_was_bought_behind_a_grant_is_found_at_stripe(person: User, settings: Settings) -> None:
    with StripeServer() as server:
        settings.BILLING_PROVIDER, settings.STRIPE_SECRET_KEY = "stripe", KEY
        settings.STRIPE_BASE_URL = server.origin
        customer = server.world.customer()
        bought = server.world.subscribe(customer, "price_pro", plan="pro")
        paid_plan(person, provider=BillingProvider.MANUAL, stripe_customer_id=customer)
        person = User.objects.get(pk=person.pk)
        with pytest.raises(Conflict, match="paid every month"):
            delete_account(person, actor=person)
        server.fail(500)
        with pytest.raises(Unavailable):
            delete_account(person, actor=person)
        server.recover()
        server.world.update(bought, cancel_at_period_end=True)
        delete_account(person, actor=person)
