"""One pack over its contracts, in the states of knowledge: what each row holds, and what matched.

The same compiled program fills the rows of every state; only what it may take for granted differs.
Where nothing is assumed all states are one, and where nothing but what a closing may rest on, the
careful and the working one are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from msgspec import Struct, field

from ..meaning.assumed import Assumed
from ..meaning.gaps import Gap
from ..meaning.layout import Row
from ..meaning.matching import Match
from ..meaning.reading import Reader
from ..policy.applied import Applied
from ..policy.conditions import Condition
from ..policy.readings import Knowledge
from ..python.compute import FactProgram
from ..python.needed import GENERATED_FROM, GeneratedAssumed, GeneratedNeeds, NeedsPrograms
from ..python.rows import RowSet
from ..report.results import Results
from ..units import Scope
from .engines import JUDGED, Engine, Job, match_all


class State(Struct):
    """Rows filled with one state of knowledge, and the rules that matched them."""

    rows: RowSet
    results: Results
    matches: list[Match] = field(default_factory=list)
    """Rows count from the first subject of their scope in this state."""

    def reader(self, scope: Scope, row: int) -> Reader:
        """The facts of a row, counted among all rows of its scope."""
        return Reader(self.results.layout, scope, self.rows.rows[scope][row])

    def certain(self) -> frozenset[tuple[int, int]]:
        """Rule and row of what certainly holds."""
        return frozenset((match.rule, match.row) for match in self.matches if match.is_certain)

    def release(self) -> None:
        """Take the rows apart, whose links run in circles, so that their memory is free at once."""
        for rows in self.rows.rows.values():
            for row in rows:
                row.clear()
        self.results.needs.release()


class States(Struct, dict=True):
    """The states of knowledge of one pack's contracts; equal ones are the same object."""

    applied: Applied
    strict: State
    careful: State
    working: State
    needs: NeedsPrograms | None = None
    """Where there are many rows."""
    lasting: Mapping[int, Assumed] = {}
    """By identity of a state: what looks for its assumptions, where these states are of one slice of many."""

    @property
    def distinct(self) -> list[State]:
        """Every state once."""
        return list({id(item): item for item in (self.strict, self.careful, self.working)}.values())

    @property
    def gaps(self) -> Iterator[Gap]:
        """What was found to be missing in the records, as far as was asked."""
        for state in self.distinct:
            yield from state.results.needs.gaps

    def release(self) -> None:
        """Nobody asks for the rows any more."""
        for state in self.distinct:
            state.release()
        for name in ("_of_careful", "_of_working"):
            if name in self.__dict__:
                self.__dict__[name].release()

    @cached_property
    def _strictly_certain(self) -> frozenset[tuple[int, int]]:
        return self.strict.certain()

    def assumed_by(self, state: State, match: Match) -> tuple[str, ...]:
        """The assumptions that a match which is certain in a state rests on; none where it needs none."""
        if state is self.strict or (match.rule, match.row) in self._strictly_certain:
            return ()
        rule = self.applied.rules[match.rule]
        scope = rule.rule.scope
        row = self.strict.rows.subjects[scope][match.row]
        return self.assumed_in(state, rule.condition, scope, row)

    def assumed_in(
        self,
        state: State,
        condition: Condition,
        scope: Scope,
        row: Row,
        *,
        is_undone: bool = False,
    ) -> tuple[str, ...]:
        """The assumptions of a state that decide a condition for a strict row; none where it is decided
        without. `is_undone`: it is certain without, and not with them.
        """
        reader = Reader(self.strict.results.layout, scope, row)
        found = self._of_careful if state is self.careful else self._of_working
        return tuple(sorted(found.behind(condition, reader, is_undone=is_undone)))

    @cached_property
    def _of_careful(self) -> Assumed:
        return self._assumed(self.careful)

    @cached_property
    def _of_working(self) -> Assumed:
        return self._assumed(self.working)

    def _assumed(self, state: State) -> Assumed:
        """What a state assumes, by the rows of the strict one, which stand in the same order."""
        if id(state) in self.lasting:
            return self.lasting[id(state)]
        twin: dict[int, int] = {}
        for scope, rows in state.rows.rows.items():
            twin.update(zip(map(id, rows), map(id, self.strict.rows.rows[scope]), strict=True))
        filled = {(twin[row], name): reading for (row, name), reading in state.rows.assumed.items()}
        if self.needs is None:
            return Assumed(self.strict.results.layout, filled)
        return GeneratedAssumed(self.needs, filled)


def states_of(
    program: FactProgram,
    build: Callable[[Knowledge], RowSet],
    is_strict: bool = False,
    tells_assumed: bool = True,
    generated_from: int = GENERATED_FROM,
) -> States:
    """The states of the rows that `build` makes anew for each. `is_strict`: nothing is assumed.

    Without `tells_assumed` the working state stands for the strict one: findings and verdicts are the
    same, but nothing tells what they assume. What undecided rules wait for is looked for by generated
    code where there are `generated_from` contracts.
    """
    programs: NeedsPrograms | None = None

    def state(knowledge: Knowledge) -> State:
        nonlocal programs
        rows = build(knowledge)
        program.fill(rows, knowledge)
        results = Results(program.layout, rows.subjects)
        if len(rows.contracts) >= generated_from:
            programs = program.needs
            results.needs = GeneratedNeeds(programs)
        return State(rows, results)

    applied = program.layout.applied
    if is_strict or not any(
        reading.is_assumed for readings in applied.readings.values() for reading in readings
    ):
        strict = state(Knowledge.STRICT)
        return States(applied, strict, strict, strict, programs)
    working = state(Knowledge.WORKING)
    used = set(working.rows.assumed.values())
    if not used:
        return States(applied, working, working, working, programs)
    strict = state(Knowledge.STRICT) if tells_assumed else working
    readings = applied.pack.readings
    if all(readings[reading].may_close for reading in used):
        return States(applied, strict, working, working, programs)
    return States(applied, strict, state(Knowledge.CAREFUL), working, programs)


def match_states(
    engine: Engine, groups: Sequence[Sequence[States]], judged: int = JUDGED
) -> Engine:
    """Match all rows of all states; those of a group share a compiled program and are matched together.

    `judged`: how many rows of each scope the specification judges at least. Gives the engine that was used.
    Raises as `match_all` does.
    """
    gathered = [[state for states in group for state in states.distinct] for group in groups]
    jobs = [
        _job(group[0].applied, members) for group, members in zip(groups, gathered, strict=True)
    ]
    used, matches = match_all(engine, jobs, judged)
    for job, members, found in zip(jobs, gathered, matches, strict=True):
        _hand_back(job.applied, members, found)
    return used


def _job(applied: Applied, members: Sequence[State]) -> Job:
    subjects: Mapping[Scope, list[Row]] = {
        scope: [row for state in members for row in state.rows.subjects[scope]] for scope in Scope
    }
    return Job(applied, members[0].results.layout, subjects)


def _hand_back(applied: Applied, members: Sequence[State], matches: Iterable[Match]) -> None:
    if len(members) == 1:
        members[0].matches = list(matches)
        return
    owners: dict[Scope, list[tuple[State, int]]] = {scope: [] for scope in Scope}
    for state in members:
        state.matches = []
        for scope in Scope:
            start = len(owners[scope])
            owners[scope] += [(state, start)] * len(state.rows.subjects[scope])
    for match in matches:
        state, start = owners[applied.rules[match.rule].rule.scope][match.row]
        state.matches.append(Match(match.rule, match.row - start, match.is_certain))
