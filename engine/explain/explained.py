"""What every answer of `closeout explain` about one thing tells of the export."""

from __future__ import annotations

from ..policy.pack import Pack
from ..snapshot.given_role import role_notes
from .model import Explanation, FactExplanation, Lasts, ReadingExplanation, RuleExplanation
from .surroundings import Surroundings


def explained(
    pack: Pack,
    at: Surroundings,
    *,
    rule: RuleExplanation | None = None,
    fact: FactExplanation | None = None,
    reading: ReadingExplanation | None = None,
    lasts: Lasts | None = None,
) -> Explanation:
    """The answer about one thing of one pack, with what every answer tells of the export."""
    return Explanation(
        as_of=at.as_of,
        exported_at=at.exported_at,
        role=at.snapshot.role,
        role_is_assumed=at.snapshot.role_is_assumed,
        notes=role_notes(at.snapshot),
        policies=pack.lineage,
        rule=rule,
        fact=fact,
        reading=reading,
        lasts=lasts,
    )
