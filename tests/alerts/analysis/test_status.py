"""How far along an event is, from tense, modality, denial and dates."""

import pytest

from alerts.analysis.facts import find_facts
from alerts.analysis.status import status_of
from tests.alerts.analysis.readings import reading


def status(kind: str, title: str, text: str = "", *, is_event: bool = True) -> str:
    found = reading(title, text)
    return status_of(found, kind, find_facts(found, kind), is_event=is_event, confidence=0.8 if is_event else 0.2)


@pytest.mark.parametrize(
    ("kind", "title", "expected"),
    [
        ("launch", "Orbitra token launch is live", "live"),
        ("launch", "Orbitra launches its governance token", "live"),
        ("airdrop", "Claims are now open for the Orbitra airdrop", "live"),
        ("sale", "Halyard presale has begun", "live"),
        ("launch", "Orbitra just launched its token today", "live"),
        ("listing", "Tessera Pre-Market | [Live, Bybit]", "live"),
        ("launch", "Orbitra token goes live on March 20", "dated"),
        ("listing", "Exchange will list Tessera tomorrow", "dated"),
        ("sale", "Quillon IDO | [5pm UTC, Eth]", "dated"),
        ("airdrop", "Orbitra airdrop by the end of June", "dated"),
        ("launch", "Orbitra confirms its token", "announced"),
        ("airdrop", "Halyard set to airdrop 100 million tokens", "announced"),
        ("sale", "Halyard token sale sold out", "done"),
        ("airdrop", "The Orbitra airdrop was distributed on Monday", "done"),
        ("launch", "Orbitra postpones its token launch", "delayed"),
        ("delay", "Orbitra moves its token launch to May", "delayed"),
        ("scam", "Fake Orbitra airdrop drains wallets", "false"),
    ],
)
def test_a_text_gives_its_event_a_status(kind: str, title: str, expected: str) -> None:
    is_event = expected not in {"delayed", "false"}
    assert status(kind, title, is_event=is_event) == expected


@pytest.mark.parametrize(
    "title",
    [
        "Rumour: Orbitra may launch a token",
        "Orbitra could airdrop tokens to users",
        "Halyard reportedly considering a token",
        "Insiders say a Kestrel token is possible",
    ],
)
def test_what_is_unsure_is_a_rumour(title: str) -> None:
    assert status("launch", title, is_event=False) == "rumour"


@pytest.mark.parametrize(
    "title",
    [
        "No, we are not launching a token",
        "There is no Orbitra token",
        "There are no plans to launch a token, team says",
        "Orbitra has no plans for an airdrop",
        "Halyard won't launch a token",
        "Kestrel denies plans for an airdrop",
        "We will never launch a token",
        "Orbitra: no token planned",
    ],
)
def test_a_denial_makes_it_false(title: str) -> None:
    assert status("launch", title, is_event=False) == "false"


@pytest.mark.parametrize(
    "title",
    [
        "Do not miss the Orbitra token launch",
        "Not only an airdrop: Halyard launches a token",
        "Kestrel denies hack after airdrop",
    ],
)
def test_not_every_no_is_a_denial(title: str) -> None:
    assert status("launch", title) != "false"
