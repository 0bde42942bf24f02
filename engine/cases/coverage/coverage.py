"""Which outcomes of rules, and which branches of rules and facts, the cases exercise.

Measured on the reference evaluator's trace: a branch of `any` is exercised where it certainly
holds, a row of a `case` or a step of a table where it gives the value, a period of a dated value
where a case lies in it. An outcome of a rule counts where a case states it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct, field

from ...meaning.layout import Row
from ...meaning.reading import Reader
from ...meaning.trace import Trace, trace
from ...meaning.words import described, one_of, written_literal, written_operand
from ...policy.applied import is_in_force
from ...policy.conditions import All, AnyOf, Certainly, Condition, Literal, Not, held
from ...policy.definitions import Aggregate, Case, Definition, FactDefinition, Rank, Table
from ...policy.pack import Pack, Rule
from ...policy.walk import conditions_of, params
from ...units import Scope
from ...written import instant_text
from ..running.batch import Batch, Outcome
from .readings import APPLIES, DOES_NOT, exercised_readings, readings_under_test, told
from .two_valued import is_always_decided

FIRES, SILENT, UNDETERMINED = "fires", "does not fire", "cannot be decided"
OUTCOMES = (FIRES, SILENT, UNDETERMINED)

Branch = tuple[str, int, int, tuple[int, ...]]
"""Owner (a rule or fact), period, condition, and the way down to the branch."""


class Coverage(Struct, frozen=True):
    """What of one pack is exercised, and what is not."""

    pack: str
    rules: int
    outcomes: int
    """Of rules, of three each, that a case states."""
    branches: int
    exercised: int
    readings: int
    """Implications and assumptions."""
    shown: int
    """Of readings, of two each: where one fills something in, and where it does not apply."""
    gaps: tuple[str, ...]
    """What no case exercises, in plain text."""

    @property
    def percent(self) -> float:
        """Exercised outcomes, branches and readings, of all."""
        total = 3 * self.rules + self.branches + 2 * self.readings
        done = self.outcomes + self.exercised + self.shown
        return 100 * done / total if total else 100.0


def coverage_of(outcomes: Sequence[Outcome]) -> list[Coverage]:
    """The coverage of every pack that has cases, over its own rules and facts."""
    by_pack: dict[int, list[Outcome]] = {}
    for outcome in outcomes:
        by_pack.setdefault(id(outcome.part.entry.file.pack), []).append(outcome)
    return [_coverage(mine) for mine in by_pack.values()]


def _coverage(outcomes: Sequence[Outcome]) -> Coverage:
    pack = outcomes[0].part.entry.file.pack
    rules = [rule.id for rule in pack.rules if rule.pack == pack.id]
    stated = _stated_outcomes(outcomes)
    stated |= {(rule.id, UNDETERMINED) for rule in pack.rules if _is_always_decided(rule, pack)}
    gaps = [
        f"rule {rule}: no case states that it {result}"
        for rule in rules
        for result in OUTCOMES
        if (rule, result) not in stated
    ]
    points = _points(pack)
    done = _exercised(outcomes, pack)
    gaps += [text for key, text in points.items() if key not in done]
    readings = list(readings_under_test(pack))
    shown = exercised_readings(_batches(outcomes), pack)
    wanted = [(reading, result) for reading in readings for result in (APPLIES, DOES_NOT)]
    open_ones = [item for item in wanted if (item[0].id, item[1]) not in shown]
    gaps += [told(reading, result) for reading, result in open_ones]
    return Coverage(
        pack=pack.id,
        rules=len(rules),
        outcomes=sum((rule, result) in stated for rule in rules for result in OUTCOMES),
        branches=len(points),
        exercised=sum(key in done for key in points),
        readings=len(readings),
        shown=len(wanted) - len(open_ones),
        gaps=tuple(gaps),
    )


def _is_always_decided(rule: Rule, pack: Pack) -> bool:
    """No case can state that such a rule cannot be decided."""
    required = [item.condition for item in pack.actions[rule.action].requires]
    return all(is_always_decided(condition) for condition in (rule.when, *required))


# --- outcomes of rules ---


def _stated_outcomes(outcomes: Iterable[Outcome]) -> set[tuple[str, str]]:
    stated: set[tuple[str, str]] = set()
    for outcome in outcomes:
        expectation = outcome.part.entry.step.expectation
        for finding in expectation.findings or ():
            stated.add((finding.rule, FIRES))
        for item in expectation.undetermined or ():
            stated.add((item.rule, UNDETERMINED))
        for rule, _ in expectation.silent:
            stated.add((rule, SILENT))
        if expectation.findings is not None:
            stated |= {(rule, SILENT) for rule in _decided_silent(outcome)}
    return stated


def _decided_silent(outcome: Outcome) -> Iterator[str]:
    """Rules under test that are decided, and do not hold, for some subject."""
    matched: dict[int, int] = {}
    for match in outcome.part.matches:
        matched[match.rule] = matched.get(match.rule, 0) + 1
    for index, applied in enumerate(outcome.applied.rules):
        rows = len(outcome.part.rows.subjects[applied.rule.scope])
        if applied.rule.id in outcome.part.entry.file.rules and matched.get(index, 0) < rows:
            yield applied.rule.id


# --- branches ---


def _points(pack: Pack) -> dict[Branch, str]:
    """Every branch of a pack's own rules, facts and dated values, with what to tell of it."""
    points: dict[Branch, str] = {}
    used: set[str] = set()
    for rule in pack.rules:
        if rule.pack == pack.id:
            used |= {param.name for param in params(rule)}
            _add_condition(points, (f"rule {rule.id}", 0, 0), rule.when)
    for reading in readings_under_test(pack):
        used |= {param.name for param in params(reading)}
        _add_condition(points, (f"{reading.word} {reading.id}", 0, 0), reading.when)
    for fact in pack.facts.values():
        if fact.pack == pack.id:
            used |= {param.name for param in params(fact)}
            _add_fact(points, fact)
    for name in sorted(used & set(pack.params)):
        values = pack.params[name].values
        for index, dated in enumerate(values):
            if len(values) > 1:
                text = f"param {name}: no case lies where it is {written_literal(dated.value)}"
                points[f"param {name}", index, 0, ()] = text
    return points


