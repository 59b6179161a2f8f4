"""The feed as a file: what is shown, for its reader alone."""

import csv
import io
import json

import pytest

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
