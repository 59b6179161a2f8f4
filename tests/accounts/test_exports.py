"""Copies of one's data: complete, made once, under a lease, and gone after a week."""

import gzip
import json
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from allauth.account.models import EmailConfirmation
from allauth.socialaccount.models import SocialToken
from django.apps import apps
from django.db import connection
from django.dispatch import receiver
from django.http import HttpRequest
from django.test import RequestFactory
from django_q.models import OrmQ
from pytest_django import DjangoAssertNumQueries

from accounts import audit
from accounts.documents import download
from accounts.exports import (
    GAVE_UP,
    claim_export,
    drop_old_exports,
    export_of,
    exports_of,
    make_copy,
    request_export,
    run_exports,
)
from accounts.models import ApiCall, AuditEntry, DataExport, RefreshToken, User
from accounts.personal_data import PAGE, Section, own_sections, sections_of
from accounts.signals import collect_personal_data
from dashboard.models import WatchlistEntry
from project.common import jobs
from project.common.clock import now
from project.common.errors import Conflict, Missing
from project.common.jobs import JobState
from tests.accounts.possessions import AT, give_everything, models_of_people
from tests.accounts.programs import at_once
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
# Models of people that have no part of their own in a copy, and why.
NOT_COPIED = {
    RefreshToken: "digests of secrets; the sign-in they belong to is there",
    SocialToken: "secrets of Google's, which are never stored",
    EmailConfirmation: "a secret that is mailed; the address it confirms is there",
    User.groups.through: "the groups are there by name",
    User.user_permissions.through: "the permissions are there by name",
}
NUMBERS_OF_USERS = {"user_id", "actor_id"}


def copy_of(user: User) -> dict[str, Any]:
    request_export(user)
    assert run_exports() == "1 of 1 copies made."
    export = DataExport.objects.visible_to(user).first()
    assert export is not None
    document: dict[str, Any] = json.loads(gzip.decompress(bytes(export.document)))
    return document


def test_every_model_of_people_is_in_a_copy_or_has_a_reason_not_to_be(user: User) -> None:
    copied = {section.rows.model for section in sections_of(user)} - {User}
    through = {apps.get_model("auth.Group"), apps.get_model("auth.Permission"), apps.get_model("accounts.AuditEntry")}
    assert set(models_of_people()) - copied == set(NOT_COPIED)
    assert copied - set(models_of_people()) == through


def test_no_other_model_names_a_user_by_a_bare_number(user: User) -> None:
    copied = {section.rows.model for section in sections_of(user)}
    found = {
        model
        for model in apps.get_models()
        for field in model._meta.fields
        if field.name in NUMBERS_OF_USERS and not field.remote_field
    }
    assert found <= copied


def test_everything_somebody_has_is_in_their_copy(user: User) -> None:
    give_everything(user)
    parts = copy_of(user)
    empty = [section.name for section in sections_of(user) if not parts[section.name]]
    assert empty == []
    assert parts["profile"][0]["username"] == user.username
    assert parts["preferences"][0]["theme"] == "dark"
    assert parts["subscription"][0]["tier_slug"] == "free"
    assert parts["invoices"][0]["amount"] == "29.00"
    assert parts["api_keys"][0]["prefix"] == "tdw_Zz9yXw8v"
    assert parts["api_calls"][0] == {
        "at": "2026-03-01T12:00:00+00:00",
        "key_prefix": "tdw_Zz9yXw8v",
        "method": "GET",
        "endpoint": "/api/v1/me",
        "status": 200,
        "error_code": "",
        "duration_ms": 1.5,
        "request_id": "",
    }
    assert parts["watchlist_entries"] == [
        {"watchlist_name": f"{user.username}'s harbour", "instrument_symbol": "BTC-USDT", "position": 0}
    ]
    assert {entry["action"] for entry in parts["audit_log"]} == {"key.created", "export.requested"}


def test_no_secret_is_in_a_copy(user: User) -> None:
    give_everything(user)
    text = json.dumps(copy_of(user))
    for secret in (user.password, "digest-", "gAAAA", "ya29", "confirm-", "password_mark"):
        assert secret not in text


def test_nothing_of_anybody_else_is_in_a_copy(user: User) -> None:
    stranger = UserFactory(username="stranger")
    give_everything(user)
    give_everything(stranger)
    audit.record("plan.granted", user=user, actor=stranger, request=visit("198.51.100.77"))
    audit.record("plan.granted", user=stranger, actor=user, details={"plan": "secret-of-stranger"})
    parts = copy_of(user)
    text = json.dumps(parts)
    assert "stranger" not in text
    assert "198.51.100.77" not in text
    acts = [(entry["about_you"], entry["by_you"]) for entry in parts["audit_log"] if entry["action"] == "plan.granted"]
    assert acts == [(True, False), (False, True)]


def visit(address: str) -> HttpRequest:
    return RequestFactory().get("/", REMOTE_ADDR=address)


