"""Settings as a deployment meets them: in a process of their own."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.sources import ROOT

SHOW = (
    "import json; from django.conf import settings as s; print(json.dumps({n: getattr(s, n) for n in %r}, default=str))"
)
KEPT = ("PATH", "HOME", "LANG", "VIRTUAL_ENV")


def manage(data_dir: Path, *arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
    kept = {name: os.environ[name] for name in KEPT if name in os.environ}
    command = [sys.executable, "manage.py", *arguments]
    env = {**kept, "DATA_DIR": str(data_dir), **env}
    return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)


def values(data_dir: Path, *names: str, **env: str) -> dict[str, object]:
    done = manage(data_dir, "shell", "--no-imports", "-v", "0", "-c", SHOW % (names,), **env)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_a_deployment_behind_https_has_no_warning(tmp_path: Path) -> None:
    env = {"PUBLIC_URL": "https://terminal.example.com", "TRUSTED_PROXY_COUNT": "1"}
    done = manage(tmp_path, "check", "--deploy", "--fail-level", "WARNING", **env)
    assert done.returncode == 0, done.stderr
    assert "no issues (0 silenced)" in done.stdout


def test_the_models_and_their_migrations_agree(tmp_path: Path) -> None:
    done = manage(tmp_path, "makemigrations", "--check", "--dry-run")
    assert done.returncode == 0, done.stdout


def test_the_secret_key_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    first = values(tmp_path, "SECRET_KEY")
    assert values(tmp_path, "SECRET_KEY") == first
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600
    assert len(str(first["SECRET_KEY"])) >= 50


def test_every_path_that_is_written_lies_in_the_data_folder(tmp_path: Path) -> None:
    written = values(tmp_path, "STATIC_ROOT", "EMAIL_FILE_PATH", "BUS_FILE", "DATABASES")
    databases = written.pop("DATABASES")
    assert isinstance(databases, dict)
    for path in [*written.values(), databases["default"]["NAME"]]:
        assert Path(str(path)).is_relative_to(tmp_path)


@pytest.mark.parametrize(("host", "expected"), [("127.0.0.1", "open"), ("0.0.0.0", "closed")])
def test_registration_is_open_by_itself_only_on_this_machine(tmp_path: Path, host: str, expected: str) -> None:
    assert values(tmp_path, "REGISTRATION", HOST=host) == {"REGISTRATION": expected}


def test_plain_http_never_promises_https(tmp_path: Path) -> None:
    names = ("SESSION_COOKIE_SECURE", "SECURE_SSL_REDIRECT", "SECURE_HSTS_SECONDS", "SECURE_PROXY_SSL_HEADER")
    assert [value for value in values(tmp_path, *names).values() if value] == []


def test_a_value_that_cannot_be_used_is_one_sentence_that_names_the_setting(tmp_path: Path) -> None:
    done = manage(tmp_path, "check", OUTGOING_ALLOW="everything")
    assert (done.returncode, done.stderr) == (
        1,
        "OUTGOING_ALLOW has 'everything'. Write address ranges such as 10.0.0.0/8.\n",
    )
