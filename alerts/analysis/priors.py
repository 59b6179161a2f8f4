"""What each kind of feature is worth before any text was seen, in logits: the knowledge that the fit starts from."""

# Group: weight in the sentence of the event, elsewhere in the headline or post, in the body.
GROUPS = {
    "live_now": (1.1, 0.3, 0.2),
    "future": (0.5, 0.1, 0.1),
    "soon": (0.2, 0.1, 0.0),
    "near_date": (0.6, 0.3, 0.2),
    "announces": (0.5, 0.2, 0.1),
    "headline_now": (0.2, 0.2, 0),
    "dear_users": (0.8, 0.4, 0.3),
    "new_token": (0.8, 0.4, 0.2),
    "own_token": (0.7, 0.2, 0.2),
    "for_holders": (0.9, 0.2, 0.1),
    "supply": (0.2, 0.1, 0),
    "tasks": (0.8, 0.8, 0.1),
    "launchpad": (0.5, 0.3, 0.1),
    "memecoin": (0, 0, 0),
    "token_named": (0.5, 0.3, 0.2),
    "hedge": (-4.5, -0.7, -0.1),
    "question": (-1.5, -1.0, -0.1),
    "opinion": (-1.7, -0.8, -0.1),
    "negation": (-1.0, -0.4, 0),
    "no_event": (-2.5, -1.5, -0.2),
    "call_for": (-2.5, -1.5, 0),
    "past": (-1.8, -1.0, -0.1),
    "after": (-1.2, -0.6, -0.1),
    "price": (-1.3, -0.9, -0.1),
    "whale": (-1.8, -1.6, -0.1),
    "delay_words": (-4.5, -1.5, -0.5),
    "scam_words": (-2.5, -1.8, -0.3),
    "bait": (-1.8, -1.5, 0),
    "praise": (-2.0, -2.0, 0),
    "derivative": (-4.0, -1.2, -0.3),
    "pegged": (-2.5, -1.2, -0.4),
    "fund": (-3.0, -1.0, -0.2),
    "testnet": (-2.4, -0.8, -0.1),
    "mainnet": (-0.7, -0.3, 0),
    "nft": (-1.0, -0.3, -0.1),
    "funding": (-1.3, -0.8, -0.1),
    "burn": (-1.4, -0.7, -0.1),
    "unlock": (-2.2, -1.0, -0.1),
    "legal": (-1.3, -0.8, -0.1),
    "breach": (-1.8, -1.0, -0.2),
    "promo": (-2.6, -1.5, -0.2),
    "points": (-1.5, -0.6, 0),
    "staking": (-0.4, -0.2, 0),
    "partnership": (-0.7, -0.5, 0),
    "migration": (-2.3, -0.7, -0.1),
    "product": (-1.0, -0.4, 0),
    "tool": (-2.6, -1.2, -0.1),
    "delisting": (-3.5, -2.5, -0.5),
    "other_sense": (-2.5, -1.5, -0.3),
    "old_listing": (-2.4, -0.6, 0),
    "relist": (-1.0, -0.5, 0),
    "digest_words": (-1.5, -1.0, -0.2),
    "hiring": (-1.2, -0.5, 0),
    "how_why": (-0.8, -0.5, 0),
    "asks": (-0.9, -0.5, 0),
    "plain_not": (-0.4, -0.2, 0),
    "i_say": (-1.0, -0.8, 0),
    "price_talk": (-0.4, -0.2, 0),
    "urge": (0.1, 0, 0),
    "weak_topic": (-0.5, -0.2, 0),
    "again": (-0.6, -0.4, 0),
    "several": (-0.7, -0.4, 0),
    "hints": (-0.3, 0, 0),
    "to_projects": (-1.8, -0.8, -0.1),
    "undone": (-3.5, -0.8, -0.1),
    "phish": (-1.0, -1.0, 0),
}
ACTS = {
    "tge": 0.8,
    "token_launch": 0.8,
    "airdrop": 0.4,
    "claim": 0.5,
    "snapshot": 0.4,
    "support_airdrop": 1.2,
    "sale": 0.4,
    "join_sale": 0.9,
    "list_new": 0.5,
    "trading": 0.5,
    "premarket": 0.7,
    "market_support": 2.0,
    "launch>token": 0.7,
    "launch>fresh": 0.3,
    "announce>token": 0.5,
    "announce>fresh": 0.1,
    "list>token": 0.5,
    "list>fresh": 0.2,
    "sell>token": 0.5,
    "airdrop>token": 0.6,
    "claim>token": 0.1,
    "join>token": 0.1,
}
OTHERS = {
    "named": 2.4,
    "act_in_body_only": 1.5,
    "weak_act_only": -0.8,
    "only_background": -2.0,
    "1.act": 0.7,
    "bo.settled": 1.0,
    "settled": 1.9,
    "settled.2": 0.4,
    "settled.3": 0.2,
    "terse": 0.3,
    "calendar": 1.3,
    "fresh.1": 0.4,
    "fresh.2": 0.1,
    "listing*only_old": -2.5,
    "listing*only_known": -0.8,
    "sale*only_old": 0,
    "tags.2": -0.2,
    "handles.3": -0.8,
    "reply": -0.8,
    "cashtags": -0.8,
    "verb.fall": -0.6,
    "company": 0.3,
    "priority.1": 0.3,
    "priority.2": 0.15,
    "priority.4": -0.15,
    "priority.5": -0.3,
    "verb.move": -0.4,
    "verb.warn": -0.8,
    "v.exchange<list": 0.4,
    "b.act.launch": 0.2,
    "b.act.airdrop": 0.2,
    "b.act.sale": 0.2,
    "b.act.listing": 0.2,
}
OBJECTS = {
    "wrapped": -1.5,
    "old": -1.2,
    "pegged": -1.5,
    "derivative": -1.5,
    "test": -1.0,
    "main": -0.6,
    "nft": -0.8,
    "fund": -1.2,
    "product": -0.7,
    "points": -0.8,
}
OBJECT_VERBS = ("launch", "announce", "list", "open")
BIAS = -5.0


def prior(name: str) -> float:
    """Return what a feature is worth beforehand, 0 for one of which nothing is known."""
    if name in OTHERS:
        return OTHERS[name]
    head, _, rest = name.partition(".")
    if head == "a":
        return ACTS.get(rest, 0.0)
    if head in {"s", "h", "b", "bo"} and rest in GROUPS:
        if head == "bo":
            return 0.6 * GROUPS[rest][0]
        return GROUPS[rest][{"s": 0, "h": 1}.get(head, 2)]
    if head == "v" and ">" in rest:
        verb, _, thing = rest.partition(">")
        return OBJECTS.get(thing, 0.0) if verb in OBJECT_VERBS else 0.0
    return 0.0


def all_priors() -> dict[str, float]:
    """Return every feature of which something is known, with what it is worth."""
    names = [*OTHERS, *(f"a.{name}" for name in ACTS)]
    names += [f"{place}.{name}" for place in ("s", "h", "b", "bo") for name in GROUPS]
    names += [f"v.{verb}>{thing}" for verb in OBJECT_VERBS for thing in OBJECTS]
    return {name: prior(name) for name in names}
