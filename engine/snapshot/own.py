"""Fields of a user's own: what a pack declares of them, read from what a snapshot states under `custom`.

Readers take the values as they are written, since they know no pack; here they are typed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ..problems import Level, Place, Problem, did_you_mean
from ..units import Scope, Unit
from .bad_value import BadValueError, Path
from .convert import converter
from .field import Field, Kind
from .intake import path_text
from .model import CUSTOM, Contract, Custom, Record, Snapshot, Value
from .sheets.columns import EMPTY_LIST, SEPARATOR
from .sheets.words import Flags
from .writing import customs

GROUP = "custom"
"""The key under which a record states them."""

KIND_OF_UNIT: dict[Unit, Kind] = {
    Unit.MONEY: Kind.MONEY,
    Unit.INSTANT: Kind.INSTANT,
    Unit.DURATION: Kind.HOURS,
    Unit.COUNT: Kind.COUNT,
    Unit.RATIO: Kind.NUMBER,
    Unit.TEXT: Kind.TEXT,
    Unit.FLAG: Kind.FLAG,
    Unit.INSTANTS: Kind.INSTANTS,
    Unit.TEXTS: Kind.CHOICES,
}
"""How a field of a unit is written."""

SCOPES: tuple[Scope, ...] = (Scope.CONTRACT, Scope.MILESTONE)
"""What can have fields of a user's own."""

OwnFields = Mapping[tuple[Scope, str], Field]
"""The fields that the packs of one platform declare."""


def own_field(
    scope: Scope, name: str, unit: Unit, about: str, question: str, choices: tuple[str, ...]
) -> Field:
    """A declared field, as the catalogue would hold it."""
    kind = Kind.ENUM if unit is Unit.TEXT and choices else KIND_OF_UNIT[unit]
    return Field(scope, f"{GROUP}.{name}", kind, about, question, "", choices)


def name_of(field: Field) -> str:
    """The name under which it is declared: `client_rating`."""
    return field.path.removeprefix(f"{GROUP}.")


def own_value(stated: Value, field: Field) -> Value:
    """What the `custom` of a record says of a field; None: nothing, or nothing that could be read."""
    for each in customs(stated):
        if each.name == name_of(field):
            try:
                return read(each.raw, field)
            except BadValueError:
                return None  # told by `own_problems`
    return None


def read(raw: object, field: Field) -> Value:
    """A written value, typed; a cell holds everything as a text. Raises `BadValueError`."""
    if isinstance(raw, tuple):
        raw = list(raw)
    if isinstance(raw, str) and field.unit.is_list:
        entries = [] if raw.strip() == EMPTY_LIST else raw.split(SEPARATOR)
        raw = [entry.strip() for entry in entries]
    if isinstance(raw, str) and field.kind is Kind.FLAG:
        raw = Flags().read(raw).text
    return converter(field, textual=isinstance(raw, str))(raw)


def own_problems(snapshot: Snapshot, declared: Mapping[str, OwnFields]) -> Iterator[Problem]:
    """What is stated under `custom` and fits no declaration: of its type an error, of its name a warning.

    `declared`: by platform.
    """
    every: dict[tuple[Scope, str], Field] = {}
    for fields in declared.values():
        every.update(fields)
    unknown: set[tuple[Scope, str]] = set()
    for contract in snapshot.contracts:
        platform = contract.get("platform") or snapshot.platform
        fields = {**every, **declared.get(str(platform), {})}
        yield from _of_contract(contract, fields, unknown)


def _of_contract(
    contract: Contract, fields: OwnFields, unknown: set[tuple[Scope, str]]
) -> Iterator[Problem]:
    subject = f"contract {contract.id}"
    place = contract.place
    yield from _of_record(contract.values, Scope.CONTRACT, (), fields, unknown, subject, place)
    for index, record in enumerate(contract.milestones or ()):
        path: Path = ("milestones", index)
        yield from _of_record(record, Scope.MILESTONE, path, fields, unknown, subject, place)


def _of_record(
    record: Record,
    scope: Scope,
    path: Path,
    fields: OwnFields,
    unknown: set[tuple[Scope, str]],
    subject: str,
    place: Place | None,
) -> Iterator[Problem]:
    for each in customs(record[CUSTOM]):
        at = each.place or place or Place("")
        about = ", ".join(filter(None, (subject, path_text((*path, GROUP, each.name)))))
        field = fields.get((scope, each.name))
        if field is None:
            if (scope, each.name) not in unknown:
                unknown.add((scope, each.name))
                yield _unknown(each, scope, fields, about, at)
            continue
        try:
            read(each.raw, field)
        except BadValueError as refused:
            yield Problem(at, f"{about}: {refused.message}", refused.hint, refused.level)


def _unknown(each: Custom, scope: Scope, fields: OwnFields, about: str, place: Place) -> Problem:
    known = [name for declared, name in fields if declared is scope]
    hint = f"declare it in a pack: `fields: {{{scope}.{each.name}: {{unit: ..., about: ...}}}}`"
    message = f"{about}: no pack declares this field; it is ignored"
    return Problem(place, message, did_you_mean(each.name, known, hint), Level.WARNING)