def _add_fact(points: dict[Branch, str], fact: FactDefinition) -> None:
    owner = f"fact {fact.ref.full}"
    for number, period in enumerate(fact.periods):
        if len(fact.periods) > 1:
            since = "ever" if period.start is None else instant_text(period.start)
            points[owner, number, -1, ()] = f"{owner}: no case lies in its period from {since}"
        definition = period.definition
        if isinstance(definition, Case):
            for index, branch in enumerate(definition.branches):
                text = f"{owner}: no case gets its value from `{described(branch.when)}`"
                points[owner, number, -1, (index,)] = text
            if definition.otherwise is not None:
                key = (owner, number, -1, (len(definition.branches),))
                points[key] = f"{owner}: no case gets its value from `else`"
        if isinstance(definition, Table):
            for index, step in enumerate(definition.steps):
                upto = written_operand(step.upto)
                points[owner, number, -1, (index,)] = (
                    f"{owner}: no case lies in the step up to {upto}"
                )
            key = (owner, number, -1, (len(definition.steps),))
            points[key] = f"{owner}: no case lies in the step `else`"
        for index, condition in enumerate(conditions_of(definition)):
            _add_condition(points, (owner, number, index), condition)


def _add_condition(
    points: dict[Branch, str], start: tuple[str, int, int], condition: Condition
) -> None:
    for path, item in _branches(condition, ()):
        points[(*start, path)] = (
            f"{start[0]}: no case fulfils the branch `{described(item)}` of any"
        )


def _branches(
    condition: Condition, path: tuple[int, ...]
) -> Iterator[tuple[tuple[int, ...], Condition]]:
    """The branches of every `any`, but for lists of values."""
    if isinstance(condition, All | AnyOf):
        for index, item in enumerate(condition.items):
            way = (*path, index)
            if isinstance(condition, AnyOf) and one_of(condition) is None:
                yield way, item
            yield from _branches(item, way)
    elif isinstance(condition, Not | Certainly):
        yield from _branches(condition.item, (*path, 0))


# --- what is exercised ---


