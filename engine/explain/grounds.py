"""How a value is known: stated in the snapshot, implied by it, or assumed; and by which reading."""

from __future__ import annotations

from ..meaning.layout import RECORD, enclosing
from ..meaning.reading import Reader
from ..policy.conditions import Ref
from ..policy.readings import Reading
from ..snapshot.fields import POSITION
from .grounded import Grounded
from .model import Grade, Ground
from .values import sources_of


def ground_of(ref: Ref, reader: Reader) -> Ground | None:
    """Why a value is known; None for what is derived, of the run, or not known."""
    if not isinstance(reader, Grounded):
        return None
    row = enclosing(reader.row, reader.scope, ref.scope)
    reading = reader.filled.get((id(row), ref.name))
    if reading is not None:
        return ground(reader.layout.applied.pack.readings[reading], reader)
    place = POSITION.get(ref.scope, {}).get(ref.name)
    record = row[RECORD]
    if place is None or record is None or place >= len(record) or record[place] is None:
        return None
    return Ground(Grade.STATED)


def ground(reading: Reading, reader: Reader) -> Ground:
    """What a reading says, with its sources."""
    grade = Grade.ASSUMED if reading.is_assumed else Grade.IMPLIED
    return Ground(grade, reading, sources_of(reading.sources, reader.layout.applied))
