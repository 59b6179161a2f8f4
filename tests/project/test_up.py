"""``manage.py up`` as a person meets it: real processes, real signals."""

import http.client
import os
import signal
import socket
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from project.bodies import MAX_BYTES
from project.supervisor.bus import free_port
from tests.stack import PASSWORD, Stack

pytestmark = pytest.mark.e2e
PROCESSES = ("daphne", "qcluster", "manage.py stream", "manage.py up")


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the one folder on which every start in this file happens, so that only the first is slow."""
    return tmp_path_factory.mktemp("up")


@pytest.fixture(scope="module")
def started(data_dir: Path) -> Iterator[Stack]:
    stack = Stack(data_dir)
    yield stack
    if stack.process and stack.process.poll() is None:
        stack.stop()


@pytest.fixture
def stack(started: Stack) -> Stack:
    """Return processes that run; a test may leave them running for the next."""
    if started.process is None or started.process.poll() is not None:
        started.start()
    return started


def refusal(folder: Path, **env: str) -> str:
    """Start on wrong settings and return the one line it ended with, without the line that says it starts."""
    stack = Stack(folder, **env)
    stack.launch()
    assert stack.finish() == 1
    lines = [line for line in stack.output.splitlines() if line != "Starting Tidewatch …"]
    assert len(lines) == 1, stack.output
    return lines[0]


def test_a_taken_port_is_one_sentence(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        said = refusal(tmp_path, PORT=str(port))
    assert said.startswith(f"Port {port} on 127.0.0.1 cannot be used: Address already in use.")
    assert Stack(tmp_path).processes() == {}


@pytest.mark.parametrize("secret_key", ["", "given-" + "x" * 50])
def test_a_folder_that_cannot_be_written_is_one_sentence(tmp_path: Path, secret_key: str) -> None:
    (tmp_path / "file").write_text("")
    sentence = refusal(tmp_path / "file" / "data", SECRET_KEY=secret_key)
    assert sentence.startswith(f"DATA_DIR {tmp_path}/file/data cannot be written: ")


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("mysql://root@127.0.0.1/tidewatch", "DATABASE_URL is no address of a PostgreSQL database."),
        ("postgresql://u:p@127.0.0.1:port/x", "DATABASE_URL cannot be read"),
        ("postgresql://u:secret@127.0.0.1:{closed}/x", "The database in DATABASE_URL cannot be used"),
    ],
)
def test_a_wrong_database_address_is_one_sentence_without_the_password(
    tmp_path: Path, address: str, sentence: str
) -> None:
    said = refusal(tmp_path, DATABASE_URL=address.replace("{closed}", str(free_port())))
    assert said.startswith(sentence)
    assert "secret" not in said
    assert "?" not in said, "libpq's advice is a question; the sentence says what happened"


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("PORT", "80a", "PORT is '80a'. Write a whole number from 1 to 65535."),
        ("HOST", "no.such.host.invalid", "HOST is no.such.host.invalid, which is no address of this machine."),
        ("MARKET_DATA", "fake", "MARKET_DATA is 'fake'. Write one of auto, live, simulated."),
        ("REDIS_URL", "redis://:secret@127.0.0.1:1/0", "Nothing answers at 127.0.0.1:1."),
    ],
)
def test_a_wrong_setting_is_one_sentence(tmp_path: Path, name: str, value: str, sentence: str) -> None:
    assert refusal(tmp_path, **{"PORT": str(free_port()), name: value}).startswith(sentence)


def test_ctrl_c_ends_every_process_and_removes_the_address_of_the_bus(stack: Stack) -> None:
    running = stack.processes().values()
    assert all(any(part in command for command in running) for part in PROCESSES), running
    bus_file = stack.data_dir / "run" / "bus.url"
    assert bus_file.stat().st_mode & 0o777 == 0o600
    assert stack.status("/ready") == 200
    stack.stop(signal.SIGINT)
    assert not bus_file.exists()


def test_nobody_else_on_the_machine_can_read_what_is_stored(stack: Stack) -> None:
    kept = {entry.name: entry.stat().st_mode & 0o077 for entry in stack.data_dir.iterdir()}
    assert {"tidewatch.sqlite3", "logs", "run"} <= kept.keys()
    assert not any(kept.values()), kept


@pytest.mark.parametrize("headers", [{}, {"Transfer-Encoding": "chunked"}])
def test_a_body_over_the_limit_is_refused_before_it_is_taken_in(stack: Stack, headers: dict[str, str]) -> None:
    sent = 0

    def body() -> Iterator[bytes]:
        nonlocal sent
        while sent < 20 * MAX_BYTES:
            yield b"x" * 65_536
            sent += 65_536

    length = {} if headers else {"Content-Length": str(20 * MAX_BYTES)}
    connection = http.client.HTTPConnection("127.0.0.1", stack.port, timeout=30)
    with suppress(OSError):  # the server hangs up in the middle
        connection.request("POST", "/account/theme/", body(), {**headers, **length}, encode_chunked=bool(headers))
    connection.close()
    assert MAX_BYTES <= sent < 4 * MAX_BYTES
    assert stack.status("/live") == 200


def test_sigterm_ends_every_process(stack: Stack) -> None:
    stack.stop(signal.SIGTERM)


def test_ctrl_c_while_it_starts_ends_it(tmp_path: Path) -> None:
    stack = Stack(tmp_path / "fresh")
    stack.launch()
    stack.wait_for_text("Starting")
    stack.stop(signal.SIGINT)
    assert "Traceback" not in stack.output


def test_nothing_outlives_a_killed_supervisor(stack: Stack) -> None:
    stack.kill()
    stack.assert_nothing_left(5)


def test_a_second_start_on_the_same_data_says_that_one_runs(stack: Stack) -> None:
    said = refusal(stack.data_dir, PORT=str(free_port()))
    assert said.startswith(f"Tidewatch runs on {stack.data_dir} already (process {stack.process_of('manage.py up')}, ")
    assert stack.status("/live") == 200


def test_a_killed_process_is_started_again(stack: Stack) -> None:
    web = stack.process_of("daphne")
    bus = stack.process_of("valkey-server")
    for number in (web, bus):
        os.kill(number, signal.SIGKILL)
    stack.wait_for_text("web ended (signal 9) and starts again")
    stack.wait_for_text("bus ended (signal 9) and starts again")
    stack.wait_for_status("/ready", 200)
    assert stack.process_of("daphne") != web


def test_the_admin_is_made_once_and_the_password_stays(stack: Stack) -> None:
    stack.stop()
    again = Stack(stack.data_dir, ADMIN_PASSWORD="another one than before")
    again.start()
    script = (
        f"from accounts.models import User; print(User.objects.get(is_superuser=True).check_password({PASSWORD!r}))"
    )
    assert again.manage("shell", "--no-imports", "-c", script).strip() == "True"
    assert "password" not in again.output
    again.stop()


def test_it_answers_on_every_address_when_asked_to(data_dir: Path) -> None:
    stack = Stack(data_dir, HOST="0.0.0.0")
    stack.start()
    assert stack.status("/live") == 200
    stack.stop()