def _exercised(outcomes: Sequence[Outcome], pack: Pack) -> set[Branch]:
    done: set[Branch] = set()
    for batch in _batches(outcomes):
        _Exercise(batch, pack, done).run()
    return done


def _batches(outcomes: Iterable[Outcome]) -> list[Batch]:
    """Each batch once."""
    return list({id(outcome.batch): outcome.batch for outcome in outcomes}.values())


class _Exercise(Struct):
    """Traces everything over all rows of one batch."""

    batch: Batch
    pack: Pack
    done: set[Branch] = field(default_factory=set)

    def run(self) -> None:
        applied = self.batch.applied
        for rule in applied.rules:
            if rule.rule.pack != self.pack.id:
                continue
            own = rule.condition
            if any(applied.role in item.roles for item in rule.action.requires):
                # What the action requires is conjoined; the rule's own part comes first.
                assert isinstance(own, All)
                own = own.items[0]
            rows = self.batch.subjects[rule.rule.scope]
            self._condition((f"rule {rule.rule.id}", 0, 0), own, rule.rule.scope, rows)
        for reading in {item for each in applied.readings.values() for item in each}:
            if reading.pack == self.pack.id:
                rows = self._rows(reading.scope)
                owner = f"{reading.word} {reading.id}"
                self._condition((owner, 0, 0), reading.when, reading.scope, rows)
        for key, fact in self.pack.facts.items():
            if fact.pack == self.pack.id:
                self._fact(fact, applied.facts[key])
        for name, param in self.pack.params.items():
            for index, dated in enumerate(param.values):
                if is_in_force(dated.start, dated.until, applied.as_of):
                    self.done.add((f"param {name}", index, 0, ()))

    def _fact(self, fact: FactDefinition, definition: Definition) -> None:
        owner, as_of = f"fact {fact.ref.full}", self.batch.applied.as_of
        number = next(
            (
                index
                for index, period in enumerate(fact.periods)
                if is_in_force(period.start, period.until, as_of)
            ),
            None,
        )
        if number is None:
            return
        rows = self._rows(fact.ref.scope)
        if rows:
            self.done.add((owner, number, -1, ()))
        for row in rows:
            reader = Reader(self.batch.program.layout, fact.ref.scope, row)
            index = _row_of_case(definition, reader)
            if index is not None:
                self.done.add((owner, number, -1, (index,)))
        scope = _scope_of(definition, fact.ref.scope)
        for index, condition in enumerate(conditions_of(definition)):
            self._condition((owner, number, index), condition, scope, self._rows(scope))

    def _rows(self, scope: Scope) -> list[Row]:
        return [row for part in self.batch.parts for row in part.rows.rows[scope]]

    def _condition(
        self,
        start: tuple[str, int, int],
        condition: Condition,
        scope: Scope,
        rows: Iterable[Row],
    ) -> None:
        if not any(True for _ in _branches(condition, ())):
            return
        for row in rows:
            outcome = trace(condition, Reader(self.batch.program.layout, scope, row))
            for path in _held(outcome, ()):
                self.done.add((*start, path))


def _held(node: Trace, path: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    """The branches of `any` that certainly hold."""
    for index, part in enumerate(node.parts):
        way = (*path, index)
        if isinstance(node.condition, AnyOf) and part.certainly:
            yield way
        yield from _held(part, way)


def _row_of_case(definition: Definition, reader: Reader) -> int | None:
    """Which row of a case, or step of a table, gives the value."""
    if isinstance(definition, Case):
        for index, branch in enumerate(definition.branches):
            outcome = trace(branch.when, reader)
            if outcome.certainly:
                return index
            if outcome.possibly:
                return None
        return len(definition.branches)
    if isinstance(definition, Table):
        value = reader.exact(definition.of)
        if not isinstance(value, int):
            return None
        for index, step in enumerate(definition.steps):
            if isinstance(step.upto, Literal) and value <= held(step.upto):
                return index
        return len(definition.steps)
    return None


def _scope_of(definition: Definition, own: Scope) -> Scope:
    """The scope whose rows the conditions of a definition speak of."""
    if isinstance(definition, Rank):
        return Scope.CONTRACT
    return definition.member if isinstance(definition, Aggregate) else own
