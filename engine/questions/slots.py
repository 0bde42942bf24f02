"""One field of one record that is not known, and the contract with a value in its place."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct
from msgspec.structs import replace

from ..snapshot.denied import is_denied
from ..snapshot.escrow import told_of_milestone
from ..snapshot.fields import (
    BY_NEED,
    OBJECTS_WITH_NONE,
    POSITION,
    Field,
    Kind,
    object_fields,
)
from ..snapshot.misplaced import misplaced_with
from ..snapshot.model import CUSTOM, ID, NONE, Contract, Custom, Record, Value
from ..snapshot.own import name_of, own_value
from ..snapshot.writing import customs, written
from ..units import Scope, Unit

MILESTONES = "milestones"
"""The need for the list of milestones as a whole, which is no field of the catalogue."""

Answer = Value | list[Record]
"""A value of a field, or the milestones of a contract."""


class Slot(Struct, frozen=True):
    """Where an answer goes."""

    need: str
    milestone: int | None = None
    """Index of the milestone in its contract."""
    own: Field | None = None
    """The field of a user's own that it is for."""
    contract: str | None = None
    """The id of the contract, where it is another than the one that is asked about."""
    replaces: bool = False
    """Whether a day is told that cannot be right, in whose place the answer is taken."""

    @property
    def field(self) -> Field | None:
        """The field; None for the milestones as a whole."""
        return self.own or BY_NEED.get(self.need)

    @property
    def alone(self) -> Slot:
        """The same of the contract itself."""
        return self if self.contract is None else replace(self, contract=None)

    def at(self, contract: str | None) -> Slot:
        """The same of another contract; None: of the one that is asked about."""
        return replace(self, contract=contract)

    def is_in(self, contract: Contract) -> bool:
        """Whether the contract has the milestone, where it is about one."""
        return self.milestone is None or self.milestone < len(contract.milestones or ())

    def is_wrong_with(self, contract: Contract, latest: float) -> list[Field] | None:
        """The fields that what is told is out of order with, none where it has not come; None: it may be right."""
        if self.field is None or not self.is_in(contract):
            return None
        record = contract.values
        if self.milestone is not None and contract.milestones is not None:
            record = contract.milestones[self.milestone]
        return misplaced_with(contract, record, self.field, latest)

    def milestone_id(self, contract: Contract) -> str | None:
        """The id of the milestone that it is about."""
        if self.milestone is None or contract.milestones is None:
            return None
        id = contract.milestones[self.milestone][ID]
        return None if id is None else str(id)


def slots_for(
    needs: Iterable[str],
    contract: Contract,
    own: Mapping[str, Field],
    latest: float = math.inf,
) -> Iterator[Slot]:
    """The places of a contract where a needed field is not known; each once, in the order given.

    Of a request, dispute or hold of which nothing is known it is asked first whether there is one, and since when.
    Of a day that cannot be right the one that it is out of order with is asked for as well.
    `own`: the fields that packs declare, by need. `latest`: what has happened cannot be dated later.
    """
    wanted = (_whether(need, contract) for need in needs)
    yield from dict.fromkeys(
        slot for need in wanted for slot in _slots_of(need, contract, own, latest)
    )


def _slots_of(
    need: str, contract: Contract, own: Mapping[str, Field], latest: float
) -> Iterator[Slot]:
    misplaced = list(_misplaced(need, contract, latest))
    yield from misplaced
    met = {(slot.need, slot.milestone) for slot in misplaced}
    for slot in _unsaid(need, contract, own):
        if (slot.need, slot.milestone) not in met:
            yield slot


def _misplaced(need: str, contract: Contract, latest: float) -> Iterator[Slot]:
    """Where a day stands that cannot be right, and where those stand that it is out of order with."""
    field = BY_NEED.get(need)
    if field is None or field.scope is Scope.ACCOUNT:
        return
    places = range(len(contract.milestones or ()))
    for index in places if field.scope is Scope.MILESTONE else (None,):
        slot = Slot(need, index, replaces=True)
        others = slot.is_wrong_with(contract, latest)
        if others is not None:
            yield slot
            yield from (Slot(other.need, replaces=True) for other in others)


