"""Views: the filters of the feed under a name."""

import pytest

from dashboard.models import SavedView
from dashboard.saved_views import MOST_VIEWS, delete_view, save_view, views_of
from project.common.errors import Conflict, Invalid, Missing
from tests.factories import AlertFactory, UserFactory

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true", "HX-Target": "div#views"}


def test_a_view_keeps_the_filters_and_nothing_else_of_the_address(user):
    view = save_view(user, "  Loud   ones ", "urgency=high&selected=5&before=9&kind=party&mine=1")
    assert (view.name, view.query) == ("Loud ones", "urgency=high&mine=1")


def test_a_view_of_the_same_name_is_written_over(user):
    save_view(user, "Loud", "urgency=high")
    save_view(user, "Loud", "urgency=critical")
    assert [view.query for view in views_of(user)] == ["urgency=critical"]


@pytest.mark.parametrize("name", ["", "   ", "x" * 41, "a\x00b"])
def test_a_view_needs_a_name_that_fits(user, name):
    with pytest.raises(Invalid):
        save_view(user, name, "")


def test_filters_that_are_too_many_are_refused(user):
    with pytest.raises(Invalid):
        save_view(user, "Much", "&".join(f"source=Harbour+wire+number+{number}" for number in range(60)))


def test_there_are_twenty_views_at_most_but_each_can_still_be_changed(user):
    for number in range(MOST_VIEWS):
        save_view(user, f"View {number}", "")
    with pytest.raises(Conflict):
        save_view(user, "One more", "")
    assert save_view(user, "View 3", "urgency=low").query == "urgency=low"
    assert SavedView.objects.visible_to(user).count() == MOST_VIEWS


def test_nobody_sees_or_deletes_the_views_of_another(user):
    view = save_view(UserFactory(), "Theirs", "")
    assert views_of(user) == []
    with pytest.raises(Missing):
        delete_view(user, view.pk)
    assert SavedView.objects.filter(pk=view.pk).exists()


def test_a_view_is_saved_opened_and_deleted_from_its_menu(reader, user):
    AlertFactory(urgency="high", title="Loud")
    answer = reader.post("/alerts/views/", {"name": "Loud", "query": "urgency=high"}, headers=HTMX)
    assert answer.status_code == 200
    assert "Loud is saved." in answer["HX-Trigger"]
    assert 'href="/alerts/?urgency=high" aria-current="true"' in answer.content.decode()
    view = views_of(user)[0]
    assert 'href="/alerts/?urgency=high" aria-current="true"' in reader.get("/alerts/?urgency=high").content.decode()
    here = HTMX | {"HX-Current-URL": "http://testserver/alerts/?urgency=high&selected=3"}
    gone = reader.post(f"/alerts/views/{view.pk}/delete/", headers=here)
    assert "No view is saved yet." in gone.content.decode()
    assert 'value="urgency=high"' in gone.content.decode()


def test_without_scripts_the_menu_works_by_plain_forms(reader, user):
    saved = reader.post("/alerts/views/", {"name": "Loud", "query": "urgency=high"})
    assert (saved.status_code, saved.url) == (302, "/alerts/?urgency=high")
    assert "Loud is saved." in reader.get(saved.url).content.decode()
    deleted = reader.post(f"/alerts/views/{views_of(user)[0].pk}/delete/")
    assert (deleted.status_code, deleted.url) == (302, "/alerts/")


def test_a_bad_name_comes_back_in_the_form(reader):
    answer = reader.post("/alerts/views/", {"name": "x" * 60, "query": "urgency=high"}, headers=HTMX)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert 'role="alert"' in html
    assert 'value="urgency=high"' in html
    assert reader.post("/alerts/views/", {"name": ""}).status_code == 422
    assert not SavedView.objects.exists()
