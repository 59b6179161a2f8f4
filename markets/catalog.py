"""The instruments that Tidewatch follows from the start, in the order in which lists show them."""

from dataclasses import dataclass

from markets.models import AssetClass, Instrument


@dataclass(frozen=True, slots=True)
class Listing:
    """An instrument before it is a row; ``decimals`` are digits after the point of a price."""

    symbol: str
    name: str
    decimals: int
    asset_class: AssetClass = AssetClass.CRYPTO

    @property
    def base(self) -> str:
        return self.symbol.partition("-")[0]

    @property
    def quote(self) -> str:
        return self.symbol.partition("-")[2] or "USD"


INSTRUMENTS = (
    Listing("BTC-USDT", "Bitcoin", 2),
    Listing("ETH-USDT", "Ethereum", 2),
    Listing("SOL-USDT", "Solana", 2),
    Listing("XRP-USDT", "XRP", 4),
    Listing("BNB-USDT", "BNB", 2),
    Listing("DOGE-USDT", "Dogecoin", 5),
    Listing("ADA-USDT", "Cardano", 4),
    Listing("TRX-USDT", "TRON", 4),
    Listing("AVAX-USDT", "Avalanche", 3),
    Listing("LINK-USDT", "Chainlink", 3),
    Listing("DOT-USDT", "Polkadot", 3),
    Listing("LTC-USDT", "Litecoin", 2),
    Listing("BCH-USDT", "Bitcoin Cash", 2),
    Listing("UNI-USDT", "Uniswap", 3),
    Listing("NEAR-USDT", "NEAR Protocol", 3),
    Listing("APT-USDT", "Aptos", 3),
    Listing("SUI-USDT", "Sui", 4),
    Listing("ARB-USDT", "Arbitrum", 4),
    Listing("OP-USDT", "Optimism", 4),
    Listing("ATOM-USDT", "Cosmos", 3),
    Listing("INJ-USDT", "Injective", 3),
    Listing("FIL-USDT", "Filecoin", 3),
    Listing("AAVE-USDT", "Aave", 2),
    Listing("BTC-USD", "Bitcoin", 2),
    Listing("ETH-USD", "Ethereum", 2),
    Listing("SOL-USD", "Solana", 2),
    Listing("NVDA", "NVIDIA", 2, AssetClass.STOCK),
    Listing("AAPL", "Apple", 2, AssetClass.STOCK),
    Listing("MSFT", "Microsoft", 2, AssetClass.STOCK),
    Listing("COIN", "Coinbase Global", 2, AssetClass.STOCK),
    Listing("TSLA", "Tesla", 2, AssetClass.STOCK),
    Listing("MSTR", "Strategy", 2, AssetClass.STOCK),
)

LANDING_SYMBOLS = tuple(listing.symbol for listing in INSTRUMENTS[:6])
"""What a visitor who is not signed in may watch."""


def load_catalog() -> None:
    """Store the catalogue; rows that exist keep their id and whether they are active."""
    rows = [
        Instrument(
            symbol=listing.symbol,
            base=listing.base,
            quote=listing.quote,
            name=listing.name,
            asset_class=listing.asset_class,
            decimals=listing.decimals,
            rank=rank,
        )
        for rank, listing in enumerate(INSTRUMENTS, start=1)
    ]
    Instrument.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["symbol"],
        update_fields=["base", "quote", "name", "asset_class", "decimals", "rank"],
    )
