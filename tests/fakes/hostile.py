"""Feeds that no reader should choke on: one maker a kind, each with a seed, so that any number can be served."""

import gzip
import random
from collections.abc import Callable
from functools import cache

from tests.fakes.feeds import Answer, FeedServer, gzip_bomb, item, rss

XML = {"Content-Type": "application/rss+xml"}
GOOD = item("Orbitra opens its claim", "A quiet sentence.", guid="good")
Maker = Callable[[FeedServer, str, random.Random], Answer]
MAKERS: dict[str, Maker] = {}


def kind(maker: Maker) -> Maker:
    MAKERS[maker.__name__] = maker
    return maker


def feed(body: bytes, **headers: str) -> Answer:
    return Answer(body, headers={**XML, **{name.replace("_", "-"): value for name, value in headers.items()}})


@kind
def entity_bomb(server: FeedServer, path: str, dice: random.Random) -> Answer:
    wide = dice.randint(8, 30)
    layers = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * wide}">' for n in range(1, 12))
    body = f'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY l0 "lol">{layers}]><rss version="2.0"><channel><item>'
    return feed(f"{body}<title>x&l11;</title></item></channel></rss>".encode())


@kind
def long_entity(server: FeedServer, path: str, dice: random.Random) -> Answer:
    body = f'<!DOCTYPE r [<!ENTITY a "{"x" * 100_000}">]><rss version="2.0"><channel><item><title>'
    return feed(f"{body}{'&a;' * 10_000}</title></item></channel></rss>".encode())


@kind
def file_entity(server: FeedServer, path: str, dice: random.Random) -> Answer:
    target = dice.choice(["file:///etc/passwd", "http://127.0.0.1:1/", "/etc/hostname"])
    head = f'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY f SYSTEM "{target}">]><rss version="2.0"><channel>'
    return feed(f"{head}<item><title>a&f;b</title></item></channel></rss>".encode())


@kind
def redirect_loop(server: FeedServer, path: str, dice: random.Random) -> Answer:
    return Answer(status=dice.choice([301, 302, 303, 307, 308]), headers={"Location": path})


@kind
def redirect_inside(server: FeedServer, path: str, dice: random.Random) -> Answer:
    target = dice.choice(["http://10.0.0.1/", "http://169.254.169.254/latest", "file:///etc/passwd", "http://[::1]:1/"])
    return Answer(status=301, headers={"Location": target})


@kind
def drip(server: FeedServer, path: str, dice: random.Random) -> Answer:
    return Answer(rss(GOOD), headers=XML, drip_s=dice.choice([0.3, 1.0, 3.0]))


@kind
def cut_off(server: FeedServer, path: str, dice: random.Random) -> Answer:
    body = rss(GOOD, GOOD)
    return Answer(body, headers=XML, cut_at=dice.randrange(1, len(body)))


@kind
def ten_megabytes(server: FeedServer, path: str, dice: random.Random) -> Answer:
    return feed(b"<rss version='2.0'><channel><title>" + b"x" * 10_485_760 + b"</title></channel></rss>")


@kind
def bomb(server: FeedServer, path: str, dice: random.Random) -> Answer:
    return feed(packed(dice.choice([50, 100])), Content_Encoding="gzip")


@cache
def packed(megabytes: int) -> bytes:
    return gzip_bomb(megabytes)


@kind
def bomb_of_items(server: FeedServer, path: str, dice: random.Random) -> Answer:
    return feed(packed_items(), Content_Encoding="gzip")


@cache
def packed_items() -> bytes:
    return gzip.compress(many_items(60_000), 6)


@kind
def not_really_gzip(server: FeedServer, path: str, dice: random.Random) -> Answer:
    return feed(dice.choice([rss(GOOD), gzip.compress(rss(GOOD))[:-9]]), Content_Encoding="gzip")


@kind
def other_packing(server: FeedServer, path: str, dice: random.Random) -> Answer:
    return feed(rss(GOOD), Content_Encoding=dice.choice(["br", "zstd", "deflate", "x" * 300]))


@kind
def wrong_encoding(server: FeedServer, path: str, dice: random.Random) -> Answer:
    declared, real = dice.choice(
        [("utf-8", "latin-1"), ("latin-1", "utf-8"), ("utf-16", "utf-8"), ("x-none", "utf-8"), ("shift_jis", "utf-8")]
    )
    text = f"<?xml version='1.0' encoding='{declared}'?><rss version='2.0'><channel><item><title>Zür"
    return feed(f"{text}ich é ñ</title></item></channel></rss>".encode(real))


@kind
def wide_characters(server: FeedServer, path: str, dice: random.Random) -> Answer:
    code = dice.choice(["utf-16", "utf-16-be", "utf-32"])
    return feed(many_items(dice.choice([3, 8_000])).decode().encode(code))


