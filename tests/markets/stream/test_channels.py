"""Topics of one kind: who hears what."""

from markets.stream.channels import Channel, keys_of
from markets.stream.dialects import PAGES, PROGRAMS, Dialect
from tests.markets.books.test_desk import Screen


def channel(*, keeps_newest: bool = False) -> Channel:
    return Channel("tape:", lambda to, key, value: f"{type(to).__name__} {key} {value}", keeps_newest=keeps_newest)


def screen(dialect: Dialect = PAGES) -> Screen:
    made = Screen()
    made.dialect = dialect
    return made


def test_each_hears_its_own_keys_in_its_own_words() -> None:
    tape, page, program, other = channel(), screen(), screen(PROGRAMS), screen()
    tape.want(page, {"tape:A", "tape:B", "px:C"})
    tape.want(program, {"tape:A"})
    tape.want(other, {"tape:C"})
    for key, value in (("A", 1), ("A", 2), ("B", 3), ("D", 4)):
        tape.add(key, value)
    tape.flush()
    tape.flush()
    assert sorted(page.heard) == ["Pages A [1, 2]", "Pages B [3]"]
    assert program.heard == ["Programs A [1, 2]"]
    assert other.heard == []


def test_who_wants_something_else_hears_no_more_of_the_first() -> None:
    tape, page = channel(keeps_newest=True), screen()
    tape.want(page, {"tape:A"})
    assert set(tape.keys) == {"A"}
    tape.want(page, {"tape:B"})
    tape.put("A", 1)
    tape.flush()
    assert (page.heard, set(tape.keys)) == ([], {"B"})
    tape.want(page, ())
    assert set(tape.keys) == set()


def test_who_joins_gets_the_newest_of_what_stands_for_all_before_it() -> None:
    kept, page = channel(keeps_newest=True), screen()
    for value in (1, 2):
        kept.put("A", value)
    kept.put("B", 3)
    kept.want(page, {"tape:A", "tape:B", "tape:C"})
    kept.greet(page, ["A"])
    kept.forget(["B"])
    kept.greet(page)
    assert page.heard == ["Pages A 2", "Pages A 2"]
    kept.clear()
    kept.flush()
    assert len(page.heard) == 2


def test_keys_are_what_follows_the_prefix() -> None:
    assert keys_of(["book:SOL-USDT:1", "px:SOL-USDT"], "book:") == {"SOL-USDT:1"}
