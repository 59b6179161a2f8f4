"""When, where, how much and on which chain, as a text says of the event itself."""

from datetime import UTC, date, datetime

import pytest

from alerts.analysis.facts import find_facts
from alerts.types import Facts
from tests.alerts.analysis.readings import reading


def facts(kind: str, title: str, text: str = "") -> Facts:
    return find_facts(reading(title, text), kind)


@pytest.mark.parametrize(
    ("kind", "title", "day"),
    [
        ("launch", "Orbitra token launches on March 20, says a report of March 12", date(2026, 3, 20)),
        ("airdrop", "Snapshot on March 15, claims open on March 28", date(2026, 3, 28)),
        ("airdrop", "Orbitra airdrop: snapshot on March 15", date(2026, 3, 15)),
        ("listing", "Exchange lists Orbitra: deposits from March 13, trading opens March 16", date(2026, 3, 16)),
        ("sale", "Halyard presale starts April 2; whitelist registration closes March 25", date(2026, 4, 2)),
        ("launch", "Founded on May 3, 2021, Tessera goes live on April 9", date(2026, 4, 9)),
        ("delay", "Quillon moves its token launch from March 18 to April 22", date(2026, 4, 22)),
        ("launch", "Kestrel token was launched on Monday", date(2026, 3, 9)),
    ],
)
def test_the_date_is_that_of_the_event(kind: str, title: str, day: date) -> None:
    found = facts(kind, title)
    assert (found.starts_on, found.ends_on) == (day, day)


def test_a_date_in_the_headline_comes_before_one_in_the_body() -> None:
    found = facts("launch", "Orbitra token launch set for March 20", "The launch of the app follows on March 14.")
    assert found.starts_on == date(2026, 3, 20)


def test_a_window_has_its_first_and_last_day_and_its_words() -> None:
    found = facts("launch", "Orbitra to launch its token in late April")
    assert (found.starts_on, found.ends_on) == (date(2026, 4, 21), date(2026, 4, 30))
    assert found.date_words == "late April"


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("Orbitra token goes live on March 20 at 12:00 UTC", "March 20 at 12:00 UTC"),
        ("Orbitra token launches in 3 days", "in 3 days"),
        ("Orbitra token launches in Q3", "Q3"),
        ("Orbitra token launch starts 28/11", "28/11"),
        ("Orbitra token launches next week", "next week"),
    ],
)
def test_the_words_of_the_date_are_those_of_the_text(title: str, words: str) -> None:
    assert facts("launch", title).date_words == words


def test_the_hour_may_stand_in_the_body() -> None:
    found = facts("listing", "Exchange will list ORBT (2026-03-14)", "Spot trading: 09:30 (UTC) on March 14, 2026.")
    assert found.starts_at == datetime(2026, 3, 14, 9, 30, tzinfo=UTC)


def test_what_happened_long_ago_is_no_date_of_the_event() -> None:
    assert facts("launch", "Orbitra, which launched in June 2019, unveils its token").starts_on is None


@pytest.mark.parametrize(
    ("kind", "title", "venue"),
    [
        ("listing", "Kraken will list Orbitra (ORBT)", "Kraken"),
        ("listing", "Orbitra debuts on Gate.io and Bybit", "Gate"),
        ("listing", "Orbitra Pre-Market | [Live, Bybit]", "Bybit"),
        ("sale", "Orbitra token sale on CoinList opens", "CoinList"),
        ("sale", "The @orbitra IDO on Polkastarter is open", "Polkastarter"),
        ("listing", "New listing: @okx adds ORBT", "OKX"),
        ("listing", "Spot trading of ORBT begins under Coinbase's experimental label", "Coinbase"),
        ("launch", "Whale deposited 4M ORBT to Binance after the token launch", ""),
        ("launch", "Orbitra launches its token with a gate for early users", ""),
        ("other", "Kraken will list Orbitra", ""),
    ],
)
def test_the_venue_is_where_it_happens(kind: str, title: str, venue: str) -> None:
    assert facts(kind, title).venue == venue


@pytest.mark.parametrize(
    ("title", "chain"),
    [
        ("Orbitra launches its token on Solana", "Solana"),
        ("Solana-based Orbitra to launch a token", "Solana"),
        ("Orbitra token goes live on Base", "Base"),
        ("Quillon IDO | [5pm UTC, Eth]", "Ethereum"),
        ("Orbitra launches its token on BSC", "BNB Chain"),
        ("Orbitra launches a token for the Ronin Network", "Ronin"),
        ("Orbitra launches a token at the base of a mountain", ""),
        ("Orbitra launches its token as Ethereum rallies", ""),
    ],
)
def test_the_chain_is_the_one_of_the_event(title: str, chain: str) -> None:
    assert facts("launch", title).chain == chain


@pytest.mark.parametrize(
    ("kind", "title", "amount"),
    [
        ("airdrop", "Orbitra to airdrop 100 million tokens to users", "100 million tokens"),
        ("airdrop", "Orbitra airdropping 20M $ORBT to stakers", "20M $ORBT"),
        ("airdrop", "Airdrop of 10% of the total supply to early users", "10% of the total supply"),
        ("sale", "Orbitra token sale raises $50M in a day", "$50M"),
        ("sale", "Halyard to sell 5% of tokens", "5% of tokens"),
        ("sale", "Halyard presale at $0.05 a token", ""),
        ("listing", "Orbitra debuts at $1b FDV", ""),
        ("airdrop", "Airdrop of a project with $200 million in volume", ""),
        ("launch", "Orbitra launches its token", ""),
    ],
)
def test_the_amount_is_what_the_event_is_about(kind: str, title: str, amount: str) -> None:
    assert facts(kind, title).amount == amount


def test_a_text_without_facts_has_none() -> None:
    assert facts("launch", "") == Facts()
