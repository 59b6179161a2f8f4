"""The feed as a file: what is shown, for its reader alone."""

import csv
import io
import json

import pytest
from django.urls import reverse

from dashboard.acts import perform
from tests.factories import AlertFactory, UserFactory

pytestmark = pytest.mark.django_db


def test_the_menu_offers_what_the_filters_show(reader):
    html = reader.get("/alerts/?urgency=high").content.decode()
    assert 'href="/alerts/export/?urgency=high&amp;format=csv"' in html
    assert 'href="/alerts/export/?urgency=high&amp;format=json"' in html


def test_both_formats_hold_what_is_shown(reader, user):
    shown = AlertFactory(title="Loud", urgency="high")
    AlertFactory(title="Quiet", urgency="low")
    AlertFactory(title="Theirs", urgency="high", user=UserFactory())
    perform(user, "archive", [AlertFactory(title="Done", urgency="high").pk])
    table = reader.get("/alerts/export/?urgency=high&format=csv")
    rows = list(csv.DictReader(io.StringIO(b"".join(table.streaming_content).decode())))
    assert [row["title"] for row in rows] == ["Loud"]
    assert "attachment" in table["Content-Disposition"]
    listed = reader.get("/alerts/export/?urgency=high&format=json")
    assert [row["id"] for row in json.loads(b"".join(listed.streaming_content))] == [shown.pk]


def test_a_cell_that_a_spreadsheet_would_run_is_disarmed(reader):
    AlertFactory(title='=HYPERLINK("https://evil.example")')
    table = b"".join(reader.get("/alerts/export/").streaming_content).decode()
    assert "\"'=HYPERLINK(" in table


@pytest.mark.parametrize("query", ["format=xml", "urgency=huge", "from=x"])
def test_a_file_that_cannot_be_what_was_asked_for_is_refused(reader, query):
    assert reader.get(f"/alerts/export/?{query}").status_code == 422


def test_files_of_all_pages_share_one_limit_and_its_page_says_when_to_come_back(reader, bus, settings):
    settings.RATE_LIMIT_STRICT = (4, 60)
    files = [f"{reverse('export_alerts')}?format=json", *map(reverse, ("track_record_csv", "export_companies"))]
    for address in [*files, reverse("export_alerts")]:
        assert reader.get(address).status_code == 200
    for address in files:
        refused = reader.get(address)
        page = refused.content.decode()
        assert (refused.status_code, 0 < int(refused["Retry-After"]) <= 60) == (429, True)
        assert "One user may ask for 4 files in 60 seconds, and you have." in page
        assert f"Try again in {refused['Retry-After']} second" in page
        assert '<main id="main"' in page


def test_a_file_that_was_refused_counts_nowhere(reader, bus, settings):
    settings.RATE_LIMIT_STRICT = (1, 60)
    assert reader.get("/alerts/export/?format=xml").status_code == 422
    assert reader.get("/alerts/export/").status_code == 200
