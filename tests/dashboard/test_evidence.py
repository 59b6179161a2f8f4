"""Why an alert scored what it scored: bars add up, marks lose no character."""

from html import escape, unescape
from html.parser import HTMLParser

import pytest
from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import strategies as st

from alerts.models import Alert
from dashboard.evidence import MINUS, REMAINDER, marked_text, waterfall, web_address

TEXT = "The wait is over. $NEBX TGE on 28 November. Nothing is confirmed."
REASONS = [
    {"name": "Launch", "points": 40, "start": 18, "end": 27},
    {"name": "Token", "points": 12, "start": 18, "end": 23},
    {"name": "Trusted source", "points": 8, "start": None, "end": None},
    {"name": "Not confirmed", "points": -15, "start": 44, "end": 65},
]
ANALYSIS = {"version": 1, "text": TEXT, "contributions": REASONS}


@st.composite
def analyses(draw: st.DrawFn) -> dict[str, object]:
    text = draw(st.text(max_size=60))
    position = st.one_of(st.none(), st.integers(-3, 70))
    reason = st.fixed_dictionaries(
        {"name": st.text(max_size=10), "points": st.integers(-60, 60), "start": position, "end": position}
    )
    return {"text": text, "contributions": draw(st.lists(reason, max_size=8))}


@given(analyses())
def test_the_pieces_joined_are_the_text_again(analysis):
    assert "".join(mark.text for mark in marked_text(analysis)) == analysis["text"]


class Quoted(HTMLParser):
    """Collects the text of a fragment without its footnote numbers, and the tags it has."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text, self.tags, self.depth = "", set(), 0

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.depth += tag == "sup"

    def handle_endtag(self, tag):
        self.depth -= tag == "sup"

    def handle_data(self, data):
        if not self.depth:
            self.text += data


MARKUP = st.text(alphabet="<>&\"'/abc=script ", max_size=40)


@given(MARKUP, st.integers(0, 40), st.integers(0, 40))
def test_quoted_text_is_escaped_and_keeps_every_character(text, start, end):
    analysis = {"text": text, "contributions": [{"name": "Word", "points": 5, "start": start, "end": end}]}
    html = render_to_string(
        "alerts/_evidence.html",
        {"detail": {"marks": marked_text(analysis), "original": ""}, "alert": Alert(source_name="Wire")},
    )
    quote = html.partition('<blockquote class="ev">')[2].rpartition("</blockquote>")[0]
    reader = Quoted()
    reader.feed(quote)
    reader.close()
    assert reader.text == text
    assert reader.tags <= {"mark", "sup"}
    assert unescape(escape(text)) == text


@given(analyses(), st.integers(0, 100))
def test_the_bars_add_up_to_the_score_and_stay_on_the_scale(analysis, score):
    bars = waterfall(analysis, score)
    if not analysis["contributions"]:
        assert bars == []
        return
    assert sum(int(bar.points.replace(MINUS, "-")) for bar in bars) == score
    for bar in bars:
        left, width = float(bar.left.rstrip("%")), float(bar.width.rstrip("%"))
        assert left >= 0
        assert left + width <= 100.02


def test_a_bar_starts_where_the_one_before_it_ended():
    bars = waterfall(ANALYSIS, 45)
    assert [(bar.left, bar.width) for bar in bars] == [
        ("0.00%", "40.00%"),
        ("40.00%", "12.00%"),
        ("52.00%", "8.00%"),
        ("45.00%", "15.00%"),
    ]
    assert [bar.points for bar in bars] == ["+40", "+12", "+8", f"{MINUS}15"]
    assert [bar.is_negative for bar in bars] == [False, False, False, True]


def test_only_evidence_in_the_text_has_a_footnote():
    assert [bar.is_marked for bar in waterfall(ANALYSIS, 45)] == [True, True, False, True]


def test_what_the_reasons_leave_over_is_a_bar_of_its_own():
    bars = waterfall(ANALYSIS, 40)
    assert (bars[-1].name, bars[-1].points) == (REMAINDER, f"{MINUS}5")


def test_overlapping_evidence_is_numbered_where_each_ends():
    marks = marked_text(ANALYSIS)
    assert [(mark.text, mark.notes) for mark in marks if mark.is_marked] == [
        ("$NEBX", (2,)),
        (" TGE", (1,)),
        ("Nothing is confirmed.", (4,)),
    ]
    assert [mark.is_negative for mark in marks if mark.is_marked] == [False, False, True]


@pytest.mark.parametrize("analysis", [{}, {"text": None}, {"text": "", "contributions": []}, {"contributions": None}])
def test_an_alert_without_analysis_has_neither_bars_nor_marks(analysis):
    assert waterfall(analysis, 50) == []
    assert marked_text(analysis) == []


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("https://news.example.com/a?b=c", "https://news.example.com/a?b=c"),
        ("HTTP://news.example.com/", "HTTP://news.example.com/"),
        (" https://news.example.com/ ", "https://news.example.com/"),
        ("javascript:alert(1)", ""),
        ("JavaScript:alert(1)", ""),
        ("data:text/html,<script>", ""),
        ("//news.example.com/", ""),
        ("https:news", ""),
        ("http://[::1", ""),
        ("", ""),
    ],
)
def test_only_web_addresses_become_links(address, shown):
    assert web_address(address) == shown
