"""Folding of letters, and words that are too common to stand for a company or a token."""

import re
import unicodedata

QUOTES: dict[int, int] = str.maketrans("\u2018\u2019\u201c\u201d\u2010\u2011\u2013\u2014\xa0", "''\"\"---- ")
# Full-width letters, those of formulas and the like, which posts use for a loud look: each is one plain letter.
STYLED = {
    code: plain
    for code in (*range(0x2100, 0x2150), *range(0x24B6, 0x24EA), *range(0xFF01, 0xFF5F), *range(0x1D400, 0x1D800))
    if len(plain := unicodedata.normalize("NFKC", chr(code))) == 1 and plain.isascii() and plain.isalnum()
}
PLAIN: dict[int, str | int | None] = {**QUOTES, **STYLED}
PLAIN_QUOTES = tuple((chr(code), chr(plain)) for code, plain in QUOTES.items())
# All of them, as the inside of a class of letters.
LOUD_LETTERS = "".join(chr(code) for code in STYLED if code < 0x10000) + "\U0001d400-\U0001d7ff"
# A search for these is much faster than a translation that finds nothing.
LOUD = re.compile(f"[{LOUD_LETTERS}]")
# What takes no room on the page splits no word; joiners stay inside emoji and in scripts that need them.
HIDDEN = re.compile(
    "[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]|(?<=[!-~])[\u200c\u200d](?=[!-~])"
)


def without_hidden(text: str) -> str:
    """Return ``text`` without characters that cannot be seen, which would hide a word from every pattern."""
    return text if text.isascii() else HIDDEN.sub("", text)


def fold(text: str) -> str:
    """Return ``text`` in lower case with plain quotes and dashes, every character at its old place."""
    if text.isascii():
        return text.lower()
    text = text.translate(PLAIN) if LOUD.search(text) else _with_plain_quotes(text)
    lower = text.lower()
    return (
        lower if len(lower) == len(text) else "".join(each.lower() if len(each.lower()) == 1 else each for each in text)
    )


def _with_plain_quotes(text: str) -> str:
    for quote, plain in PLAIN_QUOTES:
        if quote in text:
            text = text.replace(quote, plain)
    return text


WORDS = """
a act ace age ai all alpha and ape any app arc are art as at atom aura auto avail axis baby ball bank base bat
beam best beta bid bit blast block blur bond boom box bull by call can card cash cat chain chat city claim close
cloud club coin core cow crown cut cyber dash data day deep dent dog down drift drop dusk earn edge end era etc
eth fact fair fan far fire first five flow flux fly for forth four free friend front fun fund game gas get gift
go gold good grass green grid gut hard hash has high hint hive hold home hook hop hot how hype id idea if ink
into ion iota is it its jam join just keep key kick kin kind king lab land last law layer lever life lift light
like link lit live lock long look loom loop love low luna made magic main make man many map mask may me mega
meta mind mint moon more move my near neo net new next nft no node not now ocean of off oil ok old om on one
only open or ore our out own pay peak pepe people pixel plan play poly pond port power prime pro pump pure push
quick rad rally rare ray real red rep request ring rise road rock rose run safe sale sand save scroll sea sei
send set she ship show side sign silver sky smart so soil sol sold space spark spell star stars steam step stop
storm story strike strong sub such sun super sure swap sweat sync team term test the theta they this tie time to
token ton top torn tower toys trac trade tree troy true trump trust turbo two uma up us usual val vana vibe vine
virtual vote wallet wan war wax we will win wing wink wolf world yes you zero
"""
ORDINARY_WORDS = frozenset(WORDS.split())
