"""Plain words for what the features of a score say, one name for all that say the same."""

from collections.abc import Callable
from functools import cache

GROUP_LABELS = {
    "live_now": "Live now",
    "future": "Planned",
    "soon": "Soon",
    "near_date": "Dated",
    "announces": "Announced",
    "headline_now": "Alert wording",
    "dear_users": "Exchange announcement",
    "new_token": "New token",
    "own_token": "Launch of its own token",
    "for_holders": "For holders or users",
    "supply": "Supply and shares",
    "tasks": "Airdrop tasks",
    "launchpad": "Launchpad",
    "memecoin": "Meme coin",
    "token_named": "Native or governance token",
    "hedge": "Rumour or guess",
    "question": "How-to or question",
    "opinion": "Opinion",
    "negation": "Denied",
    "no_event": "No such event",
    "call_for": "A wish, not news",
    "past": "Looking back",
    "after": "After the event",
    "price": "Price report",
    "whale": "Wallet report",
    "delay_words": "Delayed or cancelled",
    "scam_words": "Scam warning",
    "bait": "Bait",
    "praise": "Praise without news",
    "derivative": "Derivative",
    "pegged": "Stablecoin",
    "fund": "Shares or a fund",
    "testnet": "Test network",
    "mainnet": "Main network",
    "nft": "Collectibles",
    "funding": "Funding round",
    "burn": "Burn",
    "unlock": "Unlock",
    "legal": "Legal or political",
    "breach": "Breach or failure",
    "promo": "Promotion",
    "points": "Points",
    "staking": "Staking",
    "partnership": "Partnership or purchase",
    "migration": "Migration of an old token",
    "product": "A product, not a token",
    "tool": "Tool for launching",
    "delisting": "Delisting or maintenance",
    "other_sense": "Another sense of the words",
    "old_listing": "Old token",
    "relist": "One more listing",
    "digest_words": "Digest or promoted story",
    "hiring": "Meeting or job",
    "how_why": "How-to or question",
    "asks": "How-to or question",
    "plain_not": "Negation",
    "i_say": "Personal talk",
    "price_talk": "Price talk",
    "urge": "Urging",
    "weak_topic": "Another topic",
    "again": "Not the first time",
    "several": "Several at once",
    "undone": "Delayed or cancelled",
    "hints": "Hint",
    "to_projects": "Incentives for projects",
    "phish": "Bait",
}
KIND_LABELS = {"launch": "Token launch", "airdrop": "Airdrop", "sale": "Token sale", "listing": "Listing"}
ACT_LABELS = {
    "tge": "Token generation event",
    "token_launch": "Token launch",
    "token_named": "Native or governance token",
    "new_token": "New token",
    "own_token": "Launch of its own token",
    "memecoin": "Meme coin",
    "ticker_live": "Ticker named",
    "airdrop": "Airdrop",
    "claim": "Claim",
    "snapshot": "Snapshot",
    "support_airdrop": "Airdrop",
    "sale": "Token sale",
    "join_sale": "Token sale",
    "list_new": "Listing",
    "trading": "Trading opens",
    "premarket": "Pre-market",
    "market_support": "Listing",
}
VERB_LABELS = {"list": "Listing", "airdrop": "Airdrop", "sell": "Token sale", "claim": "Claim", "join": "Token sale"}
OBJECT_LABELS = {
    "old": "Old token",
    "pegged": "Stablecoin",
    "derivative": "Derivative",
    "test": "Test network",
    "main": "Main network",
    "nft": "Collectibles",
    "fund": "Shares or a fund",
    "product": "A product, not a token",
    "points": "Points",
    "money": "Funding round",
}
OTHER_LABELS = {
    "named": "Token event named",
    "act_in_body_only": "Named below the headline",
    "weak_act_only": "Nothing happens to the token",
    "only_background": "Background, not the news",
    "1.act": "Event named first",
    "bo.settled": "Said as a fact",
    "settled": "Said as a fact",
    "settled.2": "Said as a fact",
    "settled.3": "Said as a fact",
    "terse": "Short headline",
    "calendar": "Calendar entry",
    "company": "Watched company",
    "starts_handle": "Style of the post",
    "verb.fall": "Price report",
    "verb.move": "Wallet report",
    "verb.warn": "Legal or political",
}


@cache
def label_of(name: str) -> str:
    """Return the plain name of what a feature says that is none of wording."""
    if name in OTHER_LABELS:
        return OTHER_LABELS[name]
    if "*" in name:
        kind, _, group = name.partition("*")
        return "Old token" if group.startswith("only_") else GROUP_LABELS.get(group, KIND_LABELS[kind])
    place, _, rest = name.partition(".")
    if place in {"s", "h", "bo", "n"} or (place == "b" and rest in GROUP_LABELS):
        return GROUP_LABELS[rest]
    return READERS.get(place, _style)(rest)


def _style(_rest: str) -> str:
    return "Style of the post"


def _act(rest: str) -> str:
    rest = rest.removeprefix("a.").removeprefix("act.")
    if rest in KIND_LABELS:
        return KIND_LABELS[rest]
    verb, _, _thing = rest.partition(">")
    return ACT_LABELS.get(rest) or VERB_LABELS.get(verb, "Token launch")


def _told(rest: str) -> str:
    """Return the label of who does what: its object where that is another thing, else the deed."""
    verb, _, thing = rest.partition(">")
    if thing in OBJECT_LABELS:
        return OBJECT_LABELS[thing]
    speaker, mark, _ = rest.partition("<")
    if mark:
        return "Who speaks" if speaker in {"exchange", "we", "pad"} else "What the token does"
    return VERB_LABELS.get(
        verb.partition(".")[0], "Token launch" if thing in {"token", "fresh", "tge"} else "What is done"
    )


READERS: dict[str, Callable[[str], str]] = {
    "a": _act,
    "bg": _act,
    "b": _act,
    "act": _act,
    "v": _told,
    "priority": lambda _rest: "Rank of the source",
    "fresh": lambda _rest: "Ticker named",
}
