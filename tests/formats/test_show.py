"""How values are written, by unit: for people and for programs."""

from __future__ import annotations

from fractions import Fraction

import pytest

from closeout.engine.report.findings import shown
from closeout.engine.snapshot.model import NONE
from closeout.engine.snapshot.value_text import as_text
from closeout.engine.units import Duration, Money, Unit
from closeout.engine.written import date_text, instant_json, instant_text, length_text

MARCH_15 = 1_773_565_200  # 2026-03-15T09:00:00Z
DAY, HOUR = 86_400, 3_600

CASES = [
    (Unit.MONEY, 25_000, "USD", "250.00 USD", "250.00 USD"),
    (Unit.MONEY, 25_000, None, "250.00", "250.00"),
    (Unit.MONEY, 5, "EUR", "0.05 EUR", "0.05 EUR"),
    (Unit.MONEY, -105, "EUR", "-1.05 EUR", "-1.05 EUR"),
    (Unit.MONEY, 0, None, "0.00", "0.00"),
    (Unit.MONEY, Money(250, "USD"), None, "2.50 USD", "2.50 USD"),
    (Unit.MONEY, Money(0, None), "EUR", "0.00 EUR", "0.00 EUR"),
    (Unit.INSTANT, MARCH_15, None, "2026-03-15 09:00 UTC", "2026-03-15T09:00:00Z"),
    (Unit.INSTANT, MARCH_15 + 42, None, "2026-03-15 09:00:42 UTC", "2026-03-15T09:00:42Z"),
    (Unit.INSTANT, NONE, None, "none", "none"),
    (Unit.INSTANT, None, None, "not known", None),
    (Unit.DURATION, 14 * DAY, None, "14 days", "14 days"),
    (Unit.DURATION, DAY, None, "1 day", "1 day"),
    (Unit.DURATION, 0, None, "0 hours", "0 hours"),
    (Unit.DURATION, 9_000, None, "2.5 hours", "2.5 hours"),
    (Unit.DURATION, HOUR, None, "1 hour", "1 hour"),
    (Unit.DURATION, 4_500, None, "1.25 hours", "1.25 hours"),
    (Unit.DURATION, 36 * HOUR, None, "36 hours", "36 hours"),
    (Unit.DURATION, 531 * HOUR, None, "22 days 3 hours", "22 days 3 hours"),
    (Unit.DURATION, 1_800, None, "30 minutes", "30 minutes"),
    (Unit.DURATION, 1, None, "1 second", "1 second"),
    (Unit.DURATION, -9_000, None, "-2.5 hours", "-2.5 hours"),
    (Unit.DURATION, 2 * DAY + 61, None, "2 days 1 minute 1 second", "2 days 1 minute 1 second"),
    (Unit.DURATION, Duration(seconds=3 * DAY), None, "3 days", "3 days"),
    (Unit.COUNT, 3, None, "3", 3),
    (Unit.RATIO, 92, None, "92", 92),
    (Unit.RATIO, Fraction(1, 3), None, "0.3333", 1 / 3),
    (Unit.RATIO, Fraction(2, 3), None, "0.6667", 2 / 3),
    (Unit.RATIO, Fraction(5, 4), None, "1.25", 1.25),
    (Unit.RATIO, Fraction(-1, 2), None, "-0.5", -0.5),
    (Unit.RATIO, Fraction(4, 2), None, "2", 2),
    (Unit.RATIO, Fraction(10**400, 3), None, str(10**400 // 3) + ".3333", 10**400 // 3),
    (Unit.TEXT, "none", None, "none", "none"),
    (Unit.TEXT, "a\x1bb", None, "a\x1bb", "a\x1bb"),
    (Unit.FLAG, True, None, "yes", True),
    (Unit.FLAG, False, None, "no", False),
    (Unit.TEXTS, ("a", "b"), None, "a, b", ["a", "b"]),
    (Unit.TEXTS, (), None, "none", []),
    (
        Unit.INSTANTS,
        (MARCH_15, MARCH_15 + DAY),
        None,
        "2026-03-15 09:00 UTC, 2026-03-16 09:00 UTC",
        ["2026-03-15T09:00:00Z", "2026-03-16T09:00:00Z"],
    ),
    (
        Unit.PAYMENTS,
        ((25_000, MARCH_15), (None, None)),
        "USD",
        "250.00 USD on 2026-03-15, not known on not known",
        ["250.00 USD on 2026-03-15", "not known on not known"],
    ),
]


@pytest.mark.parametrize(("unit", "value", "currency", "text", "json"), CASES)
def test_values_are_written_by_their_unit(
    unit: Unit, value: object, currency: str | None, text: str, json: object
) -> None:
    found = shown(unit, value, currency)  # type: ignore[arg-type]
    assert (found.unit, found.text, found.json) == (unit, text, json)
    assert type(found.json) is type(json)
    assert as_text(unit, value, currency) == text  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("length", "text"),
    [
        (Duration(), "0 days"),
        (Duration(months=1), "1 month"),
        (Duration(months=18), "18 months"),
        (Duration(months=24), "2 years"),
        (Duration(business_days=5), "5 business days"),
        (Duration(business_days=1), "1 business day"),
        (Duration(seconds=HOUR, months=2), "2 months 1 hour"),
    ],
)
def test_lengths_of_policies_are_written_as_they_are_read(length: Duration, text: str) -> None:
    assert length_text(length) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "1970-01-01T00:00:00Z"),
        (-1, "1969-12-31T23:59:59Z"),
        (951_782_400, "2000-02-29T00:00:00Z"),
        (253_402_300_799, "9999-12-31T23:59:59Z"),
        (253_402_300_800, "10000-01-01T00:00:00Z"),
        (-62_135_596_800, "0001-01-01T00:00:00Z"),
        (-62_135_596_801, "0000-12-31T23:59:59Z"),
    ],
)
def test_instants_have_no_limit(seconds: int, text: str) -> None:
    assert instant_json(seconds) == text
    assert instant_text(seconds)[: len(text) - 10] == text[:-10]
    assert date_text(seconds) == text[:-10]
