"""A value with its unit, as every output shows it."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from ..snapshot.value_text import Showable, as_json, as_text
from ..units import Scope, Unit

FieldKey = tuple[Scope, str]

CONTRACT_ID: FieldKey = (Scope.CONTRACT, "id")
"""A field of the snapshot: its scope and dotted path."""


class Shown(Struct, frozen=True):
    """A known value with its unit, ready for JSON (`json`) and for people (`text`)."""

    unit: Unit
    json: str | int | float | bool | list[str] | None
    text: str
    field: FieldKey | None = None
    """For a text: the field of the snapshot that it is; None where it is derived."""


def told_text(told: Iterable[str | Shown]) -> str:
    """Words and the values between them, as one text."""
    return "".join([part if isinstance(part, str) else part.text for part in told])


def shown(
    unit: Unit, value: Showable, currency: str | None = None, field: FieldKey | None = None
) -> Shown:
    """A value with its unit, ready for JSON and for people."""
    return Shown(unit, as_json(unit, value, currency), as_text(unit, value, currency), field)
