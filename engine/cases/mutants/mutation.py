"""Finds the mutants that no case notices.

A mutant runs the cases first that touch what it changes: those that name the rule or fact, or in
which a rule that depends on it holds or is undetermined; the others only where none of these notices
it, since a rule may hold in them that should not. Rows, matches and findings of everything else are
taken over from the run of the pack as it is.
"""

from __future__ import annotations

import copy
from collections.abc import Sequence
from functools import cached_property
from itertools import groupby
from operator import attrgetter

from msgspec import Struct

from ...evaluation.collecting import Collected, collect
from ...policy.applied import Applied
from ...policy.pack import Effect, Pack
from ...processes import spread
from ...progress import Progress
from ...python.compute import FactProgram, loaded
from ...variants.touched import Reach
from ..coverage.readings import filled
from ..running.batch import Batch, Outcome, Part
from ..running.compare import differences
from .beside import Beside
from .mutants import Mutant, Name, dependents, mutants_of, named_by
from .mutated import Mutated
from .redefined import Readers, ReadsOfRules
from .renewed import renewed
from .unchanged import Stated, is_surely_as_before, may_differ

REMEMBERED = 3
"""Cases that are asked first about a change, since they noticed others of the same rule or fact."""


class Mutation(Struct, frozen=True):
    """The mutants of one pack."""

    pack: Pack
    made: tuple[str, ...]
    survivors: tuple[str, ...]
    """Those that no case notices, in the order of the policy."""


def mutation_of(
    outcomes: Sequence[Outcome], progress: Progress | None = None, jobs: int = 1
) -> list[Mutation]:
    """Mutate every pack that has cases, by so many processes. Every case must have passed.

    Raises `SurroundingsError` for a process that was killed.
    """
    by_pack: dict[int, list[Outcome]] = {}
    for outcome in outcomes:
        by_pack.setdefault(id(outcome.part.entry.file.pack), []).append(outcome)
    found = []
    for mine in by_pack.values():
        pack = mine[0].part.entry.file.pack
        mutants = list(mutants_of(pack))
        survivors = _survivors(_Judge(pack, mine), mutants, progress, jobs)
        made = tuple(mutant.id for mutant in mutants)
        found.append(Mutation(pack, made, survivors))
    return found


def _survivors(
    judge: _Judge, mutants: Sequence[Mutant], progress: Progress | None, jobs: int
) -> tuple[str, ...]:
    """The mutants that no case notices; those of the same rule or fact are asked about together."""
    pieces = [list(each) for _, each in groupby(mutants, key=attrgetter("touched"))]
    done, survivors = 0, set()
    for count, some in spread(pieces, lambda piece: _asked(judge, piece), jobs):
        done += count
        survivors |= some
        if progress is not None:
            progress(done, len(mutants))
    return tuple(mutant.id for mutant in mutants if mutant.id in survivors)


def _asked(judge: _Judge, mutants: Sequence[Mutant]) -> tuple[int, set[str]]:
    """How many there are, and which are not noticed."""
    return len(mutants), {mutant.id for mutant in mutants if not judge.is_noticed(mutant)}


class _Group(Struct):
    """The outcomes of one batch."""

    batch: Batch
    outcomes: list[tuple[Outcome, frozenset[Name]]]
    """Each with what its case speaks of."""
    is_first_role: bool


class _There:
    """A mutant at the instant of a batch."""

    def __init__(
        self, base: Batch, changed: Mutated, reach: Reach, readers: Readers, reads: ReadsOfRules
    ) -> None:
        """`reach` and `readers`: of the pack as it is."""
        self._base = base
        self.applied = applied = changed.at(base.applied)
        self._renewal = renewal = changed.renewal(base, applied, reach)
        self.change = changed.change(base.applied, applied, renewal, readers, reads)
        layout = renewal.known.under(applied) if renewal.is_all_known else self.program.layout
        self.matcher = changed.matcher(applied, layout)

    @cached_property
    def program(self) -> FactProgram:
        """What computes the facts of a case anew."""
        if not self._renewal.refs:
            return FactProgram(self._renewal.known.under(self.applied), [], "")
        return loaded(self._renewal.whole, self.applied)

    @cached_property
    def batch(self) -> Batch:
        """The batch with the mutant; its parts are not."""
        batch = copy.copy(self._base)
        batch.applied, batch.program = self.applied, self.program
        return batch

    @cached_property
    def _beside(self) -> Beside:
        return Beside(self.applied, self._renewal)

    def rules_in_question(self, before: Part, stated: Stated) -> tuple[Part, frozenset[str]] | None:
        """A case with the mutant, and the rules whose results may come out otherwise; None: nothing does."""
        change, is_deep = self.change, stated.is_deep
        is_fresh = self.applied.may_end_by(
            before.snapshot.known_until is not None, before.entry.step.is_strict
        )
        has_same_facts = not change.refs or (
            self._renewal.is_all_known and self._beside.is_as_before(before, is_deep)
        )
        if (
            has_same_facts
            and is_fresh == before.run.is_fresh
            and is_surely_as_before(before, stated, change, self.matcher.rows)
        ):
            return None
        part = renewed(before, self.program, change.refs, is_deep)
        rules = may_differ(before, stated, part, change, self.matcher.part)
        return None if rules is None else (part, rules)


