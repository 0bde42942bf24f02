"""Finds the mutants that no case notices.

A mutant runs only the cases that touch what it changes: those that name the rule or fact, or in
which a rule that depends on it holds or is undetermined. Rows, matches and findings of everything
else are taken over from the run of the pack as it is.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from ...collecting import Collected, collect
from ...policy.applied import (
    Applied,
    AppliedRule,
    applied_rule,
    closing_of,
    definition_at,
    is_in_force,
    readings_at,
)
from ...policy.conditions import Literal, Ref
from ...policy.pack import Effect, Pack
from ...policy.walk import references
from ...python.compute import FactProgram
from ...python.match import match as match_reference
from ...python.order import TOLD
from ...report.results import Results
from ...states import State, States
from ..coverage.readings import filled
from ..running.batch import Batch, Outcome, Part, with_rules
from ..running.compare import differences
from .mutants import Mutant, Name, dependents, mutants_of

_NO_READINGS = ("rule", "fact", "action")
"""Kinds of change that leave the readings as they are."""

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
        candidates = []
        for group in self.groups:
            if not (group.is_first_role or needs_roles):
                continue
            touching = [outcome for outcome, names in group.outcomes if names & affected]
            if mutant.only_where_filled:
                reading = mutant.touched[1]
                touching = [each for each in touching if reading in self._readings(each)]
            if touching:
                candidates.append((group, touching))
        candidates.sort(key=lambda item: -len(item[1]))
        return any(
            self._notices(group, touching, mutant, affected) for group, touching in candidates
        )

    def _readings(self, outcome: Outcome) -> frozenset[str]:
        """The readings that filled something in for a case."""
        if id(outcome) not in self._filled:
            self._filled[id(outcome)] = filled(outcome.batch, outcome.part).readings
        return self._filled[id(outcome)]

    def _notices(
        self,
        group: _Group,
        touching: Sequence[Outcome],
        mutant: Mutant,
        affected: frozenset[Name],
    ) -> bool:
        rules = frozenset(name for kind, name in affected if kind == "rule")
        applied = _changed(group.batch.applied, mutant, affected)
        if mutant.touched[0] == "rule":
            outcomes = _same_rows(group.batch, touching, applied, mutant)
        else:
            outcomes = _new_rows(touching, applied, rules)
        return any(next(differences(outcome), None) is not None for outcome in outcomes)


def _verdict_names(pack: Pack) -> frozenset[Name]:
    """What verdicts follow from, beside the findings."""
    names: set[Name] = {
        ("action", action.id) for action in pack.actions.values() if action.effect is Effect.CLOSE
    }
    if pack.end_reason is not None:
        names.add(("fact", pack.end_reason.full))
    return frozenset(names)


# --- the mutated pack at the instant of a batch ---


def _changed(base: Applied, mutant: Mutant, affected: frozenset[Name]) -> Applied:
    """The applied pack with only what the mutant touches applied anew."""
    pack, as_of = mutant.pack, base.as_of
    kind, name = mutant.touched
    params: Mapping[str, Literal] = base.params
    if kind == "param":
        params = {key: value for key, value in params.items() if key != name}
        for dated in pack.params[name].values:
            if is_in_force(dated.start, dated.until, as_of):
                params = {**params, name: replace(dated.value, param=name)}
    facts = dict(base.facts)
    if kind in ("param", "fact"):
        for key, fact in pack.facts.items():
            if ("fact", fact.ref.full) in affected:
                facts[key] = definition_at(fact, params, as_of)
    return replace(
        base,
        pack=pack,
        params=params,
        facts=facts,
        rules=tuple(_rules(base, pack, params, affected)),
        closing=closing_of(pack, params, base.role),
        readings=base.readings if kind in _NO_READINGS else readings_at(pack, params, base.role),
    )


def _rules(
    base: Applied, pack: Pack, params: Mapping[str, Literal], affected: frozenset[Name]
) -> Iterator[AppliedRule]:
    by_id = {applied.rule.id: applied for applied in base.rules}
    for rule in pack.rules:
        if ("rule", rule.id) not in affected:
            if rule.id in by_id:
                yield by_id[rule.id]
        elif (
            base.role in rule.roles
            and is_in_force(rule.start, rule.until, base.as_of)
            and not rule.is_preview
        ):
            yield applied_rule(rule, pack, params, base.role)


# --- what comes out with it ---


def _same_rows(
    base: Batch, touching: Sequence[Outcome], applied: Applied, mutant: Mutant
) -> Iterator[Outcome]:
    """A changed rule: the facts stay as they are."""
    rule = mutant.touched[1]
    layout = copy.copy(base.program.layout)
    layout.applied = applied
    batch = copy.copy(base)
    batch.applied = applied
    batch.program = FactProgram(layout, base.program.steps, base.program.code)
    before, after = _index_of(base.applied, rule), _index_of(applied, rule)
    fresh = [_with_program(outcome.part, batch.program) for outcome in touching]
    if after is not None and mutant.keeps_matches:
        for outcome, part in zip(touching, fresh, strict=True):
            for old, new in zip(outcome.part.states.distinct, part.states.distinct, strict=True):
                kept = [match for match in old.matches if match.rule == before]
                new.matches = [match._replace(rule=after) for match in kept]
    else:
        _match(applied, [] if after is None else [after], fresh)
    for outcome, part in zip(touching, fresh, strict=True):
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


def _match(applied: Applied, indexes: Sequence[int], parts: Sequence[Part]) -> None:
    """Match some rules of the applied pack; the others keep no match."""
    chosen = with_rules(applied, indexes)
    for part in parts:
        for state in part.states.distinct:
            found = match_reference(chosen, state.results.layout, state.rows.subjects)
            state.matches = [match._replace(rule=indexes[match.rule]) for match in found]


def _new_rows(
    touching: Sequence[Outcome], applied: Applied, rules: frozenset[str]
) -> Iterator[Outcome]:
    """A changed fact, param or action: the facts are computed anew, for these cases alone."""
    entries = [outcome.part.entry for outcome in touching]
    wanted = rules.union(*(entry.step.expectation.rules for entry in entries))
    batch = Batch(applied, entries, list(_refs(applied, wanted, touching)))
    indexes = [index for index, item in enumerate(applied.rules) if item.rule.id in rules]
    _match(applied, indexes, batch.parts)
    for outcome, part in zip(touching, batch.parts, strict=True):
        yield _combined(outcome, batch, part, rules)


def _refs(applied: Applied, rules: Iterable[str], touching: Sequence[Outcome]) -> Iterator[Ref]:
    """The facts that these rules, the verdict and the cases need."""
    names = frozenset(rules)
    for item in applied.rules:
        if item.rule.id in names:
            yield from references(item.condition)
            for moment in (item.deadline, item.safe_by, *(moment for _, moment in item.events)):
                if moment is not None:
                    yield from references(moment)
            yield from references(item.rule.message)
    yield from TOLD
    if applied.closing is not None:
        yield from references(applied.closing)
    if applied.pack.end_reason is not None:
        yield applied.pack.end_reason
    for outcome in touching:
        for fact in outcome.part.entry.step.expectation.facts:
            yield fact.ref


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
