"""Gathers what was found over one pack's contracts, in all states of knowledge.

A finding is what is certain in the working state. What lets a contract end, and what could hinder that,
is read in the careful one; so is what forbids it, also where an assumption would do away with it.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct, field

from ..meaning.layout import ID, UP, Row
from ..meaning.matching import Match
from ..meaning.trace import decision
from ..policy.pack import Action, Effect
from ..progress import Progress
from ..report.findings import Closing, Finding, Subject, Undetermined
from ..report.forms import Form
from ..report.results import Results
from ..report.unmet import unmet
from ..report.verdicts import HINDERING
from ..units import Scope
from .states import State, States

NOTHING = Undetermined("", "", "", Subject(Scope.EXPORT), Action("", "", Effect.NONE), ())
"""Stands for a match of which nothing was made yet."""


class OnlyAssumed(Struct, frozen=True):
    """A rule that could stand against the end of a contract, and that assumptions decide or do away with."""

    rule: str
    contract: str
    effect: Effect
    match: Match
    """Of the strict state."""
    states: States

    def assumes(self, for_closing: bool) -> tuple[str, ...]:
        """The assumptions that decide it; looked for when asked. See `report.verdicts.Assumed`."""
        states = self.states
        state = states.careful if for_closing else states.working
        if state is states.strict:
            return ()
        rule = states.applied.rules[self.match.rule]
        scope = rule.rule.scope
        row = states.strict.rows.subjects[scope][self.match.row]
        return states.assumed_in(state, rule.condition, scope, row, is_undone=self.match.is_certain)


class Hindrance(Struct, frozen=True):
    """A rule that could hinder a closing, as far as it is known in the careful state."""

    rule: str
    contract: str
    results: Results
    match: Match
    known: Undetermined | None
    """What was made of it already."""

    def made(self) -> Undetermined:
        """With the fields that would decide it, which take time to find."""
        return self.results.undetermined(self.match) if self.known is None else self.known


class Collected(Struct):
    """What was found over the contracts of one or more packs."""

    findings: list[Finding] = field(default_factory=list)
    """What is certain in the working state; those that end a contract, in the careful one."""
    undetermined: list[Undetermined] = field(default_factory=list)
    """What cannot be decided in the working state; of closings, in the careful one."""
    hindering: list[Hindrance] = field(default_factory=list)
    """What could hinder a closing as far as it is known in the careful state."""
    only_assumed: list[OnlyAssumed] = field(default_factory=list)
    """What assumptions decide, and nothing less."""
    nearly: list[Undetermined] = field(default_factory=list)
    """What ends a contract in the working state, and cannot be decided in the careful one."""


Taken = dict[tuple[int, int], Undetermined | None]
"""By rule and row: what was made of a match; None: a finding."""


def collect(
    states: States,
    into: Collected,
    progress: Progress | None = None,
    form: Form | None = None,
) -> None:
    """Add what was found in the states to what is there. `form`: the one in which findings are told."""
    careful = states.careful
    taken: Taken = {}
    read, ending = read_matches(states), _ending_if_assumed(states)
    for done, (state, match) in enumerate(read):
        if progress is not None and done % 1000 == 0:
            progress(done, len(read))
        item = taken[match.rule, match.row] = _take(states, state, match, into, form)
        if item is not None and (match.rule, match.row) in ending:
            into.nearly.append(item)
    for match in careful.matches:
        if states.applied.rules[match.rule].action.effect in HINDERING:
            _hinder(careful, match, taken, into)
    into.only_assumed += _only_assumed(states)


def read_matches(states: States) -> list[tuple[State, Match]]:
    """What is told of each rule and row, with the state of knowledge in which it is read; each once."""
    working, careful = states.working, states.careful
    if careful is working:
        return [(working, match) for match in working.matches]
    actions = [rule.action for rule in states.applied.rules]
    found = {
        (match.rule, match.row): (working, match)
        for match in working.matches
        if not actions[match.rule].lets_go
    }
    for match in careful.matches:
        _, other = found.get((match.rule, match.row), (working, None))
        is_finding = other is not None and other.is_certain
        if is_read_carefully(actions[match.rule], is_finding, match.is_certain):
            found[match.rule, match.row] = (careful, match)
    return list(found.values())


def _ending_if_assumed(states: States) -> set[tuple[int, int]]:
    """Rule and row of what would end a contract if a closing could rest on every assumption."""
    if states.careful is states.working:
        return set()
    actions = [rule.action for rule in states.applied.rules]
    return {
        (match.rule, match.row)
        for match in states.working.matches
        if match.is_certain and actions[match.rule].effect is Effect.CLOSE
    }


def is_read_carefully(action: Action, is_finding: bool, is_certain: bool) -> bool:
    """What lets a contract end; and what forbids it and is no finding of the working state.

    `is_finding`: of the working state. `is_certain`: in the careful one.
    """
    return action.lets_go or (action.effect is Effect.BLOCK and is_certain and not is_finding)


def _take(
    states: States, state: State, match: Match, into: Collected, form: Form | None
) -> Undetermined | None:
    if not match.is_certain:
        item = state.results.undetermined(match)
        into.undetermined.append(item)
        return item
    assumes = states.assumed_by(state, match)
    into.findings.append(state.results.finding(match, assumes, form))
    return None


def _hinder(careful: State, match: Match, taken: Taken, into: Collected) -> None:
    """What holds or cannot be decided in the careful state, as far as it is no finding."""
    known = taken.get((match.rule, match.row), NOTHING)
    if known is None:
        return
    rule = careful.results.layout.applied.rules[match.rule].rule
    scope = rule.scope
    row = careful.rows.subjects[scope][match.row]
    for id in _contracts(scope, row):
        item = None if known is NOTHING else known
        into.hindering.append(Hindrance(rule.id, id, careful.results, match, item))


def closing_of(states: States, row: int) -> Closing | None:
    """Whether what closing requires is certainly fulfilled for a contract, and what would tell.

    In the careful state; None where the pack knows no closing. `row`: its place among all contracts.
    """
    condition = states.applied.closing
    if condition is None:
        return None
    reader = states.careful.reader(Scope.CONTRACT, row)
    certainly, possibly = decision(condition, reader)
    if not possibly:
        return Closing(False, unmet=unmet(condition, reader, states.careful.results))
    if not certainly:
        return Closing(False, states.careful.results.needs.of_condition(condition, reader))
    strict = states.strict.rows.rows[Scope.CONTRACT][row]
    assumes = states.assumed_in(states.careful, condition, Scope.CONTRACT, strict)
    return Closing(True, assumes=assumes)


def _only_assumed(states: States) -> Iterator[OnlyAssumed]:
    """What is not decided without assumptions, or is certain then and no more with them."""
    if states.strict is states.working:
        return
    certain = states.working.certain()
    for match in states.strict.matches:
        rule = states.applied.rules[match.rule]
        effect, scope = rule.action.effect, rule.rule.scope
        is_the_same = match.is_certain and (match.rule, match.row) in certain
        if effect in HINDERING and not is_the_same:
            row = states.strict.rows.subjects[scope][match.row]
            for id in _contracts(scope, row):
                yield OnlyAssumed(rule.rule.id, id, effect, match, states)


def _contracts(scope: Scope, row: Row) -> Iterator[str]:
    """The contract that a row is about; none for clients and accounts."""
    if scope is Scope.CONTRACT:
        yield str(row[ID])
    elif scope is Scope.MILESTONE:
        yield str(row[UP][ID])
