"""Fields of a user's own: what a pack declares of them, read from what a snapshot states under `custom`.

Readers take the values as they are written, since they know no pack; here they are typed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property

from msgspec.structs import replace

from ..problems import CloseoutError, Level, Place, Problem, did_you_mean
from ..units import Scope, Unit
from .bad_value import BadValueError, Path
from .convert import converter
from .field import Field, Kind
from .intake import path_text
from .model import CUSTOM, ID, Contract, Custom, Record, Snapshot, Value
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

SCOPES: tuple[Scope, ...] = (Scope.CONTRACT, Scope.MILESTONE, Scope.ACCOUNT)
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


class OwnCheck:
    """What is stated under `custom` and fits no declaration: of its type an error, of its name a warning.

    `declared`: by platform; asked for when the first value is met.
    """

    def __init__(self, declared: Callable[[], Mapping[str, OwnFields]]) -> None:
        self._declare = declared
        self._unknown: set[tuple[Scope, str]] = set()

    @cached_property
    def _declared(self) -> Mapping[str, OwnFields]:
        return self._declare()

    def hinted(self, problem: Problem) -> Problem:
        """A problem of a reader, with the hint that fits where it is about the name of a declared field."""
        if not problem.unknown:
            return problem
        try:
            return next(with_own_names([problem], self._declared))
        except CloseoutError:
            return problem  # policies that cannot be read are told by whoever needs them

    @cached_property
    def _every(self) -> OwnFields:
        found: dict[tuple[Scope, str], Field] = {}
        for fields in self._declared.values():
            found.update(fields)
        return found

    def of_account(self, record: Record, platform: str) -> Iterator[Problem]:
        """What is wrong with an account; each name that nobody declares is told once."""
        subject = "the account" if record[ID] is None else f"account {record[ID]}"
        yield from self._of_record(record, Scope.ACCOUNT, (), platform, subject, None)

    def of_contract(self, contract: Contract, platform: str) -> Iterator[Problem]:
        """What is wrong with a contract and its milestones; `platform`: that of the export."""
        told = str(contract.get("platform") or platform)
        subject, place = f"contract {contract.id}", contract.place
        yield from self._of_record(contract.values, Scope.CONTRACT, (), told, subject, place)
        for index, record in enumerate(contract.milestones or ()):
            path: Path = ("milestones", index)
            yield from self._of_record(record, Scope.MILESTONE, path, told, subject, place)

    def _of_record(
        self,
        record: Record,
        scope: Scope,
        path: Path,
        platform: str,
        subject: str,
        place: Place | None,
    ) -> Iterator[Problem]:
        if not record[CUSTOM]:
            return
        fields = {**self._every, **self._declared.get(platform, {})}
        for each in customs(record[CUSTOM]):
            at = each.place or place or Place("")
            about = ", ".join(filter(None, (subject, path_text((*path, GROUP, each.name)))))
            field = fields.get((scope, each.name))
            if field is None:
                if (scope, each.name) not in self._unknown:
                    self._unknown.add((scope, each.name))
                    yield _unknown(each, scope, fields, about, at)
                continue
            try:
                read(each.raw, field)
            except BadValueError as refused:
                yield Problem(at, f"{about}: {refused.message}", refused.hint, refused.level)


def own_problems(snapshot: Snapshot, declared: Mapping[str, OwnFields]) -> Iterator[Problem]:
    """What a snapshot states under `custom` and fits no declaration. `declared`: by platform."""
    check = OwnCheck(lambda: declared)
    for account in snapshot.accounts:
        yield from check.of_account(account, snapshot.platform)
    for contract in snapshot.contracts:
        yield from check.of_contract(contract, snapshot.platform)


def with_own_names(
    problems: Iterable[Problem], declared: Mapping[str, OwnFields]
) -> Iterator[Problem]:
    """Problems of a reader, which knows no pack: a name that a pack declares is no slip for another."""
    names = {name for fields in declared.values() for _, name in fields}
    for each in problems:
        name = each.unknown.strip().lower().replace(" ", "_")
        if name in names:
            hint = f'a field of your own: write "{GROUP}": {{"{name}": ...}}, as a column {GROUP}.{name}'
            yield replace(each, hint=hint)
        else:
            yield each


def _unknown(each: Custom, scope: Scope, fields: OwnFields, about: str, place: Place) -> Problem:
    known = [name for declared, name in fields if declared is scope]
    hint = f"declare it in a pack: `fields: {{{scope}.{each.name}: {{unit: ..., about: ...}}}}`"
    message = f"{about}: no pack declares this field; it is ignored"
    return Problem(place, message, did_you_mean(each.name, known, hint), Level.WARNING)
