"""Addresses of token contracts, checked for what their chain writes into them."""

import re
from hashlib import sha256

ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
VALUES = {letter: value for value, letter in enumerate(ALPHABET)}
EVM = re.compile(r"(?<![0-9A-Za-z/=?&])0x[0-9a-fA-F]{40}(?![0-9A-Za-z])")
BASE58 = re.compile(r"(?<![0-9A-Za-z/=?&])[1-9A-HJ-NP-Za-km-z]{32,44}(?![0-9A-Za-z])")
# Somebody's own address is no contract: the text has to call it one.
CALLED = re.compile(
    r"(?:\b(?:contract|ca|token|mint|coin)\b(?:\saddress)?(?:\s\([^)\n]{1,20}\))?|\$[a-z0-9]{2,11})\W{0,4}"
    r"(?:(?:on|is|at)\W{1,2}(?:\w+\W{1,2}){0,3})?$"
)
OWN = re.compile(r"\b(?:my|your|wallet|holder|whale|deposit|sent?|donat\w+|from|bsc:|winner)\b[^.\n]{0,30}$")
NEAR = 60


def find_contract(text: str, folded: str) -> str:
    """Return the first address that ``text`` calls a contract, empty where there is none."""
    for pattern, is_valid in ((EVM, _is_evm), (BASE58, _is_base58)):
        if pattern is EVM and "0x" not in folded:
            continue
        for match in pattern.finditer(text):
            before = folded[max(0, match.start() - NEAR) : match.start()]
            if CALLED.search(before) and not OWN.search(before) and is_valid(match[0]):
                return match[0]
    return ""


def _is_evm(address: str) -> bool:
    return len(set(address[2:].lower())) > 4  # 0x000…dead and the like are nobody's contract


def _is_base58(address: str) -> bool:
    number = 0
    for letter in address:
        number = number * 58 + VALUES[letter]
    size = (number.bit_length() + 7) // 8 + len(address) - len(address.lstrip("1"))
    if address.startswith("T") and len(address) == 34:
        return _is_tron(number)
    return size == 32 and not address.isalpha() and not address.islower()


def _is_tron(number: int) -> bool:
    if number.bit_length() > 200:
        return False
    raw = number.to_bytes(25, "big")
    return raw[0] == 0x41 and sha256(sha256(raw[:-4]).digest()).digest()[:4] == raw[-4:]