class _Judge:
    """Asks the cases of one pack about its mutants."""

    def __init__(self, pack: Pack, outcomes: Sequence[Outcome]) -> None:
        self.pack = pack
        self.dependents = dependents(pack)
        self.named_by = named_by(pack)
        self.verdict_names = _verdict_names(pack)
        self.groups = self._groups(outcomes)
        self._filled: dict[int, frozenset[str]] = {}
        self._reaches: dict[tuple[int, bool], Reach] = {}
        self._reads = ReadsOfRules()
        self._readers: dict[int, Readers] = {}
        self._stated: dict[int, Stated] = {}
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
        itself = frozenset({mutant.touched})
        affected = self.dependents.get(mutant.touched, itself) | itself
        users = itself.union(self.named_by.get(mutant.touched, ()))
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
        changed = Mutated(mutant, affected, users)
        for stage in (self._likely(mutant.touched, candidates), candidates, others):
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
        """The readings that filled something in for a case, in either state: what lets go may fill in more."""
        if id(outcome) not in self._filled:
            careful = outcome.part.states.careful.rows.assumed.values()
            here = filled(outcome.batch, outcome.part).readings
            self._filled[id(outcome)] = here.union(careful)
        return self._filled[id(outcome)]

    def _noticing(
        self, group: _Group, touching: Sequence[Outcome], changed: Mutated
    ) -> Outcome | None:
        """The first of these cases that fails with the mutant."""
        applied = group.batch.applied
        there = _There(
            group.batch, changed, self._reach(applied), self._readers_of(applied), self._reads
        )
        for before in touching:
            found = there.rules_in_question(before.part, self._stated_by(before))
            if found is None:
                continue
            part, rules = found
            there.matcher.part(part)
            outcome = _combined(before, there.batch, part, rules)
            if next(differences(outcome), None) is not None:
                return before
        return None

    def _stated_by(self, outcome: Outcome) -> Stated:
        """What a case states."""
        if id(outcome) not in self._stated:
            self._stated[id(outcome)] = Stated(outcome)
        return self._stated[id(outcome)]

    def _readers_of(self, applied: Applied) -> Readers:
        """What the rules of the pack read in a period."""
        if id(applied.rules) not in self._readers:
            self._readers[id(applied.rules)] = Readers(applied, self._reads)
        return self._readers[id(applied.rules)]

    def _reach(self, applied: Applied) -> Reach:
        """What the facts of the pack go into in a period."""
        key = (id(applied.rules), applied.is_stale)
        if key not in self._reaches:
            self._reaches[key] = Reach(applied)
        return self._reaches[key]


def _verdict_names(pack: Pack) -> frozenset[Name]:
    """What verdicts follow from, beside the findings."""
    names: set[Name] = {
        ("action", action.id) for action in pack.actions.values() if action.effect is Effect.CLOSE
    }
    if pack.end_reason is not None:
        names.add(("fact", pack.end_reason.full))
    return frozenset(names)


# --- what comes out with it ---


def _combined(outcome: Outcome, batch: Batch, part: Part, rules: frozenset[str]) -> Outcome:
    """What comes out with the matches of the part for some rules, and as before for the others."""
    fresh, before = Collected(), outcome.collected
    indexes = {at for at, item in enumerate(part.states.applied.rules) if item.rule.id in rules}
    for state in part.states.distinct:
        state.matches = [match for match in state.matches if match.rule in indexes]
    collect(part.states, fresh)
    for name in ("findings", "undetermined", "hindering", "only_assumed", "nearly"):
        kept = [item for item in getattr(before, name) if item.rule not in rules]
        getattr(fresh, name).extend(kept)
    return Outcome(batch, part, fresh, explains=False)
