"""Amounts are exact cents; hours are seconds; numbers are exact."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from closeout.engine.snapshot.bad_value import BadValueError
from closeout.engine.snapshot.money import parse_cents, parse_count, parse_hours, parse_number
from closeout.engine.written import money_text


@pytest.mark.parametrize(
    ("written", "cents"),
    [
        ("12.50", 1250),
        ("12.5", 1250),
        ("12", 1200),
        ("0", 0),
        ("-0.01", -1),
        ("0012.50", 1250),
        ("123456789012345", 12_345_678_901_234_500),
        ("1234567890123.45", 123_456_789_012_345),
        (12, 1200),
        (-3, -300),
        (Decimal("12.5"), 1250),
        (Decimal("12.500"), 1250),
        (Decimal("1e3"), 100_000),
        (Decimal("0e400"), 0),
        (Decimal("0.00"), 0),
        (0.07, 7),
    ],
)
def test_an_amount_is_read_as_cents(written: object, cents: int) -> None:
    assert parse_cents(written) == cents


@pytest.mark.parametrize(
    ("written", "message", "hint"),
    [
        ("12,5", 'expected an amount, found "12,5"', 'decimals stand after a point: write "12.5"'),
        (
            "1,250.00",
            'expected an amount, found "1,250.00"',
            'separators of thousands are not used: write "1250.00"',
        ),
        (
            "12.505",
            'expected an amount with at most 2 decimals, found "12.505"',
            "round it, here to 12.51; or write 12505, if the point sets thousands apart",
        ),
        (
            "0.0051",
            'expected an amount with at most 2 decimals, found "0.0051"',
            "round it, here to 0.01",
        ),
        (
            "0.30000000000000004",
            'expected an amount of at most 15 digits, found "0.30000000000000004"',
            "round it, here to 0.30: a sum of floats is seldom exact",
        ),
        ("12.500", 'expected an amount with at most 2 decimals, found "12.500"', None),
        (".50", 'expected an amount, found ".50"', 'write it like "12.50"'),
        ("12.", 'expected an amount, found "12."', 'write it like "12.50"'),
        ("1e3", 'expected an amount, found "1e3"', None),
        ("$5", 'expected an amount, found "$5"', None),
        (" 5.00", 'expected an amount, found " 5.00"', "remove the space around it"),
        ("٥.٠٠", 'expected an amount, found "٥.٠٠"', None),
        ("", 'expected an amount, found ""', None),
        ("1234567890123456", "expected an amount of at most 15 digits", None),
        ("12345678901234.56", "expected an amount of at most 15 digits", None),
        (10**15, "expected an amount of at most 15 digits", None),
        (Decimal("1e400"), "expected an amount of at most 15 digits, found 1E+400", None),
        (Decimal("1e-400"), "expected an amount of at most 15 digits, found 1E-400", None),
        (
            Decimal(repr(0.1 + 0.2)),
            "expected an amount of at most 15 digits, found 0.30000000000000004",
            "round it, here to 0.30: a sum of floats is seldom exact",
        ),
        (Decimal("1" * 30), "expected an amount of at most 15 digits", None),
        (10**99, "expected an amount of at most 15 digits, found a number of more than", None),
        (Decimal("12.345"), "expected an amount with at most 2 decimals, found 12.345", None),
        (True, "expected an amount, found true", None),
        (float("nan"), "expected an amount, found NaN", None),
        (float("inf"), "expected an amount, found Infinity", None),
        ([], "expected an amount, found a list", None),
    ],
)
def test_what_is_no_amount_is_refused_with_its_reason(
    written: object, message: str, hint: str | None
) -> None:
    with pytest.raises(BadValueError) as refused:
        parse_cents(written)
    assert refused.value.message.startswith(message)
    assert hint is None or refused.value.hint == hint


@given(st.integers(-(10**15) + 1, 10**15 - 1))
def test_an_amount_that_is_shown_is_read_back(cents: int) -> None:
    text = money_text(cents)
    assert parse_cents(text) == cents
    assert parse_cents(Decimal(text)) == cents


def test_hours_are_seconds_to_the_nearest_one() -> None:
    assert parse_hours("1.25") == 4500
    assert parse_hours(Decimal("0.1")) == 360
    assert parse_hours("0.3333333333") == 1200
    assert parse_hours(3) == 10_800


def test_numbers_are_exact() -> None:
    assert parse_number(Decimal("4.8")) == Fraction(24, 5)
    assert parse_number("92.0") == 92
    assert type(parse_number(Decimal("5.0"))) is int


def test_counts_are_whole() -> None:
    assert parse_count("3") == 3
    assert parse_count(Decimal("2.0")) == 2
    with pytest.raises(BadValueError, match=r"expected a whole number, found 2\.5"):
        parse_count(Decimal("2.5"))
