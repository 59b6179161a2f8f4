"""Indicators that are drawn over the price."""

from dashboard.charts.indicators import MAIN, Kind, Parameter, hlc, length
from markets.quant.channels import bollinger, donchian, keltner
from markets.quant.indicators import ema, sma, wma
from markets.quant.trend import supertrend
from markets.quant.volume import vwap

BAND = (("Upper", "edge"), ("Middle", "middle"), ("Lower", "edge"))


def factor(label: str, default: float) -> Parameter:
    return Parameter(label, default, 0.5, 6, 0.1)


OVERLAYS: tuple[Kind, ...] = (
    Kind(
        "sma",
        "SMA",
        "Simple moving average",
        "Mean of the last closes.",
        MAIN,
        lambda bars, n: (sma(bars.close, n),),
        lambda n: n,
        parameters=(length(50, 400),),
    ),
    Kind(
        "ema",
        "EMA",
        "Exponential moving average",
        "Mean of the closes in which the newest weigh most.",
        MAIN,
        lambda bars, n: (ema(bars.close, n),),
        lambda n: n,
        parameters=(length(20, 400),),
    ),
    Kind(
        "wma",
        "WMA",
        "Weighted moving average",
        "Mean whose weights fall evenly from the newest close back.",
        MAIN,
        lambda bars, n: (wma(bars.close, n),),
        lambda n: n,
        parameters=(length(20, 400),),
    ),
    Kind(
        "vwap",
        "VWAP",
        "Volume-weighted average price",
        "Mean price paid since the session began.",
        MAIN,
        lambda bars: (vwap(*hlc(bars), bars.volume, bars.session),),
        lambda: 2,
    ),
    Kind(
        "bollinger",
        "Bollinger",
        "Bollinger bands",
        "Mean of the closes, and edges some deviations away.",
        BAND,
        lambda bars, n, deviations: bollinger(bars.close, n, deviations),
        lambda n, _: n,
        parameters=(length(20), factor("Deviations", 2)),
    ),
    Kind(
        "keltner",
        "Keltner",
        "Keltner channels",
        "Exponential mean, and edges some average ranges away.",
        BAND,
        lambda bars, n, reach, times: keltner(*hlc(bars), n, reach, times),
        lambda n, reach, _: max(n, reach),
        parameters=(length(20), length(10, label="Range length"), factor("Ranges", 2)),
    ),
    Kind(
        "donchian",
        "Donchian",
        "Donchian channels",
        "Highest high and lowest low, and what lies between.",
        BAND,
        lambda bars, n: donchian(bars.high, bars.low, n),
        lambda n: n,
        parameters=(length(20),),
    ),
    Kind(
        "supertrend",
        "Supertrend",
        "Supertrend",
        "A stop below a rising market or above a falling one.",
        (("Rising", "up"), ("Falling", "down")),
        lambda bars, n, times: supertrend(*hlc(bars), n, times),
        lambda n, _: n,
        parameters=(length(10), factor("Ranges", 3)),
    ),
)
