"""The one currency in which a platform pays, where a pack says so of every contract."""

from __future__ import annotations

from msgspec import Struct

from ..units import Scope
from .conditions import All, Literal
from .pack import Pack

CURRENCY = (Scope.CONTRACT, "currency")


class CurrencyTold(Struct, frozen=True):
    """The one currency of a platform, and the implication that says so."""

    currency: str
    reading: str


def currency_told(pack: Pack) -> CurrencyTold | None:
    """The currency that a pack implies of every contract."""
    for reading in pack.readings.values():
        is_of_all = not reading.is_assumed and reading.when == All(())
        is_of_currency = any(ref.key == CURRENCY for ref in reading.refs)
        if is_of_all and is_of_currency and isinstance(reading.value, Literal):
            return CurrencyTold(str(reading.value.value), reading.id)
    return None
