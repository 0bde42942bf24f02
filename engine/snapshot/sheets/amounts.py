"""Amounts, hours and numbers as people and spreadsheets write them: $1,200.00, 1.200,00 EUR, 1 200.

Which of comma and point stands before the decimals is settled for a whole column, by a cell that
has one reading only.
"""

from __future__ import annotations

import re
from fractions import Fraction

from msgspec import Struct, field

from ...problems import KEEP_ONE
from ..bad_value import BadValueError, found
from ..currencies import CODE_OF_SIGN, CODES, CODES_OF_SHARED_SIGN
from ..fields import Kind
from .cells import ColumnFault, Exact, Taken, plain
from .hours import hours_of, without_unit

POINT, COMMA = ".", ","
_NAMED = {POINT: "a point", COMMA: "a comma"}
_OTHER = {POINT: COMMA, COMMA: POINT}

_CURRENCY = "|".join(
    (*map(re.escape, (*CODE_OF_SIGN, *CODES_OF_SHARED_SIGN)), f"(?i:{'|'.join(sorted(CODES))})")
)
_AMOUNT = re.compile(
    rf"(?P<open>\()?(?P<minus>[-−+]?) *(?P<before>{_CURRENCY})? *(?P<minus2>[-−]?) *"
    rf"(?P<number>\d[\d.,' ’]*|[.,]\d+) *(?P<after>{_CURRENCY})?\.? *(?P<minus3>[-−]?)(?P<close>\))?"
)
_PERCENT = re.compile(r"(?P<number>.*\d) *%")
_CANONICAL = {
    Kind.MONEY: re.compile(r"-?\d+(?:\.\d{1,2})?", re.ASCII),
    Kind.HOURS: re.compile(r"-?(?:\d+(?:\.(?:\d{1,2}|\d{4,}))?|0\.\d+)", re.ASCII),
    Kind.NUMBER: re.compile(r"-?(?:\d+(?:\.(?:\d{1,2}|\d{4,}))?|0\.\d+)", re.ASCII),
    Kind.COUNT: re.compile(r"\d+", re.ASCII),
}
"""What a snapshot writes; a fixed three decimals could be thousands as well."""

_GROUPED = {
    POINT: re.compile(
        r"(?P<whole>\d+|[1-9]\d{0,2}(?:[,' ’]\d{3})+|[1-9]\d?(?:,\d\d)+,\d{3}|)(?:\.(?P<part>\d+))?"
    ),
    COMMA: re.compile(r"(?P<whole>\d+|[1-9]\d{0,2}(?:[.' ’]\d{3})+|)(?:,(?P<part>\d+))?"),
}
"""Numbers by what stands before their decimals; thousands (in India hundreds) are set apart."""


