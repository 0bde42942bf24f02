"""What the catalogue says of one field of the snapshot, and how it is written."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from msgspec import Struct

from ..units import Scope, Unit


class Kind(StrEnum):
    """How a field is written in a snapshot."""

    ID = "id"
    PLATFORM = "platform"
    CURRENCY = "currency"
    TEXT = "text"
    ENUM = "enum"
    FLAG = "flag"
    COUNT = "count"
    NUMBER = "number"
    MONEY = "money"
    HOURS = "hours"
    INSTANT = "instant"
    INSTANTS = "instants"
    CHOICES = "choices"
    PAYMENTS = "payments"
    CUSTOM = "custom"


UNIT_OF_KIND: dict[Kind, Unit] = {
    Kind.ID: Unit.TEXT,
    Kind.PLATFORM: Unit.TEXT,
    Kind.CURRENCY: Unit.TEXT,
    Kind.TEXT: Unit.TEXT,
    Kind.ENUM: Unit.TEXT,
    Kind.FLAG: Unit.FLAG,
    Kind.COUNT: Unit.COUNT,
    Kind.NUMBER: Unit.RATIO,
    Kind.MONEY: Unit.MONEY,
    Kind.HOURS: Unit.DURATION,
    Kind.INSTANT: Unit.INSTANT,
    Kind.INSTANTS: Unit.INSTANTS,
    Kind.CHOICES: Unit.TEXTS,
    Kind.PAYMENTS: Unit.PAYMENTS,
    Kind.CUSTOM: Unit.CUSTOM,
}


COUNTED = (Kind.MONEY, Kind.HOURS, Kind.COUNT)
"""Kinds of fields that are never below 0."""


class Field(Struct, frozen=True):
    """One field of the snapshot."""

    scope: Scope
    path: str
    """Dotted path inside its record: `feedback.from_client.state`."""
    kind: Kind
    about: str
    """One sentence for a person, with the unit."""
    question: str
    """What a person is asked for it; its holes are those of `closeout.engine.questions.wording`."""
    example: object
    choices: tuple[str, ...] = ()
    pending: tuple[str, ...] = ()
    """States that somebody may change after the export: known only up to `exported_at`."""
    grows: bool = False
    """An instant of the latest of something: a later one may follow after the export."""
    annotation: bool = False
    """No export carries it; a person adds it."""
    since: str = ""
    """What is asked instead where the object is mentioned already: no more than when."""
    limits: tuple[int, int] | None = None
    """Smallest and largest number that is allowed."""

    @property
    def unit(self) -> Unit:
        """The unit of the fact that this field becomes."""
        return UNIT_OF_KIND[self.kind]

    @property
    def need(self) -> str:
        """The name under which a report asks for this field: `escrow`, `milestone.state`."""
        return self.path if self.scope is Scope.CONTRACT else f"{self.scope}.{self.path}"


WORDS = (Kind.ENUM, Kind.CHOICES, Kind.CURRENCY)
"""Kinds of fields that hold words out of a few, of which another word is not understood."""

NOT_UNDERSTOOD = "not_understood"
"""The field of a contract or a milestone that names those whose word was not understood."""

WORK_STATES = ("not_started", "in_progress", "complete")


def words_of(fields: Iterable[Field]) -> tuple[str, ...]:
    """The paths of the fields that hold words out of a few."""
    return tuple(each.path for each in fields if each.kind in WORDS)
