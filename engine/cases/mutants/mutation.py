"""Finds the mutants that no case notices.

A mutant runs the cases first that touch what it changes: those that name the rule or fact, or in
which a rule that depends on it holds or is undetermined; the others only where none of these notices
it, since a rule may hold in them that should not. Rows, matches and findings of everything else are
taken over from the run of the pack as it is.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from ...collecting import Collected, collect
from ...policy.applied import Applied
from ...policy.pack import Effect, Pack
from ...python.compute import FactProgram
from ...report.results import Results
from ...states import State, States
from ..coverage.readings import filled
from ..running.batch import Batch, Outcome, Part
from ..running.compare import differences
from .mutants import Mutant, Name, dependents, mutants_of
from .mutated import Mutated

REMEMBERED = 3
"""Cases that are asked first about a change, since they noticed others of the same rule or fact."""

Progress = Callable[[int, int | None], None]


@dataclass(frozen=True, slots=True)
class Mutation:
    """The mutants of one pack."""

    pack: Pack
    made: tuple[str, ...]
    survivors: tuple[str, ...]
    """Those that no case notices, in the order of the policy."""


def mutation_of(outcomes: Sequence[Outcome], progress: Progress | None = None) -> list[Mutation]:
    """Mutate every pack that has cases. Every case must have passed."""
    by_pack: dict[int, list[Outcome]] = {}
    for outcome in outcomes:
        by_pack.setdefault(id(outcome.part.entry.file.pack), []).append(outcome)
    found = []
    for mine in by_pack.values():
        pack = mine[0].part.entry.file.pack
        judge = _Judge(pack, mine)
        mutants = list(mutants_of(pack))
        survivors = []
        for done, mutant in enumerate(mutants):
            if progress is not None:
                progress(done, len(mutants))
            if not judge.is_noticed(mutant):
                survivors.append(mutant.id)
        made = tuple(mutant.id for mutant in mutants)
        found.append(Mutation(pack, made, tuple(survivors)))
    return found


@dataclass(slots=True)
class _Group:
    """The outcomes of one batch."""

    batch: Batch
    outcomes: list[tuple[Outcome, frozenset[Name]]]
    """Each with what its case speaks of."""
    is_first_role: bool


class _Judge:
    """Asks the cases of one pack about its mutants."""

    def __init__(self, pack: Pack, outcomes: Sequence[Outcome]) -> None:
        self.pack = pack
        self.dependents = dependents(pack)
        self.verdict_names = _verdict_names(pack)
        self.groups = self._groups(outcomes)
        self._filled: dict[int, frozenset[str]] = {}
        self._noticed: dict[Name, list[tuple[_Group, Outcome]]] = {}
        """The cases that noticed changes of the same rule, fact, param, action or reading, the last one first."""

    def _groups(self, outcomes: Sequence[Outcome]) -> list[_Group]:
        groups: dict[int, _Group] = {}
        names: dict[int, set[Name]] = {}
        for outcome in outcomes:
            names.setdefault(id(outcome.part.entry.case), set()).update(self._speaks_of(outcome))
        for outcome in outcomes:
            role = outcome.part.entry.step.role
            is_first = role == outcome.part.entry.case.steps[0].role
            group = groups.setdefault(
                id(outcome.batch), _Group(outcome.batch, [], is_first_role=False)
            )
            group.is_first_role = group.is_first_role or is_first
            spoken = frozenset(names[id(outcome.part.entry.case)])
            group.outcomes.append((outcome, spoken))
        return list(groups.values())

    def _speaks_of(self, outcome: Outcome) -> frozenset[Name]:
        expectation = outcome.part.entry.step.expectation
        names: set[Name] = {("rule", rule) for rule in expectation.rules}
        names |= {("fact", fact.ref.full) for fact in expectation.facts}
        for match in outcome.part.matches:
            rule = outcome.applied.rules[match.rule].rule
            names |= {("rule", rule.id), ("action", rule.action)}
        if expectation.verdicts:
            names |= self.verdict_names
        return frozenset(names)

    def is_noticed(self, mutant: Mutant) -> bool:
        """Whether some case fails with the mutant."""
        affected = self.dependents.get(mutant.touched, frozenset()) | {mutant.touched}
        needs_roles = ": not for " in mutant.id or ": for every role" in mutant.id
        candidates: list[tuple[_Group, Sequence[Outcome]]] = []
        others: list[tuple[_Group, Sequence[Outcome]]] = []
        for group in self.groups:
            if not (group.is_first_role or needs_roles):
                continue
            known = group.outcomes
            if mutant.only_where_filled:
                reading = mutant.touched[1]
                known = [each for each in known if reading in self._readings(each[0])]
            touching = [outcome for outcome, names in known if names & affected]
            if touching:
                candidates.append((group, touching))
            if len(touching) < len(known):
                others.append((group, [each for each, names in known if not names & affected]))
        candidates.sort(key=lambda item: -len(item[1]))
        changed = Mutated(mutant, affected)
        for stage in (self._likely(mutant.touched, candidates), candidates, others):
            changed.ask(each for _, some in stage for each in some)
            for group, asked in stage:
                noticing = self._noticing(group, asked, changed)
                if noticing is not None:
                    self._remember(mutant.touched, group, noticing)
                    return True
        return False

    def _likely(
        self, touched: Name, candidates: Sequence[tuple[_Group, Sequence[Outcome]]]
    ) -> list[tuple[_Group, Sequence[Outcome]]]:
        """Cases that noticed other changes of the same: mostly one of them notices this one as well."""
        ids = {id(outcome) for _, touching in candidates for outcome in touching}
        found = self._noticed.get(touched, ())
        return [(group, [outcome]) for group, outcome in found if id(outcome) in ids]

    def _remember(self, touched: Name, group: _Group, noticing: Outcome) -> None:
        known = self._noticed.setdefault(touched, [])
        rest = [one for one in known if one[1] is not noticing]
        known[:] = [(group, noticing), *rest][:REMEMBERED]

    def _readings(self, outcome: Outcome) -> frozenset[str]:
        """The readings that filled something in for a case."""
        if id(outcome) not in self._filled:
            self._filled[id(outcome)] = filled(outcome.batch, outcome.part).readings
        return self._filled[id(outcome)]

    def _noticing(
        self, group: _Group, touching: Sequence[Outcome], changed: Mutated
    ) -> Outcome | None:
        """The first of these cases that fails with the mutant."""
        applied = changed.at(group.batch.applied)
        if changed.mutant.touched[0] == "rule":
            outcomes = _same_rows(group.batch, touching, applied, changed)
        else:
            outcomes = _new_rows(group.batch, touching, applied, changed)
        for before, outcome in zip(touching, outcomes, strict=True):
            if next(differences(outcome), None) is not None:
                return before
        return None


def _verdict_names(pack: Pack) -> frozenset[Name]:
    """What verdicts follow from, beside the findings."""
    names: set[Name] = {
        ("action", action.id) for action in pack.actions.values() if action.effect is Effect.CLOSE
    }
    if pack.end_reason is not None:
        names.add(("fact", pack.end_reason.full))
    return frozenset(names)


# --- what comes out with it ---


def _same_rows(
    base: Batch, touching: Sequence[Outcome], applied: Applied, changed: Mutated
) -> Iterator[Outcome]:
    """A changed rule: the facts stay as they are."""
    rule = changed.mutant.touched[1]
    layout = base.program.layout.under(applied)
    batch = copy.copy(base)
    batch.applied = applied
    batch.program = FactProgram(layout, base.program.steps, base.program.code)
    before, after = _index_of(base.applied, rule), _index_of(applied, rule)
    match = changed.matcher(applied, layout)
    for outcome in touching:
        part = _with_program(outcome.part, batch.program)
        if after is not None and changed.mutant.keeps_matches:
            for old, new in zip(outcome.part.states.distinct, part.states.distinct, strict=True):
                kept = [each for each in old.matches if each.rule == before]
                new.matches = [each._replace(rule=after) for each in kept]
        else:
            match(part)
        yield _combined(outcome, batch, part, frozenset({rule}))


def _with_program(part: Part, program: FactProgram) -> Part:
    """The same rows under another program of the same layout; nothing has matched them yet."""
    run = copy.copy(part.run)
    made = {
        id(state): State(state.rows, Results(program.layout, state.rows.subjects))
        for state in part.states.distinct
    }
    strict, careful, working = (
        made[id(state)] for state in (part.states.strict, part.states.careful, part.states.working)
    )
    run.applied = program.layout.applied
    run.states = States(run.applied, strict, careful, working)
    return replace(part, run=run)


def _new_rows(
    base: Batch, touching: Sequence[Outcome], applied: Applied, changed: Mutated
) -> Iterator[Outcome]:
    """A changed fact, param or action: the facts are computed anew, for these cases alone."""
    batch = Batch(applied, (), changed.refs(applied), base.program.layout)
    match = changed.matcher(applied, batch.program.layout)
    for outcome in touching:
        part = batch.part(outcome.part.entry)
        match(part)
        yield _combined(outcome, batch, part, changed.rules)


def _combined(outcome: Outcome, batch: Batch, part: Part, rules: frozenset[str]) -> Outcome:
    """What comes out with the matches of the part for some rules, and as before for the others."""
    fresh, before = Collected(), outcome.collected
    collect(part.states, fresh)
    for name in ("findings", "undetermined", "hindering", "only_assumed"):
        kept = [item for item in getattr(before, name) if item.rule not in rules]
        getattr(fresh, name).extend(kept)
    return Outcome(batch, part, fresh, explains=False)


def _index_of(applied: Applied, rule: str) -> int | None:
    for index, item in enumerate(applied.rules):
        if item.rule.id == rule:
            return index
    return None
