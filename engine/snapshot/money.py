"""Amounts, hours and numbers as a snapshot writes them: a decimal text or a number, held exactly.

| kind   | held as              | decimals |
|--------|----------------------|----------|
| money  | cents (int)          | 2        |
| hours  | seconds (int), to the nearest second | any |
| number | int, or Fraction     | any      |
| count  | int                  | 0        |

At most 15 significant digits, as written: 1e400 and 30-digit numbers are slips, not amounts.
"""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from .bad_value import BadValueError, found

MOST_DIGITS = 15
SECONDS_OF_AN_HOUR = 3600

_DECIMAL = re.compile(r"(-?)(\d+)(?:\.(\d+))?", re.ASCII)
_COMMA = re.compile(r"-?\d+,\d+", re.ASCII)
_GROUPED = re.compile(r"-?\d{1,3}(,\d{3})+(\.\d+)?", re.ASCII)

_CENT = Decimal("0.01")

Written = tuple[int, int]
"""A decimal number as it was written: its digits as an integer, and how many are decimals."""


A_WHOLE_NUMBER = "a whole number"
A_NUMBER_OF_HOURS = "a number of hours"


def parse_cents(value: object) -> int:
    """The cents of an amount: `"12.50"`, `12.5`, `12`. Raises `BadValueError`."""
    if type(value) is str:
        # The usual form, two decimals, without the general parser.
        if 3 < len(value) < MOST_DIGITS and value[-3] == "." and value.isascii():
            cents = value[:-3] + value[-2:]
            if cents.isdigit():
                return int(cents)
    elif type(value) is int and -_TOO_LARGE < value < _TOO_LARGE:
        return value * 100
    digits, decimals = _written(value, "an amount")
    if decimals > 2:
        message = f"expected an amount with at most 2 decimals, found {found(value)}"
        raise BadValueError(message, _to_cents(digits, decimals))
    return digits * (100, 10, 1)[decimals]


def parse_hours(value: object) -> int:
    """The seconds of a number of hours, to the nearest second. Raises `BadValueError`."""
    return round(_fraction(value, A_NUMBER_OF_HOURS) * SECONDS_OF_AN_HOUR)


def parse_number(value: object) -> int | Fraction:
    """An exact number, an int where it is whole. Raises `BadValueError`."""
    number = _fraction(value, "a number")
    return number.numerator if number.denominator == 1 else number


def parse_count(value: object) -> int:
    """A whole number. Raises `BadValueError`."""
    digits, decimals = _written(value, A_WHOLE_NUMBER)
    if decimals:
        raise BadValueError(f"expected {A_WHOLE_NUMBER}, found {found(value)}")
    return digits


_TOO_LARGE = 10**MOST_DIGITS


def _fraction(value: object, expected: str) -> Fraction:
    digits, decimals = _written(value, expected)
    return Fraction(digits, 10**decimals)


def _written(value: object, expected: str) -> Written:
    if isinstance(value, str):
        return _from_text(value, expected)
    if isinstance(value, float):
        value = Decimal(repr(value))
    if isinstance(value, Decimal):
        return _from_decimal(value, expected)
    if isinstance(value, int) and not isinstance(value, bool):
        if not -_TOO_LARGE < value < _TOO_LARGE:
            raise _too_long(value, expected)
        return value, 0
    raise BadValueError(f"expected {expected}, found {found(value)}")


def _from_text(text: str, expected: str) -> Written:
    match = _DECIMAL.fullmatch(text)
    if match is None:
        raise BadValueError(f"expected {expected}, found {found(text)}", _advice(text, expected))
    sign, whole, decimals = match[1], match[2], match[3] or ""
    if len(whole.lstrip("0")) + len(decimals) > MOST_DIGITS:
        raise _too_long(text, expected, _rounded(Decimal(text)) if decimals else "")
    number = int(whole + decimals)
    return (-number if sign else number), len(decimals)


def _from_decimal(number: Decimal, expected: str) -> Written:
    """JSON numbers, whose zeros at the end mean nothing: 12.500 is 12.5."""
    sign, digits, exponent = number.as_tuple()
    if not isinstance(exponent, int):
        raise BadValueError(f"expected {expected}, found {found(number)}")
    whole = int("".join(map(str, digits))) if len(digits) <= 2 * MOST_DIGITS else _TOO_LARGE
    while exponent < 0 and whole and whole % 10 == 0:
        whole //= 10
        exponent += 1
    if not whole:
        return 0, 0
    if exponent > MOST_DIGITS or exponent < -MOST_DIGITS or whole >= _TOO_LARGE:
        raise _too_long(number, expected, _rounded(number))
    if exponent > 0:
        whole *= 10**exponent
        exponent = 0
        if whole >= _TOO_LARGE:
            raise _too_long(number, expected)
    return (-whole if sign else whole), -exponent


def _too_long(value: object, expected: str, hint: str = "") -> BadValueError:
    message = f"expected {expected} of at most {MOST_DIGITS} digits, found {found(value)}"
    return BadValueError(message, hint)


def _rounded(number: Decimal) -> str:
    """What to do about `0.1 + 0.2`, which a program holds as 0.30000000000000004."""
    if number.adjusted() >= MOST_DIGITS - 2:
        return ""
    return f"round it, here to {_near(number)}: a sum of floats is seldom exact"


def _to_cents(digits: int, decimals: int) -> str:
    """What to do about an amount with more than two decimals, of which three may be thousands."""
    hint = f"round it, here to {_near(Decimal(digits).scaleb(-decimals))}"
    is_perhaps_thousands = decimals == 3 and 1000 <= abs(digits) < 10**6
    return (
        f"{hint}; or write {digits}, if the point sets thousands apart"
        if is_perhaps_thousands
        else hint
    )


def _near(number: Decimal) -> str:
    """The nearest amount; of two the one that is further from 0, as banks do."""
    return f"{number.quantize(_CENT, ROUND_HALF_UP):f}"


_NONE_OF_IT = frozenset(("no", "none", "nothing", "nil", "zero", "nein", "keine", "non"))
"""What people write for an amount of 0."""


def _advice(text: str, expected: str) -> str:
    if text.strip() != text and _DECIMAL.fullmatch(text.strip()):
        return "remove the space around it"
    if text.strip().casefold() in _NONE_OF_IT:
        return "write 0, if there is none"
    if _GROUPED.fullmatch(text):
        return f'separators of thousands are not used: write "{text.replace(",", "")}"'
    if _COMMA.fullmatch(text):
        return f'decimals stand after a point: write "{text.replace(",", ".")}"'
    if expected == A_NUMBER_OF_HOURS and re.search(r"\d", text, re.ASCII):
        return "write hours and parts of an hour as one number: 5.5 for 5h 30m"
    if re.search(r"[A-Za-z$€£]", text) and re.search(r"\d", text, re.ASCII):
        return "write the number alone; the currency has its own field, and exponents are not used"
    return "write it like 3" if expected == A_WHOLE_NUMBER else 'write it like "12.50"'
