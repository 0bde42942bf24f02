"""What is known of a fact when a policy is read, and the facts that every snapshot can give."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from ..policy.conditions import NONE_WORD, FactKey
from ..snapshot.fields import FIELDS, OBJECTS_WITH_NONE, Kind
from ..units import Scope, Unit


class Known(Struct, frozen=True):
    """What is known of a fact when a policy is read."""

    unit: Unit
    about: str = ""
    choices: frozenset[str] | None = None
    """The words that a text can be; None: any text."""
    limits: tuple[int, int] | None = None
    """Between which numbers it always lies."""
    is_place: bool = False
    """The place of a contract in a ranking."""
    is_hours: bool = False
    """A length of time that is told in hours, as work is."""
    is_currency: bool = False
    """The code of a currency: three capital letters."""

    @property
    def is_percent(self) -> bool:
        """A number from 0 to 100, where `80%` would be 0.8."""
        return self.limits == (0, 100)


EXPORT_FACTS: dict[str, Known] = {
    "as_of": Known(Unit.INSTANT, "The instant that the report is for."),
    "exported_at": Known(Unit.INSTANT, "How far the export's knowledge reaches."),
    "role": Known(Unit.TEXT, "Who exported.", frozenset({"freelancer", "agency", "client"})),
    "platform": Known(Unit.TEXT, "Platform of the export."),
}


def _snapshot_facts() -> dict[FactKey, Known]:
    """The facts that every snapshot can give, before any pack adds to them."""
    known: dict[FactKey, Known] = {}
    for scope, fields in FIELDS.items():
        for field in fields:
            if field.kind is Kind.CUSTOM:
                continue  # each of them is a field of its own, which a pack declares
            choices = frozenset(field.choices) or None
            if choices and field.path.split(".")[0] in OBJECTS_WITH_NONE:
                choices |= {NONE_WORD}
            known[scope, field.path] = Known(
                field.unit,
                field.about,
                choices,
                field.limits,
                is_hours=field.kind is Kind.HOURS,
                is_currency=field.kind is Kind.CURRENCY,
            )
    known[Scope.CLIENT, "id"] = Known(Unit.TEXT, "Identifies the client within the account.")
    known[Scope.CLIENT, "name"] = Known(Unit.TEXT, "Name of the client, for display.")
    for name, fact in EXPORT_FACTS.items():
        known[Scope.EXPORT, name] = fact
    return known


SNAPSHOT_FACTS: Mapping[FactKey, Known] = _snapshot_facts()
