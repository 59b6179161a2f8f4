import json
import logging
import subprocess
import sys

import pytest
import structlog

from tests.sources import ROOT

SCRIPT = """
import logging, structlog
from project.logs import configure
configure({"level": "INFO", "format": FORMAT})
structlog.contextvars.bind_contextvars(request_id="r-12345678")
structlog.get_logger("alerts").warning("poll_failed", source="wire", text="two\\nlines")
logging.getLogger("markets").error("Lost %s", "kraken")
logging.getLogger("markets").debug("not shown")
try:
    1 / 0
except ZeroDivisionError:
    logging.getLogger("markets").exception("broke")
"""


def logged(form: str) -> list[str]:
    command = [sys.executable, "-c", SCRIPT.replace("FORMAT", repr(form))]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stderr.splitlines()


def test_json_has_one_object_a_line_whatever_logged_it() -> None:
    lines = [json.loads(line) for line in logged("json")]
    assert [line["event"] for line in lines] == ["poll_failed", "Lost kraken", "broke"]
    assert [line["level"] for line in lines] == ["warning", "error", "error"]
    assert {line["request_id"] for line in lines} == {"r-12345678"}
    assert [line["logger"] for line in lines] == ["alerts", "markets", "markets"]
    assert lines[0]["text"] == "two\nlines"
    assert "ZeroDivisionError" in lines[2]["exception"]


def test_text_says_the_same() -> None:
    lines = logged("text")
    assert "poll_failed" in lines[0]
    assert "source=wire" in lines[0]
    assert "Lost kraken" in lines[1]
    assert "request_id=r-12345678" in lines[1]
    assert not any("not shown" in line for line in lines)


def test_a_line_break_in_a_value_does_not_make_a_second_line() -> None:
    assert [line for line in logged("text") if line.startswith("lines")] == []


def test_both_kinds_of_logger_end_in_the_same_place(caplog: pytest.LogCaptureFixture) -> None:
    structlog.get_logger("alerts").warning("poll_failed")
    logging.getLogger("alerts").warning("poll_failed_too")
    assert [record.name for record in caplog.records] == ["alerts", "alerts"]
