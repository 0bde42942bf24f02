"""What a mutant defines otherwise, computed beside the rows of a case: mostly it comes out as before."""

from __future__ import annotations

from ...evaluation.states import State
from ...meaning.layout import slots_of
from ...policy.applied import Applied
from ...policy.readings import Knowledge
from ...python.compute import loaded
from ...python.rows import RowSet
from ...units import Scope
from ..running.batch import Part
from .renewed import Renewal


class Beside:
    """Tells whether what a mutant defines otherwise comes out otherwise, without touching what rows hold."""

    def __init__(self, applied: Applied, renewal: Renewal) -> None:
        self._program = loaded(renewal.beside, applied)
        here, there = renewal.known, self._program.layout
        self._spans: dict[Scope, list[tuple[int, int, int]]] = {}
        for ref in renewal.changed:
            span = (here.column(ref), there.column(ref), slots_of(ref))
            self._spans.setdefault(ref.scope, []).append(span)

    def is_as_before(self, part: Part, is_deep: bool) -> bool:
        """Whether all rows of a case hold the same, in every state of knowledge that counts."""
        states = part.states
        if part.entry.step.is_strict:
            return self._is_as_before(states.strict, Knowledge.STRICT)
        return (
            self._is_as_before(states.working, Knowledge.WORKING)
            and self._is_as_before(states.careful, Knowledge.CAREFUL)
            and (not is_deep or self._is_as_before(states.strict, Knowledge.STRICT))
        )

    def _is_as_before(self, state: State, knowledge: Knowledge) -> bool:
        width = self._program.layout.width
        for scope, rows in state.rows.rows.items():
            for row in rows:
                if len(row) < width[scope]:
                    row.extend([None] * (width[scope] - len(row)))
        self._program.fill(RowSet(state.rows.rows, state.rows.subjects), knowledge)
        return all(
            row[here : here + size] == row[there : there + size]
            for scope, spans in self._spans.items()
            for here, there, size in spans
            for row in state.rows.rows[scope]
        )
