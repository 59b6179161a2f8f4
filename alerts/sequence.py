"""Numbers without holes or races: whoever takes some holds the counter's row until the transaction ends."""

from alerts.models import Counter

ALERT_STREAM = "alerts"


def lock_counter(stream: str = ALERT_STREAM) -> Counter:
    """Return the counter, locked; call it inside a transaction. On SQLite the IMMEDIATE transaction is the lock."""
    counter, _ = Counter.objects.select_for_update().get_or_create(stream=stream)
    return counter


def next_number(counter: Counter) -> int:
    """Take the next number of a locked counter."""
    counter.value += 1
    counter.save(update_fields=["value"])
    return counter.value


def take_numbers(counter: Counter, count: int) -> list[int]:
    """Take the next ``count`` numbers of a locked counter in one write."""
    first = counter.value + 1
    counter.value += count
    counter.save(update_fields=["value"])
    return list(range(first, counter.value + 1))
