"""Whether a text is good or bad news, from a short list of words."""

import re

GOOD = re.compile(
    r"\b(?:launch(?:es|ed|ing)?|live|airdrop(?:s|ped)?|rewards?|wins?|approv(?:es|ed|al)|partner(?:s|ship)?|record|gains?|surges?|"
    r"soars?|rall(?:y|ies)|grow(?:s|th)|success(?:ful|fully)?|support(?:s|ed)?|excited|thrilled|great|best|new|opens?|lists?|listed|"
    r"unveils?|announces?|confirms?|introduc(?:es|ing))\b"
)
BAD = re.compile(
    r"\b(?:delay(?:s|ed)?|postpon(?:es|ed)|cancel(?:s|led|ed)?|scam(?:s|mers?)?|fake|fraud(?:ulent)?|hack(?:ed|ers?)?|exploit(?:ed)?|"
    r"drain(?:s|ed)|stolen|lawsuit|sues|charged|ban(?:s|ned)?|delist(?:s|ed|ing)?|plunges?|tanks?|falls?|drops?|crash(?:es|ed)?|loss(?:es)?|"
    r"dump(?:s|ing)?|warn(?:s|ing)?|risk(?:s|y)?|fails?|failed|fiasco|accused|phishing|breach|halts?|suspends?|"
    r"shuts? down|dead)\b"
)


def sentiment(folded: str) -> float:
    """Return -1 (bad) to 1 (good); 0 where nothing says so. Few words move it less than many."""
    good, bad = len(GOOD.findall(folded)), len(BAD.findall(folded))
    return round((good - 2 * bad) / (good + 2 * bad + 1), 3)
