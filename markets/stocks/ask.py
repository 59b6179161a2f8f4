"""Questions about stocks to the stream process: one at a time for each topic, whoever else waits for the answer."""

import time

from django.conf import settings

from markets.multi.counts import Outcome, note
from markets.multi.flights import Flights
from markets.multi.kinds import Kind
from markets.stocks.answers import ASKED, NUMBERS, Answer, Topic, answered_key_of, dump_question, key_of, load_answer
from markets.stream import bus
from markets.stream.reads import ask, data_mode
from project.common.clock import now_ms

WAIT_S = 12.0
SHORT_WAIT_S = 4.0
"""How long a caller waits for something newer when there is an old answer."""

STEP_S = 0.03

flights: Flights[Answer | None] = Flights(WAIT_S + 1)


def last_answer(topic: Topic) -> Answer | None:
    """Return the newest answer to be had: a fresh one, else what comes in time, else the last; None without any."""
    # A few hundred threads that each asked the bus would need as many connections.
    return flights.share(topic.name, lambda: _look(topic))


def _look(topic: Topic) -> Answer | None:
    mode = data_mode()
    key = key_of(mode if mode != "off" else "simulated" if settings.MARKET_DATA == "simulated" else "live", topic)
    known = load_answer(ask(lambda: bus.client().get(key), None))
    if mode == "off":
        return known
    if known is None or not known.is_enough(topic, now_ms()):
        note(Kind.MARKET, topic.name, Outcome.MISS)
        return ask(lambda: _ask_desk(topic, key, known), known)
    note(Kind.MARKET, topic.name, Outcome.FAULT if known.fault else Outcome.HIT)
    return known


def _ask_desk(topic: Topic, key: str, known: Answer | None) -> Answer | None:
    client = bus.client()
    number = int(str(client.incr(NUMBERS)))
    client.rpush(ASKED, dump_question(topic, number, now_ms() + int(WAIT_S * 1000)))
    deadline = time.monotonic() + (SHORT_WAIT_S if known and known.at_ms else WAIT_S)
    while time.monotonic() < deadline:
        time.sleep(STEP_S)
        if int(client.get(answered_key_of(key)) or 0) >= number:
            return load_answer(client.get(key))
    return known
