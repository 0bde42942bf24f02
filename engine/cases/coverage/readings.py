"""Which readings the cases exercise: where one fills a fact in, and where it leaves it as it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

from ...meaning.layout import RECORD, Row
from ...policy.conditions import All
from ...policy.pack import Pack
from ...policy.readings import Knowledge, Reading
from ...python.rows import RowSet, build_rows
from ...snapshot.fields import POSITION
from ...units import Scope
from ..running.batch import Batch, Part

APPLIES, DOES_NOT = "fills it in", "does not apply"


class Filled(Struct, frozen=True):
    """Rows of one part in the state of knowledge of its step, and what readings filled in."""

    rows: RowSet
    by: frozenset[tuple[int, str]]
    """(id of the row, id of the reading)."""

    @property
    def readings(self) -> frozenset[str]:
        """The ids of the readings that filled something in."""
        return frozenset(reading for _, reading in self.by)


def filled(batch: Batch, part: Part) -> Filled:
    """What readings filled in for one part; implications are noted in rows of their own alone."""
    is_strict = part.entry.step.is_strict
    rows = build_rows(batch.program.layout, part.snapshot, part.contracts)
    implied: dict[tuple[int, str], str] = {}
    batch.program.fill(rows, Knowledge.STRICT if is_strict else Knowledge.WORKING, implied)
    found = {(row, reading) for (row, _), reading in (*implied.items(), *rows.assumed.items())}
    return Filled(rows, frozenset(found))


def readings_under_test(pack: Pack) -> Iterator[Reading]:
    """The pack's own readings of facts; the age of the export is no fact that a case could leave out."""
    for reading in pack.readings.values():
        if reading.pack == pack.id and reading.scope is not Scope.EXPORT:
            yield reading


def exercised_readings(batches: Iterable[Batch], pack: Pack) -> set[tuple[str, str]]:
    """(id of a reading, `APPLIES` or `DOES_NOT`) for all that some row of the cases shows."""
    done: set[tuple[str, str]] = set()
    readings = list(readings_under_test(pack))
    for batch in batches:
        for part in batch.parts:
            found = filled(batch, part)
            carefully = part.states.careful.rows.assumed.values()
            done |= {(id, APPLIES) for id in (*found.readings, *carefully)}
            for reading in readings:
                if (reading.id, DOES_NOT) not in done and _is_left(reading, found):
                    done.add((reading.id, DOES_NOT))
    return done


def _is_left(reading: Reading, found: Filled) -> bool:
    """A row that the reading leaves as it is: one of which it speaks, or, where it always holds, one
    that says the fact itself. A derived fact is said where it is known without the reading.
    """
    positions = POSITION.get(reading.scope, {})
    places = [positions[ref.name] for ref in reading.refs if ref.name in positions]
    has_terms = reading.when != All(()) or bool(reading.mentioned)
    return any(
        (id(row), reading.id) not in found.by
        and (not places or has_terms is _is_unsaid(places, row))
        for row in found.rows.rows[reading.scope]
    )


def _is_unsaid(places: Sequence[int], row: Row) -> bool:
    return all(row[RECORD][place] is None for place in places)


def told(reading: Reading, result: str) -> str:
    """What to say of a reading that no case exercises."""
    name = reading.refs[0].full
    if result == APPLIES:
        return f"{reading.word} {reading.id}: no case in which it fills in {name}"
    if reading.when != All(()) or reading.mentioned:
        return f"{reading.word} {reading.id}: no case leaves out {name} where it does not apply"
    return f"{reading.word} {reading.id}: no case states {name} itself"
