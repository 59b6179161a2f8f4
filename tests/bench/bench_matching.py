"""Companies found in posts: ours against flashtext, 30,000 aliases, and how the cost grows with the companies."""

import os
import random
import time
from collections.abc import Callable

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "project.settings")
django.setup()

from flashtext import KeywordProcessor  # noqa: E402

from alerts.analysis.match import CompanyMatcher, CompanyTerms, Mention  # noqa: E402
from alerts.analysis.training import load_examples  # noqa: E402
from alerts.analysis.words import fold  # noqa: E402

SYLLABLES = (
    *("ar", "bel", "cor", "dan", "el", "far", "gol", "hir", "is", "jun", "kal", "lum", "mor", "nev", "or", "pel"),
    *("qui", "ros", "sol", "tur", "um", "vel", "wex", "yor", "zan"),
)
POSTS = 20_000
ALIASES_EACH = 3
LONGEST = 50


def name(dice: random.Random, words: list[str]) -> str:
    """Return a name as projects have them: a coined word, or one of the language."""
    coined = "".join(dice.choice(SYLLABLES) for _ in range(dice.randint(3, 4)))
    return dice.choice((coined, dice.choice(words))).capitalize()


def companies(count: int, texts: list[str]) -> list[CompanyTerms]:
    dice = random.Random(7)
    words = sorted({word for text in texts for word in text.lower().split() if word.isalpha() and len(word) > 3})
    return [
        CompanyTerms(
            key, f"{name(dice, words)} {key}", tuple(f"{name(dice, words)} {word}" for word in ("Labs", "Protocol"))
        )
        for key in range(count)
    ]


def written_texts() -> list[str]:
    return [f"{each.title} {each.text}".strip() for each in load_examples()]


def posts(known: list[CompanyTerms]) -> list[str]:
    """Return written posts and headlines, every third with a company in it."""
    dice = random.Random(11)
    written = [text.split() for text in written_texts()]
    texts = []
    for number in range(POSTS):
        words = list(dice.choice(written))[:LONGEST]
        if number % 3 == 0:
            words.insert(dice.randrange(len(words) + 1), dice.choice(dice.choice(known).aliases))
        texts.append(" ".join(words))
    return texts


def rate(find: Callable[[str], object], texts: list[str]) -> float:
    start = time.process_time()
    for text in texts:
        find(text)
    return len(texts) / (time.process_time() - start)


def flashtext(known: list[CompanyTerms]) -> Callable[[str], list[Mention]]:
    """Return the peer with the same task: a text as it was written, and who is named where, styled letters too."""
    peer = KeywordProcessor(case_sensitive=True)
    for company in known:
        for term in (company.name, *company.aliases):
            peer.add_keyword(fold(term), company)

    def find(text: str) -> list[Mention]:
        return [Mention(*found) for found in peer.extract_keywords(fold(text), span_info=True)]

    return find


def main() -> None:
    for count in (100, 1_000, 10_000):
        known = companies(count, written_texts())
        texts = posts(known)
        ours, theirs = CompanyMatcher(known).find, flashtext(known)
        for text in texts:
            # A name inside another one is no find of the peer's; of two with one name it knows the last.
            spots, missed = {each[1:] for each in ours(text)}, {each[1:] for each in theirs(text)}
            assert bool(spots) == bool(missed), text
        # Alternated, and the best of five each: other work on the machine slows either.
        rounds = [(rate(ours, texts), rate(theirs, texts)) for _ in range(5)]
        own, peer = (max(each) for each in zip(*rounds, strict=True))
        print(f"{count * ALIASES_EACH:>6} terms: {own:>9,.0f} posts/s, flashtext {peer:>8,.0f}, ratio {own / peer:.1f}")


if __name__ == "__main__":
    main()
