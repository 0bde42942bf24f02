"""Values as they are written, for each unit."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from closeout.engine.language.literals import inferred, literal_of, value_of
from closeout.engine.language.spelling import DAYS, HOURS, misfit, spelling
from closeout.engine.torn_numbers import plain_number
from closeout.engine.units import Duration, Money, Unit

MONEY, DURATION, INSTANT = Unit.MONEY, Unit.DURATION, Unit.INSTANT
COUNT, RATIO, FLAG, TEXT = Unit.COUNT, Unit.RATIO, Unit.FLAG, Unit.TEXT

VALUES: list[tuple[Unit, str, object]] = [
    (MONEY, "250 USD", Money(25_000, "USD")),
    (MONEY, "0.05 EUR", Money(5, "EUR")),
    (MONEY, "12.5 EUR", Money(1250, "EUR")),
    (MONEY, "-3 EUR", Money(-300, "EUR")),
    (MONEY, "0", Money(0, None)),
    (DURATION, "45 seconds", Duration(seconds=45)),
    (DURATION, "1 minute", Duration(seconds=60)),
    (DURATION, "1.5 hours", Duration(seconds=5400)),
    (DURATION, "14 days", Duration(seconds=14 * 86_400)),
    (DURATION, "2 weeks", Duration(seconds=14 * 86_400)),
    (DURATION, "1 month", Duration(months=1)),
    (DURATION, "2 years", Duration(months=24)),
    (DURATION, "1 business day", Duration(business_days=1)),
    (DURATION, "3 business days", Duration(business_days=3)),
    (DURATION, "0", Duration()),
    (INSTANT, "1970-01-02", 86_400),
    (INSTANT, "1970-01-01T00:00:01Z", 1),
    (INSTANT, "1970-01-01T02:00:00+0200", 0),
    (COUNT, "3", 3),
    (COUNT, "0", 0),
    (RATIO, "0.25", Fraction(1, 4)),
    (RATIO, "30%", Fraction(3, 10)),
    (RATIO, "100%", 1),
    (FLAG, "true", True),
    (FLAG, "false", False),
    (TEXT, "0123", "0123"),
    (TEXT, "true", "true"),
]


@pytest.mark.parametrize(("unit", "text", "value"), VALUES)
def test_a_text_is_a_value_of_its_unit(unit: Unit, text: str, value: object) -> None:
    found = value_of(text, unit)
    assert (found, type(found)) == (value, type(value))


NOT_VALUES: list[tuple[Unit, str]] = [
    (MONEY, "250"),
    (MONEY, "250 usd"),
    (MONEY, "250 US"),
    (MONEY, "1,000 USD"),
    (MONEY, "0.005 USD"),
    (MONEY, "99999999999999 USD"),
    (MONEY, "٣ USD"),
    (DURATION, "14"),
    (DURATION, "14d"),
    (DURATION, "14  days"),
    (DURATION, "-1 days"),
    (DURATION, "0.00001 days"),
    (DURATION, "1.5 months"),
    (DURATION, "9999 years"),
    (DURATION, "999999 business days"),
    (INSTANT, "2026-02-30"),
    (INSTANT, "2026-03-10T00:00:00+99:00"),
    (INSTANT, "10.03.2026"),
    (INSTANT, "0"),
    (COUNT, "three"),
    (COUNT, "1e3"),
    (COUNT, "9999999999999999"),
    (COUNT, "NaN"),
    (RATIO, "30 %"),
    (FLAG, "yes"),
    (FLAG, "True"),
]


@pytest.mark.parametrize(("unit", "text"), NOT_VALUES)
def test_a_text_is_no_value_of_that_unit(unit: Unit, text: str) -> None:
    assert literal_of(text, unit) is None


def test_a_fraction_beside_a_count_is_a_ratio() -> None:
    found = literal_of("2.5", COUNT)
    assert found is not None
    assert found.unit is RATIO


@pytest.mark.parametrize(("unit", "text"), [(unit, text) for unit, text, _ in VALUES])
def test_a_value_is_recognised_by_its_look(unit: Unit, text: str) -> None:
    number = {COUNT, RATIO}
    found = inferred(text).unit
    if text == "0":
        assert found is COUNT
    elif unit is not TEXT:
        assert found is unit or {found, unit} <= number


MISFITS = {
    (MONEY, "7 days"): "`7 days` is a duration; contract.x is money, e.g. `250 USD`|",
    (MONEY, "250"): "`250` is a count; contract.x is money, e.g. `250 USD`"
    "|money needs a currency: `250 USD`",
    (MONEY, "250 usd"): "`250 usd` is not money; contract.x is money, e.g. `250 USD`"
    "|write `250 USD`",
    (MONEY, "€250"): "`€250` is not money; contract.x is money, e.g. `250 USD`|write `250 EUR`",
    (DURATION, "7 d"): "`7 d` is not a duration; contract.x is a duration, e.g. `14 days`"
    "|write `7 days`",
    (DURATION, "2w"): "`2w` is not a duration; contract.x is a duration, e.g. `14 days`"
    "|write `2 weeks`",
    (FLAG, "no"): "`no` is not a flag; contract.x is a flag, e.g. `true` or `false`|write `false`",
    (FLAG, "TRUE"): "`TRUE` is not a flag; contract.x is a flag, e.g. `true` or `false`"
    "|write `true`",
    (COUNT, "3 days"): "`3 days` is a duration; contract.x is a count, e.g. `3`|",
}


@pytest.mark.parametrize(("unit", "text"), MISFITS)
def test_a_value_that_does_not_fit_is_told_with_what_would(unit: Unit, text: str) -> None:
    assert "|".join(misfit(text, unit, "contract.x")) == MISFITS[unit, text]


BEYOND = {
    (MONEY, "100.555 USD"): "an amount has at most 2 decimals",
    (MONEY, "0.001 USD"): "an amount has at most 2 decimals",
    (MONEY, "99999999999999 USD"): "an amount has at most 13 digits before its point",
    (DURATION, "99999999 days"): "at most 366000 days",
    (DURATION, "99999999 minutes"): "at most 999999 minutes",
    (DURATION, "12001 months"): "at most 12000 months",
    (DURATION, "1001 years"): "at most 1000 years",
    (DURATION, "10001 business days"): "at most 10000 business days",
    (DURATION, "1.5 months"): "months come whole",
    (DURATION, "1.23456 hours"): "a length of time has at most 4 decimals",
    (DURATION, "1.5 seconds"): "a length of time comes in whole seconds",
    (DURATION, "-3 days"): "a length of time is not below 0",
    (COUNT, "1234567890123456"): "a number has at most 15 digits before its point and 9 behind it",
    (RATIO, "0.1234567890"): "a number has at most 15 digits before its point and 9 behind it",
    (MONEY, "1,000 USD"): "write `1000 USD`",
    (MONEY, "1.000,50 USD"): "write `1000.50 USD`",
    (MONEY, "1.000.000 usd"): "write `1000000 USD`",
    (MONEY, "$ 1,000.50"): "write `1000.50 USD`",
    (COUNT, "0,5"): "write `0.5`",
    (DURATION, "1,5 h"): "write `1.5 hours`",
    (DURATION, "2 hrs"): "write `2 hours`",
    (DURATION, "1 Day"): "write `1 day`",
    (DURATION, "30 working days"): "write `30 business days`",
    (DURATION, "5 weekdays"): "write `5 business days`",
    (DURATION, "30 bussiness days"): "write `30 business days`",
    (DURATION, "a month"): "write `1 month`",
    (DURATION, "3 calendar days"): "",
    (MONEY, "USD 100"): "write `100 USD`",
    (MONEY, "EUR 1,000.50"): "write `1000.50 EUR`",
    (MONEY, "100 Dollar"): "write `100 USD`",
    (MONEY, "100 euros"): "write `100 EUR`",
    (MONEY, "100 shells"): "",
    (INSTANT, "2026-2-3"): "write `2026-02-03`",
    (INSTANT, "1.2.2026"): "write `2026-02-01`",
    (
        INSTANT,
        "02/03/2026",
    ): '"02/03/2026" is 2026-03-02 (day/month/year) or 2026-02-03 (month/day/year)'
    ": write the one that is meant",
    (INSTANT, "31/03/2026"): "write `2026-03-31`",
    (INSTANT, "3 Feb 2026"): "write `2026-02-03`",
    (INSTANT, "2026-02-03 12:00"): "write `2026-02-03T12:00:00Z`",
    (INSTANT, "2026-02-30"): "there is no day 2026-02-30 in the calendar",
    (INSTANT, "tomorrow"): "",
    (INSTANT, "day 14"): "",
}


@pytest.mark.parametrize(("unit", "text"), BEYOND)
def test_what_is_proposed_fits_or_it_is_said_how_far_one_may_go(unit: Unit, text: str) -> None:
    assert literal_of(text, unit) is None
    assert spelling(text, unit) == BEYOND[unit, text]


NUMBERS = st.builds(
    "{}{}{}".format,
    st.text("0123456789.,-", min_size=1, max_size=18),
    st.sampled_from(["", " ", "  "]),
    st.sampled_from(["", "USD", "eur", "€", "d", "days", "months", "h", "business days", "%", "x"]),
)


@given(st.sampled_from((MONEY, DURATION, COUNT, RATIO, FLAG)), st.one_of(NUMBERS, st.text()))
def test_whatever_is_proposed_is_a_value_of_the_unit(unit: Unit, text: str) -> None:
    for length in (DAYS, HOURS):
        for hint in (misfit(text, unit, "contract.x", length)[1], spelling(text, unit)):
            if "`" in hint and not hint.startswith("for the age"):
                assert literal_of(hint.split("`")[1], unit) is not None, hint


@given(st.integers(0, 10**9), st.integers(0, 99), st.sampled_from([",.", ".,"]))
def test_digits_in_groups_are_read_in_either_manner(whole: int, cents: int, marks: str) -> None:
    text = f"{whole:,}.{cents:02}".translate(str.maketrans(",.", marks))
    plain = f"{whole}.{cents:02}"
    assert plain_number(text) == plain


@given(st.sampled_from([unit for unit in Unit if not unit.is_list]), st.text(max_size=40))
def test_any_text_is_a_value_or_is_told_not_to_be(unit: Unit, text: str) -> None:
    if literal_of(text, unit) is None:
        message, _ = misfit(text, unit, "contract.x")
        assert "contract.x is" in message
