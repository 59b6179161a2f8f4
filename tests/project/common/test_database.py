from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from project.common.database import database_from_url
from project.common.secrets import saved_secret


def test_no_address_means_sqlite_that_locks_at_begin(tmp_path: Path) -> None:
    database = database_from_url("", tmp_path)
    assert database["NAME"] == tmp_path / "tidewatch.sqlite3"
    assert database["OPTIONS"]["transaction_mode"] == "IMMEDIATE"


def test_every_part_of_an_address_is_read_and_unquoted(tmp_path: Path) -> None:
    database = database_from_url("postgresql://t%40x:p%2Fw@db.example.com:6432/tide?sslmode=require", tmp_path)
    assert [database[part] for part in ("NAME", "USER", "PASSWORD", "HOST", "PORT")] == [
        *("tide", "t@x", "p/w"),
        *("db.example.com", 6432),
    ]
    assert database["OPTIONS"]["sslmode"] == "require"
    assert database["CONN_MAX_AGE"] == 0


def test_a_connection_is_tried_first_so_that_a_restart_of_the_server_fails_no_request(tmp_path: Path) -> None:
    database = database_from_url("postgresql://t@db.example.com/tide", tmp_path)
    assert (database["CONN_HEALTH_CHECKS"], database["OPTIONS"]["pool"]["max_size"]) == (True, 8)


@pytest.mark.parametrize(
    "address",
    ["mysql://localhost/tide", "localhost", "postgresql://localhost", "postgresql://[::1/tide", "postgres://h:x/tide"],
)
def test_any_other_address_is_one_sentence_without_the_password(tmp_path: Path, address: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=r"^DATABASE_URL .+ or leave it empty for SQLite\.$"):
        database_from_url(address.replace("://", "://tide:secret@"), tmp_path)


def test_a_secret_is_made_once(tmp_path: Path) -> None:
    path = tmp_path / "made" / "secret_key"
    first = saved_secret(path)
    assert saved_secret(path) == first
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700


def test_a_folder_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ImproperlyConfigured, match=r"^DATA_DIR .+ cannot be written: File exists\. Set DATA_DIR"):
        saved_secret(tmp_path / "file" / "secret_key")


def test_a_password_with_a_slash_is_not_repeated(tmp_path: Path) -> None:
    with pytest.raises(ImproperlyConfigured) as caught:
        database_from_url("postgresql://tide:se/cret@localhost/tide", tmp_path)
    assert "se/" not in str(caught.value)
    assert "'se'" not in str(caught.value)
