"""Which icons and coin marks are vendored; static/vendor/build makes the two sprites from these lists."""

ICONS_FILE = "vendor/lucide-1.62.0.svg"
COINS_FILE = "vendor/coins-0.18.1.svg"

ICON_NAMES = """
    activity arrow-down arrow-left arrow-right arrow-up arrow-up-right at-sign bell bell-ring blocks book-open bookmark
    building-2 calendar chart-bar-big chart-candlestick chart-line check chevron-down chevron-left chevron-right
    chevron-up circle-alert circle-check clock columns-3 copy corner-down-left database download ellipsis eye eye-off
    external-link file-text fish flask-conical funnel git-branch grid-2x2 history info key-round keyboard
    layout-dashboard layout-panel-left list-filter lock log-in log-out mail maximize-2 menu minus monitor moon
    octagon-alert palette panel-left pause play plug-zap plus radio-tower refresh-cw rocket rows-3 rss save search
    settings settings-2 shield shield-check sigma sliders-horizontal sparkles star sun sun-moon tag trash-2
    triangle-alert undo-2 user user-round wallet waves webhook wifi-off x zoom-in zoom-out
"""
COIN_NAMES = """
    1inch aave ada algo atom avax bat bch bnb btc chz comp crv dai dash doge dot enj eos etc eth fil grt icp link ltc
    mana matic mkr neo qnt sand snx sol stx sushi theta trx uni usdc usdt vet xlm xmr xrp xtz yfi zec zil
"""

ICONS = tuple(ICON_NAMES.split())
COINS = frozenset(COIN_NAMES.split())
