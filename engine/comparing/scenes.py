"""Small invented exports, many of them in one snapshot: each in an account of its own."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from ..calendar import DAY, FIRST, LAST
from ..cases.model import Case, Step
from ..report.findings import Subject
from ..snapshot.conform import CONTRACTS, Fault, contract_of
from ..snapshot.contradictions import contradictions
from ..snapshot.fields import FIELDS, POSITION, Kind
from ..snapshot.model import AT_ACCOUNT, AT_PLATFORM, ID, Contract, Record, Snapshot, Value
from ..snapshot.writing import absent_groups, places_of, snapshot_document
from ..units import Scope

WEEK = 7 * DAY
"""Rules count weeks: a case keeps its day of the week."""
SAID_BY_NOBODY = ("title", "client.name")
"""Fields that would only repeat what an export says of people."""


Item = TypeVar("Item", Contract, Record)


class Spot(NamedTuple):
    """A field of a scene."""

    record: int
    place: int


class Scene(Struct, frozen=True):
    """A few contracts and their accounts, at an instant (UTC seconds)."""

    as_of: int
    contracts: tuple[Contract, ...]
    accounts: tuple[Record, ...] = ()

    @property
    def size(self) -> tuple[int, int, int]:
        """Contracts, milestones, and fields of which something is said."""
        milestones = [record for one in self.contracts for record in one.milestones or ()]
        records = [*(one.values for one in self.contracts), *milestones, *self.accounts]
        said = sum(value is not None for record in records for value in record)
        return len(self.contracts), len(milestones), said


def scene_of(case: Case, step: Step, as_of: int) -> Scene:
    """What a case gives, moved by whole weeks to the last week before an instant."""
    shift = (as_of - step.as_of) // WEEK * WEEK
    return Scene(
        step.as_of + shift,
        tuple(
            replace(
                one,
                values=_moved(Scope.CONTRACT, one.values, shift),
                milestones=None
                if one.milestones is None
                else [_moved(Scope.MILESTONE, record, shift) for record in one.milestones],
                place=None,
            )
            for one in case.given.contracts
        ),
        tuple(_moved(Scope.ACCOUNT, record, shift) for record in case.given.accounts),
    )


def alone(contract: Contract, as_of: int) -> Scene:
    """A contract of an export without its neighbours, and without the names in it."""
    values = list(contract.values)
    for path in SAID_BY_NOBODY:
        values[POSITION[Scope.CONTRACT][path]] = None
    return Scene(as_of, (replace(contract, values=values, place=None, is_invalid=False),))


def _moved(scope: Scope, record: Record, shift: int) -> Record:
    return [
        _moved_value(field.kind, value, shift)
        for field, value in zip(FIELDS[scope], record, strict=True)
    ]


def _moved_value(kind: Kind, value: Value, shift: int) -> Value:
    if kind is Kind.INSTANT and type(value) is int:
        return _within(value + shift)
    if kind is Kind.INSTANTS and isinstance(value, tuple):
        return tuple(_within(each + shift) if isinstance(each, int) else each for each in value)
    if kind is Kind.PAYMENTS and isinstance(value, tuple):
        return tuple(
            (each[0], None if each[1] is None else _within(each[1] + shift))
            if isinstance(each, tuple)
            else each
            for each in value
        )
    return value


def _within(instant: int) -> int:
    return min(max(instant, FIRST), LAST)


def together(scenes: Mapping[int, Scene], role: str, platform: str) -> Snapshot:
    """One snapshot of scenes of one instant, by their numbers; `scene_of_subject` tells which of them
    something is about.
    """
    as_of = next(scene.as_of for scene in scenes.values())
    found = Snapshot([], [], as_of=as_of, platform=platform, role=role)
    for number, scene in scenes.items():
        for contract in scene.contracts:
            values = list(contract.values)
            values[ID] = f"{number}/{contract.id}"
            values[AT_ACCOUNT] = _account(number, values[AT_ACCOUNT])
            values[AT_PLATFORM] = values[AT_PLATFORM] or platform
            found.contracts.append(replace(contract, values=values))
        for record in scene.accounts:
            found.accounts.append([_account(number, record[ID]), *record[1:]])
    return found


def _account(number: int, id: Value) -> str:
    return f"{number}/{id if isinstance(id, str) else ''}"


def scene_of_subject(subject: Subject) -> int:
    """The number of the scene that something is about; -1: of none."""
    number = (subject.contract or subject.account or "").partition("/")[0]
    return int(number) if number.isdigit() else -1


def written(scene: Scene, role: str, platform: str) -> Snapshot:
    """The scene as an export of its own, with plain ids."""
    accounts = list(
        dict.fromkeys(
            [
                *(record[ID] for record in scene.accounts),
                *(one.values[AT_ACCOUNT] for one in scene.contracts),
            ]
        )
    )
    names: dict[Value, Value] = {id: f"A{place}" for place, id in enumerate(accounts, start=1)}
    if len(accounts) == 1 and not scene.accounts:
        names = {accounts[0]: None}
    contracts = []
    for place, contract in enumerate(scene.contracts, start=1):
        values = list(contract.values)
        values[ID], values[AT_ACCOUNT] = f"C{place}", names[values[AT_ACCOUNT]]
        contracts.append(replace(contract, values=values))
    records = [[names[record[ID]], *record[1:]] for record in scene.accounts]
    return Snapshot(contracts, records, as_of=scene.as_of, platform=platform, role=role)


def as_read(snapshot: Snapshot) -> Snapshot | None:
    """An invented export as it is read once it is written down; None where it is refused or contradicts itself."""
    contracts = []
    written_down = snapshot_document(snapshot)[CONTRACTS]
    assert isinstance(written_down, list)
    for contract in written_down:
        faults: list[Fault] = []
        read = contract_of(
            json.loads(json.dumps(contract), parse_float=Decimal), faults, textual=False
        )
        if [*faults, *contradictions(read, snapshot.as_of)]:
            return None
        contracts.append(read)
    return replace(snapshot, contracts=contracts)


def with_less(scene: Scene) -> Iterator[Scene]:
    """The scene without one of its contracts, its accounts or its milestones."""
    for place in range(len(scene.contracts)):
        if len(scene.contracts) > 1:
            yield replace(scene, contracts=_without(scene.contracts, place))
    for place in range(len(scene.accounts)):
        yield replace(scene, accounts=_without(scene.accounts, place))
    for place, contract in enumerate(scene.contracts):
        milestones = contract.milestones
        if milestones is not None:
            less = [list(_without(milestones, each)) for each in range(len(milestones))]
            for fewer in (None, *less):
                changed = replace(contract, milestones=fewer)
                contracts = (*scene.contracts[:place], changed, *scene.contracts[place + 1 :])
                yield replace(scene, contracts=contracts)


def said(scene: Scene) -> list[Spot]:
    """The fields of which something is said; not the ids. Of a group that is `none` the first stands for all."""
    return [
        Spot(at, place)
        for at, record in enumerate(_records(scene))
        for place, (value, word) in enumerate(zip(record, _words_of(record), strict=True))
        if place == word != ID and value is not None
    ]


def unsaid(scene: Scene, spots: Collection[Spot]) -> Scene:
    """The scene in which nothing is said of some fields."""
    left = iter(
        [
            [
                None if Spot(at, word) in spots else value
                for value, word in zip(record, _words_of(record), strict=True)
            ]
            for at, record in enumerate(_records(scene))
        ]
    )
    contracts = []
    for contract in scene.contracts:
        values = next(left)
        milestones = contract.milestones
        records = None if milestones is None else [next(left) for _ in milestones]
        contracts.append(replace(contract, values=values, milestones=records))
    return replace(
        scene, contracts=tuple(contracts), accounts=tuple(next(left) for _ in scene.accounts)
    )


def _words_of(record: Record) -> Sequence[int]:
    """By field the one that stands for it: one word says that a whole group is `none`, and no part of it alone."""
    words = list(range(len(record)))
    if len(record) == len(FIELDS[Scope.CONTRACT]):
        for group in absent_groups(record):
            first, *others = places_of(group)
            for place in others:
                words[place] = first
    return words


def _records(scene: Scene) -> Iterator[Record]:
    for contract in scene.contracts:
        yield contract.values
        yield from contract.milestones or ()
    yield from scene.accounts


def _without(items: Sequence[Item], place: int) -> tuple[Item, ...]:
    return tuple(item for index, item in enumerate(items) if index != place)