def test_many_rows_are_read_in_pages_and_all_of_them(
    user: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    call = {"at": AT, "user": user, "method": "GET", "endpoint": "/x", "status": 200, "duration_ms": 1}
    ApiCall.objects.bulk_create(ApiCall(**call, request_id=f"r{number}") for number in range(2 * PAGE + 1))
    (section,) = [section for section in own_sections(user) if section.name == "api_calls"]
    with django_assert_max_num_queries(4):
        pages = list(section.read())
    assert [len(page) for page in pages] == [PAGE, PAGE, 1]
    assert {row["request_id"] for page in pages for row in page} == {f"r{number}" for number in range(2 * PAGE + 1)}


def test_one_copy_at_a_time_and_one_line_in_the_audit_log(user: User) -> None:
    first = request_export(user)
    assert request_export(user) == first
    claimed = claim_export()
    assert claimed == first
    assert request_export(user) == first
    assert AuditEntry.objects.filter(action="export.requested").count() == 1
    assert make_copy(first if claimed is None else claimed)
    assert request_export(user) != first


@pytest.mark.django_db(transaction=True)
def test_two_who_ask_at_once_get_the_same_copy() -> None:
    user = UserFactory()
    found = at_once([lambda: request_export(user).pk] * 4)
    assert len(set(found)) == 1
    assert OrmQ.objects.count() == 1, "one ring for the worker"


def test_a_copy_shows_how_far_it_is(user: User) -> None:
    seen = []

    @receiver(collect_personal_data)
    def watch(user: User, **kwargs: Any) -> list[Section]:
        seen.extend(exports_of(user).values_list("state", flat=True)[:1])
        return []

    try:
        give_everything(user)
        copy_of(user)
    finally:
        collect_personal_data.disconnect(watch)
    assert seen == ["running"]
    export = exports_of(user).first()
    assert export is not None
    assert (export.state, export.percent, export.error, export.leased_until) == (JobState.READY, 100, "", None)
    assert export.finished_at is not None


def test_the_lease_is_kept_and_the_percent_rises_while_it_is_written(user: User) -> None:
    request_export(user)
    claimed = claim_export()
    assert claimed is not None
    jobs.keep_lease(claimed, 0.4)
    assert exports_of(user).get().percent == 40
    jobs.keep_lease(claimed, 1.0)
    assert exports_of(user).get().percent == 99, "100 is for a copy that is stored"


def test_a_cancelled_copy_is_stopped_and_not_stored(user: User) -> None:
    export = request_export(user)
    claimed = claim_export()
    assert claimed is not None
    jobs.cancel(export)
    assert not make_copy(claimed)
    export = DataExport.objects.get()
    assert (export.state, export.document) == (JobState.CANCELLED, None)
    with pytest.raises(Conflict):
        jobs.cancel(export)


def test_a_worker_that_died_is_followed_by_another_which_alone_may_store(user: User) -> None:
    request_export(user)
    first = claim_export()
    assert claim_export() is None, "the lease is held"
    with time_machine.travel(now() + jobs.LEASE + timedelta(seconds=1)):
        second = claim_export()
        assert first is not None
        assert second is not None
        assert second.attempts == 2
        assert not make_copy(first), "its lease is over"
        assert make_copy(second)


def test_after_three_tries_it_has_failed_and_says_so(user: User) -> None:
    request_export(user)
    at = now()
    for number in range(3):
        with time_machine.travel(at + number * 2 * jobs.LEASE):
            assert claim_export() is not None
    with time_machine.travel(at + 6 * jobs.LEASE):
        assert run_exports() == "0 of 0 copies made."
    export = exports_of(user).get()
    assert (export.state, export.error, export.attempts) == (JobState.FAILED, GAVE_UP, 3)
    assert request_export(user) != export


def test_an_error_gives_the_lease_back_at_once(user: User) -> None:
    @receiver(collect_personal_data)
    def break_down(user: User, **kwargs: Any) -> list[Section]:
        raise ZeroDivisionError

    request_export(user)
    try:
        with pytest.raises(ZeroDivisionError):
            run_exports()
    finally:
        collect_personal_data.disconnect(break_down)
    assert run_exports() == "1 of 1 copies made."
    assert exports_of(user).get().attempts == 2


def test_a_person_who_is_deleted_meanwhile_stops_their_copy(user: User) -> None:
    request_export(user)
    claimed = claim_export()
    assert claimed is not None
    User.objects.all().delete()
    assert not make_copy(claimed)


def test_the_newest_five_are_kept_for_a_week(user: User) -> None:
    for _ in range(7):
        copy_of(user)
    assert exports_of(user).count() == 5
    with time_machine.travel(now() + timedelta(days=6, hours=23)):
        assert drop_old_exports() == "0 copies of data deleted."
    with time_machine.travel(now() + timedelta(days=7, seconds=5)):
        waiting = request_export(user)
        assert drop_old_exports() == "4 copies of data deleted."
    assert exports_of(user).get() == waiting


def test_somebody_elses_copy_is_not_there(user: User) -> None:
    export = request_export(user)
    with pytest.raises(Missing, match="no such job"):
        export_of(UserFactory(), export.pk)


def test_a_list_of_copies_does_not_read_their_documents(user: User) -> None:
    copy_of(user)
    with connection.execute_wrapper(refuse_documents):
        assert [export.state for export in exports_of(user)] == [JobState.READY]


def refuse_documents(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
    assert '"document"' not in sql
    return execute(sql, params, many, context)


def test_a_download_is_a_file_that_no_cache_keeps(user: User) -> None:
    copy_of(user)
    export = DataExport.objects.get()
    plain = download(RequestFactory().get("/"), export)
    assert json.loads(plain.content)["profile"][0]["id"] == user.pk
    assert plain["Content-Disposition"] == f'attachment; filename="tidewatch-{export.created_at:%Y-%m-%d}.json"'
    assert plain["Content-Type"] == "application/json"
    assert plain["Cache-Control"] == "private, no-store"
    packed = download(RequestFactory().get("/", headers={"Accept-Encoding": "br, gzip"}), export)
    assert packed["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain.content


def test_there_is_nothing_to_download_before_it_is_ready(user: User) -> None:
    with pytest.raises(Conflict):
        download(RequestFactory().get("/"), request_export(user))


def test_an_entry_of_a_watchlist_hangs_on_its_person() -> None:
    assert models_of_people()[WatchlistEntry] == "watchlist__user__pk"
