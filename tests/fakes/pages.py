"""Article pages as the usual publishing systems shape them, around invented words."""

import json

SENTENCES = (
    "Orbitra will open the claim of its ORBT token on 28 November at noon UTC.",
    "Whoever bridged before the snapshot can claim for ninety days, says the foundation.",
    "A tenth of the supply goes to early users, and the rest unlocks over four years.",
    "The team adds that no part of it was sold to exchanges in advance.",
)
PARAGRAPHS = "".join(f"<p>{sentence}</p>" for sentence in SENTENCES)
MENU = "<nav><ul>" + "".join(f"<li><a href='/{n}'>Section {n}</a></li>" for n in range(12)) + "</ul></nav>"
FOOT = "<footer><p>Subscribe, share, and read our cookie rules.</p></footer>"


def page(body: str, head: str = "") -> bytes:
    return f"<!doctype html><html><head><title>T</title>{head}</head><body>{MENU}{body}{FOOT}</body></html>".encode()


def medium() -> bytes:
    inner = f"<section><div><div class='n p'><div class='ab'><h1>Opening</h1>{PARAGRAPHS}</div></div></div></section>"
    return page(f"<div id='root'><article><div class='l'>{inner}</div></article></div>")


def substack() -> bytes:
    return page(
        f"<div class='single-post'><article><div class='available-content'><div class='body markup'>{PARAGRAPHS}"
        "</div></div></article></div>"
    )


def ghost() -> bytes:
    return page(
        f"<main class='gh-main'><article class='gh-article post'><section class='gh-content gh-canvas'>{PARAGRAPHS}"
        "</section></article></main>"
    )


def mirror() -> bytes:
    """A page that a script draws: the words stand as Markdown in the data alone."""
    words = "# Opening\n\n" + "\n\n".join(f"**{each[:7]}**{each[7:]}" for each in SENTENCES)
    data = {"props": {"pageProps": {"entry": {"title": "Opening", "body": words + " [Claim](https://a.example/)"}}}}
    return page(
        f"<div id='__next'></div><script id='__NEXT_DATA__' type='application/json'>{json.dumps(data)}</script>"
    )


def outlet() -> bytes:
    """A page whose words stand in the description for search engines alone."""
    data = json.dumps({"@type": "NewsArticle", "articleBody": " ".join(SENTENCES)})
    return page("<div id='app'></div>", f"<script type='application/ld+json'>{data}</script>")


PAGES = {"medium": medium, "substack": substack, "ghost": ghost, "mirror": mirror, "outlet": outlet}
