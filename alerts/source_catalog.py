"""The sources that a fresh installation starts with, the most trusted first."""

from typing import NamedTuple
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Q

from alerts.models import Source, SourceKind
from alerts.sources.drafts import same_source


class SourceEntry(NamedTuple):
    name: str
    url: str
    priority: int = 3
    language: str = "en"


# 1: who speaks for itself, and the outlets that check before they print; 4: many items, little of it first-hand.
SOURCES = (
    SourceEntry("The Block", "https://www.theblock.co/rss.xml", 1),
    SourceEntry("CoinDesk", "https://www.coindesk.com/arc/outboundfeeds/rss/", 1),
    SourceEntry("Kraken blog", "https://blog.kraken.com/feed", 1),
    SourceEntry("KuCoin news", "https://www.kucoin.com/rss/news", 1),
    SourceEntry("Bitfinex blog", "https://blog.bitfinex.com/feed/", 1),
    SourceEntry("Ethereum Foundation blog", "https://blog.ethereum.org/feed.xml", 1),
    SourceEntry("SEC press releases", "https://www.sec.gov/news/pressreleases.rss", 1),
    SourceEntry("CFTC press releases", "https://www.cftc.gov/RSS/RSSGP/rssgp.xml", 1),
    SourceEntry("Federal Reserve press releases", "https://www.federalreserve.gov/feeds/press_all.xml", 1),
    SourceEntry("Decrypt", "https://decrypt.co/feed", 2),
    SourceEntry("Cointelegraph", "https://cointelegraph.com/rss", 2),
    SourceEntry("Blockworks", "https://blockworks.co/feed", 2),
    SourceEntry("The Defiant", "https://thedefiant.io/feed", 2),
    SourceEntry("DL News", "https://www.dlnews.com/arc/outboundfeeds/rss/", 2),
    SourceEntry("Unchained", "https://unchainedcrypto.com/feed/", 2),
    SourceEntry("Week in Ethereum News", "https://weekinethereumnews.com/feed/", 2),
    SourceEntry("Bankless", "https://www.bankless.com/rss/feed", 3),
    SourceEntry("Bitcoin Magazine", "https://bitcoinmagazine.com/feed", 3),
    SourceEntry("CryptoSlate", "https://cryptoslate.com/feed/", 3),
    SourceEntry("Crypto Briefing", "https://cryptobriefing.com/feed/", 3),
    SourceEntry("BeInCrypto", "https://beincrypto.com/feed/", 3),
    SourceEntry("CryptoPotato", "https://cryptopotato.com/feed/", 3),
    SourceEntry("crypto.news", "https://crypto.news/feed/", 3),
    SourceEntry("Protos", "https://protos.com/feed/", 3),
    SourceEntry("NewsBTC", "https://www.newsbtc.com/feed/", 4),
    SourceEntry("U.Today", "https://u.today/rss", 4),
    SourceEntry("Daily Hodl", "https://dailyhodl.com/feed/", 4),
    SourceEntry("AMBCrypto", "https://ambcrypto.com/feed/", 4),
)
# Ready, but every post that is read from X is paid for, so an operator switches them on one by one.
X_ACCOUNTS = (
    SourceEntry("Binance on X", "https://x.com/binance", 1),
    SourceEntry("Coinbase Markets on X", "https://x.com/CoinbaseMarkets", 1),
    SourceEntry("Kraken on X", "https://x.com/krakenfx", 1),
    SourceEntry("OKX on X", "https://x.com/okx", 1),
    SourceEntry("Bybit on X", "https://x.com/Bybit_Official", 1),
    SourceEntry("KuCoin on X", "https://x.com/kucoincom", 1),
)
# Whoever names a feed in NEWS_FEEDS trusts it.
OWN_PRIORITY = 2


def load_sources() -> None:
    """Add the sources that are not there yet; what an operator changed stays as it is."""
    for entry in SOURCES:
        _add(entry)
    for url in settings.NEWS_FEEDS:
        _add(SourceEntry((urlsplit(url).hostname or url).removeprefix("www.")[:120], url, OWN_PRIORITY, ""))
    for entry in X_ACCOUNTS:
        _add(entry, kind=SourceKind.X, is_active=False, reads_articles=False)


def _add(entry: SourceEntry, **values: object) -> None:
    """Add one source, unless its address is there in some spelling, or its name: then it has moved since."""
    if Source.objects.filter(Q(url=entry.url) | Q(name=entry.name)).exists() or same_source(entry.url) is not None:
        return
    Source.objects.create(**entry._asdict(), interval_s=settings.NEWS_SCRAPE_INTERVAL, **values)
