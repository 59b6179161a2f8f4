"""What a program hears of alerts and of errors."""

import orjson

from alerts.live.news import News
from alerts.live.requests import Frame
from alerts.shown import as_client_sees
from markets.stream.dialects import frame
from project.common.envelope import body_of
from project.common.errors import TidewatchError


def news_frame(news: News, subscriptions: tuple[str, ...]) -> str:
    """Return an alert or what became of one, with the subscriptions that it fits; nothing when it fits none."""
    if subscriptions and subscriptions not in news.written:
        news.written[subscriptions] = _written(news, subscriptions)
    return news.written.get(subscriptions, "")


def _written(news: News, subscriptions: tuple[str, ...]) -> str:
    """Write an alert as the API shows it; sockets whose subscriptions have the same ids share what is written."""
    shown = as_client_sees(news.alert)
    if news.update is None:
        return frame("alert", shown, subscriptions=subscriptions)
    change = news.update.change
    told = {"seq": news.seq, "field": change.field, "text": news.update.text, "at": change.at, "alert": shown}
    return frame("update", told, subscriptions=subscriptions)


def error_frame(error: TidewatchError, correlation_id: str, asked: Frame | None) -> str:
    """Return the error body of the API as a frame."""
    body = body_of(correlation_id, error.code, error.message, error.details)
    return orjson.dumps({"type": "error", **echo(asked), **body}).decode()


def echo(asked: Frame | None) -> dict[str, object]:
    """Return the program's own id of what it asked."""
    return {} if asked is None or asked.id is None else {"id": asked.id}