def _unsaid(need: str, contract: Contract, own: Mapping[str, Field]) -> Iterator[Slot]:
    """Where a field is not said, or not all of it."""
    field = BY_NEED.get(need)
    if need in own:
        yield from _own_slots(own[need], contract)
    elif need == MILESTONES:
        if contract.milestones is None:
            yield Slot(need)
    elif field is None or field.scope is Scope.ACCOUNT or field.path == "id":
        return
    elif field.scope is Scope.CONTRACT:
        if contract.values[POSITION[Scope.CONTRACT][field.path]] is None:
            yield Slot(need)
            if need == "escrow":
                yield from _behind_escrow(contract)
    else:
        position = POSITION[Scope.MILESTONE][field.path]
        for index, record in enumerate(contract.milestones or ()):
            # Of a list it may be the last entry that is not told.
            is_list = field.kind is Kind.INSTANTS
            if record[position] is None or is_list or is_denied(record, field.path):
                yield Slot(need, index)


def _whether(need: str, contract: Contract) -> str:
    """The need, or the day of the group that it belongs to, where nothing of the group is known."""
    field = BY_NEED.get(need)
    group = [] if field is None or field.scope is not Scope.CONTRACT else _rest_of(field, contract)
    return next((each.need for each in group if each.unit is Unit.INSTANT), need)


def _own_slots(field: Field, contract: Contract) -> Iterator[Slot]:
    """Where a field of a user's own is not stated."""
    if field.scope is Scope.CONTRACT:
        if own_value(contract.values[CUSTOM], field) is None:
            yield Slot(field.need, None, field)
        return
    for index, record in enumerate(contract.milestones or ()):
        if own_value(record[CUSTOM], field) is None:
            yield Slot(field.need, index, field)


def _behind_escrow(contract: Contract) -> Iterator[Slot]:
    """What a contract holds is the sum of what its milestones hold, where that is not known."""
    need, position = "milestone.escrow_amount", POSITION[Scope.MILESTONE]["escrow_amount"]
    for index, record in enumerate(contract.milestones or ()):
        if record[position] is None and told_of_milestone(record) is None:
            yield Slot(need, index)


def answered(contract: Contract, slot: Slot, answer: Answer) -> Contract:
    """The contract with an answer. That there was no request or dispute at all fills the whole group."""
    field = slot.field
    if field is None:
        assert isinstance(answer, list)
        return replace(contract, milestones=answer)
    assert not isinstance(answer, list)
    if slot.own is not None:
        return _with_own(contract, slot.milestone, slot.own, answer)
    position = POSITION[field.scope][field.path]
    if slot.milestone is None:
        values = _with(contract.values, position, answer)
        if answer is NONE:
            for other in _rest_of(field, contract):
                values[POSITION[Scope.CONTRACT][other.path]] = none_of(other)
        return replace(contract, values=values)
    assert contract.milestones is not None
    milestones = [*contract.milestones]
    record = milestones[slot.milestone]
    value = answer if slot.replaces else _beside(record[position], answer)
    milestones[slot.milestone] = _with(record, position, value)
    return replace(contract, milestones=milestones)


def stated(contract: Contract, told: Iterable[tuple[Slot, Answer]]) -> Contract:
    """The contract with several answers, one after the other."""
    for slot, answer in told:
        contract = answered(contract, slot, answer)
    return contract


def _beside(told: Value, answer: Value) -> Value:
    """The answer; in a list beside what is told already."""
    if isinstance(told, tuple) and isinstance(answer, tuple):
        return (*told, *(each for each in answer if each not in told))
    return answer


def _with_own(contract: Contract, milestone: int | None, field: Field, answer: Value) -> Contract:
    record = contract.values
    if milestone is not None and contract.milestones is not None:
        record = contract.milestones[milestone]
    others = (each for each in customs(record[CUSTOM]) if each.name != name_of(field))
    raw = written(field, answer)
    raw = tuple(raw) if isinstance(raw, list) else raw
    changed: Record = [*record[:CUSTOM], (*others, Custom(name_of(field), raw))]
    if milestone is None or contract.milestones is None:
        return replace(contract, values=changed)
    milestones = [*contract.milestones]
    milestones[milestone] = changed
    return replace(contract, milestones=milestones)


def _with(record: Record, position: int, value: Value) -> Record:
    return [*record[:position], value, *record[position + 1 :]]


def _rest_of(field: Field, contract: Contract) -> list[Field]:
    """The other fields of a group of which nothing is known."""
    group = field.path.partition(".")[0]
    if group not in OBJECTS_WITH_NONE:
        return []
    fields = list(object_fields(group))
    if any(contract.get(each.path) is not None for each in fields):
        return []
    return fields


def none_of(field: Field) -> Value:
    """How a field says that it is known not to exist."""
    return NONE if field.unit.is_ordered else "none"
