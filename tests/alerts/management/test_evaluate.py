"""`manage.py evaluate FILE`: figures on labelled texts."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

LINES = [
    {"title": "The Orbitra airdrop is live", "text": "", "source": "news", "kind": "airdrop", "why": "live"},
    {"title": "Bitcoin falls", "text": "", "source": "news", "kind": "other", "why": "price"},
    {"title": "A quiet day for $ORBT", "text": "", "source": "news", "kind": "launch", "why": "dated"},
]


def run(path: Path, *options: str) -> str:
    output = StringIO()
    call_command("evaluate", str(path), *options, stdout=output)
    return output.getvalue()


@pytest.fixture
def labelled(tmp_path: Path) -> Path:
    path = tmp_path / "labelled.jsonl"
    path.write_text("\n".join(map(json.dumps, LINES)))
    return path


def test_figures_curve_bins_kinds_and_errors_are_printed(labelled: Path) -> None:
    report = run(labelled)
    assert "3 texts, 2 of them events, threshold 0.5" in report
    assert "recall              0.500" in report
    assert "threshold  precision  recall" in report
    assert "share of events" in report
    assert "true / told" in report
    assert "missed       launch  dated           A quiet day for $ORBT" in report


def test_the_threshold_can_be_chosen_and_errors_left_out(labelled: Path) -> None:
    report = run(labelled, "--threshold", "0.01", "--no-errors")
    assert "recall              1.000" in report
    assert "wrong ones" not in report


def test_a_file_that_is_missing_empty_or_of_another_format_is_named(tmp_path: Path) -> None:
    empty = tmp_path / "empty.jsonl"
    empty.write_text("")
    broken = tmp_path / "broken.jsonl"
    broken.write_text("{}")
    for path, sentence in ((tmp_path / "none", "No such file"), (empty, "no labelled text"), (broken, "Line 1 is no")):
        with pytest.raises(CommandError, match=sentence):
            run(path)
