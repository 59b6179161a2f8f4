"""How passwords are stored."""

import pytest
from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

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
