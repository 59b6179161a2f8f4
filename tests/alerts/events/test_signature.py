"""Near-duplicates have near signatures."""

from alerts.events.signature import bands, bits_apart, simhash

TEXT = """
Nebula Labs confirmed on Monday that the token generation event of NEBX takes place on 28 November. Early testers of
its network check what they may claim on a page that opened today, and the rest of the supply goes to a community pool
over three years. Trading starts an hour after the claim, the team wrote, and fees of the network are paid in it.
"""


def test_a_copy_with_a_word_changed_differs_in_few_bits() -> None:
    assert bits_apart(simhash(TEXT), simhash(TEXT)) == 0
    assert bits_apart(simhash(TEXT), simhash(TEXT.replace("Monday", "Tuesday", 1))) <= 6
    other = "The court set a date for the hearing in the case of an exchange, and both sides filed new papers on time."
    assert bits_apart(simhash(TEXT), simhash(other)) > 16


def test_a_short_text_has_no_signature_and_is_near_nothing() -> None:
    assert simhash("Nebula launches") == 0
    assert bits_apart(0, 0) == 64
    assert bands(0) == []


def test_a_signature_fits_a_column_of_64_bits() -> None:
    values = [simhash(f"{TEXT} {number}") for number in range(200)]
    assert all(-(2**63) <= value < 2**63 for value in values)
    assert any(value < 0 for value in values)
    assert all(len(set(bands(value))) == 4 for value in values)


def test_signatures_that_differ_in_three_bits_share_a_band() -> None:
    value = simhash(TEXT)
    assert set(bands(value)) & set(bands(value ^ (1 | 1 << 20 | 1 << 40)))
