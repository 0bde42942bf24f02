"""What an implication or an assumption does for one contract, and up to when an export counts."""

from __future__ import annotations

from collections.abc import Sequence

from ..meaning.layout import enclosing
from ..policy.applied import EXPORT_FRESH, EXPORT_FRESH_TO_CLOSE, Applied
from ..policy.conditions import All
from ..policy.pack import Pack
from ..policy.readings import Reading
from ..policy.walk import references
from ..report.subjects import subject_of
from ..snapshot.model import Snapshot
from ..snapshot.planned import with_planned
from ..units import Scope
from .explained import explained
from .grounds import ground
from .model import Explanation, Lasts, ReadingExplanation
from .question import AT_RULE, placed, question_of
from .surroundings import applied_at, narrowed, scene
from .tree import note_of, tree_of


def is_reading(packs: Sequence[Pack], name: str) -> bool:
    """Whether a pack has a reading of that id, and none a rule."""
    if any(rule.id == name for pack in packs for rule in pack.rules):
        return False
    return any(name in pack.readings for pack in packs)


def explain_reading(
    snapshot: Snapshot,
    packs: Sequence[Pack],
    name: str,
    reading_id: str,
    as_of: int,
    closing: frozenset[str] = frozenset(),
    is_strict: bool = False,
) -> Explanation:
    """Whether a reading fills something in for a contract or a milestone, and when it does.

    Raises `UsageError` for an id that is not in the snapshot, and where a milestone has to be named.
    """
    question = question_of(with_planned(snapshot, closing), packs, name, as_of, is_strict)
    own = [pack for pack in question.packs if reading_id in pack.readings]
    pack = (own or [pack for pack in packs if reading_id in pack.readings])[0]
    reading = pack.readings[reading_id]
    at = placed(question, reading.scope, AT_RULE)
    refs = (*reading.refs, *references(reading))
    made = scene(narrowed(pack, (reading, *reading.refs)), at, as_of, refs)
    reader = made.reader(reading.scope)
    row = enclosing(reader.row, reader.scope, reading.scope)
    applied = [
        item for item in made.applied.readings.get(key_of(reading), ()) if item.id == reading_id
    ]
    condition = applied[0].when if applied else reading.when
    if reading.scope is Scope.EXPORT:
        applies = snapshot.exported_at is None and snapshot.as_of is None and not is_strict
    else:
        applies = any(made.filled.get((id(row), ref.name)) == reading_id for ref in reading.refs)
    return explained(
        pack,
        at,
        reading=ReadingExplanation(
            ground=ground(reading, reader),
            subject=subject_of(reading.scope, reader.row),
            applies=applies,
            tree=None if condition == All(()) else tree_of(condition, reader),
            notes=tuple(note_of(ref, reader, 0) for ref in reading.refs),
        ),
        lasts=lasts_of(applied_at(pack, at, as_of), snapshot),
    )


def key_of(reading: Reading) -> tuple[Scope, str]:
    """The first fact of a reading, as `Applied.readings` knows it."""
    return (reading.refs[0].scope, reading.refs[0].name)


def lasts_of(applied: Applied, snapshot: Snapshot) -> Lasts | None:
    """Up to when the export counts; None where it does not say of when it is, or names a day that has not come."""
    exported_at = snapshot.exported_at
    if exported_at is None or (exported_at > applied.as_of and not applied.is_fresh_to_close):
        return None
    return Lasts(
        to_close=exported_at + applied.longest_age(EXPORT_FRESH_TO_CLOSE),
        at_all=exported_at + applied.longest_age(EXPORT_FRESH),
    )
