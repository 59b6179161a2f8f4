"""The stream of prices: server-sent events for programs and pages that only listen."""

from dataclasses import asdict

from django.http import HttpRequest, StreamingHttpResponse
from ninja import Query, Router
from pydantic import Field

from accounts.auth import needs
from accounts.caller import caller_of
from markets.selectors import latest_prices, named_instruments
from markets.stream.events import PriceEvents
from markets.stream.seats import seats
from project.common.client import client_address
from project.common.errors import Invalid
from project.common.schemas import Storable, errors

router = Router(tags=["Markets"])
MOST_SYMBOLS = 50
BODY = {"text/event-stream": {"schema": {"type": "string"}}}


class StreamQuery(Storable):
    symbols: str = Field(
        max_length=2000,
        description=f"Up to {MOST_SYMBOLS}, with commas between.",
        examples=["AAPL,MSFT,BTC-USDT"],
    )


@router.get(
    "/market/stream",
    response=errors(401, 403, 404, 422, 429, 503),
    openapi_extra={"responses": {200: {"description": "Events, without an end", "content": BODY}}},
    auth=needs("read", metered=True),
    summary="Prices as server-sent events",
)
def stream(request: HttpRequest, query: Query[StreamQuery]) -> StreamingHttpResponse:
    """Get the newest price of each symbol every two seconds, until you hang up or a quarter of an hour is over."""
    wanted = read_symbols(query.symbols)
    known = {symbol: asdict(price) for symbol, price in latest_prices(wanted).items()}
    events = PriceEvents(wanted, known, seats.take(who_asks(request)))
    # A proxy that gathers the answer, or a compressed one, would keep events back.
    headers = {"Content-Encoding": "identity", "X-Accel-Buffering": "no", "Cache-Control": "no-store"}
    return StreamingHttpResponse(events, content_type="text/event-stream", headers=headers)


def read_symbols(text: str) -> list[str]:
    """Return our symbols once each, in order. Raises Invalid for none or too many, Missing for an unknown one."""
    names = list(dict.fromkeys(name.strip().upper() for name in text.split(",") if name.strip()))
    if not names or len(names) > MOST_SYMBOLS:
        raise Invalid(
            f"Name up to {MOST_SYMBOLS} symbols with commas between, such as AAPL,BTC-USDT.",
            details={"symbols": f"This names {len(names)}."},
        )
    return list(dict.fromkeys(each.symbol for each in named_instruments(names)))


def who_asks(request: HttpRequest) -> str:
    caller = caller_of(request)
    return f"user {caller.user.pk}" if caller else f"address {client_address(request)}"
