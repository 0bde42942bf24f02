"""The rows of a case under a mutant: only what the change goes into is computed anew, in copies of the rows."""

from __future__ import annotations

import copy
from collections.abc import Collection, Iterable, Iterator
from functools import cached_property

from msgspec.structs import replace

from ...evaluation.states import State, States, states_of
from ...meaning.layout import Layout
from ...meaning.no_needs import NoNeeds
from ...policy.applied import Applied
from ...policy.conditions import FactKey, Ref
from ...policy.readings import Knowledge
from ...policy.walk import moments_of, references
from ...python.compute import FactProgram
from ...python.order import closure, dependencies, unfixed_shifts
from ...python.rows import RowSet, copied
from ...python.writing import Written, rewritten, written_beside
from ...report.results import Results
from ...variants.touched import Reach, changed_facts
from ..running.batch import Batch, Part


class Renewal:
    """What a mutant makes of the facts of a pack in one period."""

    def __init__(self, base: Batch, applied: Applied, reach: Reach) -> None:
        """`applied` stands for the pack of a batch; `reach`: of that pack."""
        self.known = known = base.program.layout
        self._applied = applied
        changed = set(changed_facts(base.applied, applied))
        keys = reach.influenced(changed)
        missing = [*_missing(base.applied, applied, changed, known)]
        found = {
            key: ref for key, ref in closure(applied, missing).items() if key not in known.refs
        }
        found |= {key: known.refs[key] for key in known.refs if key in keys}
        shifted = unfixed_shifts(_with_changed_rules(base.applied, applied), found)
        found |= {
            ref.key: ref
            for ref, length in shifted
            if (ref.scope, ref.name, length) not in known.shifts
        }
        self.refs = tuple(found.values())
        """The facts that may come out otherwise, and those that were not asked for before."""
        self.changed = tuple(known.refs[key] for key in known.refs if key in changed)
        """Those of them that the mutant defines or reads otherwise; the others follow from them."""
        self.is_all_known = keys >= found.keys()
        """Whether nothing new is asked for."""

    @cached_property
    def whole(self) -> Written:
        """What computes all of them anew."""
        return rewritten(self._applied, self.refs, self.known)

    @cached_property
    def beside(self) -> Written:
        """What computes those that changed beside what rows hold."""
        return written_beside(self._applied, self.changed, self.known)


def _missing(
    base: Applied, applied: Applied, keys: Collection[FactKey], known: Layout
) -> Iterator[Ref]:
    """Facts that the change names, and nothing named before."""
    for ref in _named(base, applied, keys, known):
        if ref.key not in known.refs:
            yield ref


def _named(
    base: Applied, applied: Applied, keys: Collection[FactKey], known: Layout
) -> Iterator[Ref]:
    for key in keys:
        if key in known.refs:
            yield from dependencies(applied, known.refs[key])
    for rule in _with_changed_rules(base, applied).rules:
        yield from references(rule.condition)
        for moment in moments_of(rule):
            yield from references(moment)
    if applied.closing is not None and applied.closing is not base.closing:
        yield from references(applied.closing)


def _with_changed_rules(base: Applied, applied: Applied) -> Applied:
    same = {id(rule) for rule in base.rules}
    return replace(applied, rules=tuple(rule for rule in applied.rules if id(rule) not in same))


def renewed(part: Part, program: FactProgram, refs: Collection[Ref], is_deep: bool) -> Part:
    """The case with these facts as the program computes them in copies of its rows; nothing has matched it yet.

    Unless `is_deep`, nobody asks which fields would decide, and what is assumed.
    """
    run = copy.copy(part.run)
    run.applied = program.layout.applied
    is_strict = part.entry.step.is_strict
    run.is_fresh = run.applied.may_end_by(part.snapshot.known_until is not None, is_strict)
    if refs:
        run.states = _recomputed(part.states, program, refs, is_strict, is_deep)
    else:
        run.states = _as_they_are(part.states, program.layout)
    if not is_deep:
        for state in run.states.distinct:
            state.results.needs = NoNeeds(program.layout)
    return replace(part, run=run)


def _recomputed(
    before: States, program: FactProgram, refs: Iterable[Ref], is_strict: bool, is_deep: bool
) -> States:
    state_of = {
        Knowledge.STRICT: before.strict,
        Knowledge.CAREFUL: before.careful,
        Knowledge.WORKING: before.working,
    }

    def build(knowledge: Knowledge) -> RowSet:
        source = state_of[knowledge].rows
        rows, twins = copied(source, program.layout)
        if source.assumed:
            anew = {(id(row), ref.name) for ref in refs for row in source.rows[ref.scope]}
            rows.assumed = {
                (id(twins[row]), name): reading
                for (row, name), reading in source.assumed.items()
                if (row, name) not in anew
            }
        return rows

    return states_of(program, build, is_strict, tells_assumed=is_deep)


def _as_they_are(before: States, layout: Layout) -> States:
    """The same rows, under another pack."""
    made = {
        id(state): State(state.rows, Results(layout, state.rows.subjects))
        for state in before.distinct
    }
    strict, careful, working = (
        made[id(state)] for state in (before.strict, before.careful, before.working)
    )
    return States(layout.applied, strict, careful, working)
