"""One alert: why it scored, who tells of it, what the price did, and what it means for the reader."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from alerts.manual import Draft, create_manual_alert
from alerts.models import AlertMark
from dashboard.acts import perform
from markets.models import Instrument
from project.common.clock import now
from tests.dashboard.parts import part
from tests.dashboard.stories import ANALYSIS, build_event, dated_alert, measure
from tests.factories import AlertFactory, CompanyFactory, InstrumentFactory

pytestmark = pytest.mark.django_db
FEED = "/alerts/"


def test_the_detail_explains_the_score_and_quotes_the_source_escaped(reader):
    published = now() - timedelta(minutes=3)
    alert = AlertFactory(analysis=ANALYSIS, confidence="0.820", published_at=published, item__received_at=now())
    html = reader.get(f"/alerts/{alert.pk}/").content.decode()
    points = re.findall(r'<dd class="num">([+\u2212]\d+)</dd>', html)
    assert sum(int(text.replace("\u2212", "-")) for text in points) == 82
    assert "&lt;b&gt;" in html
    assert "<b>confirms" not in html
    assert "<mark>confirms<sup>2</sup></mark>" in html
    assert '<dt>Latency</dt><dd title="From publication to delivery">3m</dd>' in html


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "ftp://example.com/a", ""])
def test_an_address_that_is_not_of_the_web_is_no_link(reader, address):
    alert = AlertFactory(source_url=address)
    html = reader.get(f"/alerts/{alert.pk}/").content.decode()
    assert "Open the original" not in html
    assert not address or address not in html


def test_the_original_opens_without_telling_where_from(reader):
    alert = AlertFactory(source_url="https://news.example.com/1")
    html = reader.get(f"/alerts/{alert.pk}/").content.decode()
    links = re.findall(r'<a [^>]*href="https://news.example.com/1"[^>]*>', html)
    assert links
    assert all('rel="noopener noreferrer"' in link for link in links)


def test_a_company_whose_token_is_traded_has_a_link_and_a_live_price(reader):
    InstrumentFactory(symbol="SUI-USDT", base="SUI")
    alert = AlertFactory(company=CompanyFactory(name="Sui", tokens=["SUI"]))
    html = reader.get(f"/alerts/{alert.pk}/").content.decode()
    assert reverse("instrument", args=["SUI-USDT"]) in html
    assert 'data-k="SUI-USDT.last"' in html
    assert "px:SUI-USDT" in re.search(r'data-topics="([^"]*)"', html)[1]


def test_a_token_that_only_the_text_mentions_comes_after_the_company(reader):
    InstrumentFactory(symbol="SUI-USDT", base="SUI")
    InstrumentFactory(symbol="SOL-USDT", base="SOL")
    mentioned = AlertFactory(company=None, tokens_mentioned=["NONE", "SOL"])
    own = AlertFactory(company=CompanyFactory(tokens=["SUI"]), tokens_mentioned=["SOL"])
    for alert, symbol in ((mentioned, "SOL-USDT"), (own, "SUI-USDT")):
        html = reader.get(f"/alerts/{alert.pk}/", headers={"HX-Request": "true"}).content.decode()
        assert f'data-k="{symbol}.last"' in html


def test_a_token_that_is_not_traded_has_no_link(reader):
    Instrument.objects.all().delete()
    alert = AlertFactory(company=CompanyFactory(tokens=["NEBX"]))
    assert "data-open-instrument" not in reader.get(f"/alerts/{alert.pk}/").content.decode()


def test_the_detail_tells_the_whole_story(reader):
    alert = dated_alert(analysis=ANALYSIS | {"model": 3})
    html = reader.get(f"/alerts/{alert.pk}/").content.decode()
    for piece in (
        'aria-label="How the event stands"',
        "The sources disagree on the date",
        "Told by 2 items",
        ">First<",
        "61% alike",
        "Orbitra",
        "4% of supply",
        'data-copy="contract"',
        "Scored by model version 3.",
        "No market yet: NEBX is not traded here.",
        "None of your watchlists holds NEBX.",
        "Status: announced to dated.",
    ):
        assert piece in html, piece


def test_prices_fill_in_by_themselves_until_the_last_is_there(reader):
    InstrumentFactory(symbol="SOL-USDT", base="SOL")
    alert = AlertFactory(company=None, tokens_mentioned=["SOL"])
    measure(alert, {0: 100.0, 60: None})
    prices = part("section#reaction")
    html = reader.get(f"/alerts/{alert.pk}/", headers=prices).content.decode()
    assert "<article" not in html
    assert re.search(r'hx-trigger="load delay:\d+s', html)
    alert.outcomes.update(state="measured", price=101.0)
    html = reader.get(f"/alerts/{alert.pk}/", headers=prices).content.decode()
    assert "hx-trigger" not in html
    assert not AlertMark.objects.exists()


def test_the_row_says_what_the_price_did(reader):
    measure(AlertFactory(), {0: 100.0, 300: 98.0})
    html = reader.get(FEED).content.decode()
    assert "\N{MINUS SIGN}2.00%" in html
    assert "after 5m" in html


def test_a_manual_alert_looks_right(reader, user):
    alert = create_manual_alert(user, Draft(title="Heard at the conference", urgency="high"))
    html = reader.get(f"/alerts/{alert.pk}/").content.decode()
    assert "nothing scored it" in html
    assert "without a text" in html
    assert "How the event stands" not in html
    assert "Told by" not in html
    assert 'use href="' in html


def test_what_happened_to_earlier_alerts_is_told_even_when_they_are_archived(reader, user):
    company = CompanyFactory(name="Sui")
    earlier = AlertFactory(title="First of Sui", company=company, seq=1, event=build_event(status="done"))
    measure(earlier, {0: 100.0, 86_400: 150.0})
    perform(user, "archive", [earlier.pk])
    latest = AlertFactory(title="Second of Sui", company=company, seq=2)
    html = reader.get(f"/alerts/{latest.pk}/").content.decode()
    similar = html[html.index('class="similar"') :]
    assert "First of Sui" in similar
    assert "+50.00%" in similar
    assert "Done" in similar