@kind
def no_dates(server: FeedServer, path: str, dice: random.Random) -> Answer:
    return feed(rss("<item><title>No date</title></item>"))


@kind
def bad_dates(server: FeedServer, path: str, dice: random.Random) -> Answer:
    dates = ["never", "9999-99-99", "Mon, 32 Foo 99999 99:99:99 +9999", "-1", "0" * 5_000, "Tue, 01 Jan 2999 00:00 GMT"]
    return feed(rss(*(item(f"D{n}", guid=str(n), date=dice.choice(dates)) for n in range(20))))


@kind
def deep_tags(server: FeedServer, path: str, dice: random.Random) -> Answer:
    depth = dice.choice([1_000, 20_000, 400_000])
    return feed(b"<rss version='2.0'><channel><item><title>d</title>" + b"<a>" * depth + b"</item></channel></rss>")


@kind
def deep_atom(server: FeedServer, path: str, dice: random.Random) -> Answer:
    depth = dice.choice([5_000, 100_000])
    body = b"<div>" * depth + b"</div>" * depth
    head = b"<feed xmlns='http://www.w3.org/2005/Atom'><entry><title>t</title><content type='xhtml'>"
    return feed(head + body + b"</content></entry></feed>")


@kind
def long_tag(server: FeedServer, path: str, dice: random.Random) -> Answer:
    return feed(b"<rss version='2.0'><channel><item " + b"a='b' " * dice.choice([10_000, 500_000]) + b"></item>")


@kind
def open_brackets(server: FeedServer, path: str, dice: random.Random) -> Answer:
    piece = dice.choice([b"<", b"&", b"<![CDATA[", b"<!--", b"<?x ", b"]]>", b"<a", b"&#"])
    return feed(b"<rss><channel><item><title>" + piece * 300_000)


@kind
def nulls(server: FeedServer, path: str, dice: random.Random) -> Answer:
    text = bytes(dice.choice([0, 1, 8, 0x1F, 0x7F]) for _ in range(2_000))
    return feed(rss("<item><title>a</title><description>%s</description></item>").replace(b"%s", text))


@kind
def fifty_thousand_items(server: FeedServer, path: str, dice: random.Random) -> Answer:
    return feed(many_items(50_000))


@cache
def many_items(count: int) -> bytes:
    return rss(
        *(f"<item><title>T{n}</title><guid>{n}</guid><link>https://a.example/{n}</link></item>" for n in range(count))
    )


@kind
def huge_text(server: FeedServer, path: str, dice: random.Random) -> Answer:
    return feed(
        rss(f"<item><title>{'t' * 500_000}</title><description>{'w &lt;b&gt; ' * 200_000}</description></item>")
    )


@kind
def wrong_type(server: FeedServer, path: str, dice: random.Random) -> Answer:
    given = dice.choice(["image/png", "text/html; charset=utf-99", "", "application/octet-stream", "x" * 900])
    return Answer(rss(GOOD), headers={"Content-Type": given})


@kind
def web_page(server: FeedServer, path: str, dice: random.Random) -> Answer:
    link = '<link rel="alternate" type="application/atom+xml" href="/the-feed">'
    fill = dice.choice(["", "<!--" * 50_000, "<a " * 50_000])
    page = f"<!doctype html><html><head>{link}</head><body>{fill}</body></html>"
    return Answer(page.encode(), headers={"Content-Type": "text/html"})


@kind
def broken_json(server: FeedServer, path: str, dice: random.Random) -> Answer:
    start = '{"version": "https://jsonfeed.org/version/1.1", "items": '
    body = start + dice.choice(
        ["[" * 90_000, "[{}, 5, null, {}]}", '[{"id": {}, "title": []}]}', '"x"}', '[{"title": "\\ud800"}]}']
    )
    return Answer(body.encode(), headers={"Content-Type": "application/feed+json"})


@kind
def noise(server: FeedServer, path: str, dice: random.Random) -> Answer:
    return feed(dice.randbytes(dice.choice([0, 1, 100, 300_000])))


@kind
def strange_status(server: FeedServer, path: str, dice: random.Random) -> Answer:
    return Answer(b"", dice.choice([204, 206, 304, 400, 401, 403, 404, 410, 418, 429, 500, 502, 503, 799]))


@kind
def strange_headers(server: FeedServer, path: str, dice: random.Random) -> Answer:
    headers = {"ETag": "e" * dice.choice([10, 5_000]), "Last-Modified": "\xe9" * 50, "Retry-After": "9" * 40}
    return Answer(rss(GOOD), headers={**XML, **headers})


@kind
def strange_links(server: FeedServer, path: str, dice: random.Random) -> Answer:
    links = ["javascript:alert(1)", "http://[bad", "//", "https://" + "a" * 5_000, "http://a.example:99999/", "\u202e"]
    return feed(rss(*(item(f"L{n}", guid=str(n), link=dice.choice(links)) for n in range(30))))
