"""Items sent by programs."""

import pytest
from pytest_django.fixtures import Settings

from accounts.billing.catalog import load_catalog
from accounts.keys import create_key
from accounts.models import User
from alerts.models import Alert, Item, Source, SourceKind
from project.common import clock
from tests.accounts.programs import Program, error_of
from tests.accounts.second_steps import add_app
from tests.factories import SourceFactory, UserFactory

pytestmark = pytest.mark.django_db
STORY = {"title": "Orbitra token launch is live", "text": "Claim ORBT now.", "external_id": "story-1"}


def program_of(user: User, *scopes: str) -> Program:
    load_catalog()
    return Program(key=create_key(user, "desk", list(scopes))[1])


@pytest.fixture
def desk(admin_user: User) -> Program:
    return program_of(admin_user, "webhook")


@pytest.fixture
def hook() -> Source:
    return SourceFactory(name="Desk", kind=SourceKind.WEBHOOK, url="webhook:desk")


def test_an_item_is_stored_scored_and_told_once(desk: Program, hook: Source) -> None:
    first = desk.post("/items", {**STORY, "feed_id": hook.pk})
    assert (first.status_code, first.json()) == (201, {"feed_id": hook.pk, "received": 1, "stored": 1, "alerts": 1})
    second = desk.post("/items", {**STORY, "title": "Something else", "feed_id": hook.pk})
    assert (second.status_code, second.json()["stored"]) == (200, 0)
    assert Item.objects.get().title == STORY["title"]
    assert Alert.objects.count() == 1
    hook.refresh_from_db()
    assert hook.last_item_at is not None
    assert hook.slots.get().items == 1


def test_without_a_source_it_is_a_manual_item(desk: Program) -> None:
    assert desk.post("/items", STORY).status_code == 201
    source = Source.objects.get()
    assert (source.kind, source.name) == (SourceKind.MANUAL, "Manual")
    assert desk.post("/items", {**STORY, "external_id": "story-2"}).json()["feed_id"] == source.pk


def test_without_an_id_the_address_or_the_words_tell_items_apart(desk: Program, hook: Source) -> None:
    story = {"title": "Rain in the harbour", "feed_id": hook.pk}
    assert [desk.post("/items", story).json()["stored"] for _ in range(2)] == [1, 0]
    linked = {**story, "url": "https://news.example.com/1"}
    assert [desk.post("/items", linked).json()["stored"] for _ in range(2)] == [1, 0]


def test_a_hundred_items_come_at_once(desk: Program, hook: Source) -> None:
    items = [{"title": f"Rain {number}", "external_id": str(number)} for number in range(100)]
    answer = desk.post("/items/batch", {"feed_id": hook.pk, "items": [*items[:60], *items[:40]]})
    assert answer.json() == {"feed_id": hook.pk, "received": 100, "stored": 60, "alerts": 0}
    assert desk.post("/items/batch", {"feed_id": hook.pk, "items": [*items, items[0]]}).status_code == 422
    assert desk.post("/items/batch", {"feed_id": hook.pk, "items": []}).status_code == 422


def test_one_wrong_item_keeps_the_batch_out(desk: Program, hook: Source) -> None:
    items = [{"title": "Rain"}, {"title": "Sun", "url": "javascript:alert(1)"}]
    answer = desk.post("/items/batch", {"feed_id": hook.pk, "items": items})
    assert error_of(answer) == (422, "INVALID_INPUT")
    assert not Item.objects.exists()


def test_any_json_is_read_by_the_mapping_of_the_source(desk: Program, hook: Source) -> None:
    hook.mapping = {"items": "data.posts", "title": "headline", "id": "key", "published": "at"}
    hook.save()
    body = {"data": {"posts": [{"headline": "Orbitra token launch is live", "key": 7, "at": "2026-01-02T03:04:05Z"}]}}
    answer = desk.post(f"/feeds/{hook.pk}/items", body)
    assert (answer.status_code, answer.json()["stored"]) == (201, 1)
    assert Item.objects.get().external_id == "7"
    wrong = desk.post(f"/feeds/{hook.pk}/items", {"posts": []})
    assert error_of(wrong) == (422, "MAPPING_WRONG")
    assert "'data.posts'" in wrong.json()["error"]["message"]


def test_a_list_is_taken_too(desk: Program, hook: Source) -> None:
    assert desk.post(f"/feeds/{hook.pk}/items", [{"title": "Rain"}, {"title": "Sun"}]).json()["stored"] == 2


def test_only_administrators_with_the_scope_send(hook: Source, admin_user: User) -> None:
    ordinary = program_of(UserFactory(), "webhook")
    assert error_of(ordinary.post("/items", STORY)) == (403, "PERMISSION_DENIED")
    without = program_of(admin_user, "read", "write")
    assert error_of(without.post("/items", STORY)) == (403, "PERMISSION_DENIED")
    assert not Item.objects.exists()


def test_sources_that_are_read_or_switched_off_take_nothing(desk: Program, hook: Source) -> None:
    assert error_of(desk.post("/items", {**STORY, "feed_id": SourceFactory().pk})) == (422, "INVALID_INPUT")
    Source.objects.filter(pk=hook.pk).update(is_active=False)
    assert error_of(desk.post("/items", {**STORY, "feed_id": hook.pk})) == (409, "CONFLICT")
    assert error_of(desk.post("/items", {**STORY, "feed_id": 999})) == (404, "SOURCE_NOT_FOUND")


def test_a_moment_is_taken_over_and_never_lies_in_the_future(desk: Program, hook: Source) -> None:
    desk.post("/items", {"title": "Rain", "feed_id": hook.pk, "published_at": "2026-01-02T03:04:05+02:00"})
    assert str(Item.objects.get().published_at) == "2026-01-02 01:04:05+00:00"
    desk.post("/items", {"title": "Sun", "feed_id": hook.pk, "published_at": "2999-01-02T03:04:05Z"})
    assert Item.objects.get(title="Sun").published_at <= clock.now()


@pytest.mark.parametrize("moment", ["9999-12-31T23:59:59-12:00", "0001-01-01T00:00:00+14:00"])
def test_a_moment_beyond_the_calendar_is_refused(desk: Program, hook: Source, moment: str) -> None:
    answer = desk.post("/items", {"title": "Rain", "feed_id": hook.pk, "published_at": moment})
    assert error_of(answer) == (422, "INVALID_INPUT")
    assert list(answer.json()["error"]["details"]) == ["published_at"]


def test_a_title_that_nobody_can_see_is_none(desk: Program, hook: Source) -> None:
    assert error_of(desk.post("/items", {"title": "\u200b\u2060", "feed_id": hook.pk})) == (422, "INVALID_INPUT")


def test_an_administrator_whose_password_alone_signs_in_sends_nothing_where_a_second_step_is_asked(
    desk: Program, admin_user: User, settings: Settings
) -> None:
    settings.REQUIRE_STAFF_MFA = True
    assert error_of(desk.post("/items", STORY)) == (403, "PERMISSION_DENIED")
    assert not Item.objects.exists()
    add_app(admin_user)
    assert desk.post("/items", STORY).status_code == 201
