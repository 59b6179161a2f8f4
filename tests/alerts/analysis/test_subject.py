"""Whose event it is, as texts call them."""

import pytest

from alerts.analysis.subject import find_subject, subject_key
from tests.alerts.analysis.readings import WATCHED, reading


@pytest.mark.parametrize(
    ("title", "subject"),
    [
        ("Orbitra launches its governance token", "Orbitra"),
        ("Solana DEX Halyard set to airdrop 100 million tokens", "Halyard"),
        ("Kestrel Finance's token goes live", "Kestrel Finance"),
        ("The Tessera token airdrop is live", "Tessera"),
        ("Quillon IDO | [5pm UTC, Eth]", "Quillon"),
        ("[Avalon Dollar] Token Generation Event | Avalon Dollar | General", "Avalon Dollar"),
        ("Binance lists Orbitra", "Orbitra"),
        ("Kraken Will List Sablewing Protocol (SBLW)", "Sablewing Protocol"),
        ("Introducing Ostrea (OSTR) on Binance HODLer Airdrops", "Ostrea"),
        ("@orbitra_xyz airdropping 20M $ORBT to stakers", "orbitra xyz"),
        ("A known actor launches Kestrel's first ever token", "Kestrel"),
        ("Backer plans to raise money with \u2018Moon It\u2019 meme coin", "Moon It"),
        ("Moghul-backed Halyard token raises $5M", "Halyard"),
        ("Exchange Liquidium cancels Halyard token sale", "Halyard"),
        ("MegaPlasma token launches as a layer-2 network is tested", "MegaPlasma"),
        ("Second $ORBT airdrop confirmed", "ORBT"),
        ("TODAY is the $ORBT presale", "ORBT"),
        ("Bybit announces new listing rules", ""),
        ("CoinDesk launches newsletter", ""),
        ("Ethereum meme coin launches", ""),
        ("a plain sentence", ""),
        ("", ""),
    ],
)
def test_the_subject_is_the_one_whose_event_it_is(title: str, subject: str) -> None:
    assert find_subject(reading(title)) == subject


def test_a_watched_company_goes_by_its_own_name() -> None:
    for title in (
        "@nebula_labs confirms its airdrop",
        "Nebula token launches",
        "$NEBX airdrop confirmed",
        "NEBULA LABS AIRDROP",
    ):
        assert find_subject(reading(title, companies=WATCHED)) == "Nebula Labs"


def test_a_watched_company_beside_the_event_is_not_its_subject() -> None:
    assert find_subject(reading("Orbitra launches token with help of Nebula Labs", companies=WATCHED)) == "Orbitra"


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("Nebula Labs", "@nebula_labs"),
        ("Nebula Labs", "NebulaLabs"),
        ("Nebula Labs", "Nebula"),
        ("Orbitra Protocol", "ORBITRA"),
        ("Kestrel Finance", "Kestrel's"),
        ("Sablewing Foundation", "sablewing"),
    ],
)
def test_names_of_the_same_project_have_the_same_key(name: str, other: str) -> None:
    assert subject_key(name) == subject_key(other) != ""


def test_other_projects_have_other_keys() -> None:
    names = ["Nebula Labs", "Nebulon", "Orbitra", "Orbit", "Labs", "Token", "DAO"]
    assert len({subject_key(name) for name in names}) == len(names)
