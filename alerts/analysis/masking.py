"""A text as a list of words in plain form, with names, tickers, sums and dates put as what they are."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from alerts.analysis import cjk, names
from alerts.analysis.old_tokens import OLD_TOKENS

Span = tuple[int, int] | None
LETTER = rf"[^\W\d_{cjk.LETTERS}]"
PATTERN = re.compile(
    rf"(?P<cjk>{cjk.PATTERN})"
    r"|(?P<url>(?:https?://|www\.)\S+|\b[\w-]{2,30}\.(?:com|io|xyz|org|fi|app|net|gg)\b(?:/\S*)?)"
    r"|(?P<money>(?:(?:over|nearly|about|almost|up to|more than|another|around)\s)?(?:us|usd\s?)?[$€£]\s?\d[\d,.]*"
    r"\s?(?:[kmb]n?\b|mm\b|million|billion|thousand|trillion)?\+?"
    r"|\b\d[\d,.]*\s?(?:million|billion|m|mn)?\s(?:dollars|usd|euros)\b)"
    r"|(?P<tick>\$[a-z][a-z0-9]*)"
    rf"|(?P<hdl>@[^\W{cjk.LETTERS}]+)"
    rf"|(?P<tag>#[^\W{cjk.LETTERS}]+)"
    r"|(?P<pct>\d[\d,.]*\s?(?:%|percent\b))"
    r"|(?P<time>\b\d{1,2}(?::\d\d){1,2}(?:\s?[ap]m)?\b|\b\d{1,2}\s?[ap]m\b)"
    r"|(?P<date>20\d\d年\d{1,2}月\d{1,2}日"
    r"|\b20\d\d[-/.]\d{1,2}[-/.]\d{1,2}\b|\b\d{1,2}[-/]\d{1,2}[-/](?:20)?\d\d\b|\b\d{1,2}(?:st|nd|rd|th)\b)"
    r"|(?P<year>\b20[0-3]\d\b)"
    r"|(?P<pair>\b[a-z][a-z0-9]{1,10}/(?:usdt|usdc|usd|btc|eth|eur|krw|try|bnb)\b)"
    r"|(?P<num>\b\d[\d,.]*(?:[kmbx]\b|\s(?:million|billion)\b)?)"
    rf"|(?P<word>{LETTER}[^\W{cjk.LETTERS}]*(?:['\-.&][^\W_{cjk.LETTERS}][^\W{cjk.LETTERS}]*)*)"
    r"|(?P<stop>[.!?\u2026]+(?=\s|$)|[\u3002\uff01\uff1f]|\n|[|\u2022])"
    r"|(?P<mark>[,;:()\[\]\"]|\s--?\s)"
)
MARKS = {"money": "MONEY", "pct": "PCT", "time": "TIME", "date": "DATE", "num": "NUM"}
OPENING, CLOSING = frozenset("(\uff08"), frozenset(")\uff09")
SILENT = frozenset({",", "(", ")", "[", "]", '"'})
# Hosts named after a gift are mostly bait.
BAIT = frozenset({"airdrop", "allocation", "bonus", "claim", "claims", "free", "gift", "refund", "reward"})
BAIT_ENDS = ("airdrop", "claims", "rewards")
END = frozenset({"", "|", ".", "!", "?", ":"})
# A receipt for another token, such as $stETH.
WRAPPED = re.compile(r"\$[a-z]{1,3}[A-Z]{2,}")
PERPETUAL = re.compile(r"\w{2,}-?perp$|\w{3,}usd[tc]?$")
# Years of which a text speaks as long gone.
LAST_PAST_YEAR = "2019"
LEAD = 1200
LONGEST_TICKER = 6
SHOUTING_SHARE, SHORTEST_SHOUT = 0.6, 12


@dataclass(frozen=True, slots=True)
class Word:
    """A word as ``form`` (lower case, or a mask such as EXCHANGE), where it stands, and in which sentence."""

    form: str
    start: int
    end: int
    sentence: int
    lower: str


@dataclass(frozen=True, slots=True)
class Masked:
    """The words of the lead of a text; those before ``head`` are its headline.

    ``joined`` has the forms with a space around each; ``places`` tells of which word each of its characters is.
    """

    words: tuple[Word, ...]
    head: int
    joined: str
    places: tuple[int, ...]


def mask(text: str, folded: str, head: int) -> Masked:
    """Read the lead of a text. ``folded`` is it in lower case letter by letter, ``head`` where its headline ends."""
    raw = list(_read(text, folded, head))
    words = tuple(_in_sentence(raw, index) if each.form[0] == "#" else each for index, each in enumerate(raw))
    kept = [index for index, each in enumerate(words) if each.form not in SILENT]
    places = kept[:1]
    for index in kept:
        places.extend([index] * (len(words[index].form) + 1))
    joined = " ".join(words[index].form for index in kept)
    return Masked(words, sum(each.start < head for each in words), f" {joined} ", tuple(places))


def _read(text: str, folded: str, head: int) -> Iterator[Word]:
    sentence = 0
    # In a headline of capitals a capital says nothing.
    written = folded[:head] + text[head:] if shouts(text[:head]) else text
    for match in PATTERN.finditer(folded, 0, min(head, len(folded)) + LEAD):
        kind = match.lastgroup or ""
        if kind == "stop":
            form = _stop(match[0])
            yield Word(form, match.start(), match.end(), sentence, form)
            sentence += 1
        else:
            yield Word(_form(kind, match, written), match.start(), match.end(), sentence, match[0])


def _stop(mark: str) -> str:
    if mark in "|\n\u2022":
        return "|"
    return "?" if mark[0] in "?\uff1f" else "!" if mark[0] in "!\uff01" else "."


def _form(kind: str, match: "re.Match[str]", text: str) -> str:
    raw, written = match[0], text[match.start() : match.end()]
    if kind == "word":
        return _word(raw, written, in_brackets=_in_brackets(text, match))
    if kind in MARKS:
        return MARKS[kind]
    reader = READERS.get(kind)
    return reader(raw, written) if reader else raw.strip().replace("--", "-")


def _in_brackets(text: str, match: "re.Match[str]") -> bool:
    return text[match.start() - 1 : match.start()] in OPENING and text[match.end() : match.end() + 1] in CLOSING


def _cjk(raw: str, _written: str) -> str:
    return cjk.PHRASES[raw]


def _url(raw: str, _written: str) -> str:
    if raw in names.EXCHANGES:
        return "EXCHANGE"
    host = raw.partition("//")[2] or raw
    parts = re.split(r"[.-]", host.partition("/")[0])
    return "BAITURL" if any(part in BAIT or part.endswith(BAIT_ENDS) for part in parts) else "URL"


def _year(raw: str, _written: str) -> str:
    return "PASTYEAR" if raw <= LAST_PAST_YEAR else "YEAR"


def _cashtag(raw: str, written: str) -> str:
    return "WRAPPED" if WRAPPED.match(written) else ticker_form(raw[1:].upper())


def _pair(raw: str, _written: str) -> str:
    return "OLD/PAIR" if ticker_form(raw.partition("/")[0].upper()) == "OLD" else "TICKER/PAIR"


def _handle(raw: str, _written: str) -> str:
    name = raw[1:]
    return "EXCHANGE" if name in names.EXCHANGES or name.startswith(names.EXCHANGE_HANDLES) else "HANDLE"


def _tag(raw: str, _written: str) -> str:
    name = raw[1:]
    if fixed_form(name) == "EXCHANGE":
        return "EXCHANGE"
    return raw if name in names.EVENT_TAGS else "TAG"


READERS = {"cjk": _cjk, "url": _url, "year": _year, "tick": _cashtag, "pair": _pair, "hdl": _handle, "tag": _tag}


def ticker_form(symbol: str) -> str:
    """Return what a ticker is: PEGGED, KNOWN for some years, OLD, or a TICKER that nobody knows yet."""
    if symbol in names.PEGGED_TICKERS or "USD" in symbol:
        return "PEGGED"
    if symbol in names.KNOWN_TICKERS:
        return "KNOWN"
    return "OLD" if symbol in names.OLD_TICKERS or symbol in OLD_TOKENS else "TICKER"


@lru_cache(maxsize=20000)
def fixed_form(word: str) -> str:
    """Return the mask of a word that is a known name whatever its letters, or an empty string."""
    return next((form for form, known in names.FIXED.items() if word in known), "")


def _word(raw: str, written: str, *, in_brackets: bool) -> str:
    """Return a word's form: a mask for a known name, CAPS for a short one in capitals, else the word."""
    word = raw[:-2] if raw.endswith("'s") else raw[:-1] if raw.endswith("s'") else raw
    is_capital = written[0].isupper()
    if word in names.AMBIGUOUS and not is_capital:
        return word
    if fixed := fixed_form(word):
        return fixed
    if word in names.SHORT_MONTHS and is_capital:
        return "DATE"
    return _capitals(word, written, in_brackets=in_brackets) if written.isupper() else word


