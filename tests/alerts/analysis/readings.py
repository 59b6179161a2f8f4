"""Readings of invented texts, as of the morning of Wednesday 11 March 2026."""

from datetime import UTC, datetime

from alerts.analysis.match import CompanyMatcher, CompanyTerms
from alerts.analysis.reading import Reading, read

NOW = datetime(2026, 3, 11, 9, tzinfo=UTC)
WATCHED = CompanyMatcher(
    [
        CompanyTerms(7, "Nebula Labs", aliases=("Nebula",), tokens=("NEBX",), handle="nebula_labs"),
        CompanyTerms(8, "Binance"),
    ]
)
NOBODY = CompanyMatcher([])
KINDS = ("launch", "airdrop", "listing", "sale", "delay", "unlock", "scam", "other")
# Pieces that a careless pattern would try again and again.
HOSTILE = (
    *(
        "a ",
        "launch ",
        "$",
        "$A",
        "(",
        "1 ",
        "1,",
        "1.",
        "nov ",
        "nov 1 - ",
        "12:00 utc ",
        "10pm est ",
        "by the end of ",
    ),
    *(
        "token sale ",
        "no ",
        "will not ",
        "there is no ",
        "denies ",
        "A.",
        "a-",
        "X's ",
        "'A' ",
        "[a",
        "0x",
        "A" * 33 + " ",
    ),
    *(
        "Binance ",
        "on binance ",
        "contract: ",
        "1 million ",
        "100 % of the ",
        "Launches Token ",
        "week of may ",
        "\u200b",
    ),
    *("\uff21", "\u00a0", "\n", "\U0001f680", "in 1 ", "q1 ' ", "utc, ", "#A ", "AB/", "1 ABC ", "is ", "now "),
)


def reading(title: str, text: str = "", companies: CompanyMatcher = NOBODY, now: datetime = NOW) -> Reading:
    return read(title, text, companies, now)
