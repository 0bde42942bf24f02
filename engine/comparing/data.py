"""What two exports say differently of one contract: its fields and those of its milestones."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from ..snapshot.fields import FIELDS
from ..snapshot.model import ID, Contract, Record, Snapshot
from ..snapshot.value_text import as_text
from ..units import Scope
from .model import Comparison, DataChange

MILESTONES = "milestones"
THERE, NOT_THERE = "there", "not there"


def with_data(comparison: Comparison, old: Snapshot, new: Snapshot) -> Comparison:
    """The comparison in which every contract that changed says what of its data did."""
    before = {contract.id: contract for contract in old.contracts}
    after = {contract.id: contract for contract in new.contracts}
    return replace(
        comparison,
        contracts=tuple(
            replace(change, data=tuple(data_changes(before[change.id], after[change.id])))
            for change in comparison.contracts
        ),
    )


def data_changes(before: Contract, after: Contract) -> Iterator[DataChange]:
    """The fields with another value, in the order of the catalogue; then the milestones."""
    yield from _of_record(Scope.CONTRACT, None, before.values, after.values)
    old, new = _by_id(before), _by_id(after)
    if old is None or new is None:
        if (old is None) is not (new is None):
            words = ["not known" if each is None else str(len(each)) for each in (old, new)]
            yield DataChange(None, MILESTONES, *words)
        return
    for id in dict.fromkeys((*old, *new)):
        if id in old and id in new:
            yield from _of_record(Scope.MILESTONE, id, old[id], new[id])
        else:
            words = [THERE if id in each else NOT_THERE for each in (old, new)]
            yield DataChange(id, "milestone", *words)


def _by_id(contract: Contract) -> dict[str, Record] | None:
    if contract.milestones is None:
        return None
    return {
        str(record[ID]) if record[ID] is not None else f"#{place}": record
        for place, record in enumerate(contract.milestones, start=1)
    }


def _of_record(
    scope: Scope, milestone: str | None, before: Record, after: Record
) -> Iterator[DataChange]:
    for field, was, now in zip(FIELDS[scope], before, after, strict=True):
        if was != now:
            yield DataChange(
                milestone, field.path, as_text(field.unit, was), as_text(field.unit, now)
            )
