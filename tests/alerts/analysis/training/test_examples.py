"""The written texts, and files of the same format."""

import json
from collections import Counter

import pytest

from alerts.analysis.training import load_examples, read_examples

LINE = {"title": "T", "text": "x", "source": "post", "kind": "sale", "urgency": "high", "why": "live"}
SHARED = {
    "text": "Head",
    "summary": "Body",
    "source_type": "news",
    "label": "not",
    "sublabel": "price",
    "urgency": "low",
}


def test_there_are_enough_examples_of_every_kind_and_none_twice() -> None:
    examples = load_examples()
    kinds = Counter(each.kind for each in examples)
    assert len(examples) > 10_000
    assert min(kinds.values()) > 40
    assert 0.3 < sum(each.is_event for each in examples) / len(examples) < 0.5
    assert max(Counter((each.title, each.text) for each in examples).values()) == 1


def test_both_formats_are_read() -> None:
    ours, shared = read_examples([json.dumps(LINE), "", json.dumps(SHARED)])
    assert (ours.kind, ours.is_event, ours.source_type) == ("sale", True, "twitter")
    assert (shared.title, shared.text, shared.kind, shared.why) == ("Head", "Body", "other", "price")
    (post,) = read_examples([json.dumps({**SHARED, "summary": "", "sublabel": "airdrop", "source_type": "tweet"})])
    assert (post.title, post.text, post.kind, post.source_type) == ("", "Head", "airdrop", "twitter")


@pytest.mark.parametrize("line", ["{", "[]", '{"title": "T"}', json.dumps({**LINE, "kind": "party"})])
def test_a_line_that_is_no_labelled_text_is_named(line: str) -> None:
    with pytest.raises(ValueError, match=r"Line 1 is no labelled text: .*\."):
        list(read_examples([line]))
