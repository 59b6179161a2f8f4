"""Says in the terminal whether prices turned out to be live or simulated."""

import redis
from django.conf import settings

from markets.stream.bus import MODE

MEANING = {
    "live": "Prices are live.",
    "simulated": "Prices are simulated: no exchange answers.",
}


class ModeNews:
    """Compares the stream's word on the bus with the last one; silent unless MARKET_DATA leaves it open."""

    def __init__(self, redis_url: str) -> None:
        self.client = redis.Redis.from_url(
            redis_url, socket_timeout=0.5, socket_connect_timeout=0.5, retry=None, decode_responses=True
        )
        self.known = ""

    def line(self) -> str | None:
        mode = self.read()
        if settings.MARKET_DATA != "auto" or not mode or mode == self.known:
            return None
        self.known = mode
        return MEANING.get(mode)

    def read(self) -> str:
        try:
            return str(self.client.get(MODE) or "")
        except (redis.RedisError, OSError):
            return ""
