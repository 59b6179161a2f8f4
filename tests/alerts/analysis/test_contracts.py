"""Addresses of contracts, and the many strings that look like one."""

import pytest

from alerts.analysis.contracts import find_contract

EVM = "0x00c49bd1e5812464e754d9dfed18243fb93d73d2"
SOLANA = "5uGSuJpME31JvUKmoGmCenUaxLe9Sr3VqnyrzMzUxUFB"
TRON = "TX6Bki1BVRRLkx3DGUkPxQHcBTYetM1ibz"
HASH = "0x00c49bd1e5812464e754d9dfed18243fb93d73d217f7ac0a233fcedaedb7c3a9"


@pytest.mark.parametrize(
    ("text", "contract"),
    [
        (f"Contract address: {EVM}", EVM),
        (f"CA {EVM}", EVM),
        (f"$NEBX {EVM} is live", EVM),
        (f"Token contract (Ethereum): {EVM}", EVM),
        (f"The mint is {SOLANA}", SOLANA),
        (f"CA: {SOLANA}", SOLANA),
        (f"Contract: {TRON}", TRON),
    ],
)
def test_an_address_that_is_called_a_contract_is_one(text: str, contract: str) -> None:
    assert find_contract(text, text.lower()) == contract


@pytest.mark.parametrize(
    "text",
    [
        f"Transaction of the token contract: {HASH}",
        f"Send to my wallet, contract {EVM}",
        f"Whale {EVM} bought",
        f"Whales buy the dip! Address: {EVM}",
        f"https://scan.example/?token={EVM}",
        f"https://scan.example/token/{EVM}",
        f"contract {EVM}ab",
        "contract 0x0000000000000000000000000000000000000000",
        f"contract: {SOLANA[:-1]}x1",
        f"contract: {TRON[:-1]}y",
        "contract: Supercalifragilisticexpialidociousandmore",
        "",
    ],
)
def test_a_hash_a_wallet_or_a_misspelt_address_is_none(text: str) -> None:
    assert find_contract(text, text.lower()) == ""
