"""Amounts as the sentences of events write them: the same letters as the tables beside them."""

import pytest

from markets.flow.sentences import dollars


@pytest.mark.parametrize(
    ("amount", "text"),
    [(12.3, "$12.3"), (912_400, "$912K"), (999_900, "$1.00M"), (9_996_000, "$10.0M"), (1_234_000_000, "$1.23B")],
)
def test_an_amount_has_three_digits_and_a_letter(amount: float, text: str) -> None:
    assert dollars(amount) == text