class Amounts(Struct):
    """How the amounts of one column are written."""

    kind: Kind
    limits: tuple[int, int] | None = None
    _marks: set[str] = field(default_factory=lambda: {POINT, COMMA})
    _settled_by: int = 0
    _open: tuple[int, str] = (0, "")
    _clash: ColumnFault | None = None

    def is_number(self, text: str) -> bool:
        """Whether a cell can be read as a number at all."""
        return isinstance(text, Exact) or bool(self._readings(self._number(plain(text))))

    @property
    def is_settled(self) -> bool:
        """Whether it is known what stands before the decimals, by a cell that has one reading."""
        return len(self._marks) == 1 and self._clash is None

    def see(self, text: str, row: int) -> None:
        """Learn from a cell what stands before the decimals."""
        if isinstance(text, Exact):
            return
        number = self._number(plain(text))
        readings = self._readings(number) if number else {}
        if self._clash or not readings or (len(readings) == 2 and len({*readings.values()}) == 1):
            return
        left = self._marks & readings.keys()
        if not left:
            mark = _NAMED[min(self._marks)]
            message = f"{found(text)} does not have {mark} before its decimals, as row {self._settled_by} has"
            hint = "write the amounts of the column one way, like 1200.50"
            self._clash = ColumnFault(row, message, hint)
            return
        if len(left) == 1 < len(self._marks):
            self._settled_by = row
        self._marks = left
        if len(readings) == 2 and not self._open[0]:
            self._open = (row, text.strip())

    def _number(self, text: str) -> str:
        """The digits of a cell with their marks; nothing where it is no number."""
        text = without_unit(text) if self.kind is Kind.HOURS else text
        percent = _PERCENT.fullmatch(text) if self.kind is Kind.NUMBER else None
        match = _AMOUNT.fullmatch(percent["number"] if percent else text)
        return match["number"].strip() if match else ""

    def _readings(self, number: str) -> dict[str, str]:
        """By what stands before the decimals, the number as a snapshot writes it."""
        readings = {}
        for mark, shape in _GROUPED.items():
            match = shape.fullmatch(number)
            if match is None or not (match["whole"] or match["part"]):
                continue
            whole = re.sub(r"\D", "", match["whole"]) or "0"
            part = match["part"] or ""
            if self.kind is Kind.COUNT:
                if part.strip("0"):
                    continue
                part = ""
            readings[mark] = f"{whole}.{part}" if part else whole
        if self.limits and len(readings) == 2:
            low, high = self.limits
            fitting = {m: each for m, each in readings.items() if low <= Fraction(each) <= high}
            return fitting or readings
        return readings

    def settle(self) -> list[ColumnFault]:
        """What leaves open where the decimals begin, with both readings."""
        if self._clash is not None:
            return [self._clash]
        row, text = self._open
        if not row or len(self._marks) == 1:
            return []
        readings = self._readings(self._number(plain(text)))
        both = " or ".join(sorted(readings.values(), key=Fraction))
        message = f"{found(text)} is {both}, and no cell of the column tells which"
        whole, part = max(readings.values(), key=Fraction), min(readings.values(), key=Fraction)
        hint = f"write {whole}.00 or {part}0: with two decimals, or more than three, it is plain"
        return [ColumnFault(row, message, hint)]

    def read(self, text: str) -> Taken:
        """A number as a snapshot writes it. Raises `BadValueError`."""
        if isinstance(text, Exact) or self._is_plain(text):
            return Taken(text)
        bare = plain(text)
        if self.kind is Kind.HOURS:
            hours = hours_of(bare)
            if hours is not None:
                return Taken(hours, "hours and minutes")
            bare = without_unit(bare)
        percent = _PERCENT.fullmatch(bare) if self.kind is Kind.NUMBER else None
        match = _AMOUNT.fullmatch(percent["number"] if percent else bare)
        if match is None or bool(match["open"]) != bool(match["close"]):
            return Taken(bare)
        if self.kind is not Kind.MONEY and (match["before"] or match["after"]):
            return Taken(bare)
        readings = self._readings(match["number"].strip())
        mark = next((each for each in sorted(self._marks) if each in readings), None)
        if mark is None:
            return Taken(bare)
        minuses = [match[each] for each in ("minus", "minus2", "minus3", "open")]
        signs = [each for each in minuses if each and each != "+"]
        if len(signs) > 1:
            return Taken(bare)
        number = ("-" if signs else "") + readings[mark]
        currency = _currency(match, text)
        return Taken(number, self._manner(match, mark, bool(percent)), currency)

    def _is_plain(self, text: str) -> bool:
        return POINT in self._marks and bool(_CANONICAL[self.kind].fullmatch(text))

    def _manner(self, match: re.Match[str], mark: str, is_percent: bool) -> str:
        number = match["number"].strip()
        parts = []
        if is_percent:
            parts.append("percent")
        if match["before"] or match["after"]:
            parts.append(f"an amount in {match['before'] or match['after']}")
        if mark in number and re.search(rf"\{mark}\d+$", number):
            parts.append(f"{_NAMED[mark]} before the decimals")
        if re.search(rf"[{_OTHER[mark]}' ’]\d\d", number):
            by_row = f", by row {self._settled_by}" if self._settled_by else ""
            parts.append("thousands set apart" + by_row)
        return ", ".join(parts) or "a number"


def _currency(match: re.Match[str], text: str) -> str:
    """The code or sign beside an amount. Raises `BadValueError` where two say different things."""
    named = [each for each in (match["before"], match["after"]) if each]
    codes = {
        CODE_OF_SIGN.get(each, each if each in CODES_OF_SHARED_SIGN else each.upper())
        for each in named
    }
    for sign in codes & CODES_OF_SHARED_SIGN.keys():
        if len(codes) == 2 and codes - {sign} <= CODES_OF_SHARED_SIGN[sign]:
            codes.discard(sign)
    if len(codes) > 1:
        raise BadValueError(f"{found(text)} names two currencies", KEEP_ONE)
    return next(iter(codes), "")
