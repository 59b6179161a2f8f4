"""The two lock files: hashed, of one mind, and without a registry's address."""

import re
from urllib.parse import urlsplit

import pytest

from tests.sources import ROOT

LOCKS = ("requirements.lock", "requirements-dev.lock")
PIN = re.compile(r"^([a-z0-9._-]+(?:\[[a-z,]+\])?==\S+)(?: ; ([^\\]+?))? *\\?$", re.M)


def pins(name: str) -> set[tuple[str, str]]:
    return set(PIN.findall((ROOT / name).read_text()))


@pytest.mark.parametrize("name", LOCKS)
def test_every_pin_has_a_hash(name: str) -> None:
    entries = re.split(r"\n(?=[a-z])", (ROOT / name).read_text().strip())
    assert len(entries) == len(pins(name))
    assert [entry.splitlines()[0] for entry in entries if "--hash=sha256:" not in entry] == []


def test_the_tests_run_on_the_versions_that_are_deployed() -> None:
    assert pins("requirements.lock") - pins("requirements-dev.lock") == set()


@pytest.mark.parametrize("name", [*LOCKS, "requirements.in", "requirements-dev.in", "pyproject.toml", "Makefile"])
def test_no_registry_is_named(name: str) -> None:
    text = (ROOT / name).read_text()
    assert [address for address in re.findall(r"https?://\S+", text) if urlsplit(address).hostname] == []
    assert "index-url" not in text.replace("--no-emit-index-url", "")
