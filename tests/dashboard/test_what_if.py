"""What would change a score."""

from dataclasses import asdict
from datetime import timedelta

import pytest

from alerts.analysis.match import company_matcher
from alerts.analysis.score import score_text
from dashboard.what_if import what_if
from project.common.clock import now
from tests.factories import AlertFactory, ItemFactory

pytestmark = pytest.mark.django_db
TEXT = "We are launching our token NEBX on 28 November. The token generation event takes place at noon UTC."


@pytest.fixture
def item():
    return ItemFactory(title="Nebula Labs launches its token", text=TEXT, published_at=now() - timedelta(hours=1))


def reasons(item) -> dict[str, object]:
    score = score_text(item.title, item.text, company_matcher(), source_priority=3, now=item.published_at)
    return {"text": score.text, "contributions": [asdict(each) for each in score.contributions]}


def test_the_words_that_count_most_are_named(item):
    sentences = what_if(AlertFactory(item=item, analysis=reasons(item)))
    assert 1 <= len(sentences) <= 3
    assert all(sentence.startswith("Without ") and sentence.endswith(".") for sentence in sentences)


def test_they_come_by_themselves_after_the_detail(client, user, item):
    client.force_login(user)
    alert = AlertFactory(item=item, analysis=reasons(item))
    assert 'id="what-if" hx-get=' in client.get(f"/alerts/{alert.pk}/").content.decode()
    part = {"HX-Request": "true", "HX-Target": "div#what-if"}
    html = client.get(f"/alerts/{alert.pk}/", headers=part).content.decode()
    assert "What would change it" in html
    assert "hx-get" not in html


def test_nothing_is_said_of_a_score_that_would_be_another_today(item):
    other = {"contributions": [{"name": "Token", "points": 7, "start": None, "end": None}]}
    assert what_if(AlertFactory(item=item, analysis=other)) == []
    assert what_if(AlertFactory(item=ItemFactory())) == []
