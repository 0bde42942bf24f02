"""Amounts in two forms."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from closeout.engine.snapshot.readers.displayed_money import settled


@pytest.mark.parametrize(
    ("raw", "shown", "amount"),
    [
        ("1.23", "$1.23", "1.23"),
        ("500", "5.00", "5.00"),
        ("500", "$500", "500"),
        ("500", "$500.00", "500.00"),
        (500, "$5.00", "5.00"),
        ("123456", "$1,234.56", "1234.56"),
        ("1234.5", "US$1,234.50", "1234.50"),
        ("0", "$0.00", "0.00"),
        ("0", None, "0"),
        ("0.00", "", "0.00"),
        ("100", "$100", "100"),
        (None, "400.00", "400.00"),
        (None, "$1,234.56", "1234.56"),
        ("", "$400", "400"),
    ],
)
def test_the_displayed_form_settles_units_and_cents(
    raw: object, shown: object, amount: str
) -> None:
    assert settled(raw, shown) == Decimal(amount)


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("500", None),
        ("500", "$50.00"),
        ("500", "5,00"),
        ("500", "5,00 €"),
        ("500", "1,23,456"),
        ("500", "five"),
        ("5e2", "$500"),
        ("-500", "-$5.00"),
        ("500", "($5.00)"),
        ("500", "$5.00 of $5.00"),
        (None, "$1,234"),
        (None, "$1.234"),
        (None, "5,00"),
        (None, None),
        ("NaN", "$5.00"),
        ({"amount": 5}, ["$5.00"]),
        ("0", "free"),
    ],
)
def test_what_cannot_be_told_is_not_known(raw: object, shown: object) -> None:
    assert settled(raw, shown) is None


@given(st.integers(0, 10**11))
def test_both_ways_of_writing_an_amount_are_the_same(cents: int) -> None:
    shown = f"${cents // 100:,}.{cents % 100:02}"
    amount = Decimal(cents) / 100
    assert settled(str(cents), shown) == settled(f"{amount:.2f}", shown) == amount


@given(st.integers(1, 10**9), st.integers(1, 10**9))
def test_no_amount_is_off_by_a_hundred(raw: int, cents: int) -> None:
    amount = settled(str(raw), f"${cents // 100}.{cents % 100:02}")
    assert amount is None or amount * 100 == cents
