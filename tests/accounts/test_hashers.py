"""How passwords are stored."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher, check_password, make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from accounts import hashers
from project.common.errors import Unavailable

OWASP_MINIMUM = "$m=19456,t=2,p=1$"
"""OWASP Password Storage Cheat Sheet: Argon2id with 19 MiB, two passes, one lane."""


def test_a_password_is_stored_as_argon2id_at_the_owasp_minimum() -> None:
    stored = make_password("twelve chars")
    assert stored.startswith("argon2$argon2id$")
    assert OWASP_MINIMUM in stored
    assert check_password("twelve chars", stored)
    assert not check_password("twelve char", stored)


def test_the_same_password_is_never_stored_alike() -> None:
    assert make_password("twelve chars") != make_password("twelve chars")


def test_eleven_characters_are_too_few_and_twelve_enough() -> None:
    with pytest.raises(ValidationError, match="at least 12 characters"):
        validate_password("tides-at-11")
    validate_password("tides-at-12!")


def test_no_more_than_four_passwords_are_worked_on_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    running, most, lock = 0, 0, threading.Lock()
    real = Argon2PasswordHasher.encode

    def watched(self: Argon2PasswordHasher, password: str, salt: str) -> str:
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
        try:
            return real(self, password, salt)
        finally:
            with lock:
                running -= 1

    monkeypatch.setattr(Argon2PasswordHasher, "encode", watched)
    with ThreadPoolExecutor(12) as pool:
        assert len(set(pool.map(make_password, ["twelve chars"] * 24))) == 24
    assert most <= hashers.AT_ONCE


def test_whoever_waits_too_long_for_their_turn_is_told_to_come_back(monkeypatch: pytest.MonkeyPatch) -> None:
    stored = make_password("twelve chars")
    monkeypatch.setattr(hashers, "WAIT_S", 0.01)
    with ExitStack() as stack:
        for _ in range(hashers.AT_ONCE):
            stack.enter_context(hashers.slot())
        with pytest.raises(Unavailable):
            make_password("twelve chars")
        with pytest.raises(Unavailable):
            check_password("twelve chars", stored)
    assert check_password("twelve chars", stored)


def test_a_place_is_given_back_when_hashing_fails() -> None:
    for _ in range(2 * hashers.AT_ONCE):
        assert not check_password("twelve chars", "argon2$argon2id$v=19$m=1,t=1,p=1$broken$broken")
    assert check_password("twelve chars", make_password("twelve chars"))
