"""Secrets are masked wherever a line of the log holds one, and no text can pass for a line."""

import json
import logging
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django.fixtures import Settings

from project.logs import line_formatter
from project.redaction import HIDDEN, LONGEST_TEXT, cover, mask

KEY = "tdw_Zz9yXw8v_" + "k" * 43 + "_0badc0de"
TOKEN = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0." + "s" * 43
MASKED = {
    f"used {KEY} twice": f"used tdw_Zz9yXw8v{HIDDEN} twice",
    f"GET /api/v1/x/{KEY}/y": f"GET /api/v1/x/tdw_Zz9yXw8v{HIDDEN}/y",
    "tdr_" + "r" * 43: f"tdr_{HIDDEN}",
    f"with {TOKEN}.": f"with eyJ{HIDDEN}.",
    "whsec_abcdef and sk_live_abcdef and sk_test_abcdef": f"whsec_{HIDDEN} and sk_live_{HIDDEN} and sk_test_{HIDDEN}",
    "Bearer abc.def-ghi": f"Bearer {HIDDEN}",
    "Authorization: Basic Y2FuYXJ5OmM=": f"Authorization: {HIDDEN}",
    "Cookie: sessionid=abc; csrftoken=def": f"Cookie: {HIDDEN}",
    "sessionid=abc; csrftoken=def": f"sessionid={HIDDEN}; csrftoken={HIDDEN}",
    "GET /x?a=1&token=abc&b=2": f"GET /x?a=1&token={HIDDEN}&b=2",
    "GET /callback/?code=abc&state=def": f"GET /callback/?code={HIDDEN}&state={HIDDEN}",
    "{'password': 'it\\'s', 'user': 'mira'}": f"{{'password': {HIDDEN}, 'user': 'mira'}}",
    '{"password": "a b", "user": "mira"}': f'{{"password": {HIDDEN}, "user": "mira"}}',
    "{'password1': ['a', 'b'], 'user': ['mira']}": f"{{'password1': [{HIDDEN}], 'user': ['mira']}}",
    "password=abc user=mira": f"password={HIDDEN} user=mira",
    "secret_key='abc'": f"secret_key={HIDDEN}",
    "redis://:abc@127.0.0.1:6379/0": f"redis://:{HIDDEN}@127.0.0.1:6379/0",
    "postgres://tide:a/b:c@db/tide": f"postgres://tide:{HIDDEN}@db/tide",
    "/accounts/password/reset/key/3-abc-def/": f"/accounts/password/reset/key/{HIDDEN}/",
    "/accounts/confirm-email/MQ:abc:def/": f"/accounts/confirm-email/{HIDDEN}/",
    "otpauth://totp/T:mira?secret=ABC&issuer=T": f"otpauth://totp/T:mira?secret={HIDDEN}&issuer=T",
}
HARMLESS = (
    "Polled https://feeds.example.com/1.xml: 3 new items, 2 alerts.",
    "The token of Nebula Labs starts trading on 28 November.",
    "Tokens expired: 3",
    "GET /markets/BTC-USDT/?range=1d&view=heatmap",
    "tdw_Zz9yXw8v",
    "12:30:00 kraken is down",
    "{'tokens_mentioned': ['NEB'], 'user_id': 3}",
)
FORGERIES = [
    f"{before}{line}"
    for before in (
        "\n",
        "\r\n",
        "\r",
        "\x0b",
        "\x0c",
        "\x1c",
        "\x85",
        "\u2028",
        "\u2029",
        "\x1b[2K\r",
        "\x00\n",
        "\ud800\n",
    )
    for line in (
        "2026-11-22T00:00:00Z [info     ] all is well",
        '{"event": "all is well", "level": "info"}',
        "    | Traceback (most recent call last):",
        "\x1b]0;title\x07",
    )
] + ["\u202eevil", "a\tb", "\x7f", "\x9b31m"]


def line_of(form: str, message: str, *args: Any, error: Exception | None = None) -> str:
    info = (type(error), error, error.__traceback__) if error else None
    record = logging.LogRecord("foreign", logging.WARNING, "x.py", 1, message, args, info)
    return str(line_formatter(form).format(record))


