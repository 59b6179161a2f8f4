"""What a program may send on the socket, read and checked."""

from typing import Annotated, Any, Literal, TypeVar

import orjson
from ninja import Schema
from pydantic import Field, PlainValidator, ValidationError

from accounts.api.schemas import RowId
from alerts.api.schemas import Share, UrgencyName
from project.common.errors import Invalid
from project.common.schemas import Input, sentence_of

ALERT_TOPICS = ("all_alerts", "high_confidence", "company_specific", "source_specific")
SYMBOL_TOPICS = ("price", "trade", "venues", "orderbook")
FLOW_TOPICS = ("whale", "liquidation")
TOPICS = (*ALERT_TOPICS, "system_status", *SYMBOL_TOPICS, *FLOW_TOPICS)
FRAMES = ("auth", "subscribe", "unsubscribe", "ping", "pong")
MOST_SYMBOLS = 50
MOST_VALUES = 200
MOST_REFERENCE = 2**53


def reference(said: object) -> str | int | None:
    """Let through what comes back as it was: neither a truth value nor 1.0 is a number here."""
    if said is None or (isinstance(said, str) and len(said) <= 64):
        return said
    if type(said) is int and 0 <= said <= MOST_REFERENCE:
        return said
    raise ValueError("An id is a text of up to 64 characters, or a whole number that is not negative.")


Symbol = Annotated[str, Field(min_length=1, max_length=32)]
Reference = Annotated[str | int | None, PlainValidator(reference)]
Model = TypeVar("Model", bound=Schema)


class Frame(Input):
    """``id`` is the program's own and comes back with the answer."""

    type: Literal["auth", "subscribe", "unsubscribe", "ping", "pong"]
    id: Reference = None
    data: dict[str, Any] = {}


class AuthIn(Input):
    token: str = Field(min_length=1, max_length=4096)


class FiltersIn(Input):
    confidence_threshold: Share | None = None
    urgency_levels: list[UrgencyName] = Field([], max_length=4)
    companies: list[RowId] = Field([], max_length=MOST_VALUES)
    sources: list[Annotated[str, Field(min_length=1, max_length=120)]] = Field([], max_length=MOST_VALUES)
    symbols: list[Symbol] = Field([], max_length=MOST_SYMBOLS)
    minimum_usd: float = Field(0.0, strict=True, ge=0, le=1e12, allow_inf_nan=False)


FLOW_FILTERS = frozenset({"symbols", "minimum_usd"})
NO_FILTERS = FiltersIn.model_validate({})


class SubscribeIn(Input):
    type: str = Field(max_length=40)
    filters: FiltersIn | None = None
    symbols: list[Symbol] | None = Field(None, min_length=1, max_length=MOST_SYMBOLS)
    since: Annotated[int, Field(strict=True, ge=0, le=2**63 - 1)] | None = None


class UnsubscribeIn(Input):
    subscription_id: str = Field("", max_length=20)
    type: str = Field("", max_length=40)


def read_frame(text: str | bytes) -> Frame:
    """Raises Invalid for what is no frame of this socket."""
    try:
        said = orjson.loads(text)
        # What a ping brings is written again, which can be nested less deeply than what is read.
        orjson.dumps(said)
    except (orjson.JSONDecodeError, orjson.JSONEncodeError):
        raise Invalid("The frame is not JSON, or nested too deeply.", code="INVALID_FRAME") from None
    if not isinstance(said, dict) or said.get("type") not in FRAMES:
        raise Invalid(f"A frame is an object whose type is one of {', '.join(FRAMES)}.", code="INVALID_FRAME")
    return read(Frame, said)


def read_subscription(data: dict[str, Any]) -> SubscribeIn:
    """Raises Invalid for a topic that there is not, and for what does not belong to the topic."""
    wanted = read(SubscribeIn, data, "data.")
    if wanted.type not in TOPICS:
        sentence = f"There is no topic {wanted.type!r}. There are {', '.join(TOPICS[:-1])} and {TOPICS[-1]}."
        raise Invalid(sentence, code="UNKNOWN_TOPIC", details={"topics": list(TOPICS)})
    errors = misplaced(wanted)
    if errors:
        raise Invalid("Some of the input is not valid.", details=errors)
    return wanted


def misplaced(wanted: SubscribeIn) -> dict[str, str]:
    """Return a sentence for each field that the topic does not take, or misses."""
    filters = wanted.filters or NO_FILTERS
    has_filters = wanted.type in (*ALERT_TOPICS, *FLOW_TOPICS)
    rules = {
        "data.filters": (wanted.filters is not None and not has_filters, "This topic has no filters."),
        "data.since": (wanted.since is not None and wanted.type not in ALERT_TOPICS, "Only alerts can be sent again."),
        "data.symbols": (
            (wanted.symbols is None) == (wanted.type in SYMBOL_TOPICS),
            f"Name up to {MOST_SYMBOLS} symbols for price, trade, venues and orderbook, and none otherwise.",
        ),
        "data.filters.companies": (
            wanted.type == "company_specific" and not filters.companies,
            "Name one company or more by its number.",
        ),
        "data.filters.sources": (
            wanted.type == "source_specific" and not filters.sources,
            "Name one source or more: twitter, news, manual or the name of one.",
        ),
    }
    wrong = {path: sentence for path, (is_wrong, sentence) in rules.items() if is_wrong}
    return wrong | (misplaced_filters(wanted.type, filters) if has_filters else {})


def misplaced_filters(topic: str, filters: FiltersIn) -> dict[str, str]:
    """Return a sentence for each filter of the other topics: of alerts, or of whales and liquidations."""
    fitting = FLOW_FILTERS if topic in FLOW_TOPICS else FiltersIn.model_fields.keys() - FLOW_FILTERS
    return {f"data.filters.{name}": "This topic has no such filter." for name in filters.model_fields_set - fitting}


def read(model: type[Model], said: object, under: str = "") -> Model:
    """Return ``said`` as a model. Raises Invalid with a sentence for each field."""
    try:
        return model.model_validate(said)
    except ValidationError as error:
        found = error.errors(include_url=False, include_input=False)
        details = {(under + ".".join(map(str, each["loc"])))[:80].rstrip("."): sentence_of(each) for each in found}
        raise Invalid("Some of the input is not valid.", details=details) from None
