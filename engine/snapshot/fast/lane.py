"""Takes lines of NDJSON that say what they say in the usual way, and leaves all others.

A contract is taken only if the careful reader would make the same of it and tell nothing. So nothing is reported
here: what the parser or a converter refuses, what it would not notice, and what a warning belongs to, is left.

Parsers keep the last of two equal keys and say nothing. That there are none is proven by writing what was read:
every key and every text stands between two quotes, so the line has more of them than what was read if, and
only if, something of it was lost. A quote within a text counts the same in both, unless the line writes it as
`\\u0022`.
"""

from __future__ import annotations

from decimal import Decimal
from functools import cached_property

import msgspec

from ..feedback_given import say_given
from ..model import Contract
from ..not_there import say_in_full
from ..undated_claims import forget_denied_days
from .forms import contract_form
from .records import records_of

QUOTE, NULL, ESCAPE, ESCAPED_QUOTE = b'"', b"null", b"\\", b"\\u0022"


class _Way:
    """One way of writing contracts: with null for what is not known, or without."""

    def __init__(self, *, has_nulls: bool) -> None:
        self.decode = msgspec.json.Decoder(
            contract_form(has_nulls=has_nulls), float_hook=Decimal
        ).decode
        self.records = records_of(has_nulls=has_nulls)


class _Ways:
    """Both, each made when a contract has need of it."""

    @cached_property
    def with_nulls(self) -> _Way:
        return _Way(has_nulls=True)

    @cached_property
    def without(self) -> _Way:
        return _Way(has_nulls=False)


_WAYS = _Ways()
_written = msgspec.json.Encoder(decimal_format="number").encode


MOST_LEFT = 200
"""After so many contracts more that were left than taken, no more is tried: it costs time and gives nothing."""


class Lane:
    """The fast lane of one source."""

    def __init__(self) -> None:
        self._hope = MOST_LEFT

    def contract(self, line: bytes) -> Contract | None:
        """As `contract_in`, as long as there is hope that contracts are taken."""
        if self._hope <= 0:
            return None
        contract = contract_in(line)
        if contract is None:
            self._hope -= 1
        elif self._hope < MOST_LEFT:
            self._hope += 1
        return contract

    def taken(self, text: str) -> Taken | None:
        """The contracts of a document, to be asked for in their order; None where it cannot be told apart."""
        try:
            document = _document(text.encode())
        except (msgspec.MsgspecError, ValueError, RecursionError):
            return None
        return Taken(self, text, document.contracts)


class _Snapshot(msgspec.Struct):
    contracts: list[msgspec.Raw]


_document = msgspec.json.Decoder(_Snapshot).decode


class Taken:
    """The contracts of a document, as far as the fast lane takes them."""

    def __init__(self, lane: Lane, text: str, contracts: list[msgspec.Raw]) -> None:
        self._lane = lane
        self._text = text
        self._contracts = iter(contracts)

    def at(self, offset: int) -> tuple[Contract | None, int]:
        """The next contract and the offset behind it, if it is taken and is what stands at an offset."""
        raw = next(self._contracts, None)
        if raw is None:
            return None, offset
        line = bytes(raw)
        contract = self._lane.contract(line)
        if contract is None:
            return None, offset
        written = line.decode()
        if not self._text.startswith(written, offset):
            return None, offset
        return contract, offset + len(written)


def contract_in(line: bytes) -> Contract | None:
    """The contract of a line; None where the careful reader has to look at it."""
    way = _WAYS.with_nulls if NULL in line else _WAYS.without
    try:
        form = way.decode(line)
        if _written(form).count(QUOTE) != line.count(QUOTE):
            return None
        if ESCAPE in line and ESCAPED_QUOTE in line:
            return None
        values, milestones = way.records(form)
        say_in_full(values)
        say_given(values)
        forget_denied_days(values)
    except (msgspec.MsgspecError, ValueError, ArithmeticError, RecursionError):
        return None
    return Contract(values, milestones)