def _capitals(word: str, written: str, *, in_brackets: bool) -> str:
    if PERPETUAL.search(word):
        return "perp"
    if not 2 <= len(written) <= LONGEST_TICKER or word in names.ACRONYMS:
        return word
    return ticker_form(written) if in_brackets else "CAPS"


def _in_sentence(words: Sequence[Word], index: int) -> Word:
    """Return a hashtag that is a word of its sentence as that word, one among other hashtags as TAG."""
    around = (words[index - 1].lower if index else "", words[index + 1].lower if index + 1 < len(words) else "")
    is_alone = all(each in END for each in around)
    is_among = any(each[:1] == "#" for each in around) and not _leads_on(words, index)
    return replace(words[index], form="TAG" if is_alone or is_among else words[index].form[1:])


def _leads_on(words: Sequence[Word], index: int) -> bool:
    """Tell whether a row of hashtags stands inside a sentence, with words before and after it."""
    first = last = index
    while first >= 0 and words[first].lower[:1] == "#":
        first -= 1
    while last < len(words) and words[last].lower[:1] == "#":
        last += 1
    return first >= 0 and last < len(words) and _is_plain(words[first]) and _is_plain(words[last])


def _is_plain(word: Word) -> bool:
    return word.lower[:1].isalpha() and word.form not in {"URL", "BAITURL"}


def shouts(text: str) -> bool:
    """Tell whether a text is written in capitals, so that a capital says nothing of a word."""
    letters = [each for each in text if each.isalpha()]
    return len(letters) > SHORTEST_SHOUT and sum(map(str.isupper, letters)) > SHOUTING_SHARE * len(letters)
