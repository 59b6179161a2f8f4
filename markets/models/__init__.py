from markets.models.candle import Candle, CandleChunk
from markets.models.flow import LiquidationOrder, MarketEvent, WhaleTrade
from markets.models.instrument import AssetClass, Instrument

__all__ = ["AssetClass", "Candle", "CandleChunk", "Instrument", "LiquidationOrder", "MarketEvent", "WhaleTrade"]
