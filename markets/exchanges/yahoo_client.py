"""Yahoo Finance through yfinance: its browser's handshake, cookie and crumb, and errors in our own words.

Only yfinance's session is used: its data frames cost pandas on every call, and hide what went wrong.
"""

import asyncio
import contextlib
import threading
import time
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any

from curl_cffi import requests
from curl_cffi.requests.exceptions import RequestException
from yfinance.data import YfData
from yfinance.exceptions import YFException, YFRateLimitError

from markets.exchanges.base import PARSE_ERRORS, BackOff, ExchangeError, Interrupted, Rejected
from markets.stream.supervise import Backoff

QUOTE = "https://query1.finance.yahoo.com/v7/finance/quote"
SUMMARY = "https://query2.finance.yahoo.com/v10/finance/quoteSummary"
CHART = "https://query2.finance.yahoo.com/v8/finance/chart"

TIMEOUT_S = 8
ANSWER_S = 20.0
"""How long all of a call may take; it may be five, when the cookie has run out."""

SHORTEST_PEACE_S, LONGEST_PEACE_S = 60.0, 1800.0
BLOCKED = {401, 403, 429, 999}
NO_SUCH = {400, 404, 422}


class Session(requests.Session[requests.Response]):
    """A browser's session; ``rest`` moves every address of Yahoo elsewhere, so that nothing else is reached."""

    def __init__(self, rest: str | None) -> None:
        super().__init__(impersonate="chrome")
        self._rest = rest.rstrip("/") if rest else None

    def request(self, method: Any, url: str, **options: Any) -> Any:  # type: ignore[override]
        if self._rest is not None:
            url = self._rest + "/" + url.partition("://")[2].partition("/")[2]
        return super().request(method, url, **options)


class Data(YfData):  # type: ignore[misc]
    """yfinance's own client, which keeps its cookie in memory, as long as the crumb, instead of in the home folder."""

    def _save_cookie_curlCffi(self) -> bool:  # noqa: N802  yfinance's name
        return False

    def _load_cookie_curlCffi(self) -> bool:  # noqa: N802
        return self._crumb is not None


class YahooClient:
    """Asks Yahoo in threads of its own; after a refusal nobody asks until the pause is over, which grows each time."""

    def __init__(self, rest: str | None = None, *, shortest_peace_s: float = SHORTEST_PEACE_S) -> None:
        # The class is a singleton; made like this, its cookie and crumb belong to this client alone.
        self._data = type.__call__(Data, Session(rest))
        self._peace = Backoff(first_s=shortest_peace_s, longest_s=LONGEST_PEACE_S)
        self._peace_until = 0.0

    async def get(self, url: str, params: Mapping[str, object]) -> Any:
        """Return the JSON of an answer. Raises BackOff, Interrupted or Rejected."""
        if (left_s := self._peace_until - time.monotonic()) > 0:
            raise BackOff("Yahoo asked for fewer requests.", retry_after_s=left_s)
        try:
            async with asyncio.timeout(ANSWER_S):
                answer = await _in_thread(lambda: self._ask(url, dict(params)))
        except TimeoutError:
            raise Interrupted(f"Yahoo did not answer within {ANSWER_S:g} s.") from None
        self._peace.reset()
        return answer

    def _ask(self, url: str, params: dict[str, object]) -> Any:
        try:
            response = self._data.get(url, params=params, timeout=TIMEOUT_S)
            status = int(response.status_code)
            body = response.json() if status == HTTPStatus.OK or status in NO_SUCH else None
        except YFRateLimitError:
            raise self._refused("Yahoo asks for fewer requests.") from None
        except (RequestException, YFException, OSError) as error:
            raise Interrupted(f"Yahoo cannot be reached: {_short(error)}.") from error
        except PARSE_ERRORS as error:
            raise Interrupted("Yahoo answered with something that cannot be read.") from error
        if status in BLOCKED:
            raise self._refused(f"Yahoo refuses this machine ({status}).")
        if status in NO_SUCH:
            raise Rejected(f"Yahoo refuses the request: {reason_of(body)}.")
        if body is None:
            raise Interrupted(f"Yahoo has a fault ({status}).")
        return body

    def _refused(self, message: str) -> BackOff:
        # What came in place of a crumb, yfinance would take for one.
        self._data._crumb = None
        pause_s = self._peace.next_s()
        self._peace_until = time.monotonic() + pause_s
        return BackOff(message, retry_after_s=pause_s)


def reason_of(body: Any) -> str:
    """Return what the error of an answer says: ``{"chart": {"error": {"description": …}}}``."""
    parts = list(body.values()) if isinstance(body, dict) else []
    errors = [part["error"] for part in parts if isinstance(part, dict) and isinstance(part.get("error"), dict)]
    return _short(errors[0].get("description") or errors[0].get("code")) if errors else "it gives no reason"


def _short(error: object) -> str:
    return (" ".join(str(error).split())[:160] or type(error).__name__).rstrip(".")


async def _in_thread(call: Callable[[], Any]) -> Any:
    """Wait for a call that blocks; nobody waits for its thread when the process ends."""
    loop = asyncio.get_running_loop()
    answered: asyncio.Future[Any] = loop.create_future()

    def work() -> None:
        answer: Any = None
        failure: ExchangeError | None = Interrupted("Yahoo's answer could not be taken; the log says why.")
        try:
            answer, failure = call(), None
        except ExchangeError as error:
            failure = error
        finally:
            # The loop is closed when the process ends meanwhile.
            with contextlib.suppress(RuntimeError):
                loop.call_soon_threadsafe(_settle, answered, answer, failure)

    threading.Thread(target=work, name="yahoo", daemon=True).start()
    return await answered


def _settle(answered: "asyncio.Future[Any]", answer: Any, failure: ExchangeError | None) -> None:
    if answered.done():
        return
    if failure is None:
        answered.set_result(answer)
    else:
        answered.set_exception(failure)
