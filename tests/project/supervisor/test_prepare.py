import os
import socket
from pathlib import Path
from unittest import mock

import pytest
from django.contrib.auth import get_user_model
from django.test import override_settings
from django_q.models import Schedule
from pytest_django import Settings

from alerts.models import Company, Source
from markets.models import Instrument
from project.supervisor import prepare
from project.supervisor.errors import CannotStart
from project.supervisor.preflight import check_port, reason, take_lock


@pytest.fixture
def static(tmp_path: Path, settings: Settings) -> Path:
    """Return the one source folder of static files; what is collected goes beside it."""
    source = tmp_path / "source"
    source.mkdir()
    (source / "a.css").write_text("a {}")
    settings.DEBUG = False
    settings.STATICFILES_DIRS, settings.STATIC_ROOT = [source], tmp_path / "root"
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    settings.STORAGES = {"staticfiles": {"BACKEND": "project.storage.StaticStorage"}}
    return source


def collections() -> int:
    """Collect once more and return how often files were really written."""
    with mock.patch.object(prepare, "call_command", wraps=prepare.call_command) as call:
        prepare.collect_static()
    return call.call_count


def test_static_files_are_written_again_only_when_one_changed(static: Path) -> None:
    assert collections() == 1
    assert collections() == 0
    (static / "a.css").write_text("a { color: red }")
    assert collections() == 1
    (static / "b.css").write_text("b {}")
    assert collections() == 1
    assert collections() == 0


def test_a_file_that_is_gone_is_no_longer_served(static: Path, tmp_path: Path) -> None:
    (static / "b.css").write_text("b {}")
    prepare.collect_static()
    (static / "b.css").unlink()
    prepare.collect_static()
    assert not (tmp_path / "root" / "b.css").exists()
    assert (tmp_path / "root" / "a.css").exists()


@pytest.mark.django_db
def test_seeding_twice_is_seeding_once() -> None:
    with override_settings(ADMIN_PASSWORD="", ADMIN_USERNAME="harbour"):
        password = prepare.seed()
        tables = (Instrument, Company, Source, Schedule, get_user_model())
        first = [table.objects.count() for table in tables]
        assert prepare.seed() is None
    assert password
    assert get_user_model().objects.get(username="harbour").check_password(password)
    assert [table.objects.count() for table in tables] == first
    assert min(first) >= 1


@pytest.mark.django_db
def test_an_administrator_that_cannot_be_made_is_one_sentence() -> None:
    with (
        override_settings(ADMIN_PASSWORD="short"),
        pytest.raises(CannotStart, match=r"^ADMIN_PASSWORD cannot be used\."),
    ):
        prepare.seed()


def test_a_lock_names_its_holder_and_ends_with_it(tmp_path: Path) -> None:
    path = tmp_path / "run" / "up.lock"
    path.parent.mkdir()
    lock = take_lock(path, "http://127.0.0.1:8000")
    with pytest.raises(CannotStart, match=f"already \\(process {os.getpid()}, http://127.0.0.1:8000\\)"):
        take_lock(path, "http://127.0.0.1:9000")
    lock.close()
    take_lock(path, "http://127.0.0.1:9000").close()


def test_a_port_that_only_root_may_use_suggests_one_that_anybody_may() -> None:
    denied = PermissionError(13, "Permission denied")
    with mock.patch.object(socket.socket, "bind", side_effect=denied), pytest.raises(CannotStart, match="PORT=8080"):
        check_port("127.0.0.1", 80)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('connection failed: x\nFATAL:  database "x" does not exist\n', 'database "x" does not exist'),
        ("file is not a database", "file is not a database"),
        ("", "ValueError"),
    ],
)
def test_the_reason_is_the_last_line(text: str, expected: str) -> None:
    assert reason(ValueError(text)) == expected
