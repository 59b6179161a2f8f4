from collections.abc import Callable

import pytest
from django.core.exceptions import ImproperlyConfigured

from project.common import env

MARKET = ("auto", "live", "simulated")


@pytest.mark.parametrize(
    ("read", "given", "expected"),
    [
        (lambda: env.text("NAME", "else"), None, "else"),
        (lambda: env.text("NAME", "else"), "  kept  ", "kept"),
        (lambda: env.flag("NAME"), "Yes", True),
        (lambda: env.flag("NAME", True), "off", False),
        (lambda: env.flag("NAME", True), None, True),
        (lambda: env.integer("NAME", 5), "17", 17),
        (lambda: env.integer("NAME", 5), None, 5),
        (lambda: env.choice("NAME", "auto", MARKET), "LIVE", "live"),
        (lambda: env.words("NAME", "a,b"), " x, ,y ", ["x", "y"]),
        (lambda: env.networks("NAME"), "10.0.0.0/8,::1", ["10.0.0.0/8", "::1"]),
        (lambda: env.json_object("NAME"), '{"kraken": {"ws": "ws://x"}}', {"kraken": {"ws": "ws://x"}}),
        (lambda: env.json_strings("NAME"), '{"token": "http://x"}', {"token": "http://x"}),
        (lambda: env.pair("NAME", "5:300"), None, (5, 300)),
    ],
)
def test_a_value_is_read_as_its_type(
    monkeypatch: pytest.MonkeyPatch, read: Callable[[], object], given: str | None, expected: object
) -> None:
    monkeypatch.delenv("NAME", raising=False)
    if given is not None:
        monkeypatch.setenv("NAME", given)
    assert read() == expected


@pytest.mark.parametrize(
    ("read", "given"),
    [
        (lambda: env.flag("NAME"), "maybe"),
        (lambda: env.integer("NAME", 5, low=1, high=10), "0"),
        (lambda: env.integer("NAME", 5, low=1, high=10), "11"),
        (lambda: env.integer("NAME", 5), "-1"),
        (lambda: env.integer("NAME", 5), "²"),
        (lambda: env.choice("NAME", "auto", MARKET), "none"),
        (lambda: env.networks("NAME"), "everything"),
        (lambda: env.json_object("NAME"), "{"),
        (lambda: env.json_object("NAME"), '["kraken"]'),
        (lambda: env.json_object("NAME"), '{"kraken": "ws://x"}'),
        (lambda: env.json_strings("NAME"), '{"token": {}}'),
        (lambda: env.pair("NAME", "5:300"), "5"),
        (lambda: env.pair("NAME", "5:300"), "0:300"),
    ],
)
def test_a_value_that_cannot_be_used_is_one_sentence_with_the_name(
    monkeypatch: pytest.MonkeyPatch, read: Callable[[], object], given: str
) -> None:
    monkeypatch.setenv("NAME", given)
    with pytest.raises(ImproperlyConfigured, match=r"^NAME .+\.$") as caught:
        read()
    assert "\n" not in str(caught.value)


def test_addresses_are_web_addresses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FEEDS", " https://a.example/rss, http://b.example/?x=1 ")
    assert env.addresses("FEEDS") == ["https://a.example/rss", "http://b.example/?x=1"]
    monkeypatch.setenv("FEEDS", "a.example/rss")
    with pytest.raises(ImproperlyConfigured, match=r"FEEDS has 'a.example/rss'"):
        env.addresses("FEEDS")