@pytest.mark.parametrize("text", MASKED)
def test_a_secret_in_a_text_is_masked(text: str) -> None:
    assert mask(text) == MASKED[text]


@pytest.mark.parametrize("text", HARMLESS)
def test_what_is_no_secret_is_left_alone(text: str) -> None:
    assert mask(text) == text


def test_a_field_is_masked_for_its_name_however_deep_it_is() -> None:
    event = {
        "password": "abc",
        "headers": {"Authorization": "abc", "X-API-Key": KEY, "Accept": "text/html"},
        "rows": [{"refresh_token": "abc", "n": 1}, ("otp", 123456)],
        "totp": 123456,
        "key_id": 7,
        "is_secret": True,
        "token": None,
        "raw": b'{"password": "abc"}',
    }
    assert cover(event) == {
        "password": HIDDEN,
        "headers": {"Authorization": HIDDEN, "X-API-Key": f"tdw_Zz9yXw8v{HIDDEN}", "Accept": "text/html"},
        "rows": [{"refresh_token": HIDDEN, "n": 1}, ["otp", 123456]],
        "totp": HIDDEN,
        "key_id": 7,
        "is_secret": True,
        "token": None,
        "raw": f"b'{{\"password\": {HIDDEN}}}'",
    }


def test_our_own_settings_are_masked_wherever_they_stand(settings: Settings) -> None:
    settings.EMAIL_HOST_PASSWORD = "an odd one"
    settings.GPT_API_API_KEYS = ["an odd one, longer"]
    settings.STRIPE_SECRET_KEY = "short"
    assert (
        mask("he said an odd one, longer; then an odd one; then short")
        == f"he said {HIDDEN}; then {HIDDEN}; then short"
    )


@pytest.mark.parametrize("form", ["text", "json"])
def test_a_traceback_is_masked_too(form: str) -> None:
    error = ValueError(f"The header was Bearer {TOKEN}\nand the key {KEY}")
    line = line_of(form, "It broke", error=error)
    assert "ValueError" in line
    assert TOKEN not in line
    assert KEY not in line


@pytest.mark.parametrize("payload", FORGERIES)
def test_no_text_forges_a_line(payload: str) -> None:
    assert len(FORGERIES) >= 50
    for line in (line_of("text", "Name %s", payload), line_of("json", "Name %s", payload)):
        assert len(line.splitlines()) == 1
        assert not set(line) & set("\x00\x07\x1b\x7f\x9b\u202e\ud800\t")
    assert json.loads(line)["event"] == f"Name {payload}"


@pytest.mark.parametrize("payload", FORGERIES)
def test_no_exception_forges_a_line(payload: str) -> None:
    first, *rest = line_of("text", "Broke", error=ValueError(payload)).split("\n")
    assert "Broke" in first
    assert all(line.startswith("    | ") for line in rest)
    assert len(line_of("json", "Broke", error=ValueError(payload)).splitlines()) == 1


@given(st.text())
def test_any_text_stays_one_line(text: str) -> None:
    assert len(line_of("text", "%s", text).splitlines()) == 1


@given(
    st.text(
        min_size=10,
        max_size=40,
        alphabet=st.characters(min_codepoint=33, max_codepoint=126, exclude_characters="'\\\""),
    )
)
def test_any_password_is_masked_behind_its_name(password: str) -> None:
    for text in (f"{{'password': '{password}'}}", f'{{"password": "{password}"}}'):
        assert password not in mask(text).replace(HIDDEN, "")


@pytest.mark.parametrize(
    "text", ["://", "://a:", "password='", "eyJaaaa", "password=[", "basic ", "cookie ", "tdw_", "?key="]
)
def test_no_text_takes_long(text: str) -> None:
    start = time.process_time()
    masked = mask(text * 200_000)
    assert time.process_time() - start < 1
    assert len(masked) < 2 * LONGEST_TEXT


def test_a_long_text_loses_its_middle_and_no_half_of_a_secret_is_left() -> None:
    text = "a " * 12_000 + KEY + " z" * 4_975
    masked = mask(text)
    assert "characters left out" in masked
    assert "kkkk" not in masked
