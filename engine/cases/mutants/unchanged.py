"""Where a mutant surely leaves what a case states as it is, so that nothing has to be gathered for it.

Everything that a case can state follows from the facts that rules and verdicts read, from the rules that match
in each state of knowledge, and from what a rule tells. Only which fields would decide, and what is
assumed, depends on how facts are made.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ...meaning.layout import CURRENCY, FIRST, Layout, slots_of
from ...policy.applied import Applied, AppliedRule, FactKey
from ...policy.conditions import Ref
from ...policy.walk import params, references
from ...python.order import STATUS
from ...states import State, States
from ...units import Scope, Unit
from ..model import Expectation
from ..running.batch import Outcome, Part

Held = tuple[frozenset[tuple[int, bool]], ...]
"""Of a rule, in the strict, the careful and the working state: rows that match, and whether certainly."""

NEVER: Held = (frozenset(), frozenset(), frozenset())


@dataclass(frozen=True, slots=True)
class Reads:
    """The facts that a rule reads."""

    told: frozenset[FactKey]
    """For its message and its dates."""
    whole: frozenset[FactKey]
    params: frozenset[str]
    """Those that its message names."""


class ReadsOfRules:
    """What rules read, looked for once."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[AppliedRule, Reads]] = {}

    def of(self, rule: AppliedRule) -> Reads:
        """What one rule reads."""
        if id(rule) not in self._known:
            told = frozenset(_keys(_told_refs(rule)))
            found = Reads(
                told,
                told | frozenset(_keys(references(rule.condition))),
                frozenset(param.name for param in params(rule.rule.message)),
            )
            self._known[id(rule)] = rule, found
        return self._known[id(rule)][1]


class Readers:
    """Which rules of a pack read a fact, in one period."""

    def __init__(self, applied: Applied, reads: ReadsOfRules) -> None:
        self.rules = {item.rule.id: item for item in applied.rules}
        self.reading: dict[FactKey, set[str]] = {}
        self.telling: dict[FactKey, set[str]] = {}
        """Those that tell it, or a date that it gives."""
        for id, item in self.rules.items():
            for key in reads.of(item).whole:
                self.reading.setdefault(key, set()).add(id)
            for key in reads.of(item).told:
                self.telling.setdefault(key, set()).add(id)


class Redefined:
    """The rules of a mutant, beside those of the pack, in one period."""

    def __init__(self, base: Readers, applied: Applied, param: str, reads: ReadsOfRules) -> None:
        self._base = base
        news = {item.rule.id: item for item in applied.rules}
        self.comes_or_goes = frozenset(base.rules.keys() ^ news.keys())
        changed = {id: new for id, new in news.items() if base.rules.get(id) is not new}
        self._changed = {id: reads.of(new) for id, new in changed.items()}
        both = [(id, base.rules[id], new) for id, new in changed.items() if id in base.rules]
        self.tells_otherwise = frozenset(
            id
            for id, old, new in both
            if _told(old) != _told(new) or param in self._changed[id].params
        )
        self.asks_otherwise = frozenset(
            id for id, old, new in both if old.condition != new.condition
        )
        self.otherwise = self.comes_or_goes | self.tells_otherwise | self.asks_otherwise
        """Rules that are not what they were."""

    def reading(self, facts: Collection[FactKey]) -> set[str]:
        """The rules that read one of these, before or now."""
        found = {id for key in facts for id in self._base.reading.get(key, ())}
        if facts:
            found |= {id for id, now in self._changed.items() if not now.whole.isdisjoint(facts)}
        return found

    def telling(self, facts: Collection[FactKey]) -> set[str]:
        """The rules that tell one of these, before or now."""
        found = {id for key in facts for id in self._base.telling.get(key, ())}
        if facts:
            found |= {id for id, now in self._changed.items() if not now.told.isdisjoint(facts)}
        return found


class Stated:
    """What a case states, and what matched in it before."""

    def __init__(self, outcome: Outcome) -> None:
        expectation = outcome.part.entry.step.expectation
        self.rules = expectation.rules
        self.facts = frozenset((fact.ref.scope, fact.ref.name) for fact in expectation.facts)
        self.speaks_of_endings = bool(expectation.verdicts) or expectation.findings is not None
        self.deep_rules = frozenset(_deep_rules(expectation))
        """Rules of which it is stated which fields would decide them, or what they assume."""
        self.has_deep_verdicts = any(
            {"needs", "assumes"} & item.values.keys() for item in expectation.verdicts
        )
        """The same of a verdict, to which every rule may add."""
        self.held = held_in(outcome.part.states)
        self._soft = frozenset(id for id, held in self.held.items() if _is_soft(held))

    @property
    def is_deep(self) -> bool:
        """Whether something is stated that depends on how facts are made."""
        return self.has_deep_verdicts or bool(self.deep_rules)

    def remade_by(self, change: Change) -> frozenset[str]:
        """The rules of which something of that may come out otherwise, though matches and facts are as before."""
        rules = self._soft & change.remade
        return rules if self.has_deep_verdicts else rules & self.deep_rules


@dataclass(frozen=True, slots=True)
class Change:
    """A mutant at an instant, as far as cases ask."""

    base: Applied
    applied: Applied
    rules: frozenset[str]
    """Those that it may change."""
    refs: tuple[Ref, ...]
    """The facts that it may change."""
    redefined: Redefined
    spans: Mapping[Scope, Sequence[tuple[FactKey, int, int]]]
    """Where these facts lie in rows: by scope the fact, the first slot, and the one behind the last."""
    remade: frozenset[str]
    """The rules of these that ask otherwise, or read facts that may be made otherwise."""
    is_closing_remade: bool
    """The same of what the end of a contract requires."""

    @classmethod
    def of(
        cls,
        base: Applied,
        rules: frozenset[str],
        refs: tuple[Ref, ...],
        redefined: Redefined,
        layout: Layout,
    ) -> Change:
        """What the pack of a layout makes of another. `refs`: the facts that it may change."""
        applied = layout.applied
        keys = {(ref.scope, ref.name) for ref in refs}
        remade = redefined.reading(keys) | redefined.asks_otherwise | redefined.comes_or_goes
        closing = _keys(references(applied.closing or ()))
        return cls(
            base,
            applied,
            rules,
            refs,
            redefined,
            _spans(layout, refs),
            rules & remade,
            not keys.isdisjoint(closing),
        )


def _spans(layout: Layout, refs: Iterable[Ref]) -> dict[Scope, list[tuple[FactKey, int, int]]]:
    """See `Change`."""
    found: dict[Scope, list[tuple[FactKey, int, int]]] = {}
    for ref in refs:
        at = layout.column(ref)
        found.setdefault(ref.scope, []).append(((ref.scope, ref.name), at, at + slots_of(ref)))
    return found


def may_differ(
    before: Part, stated: Stated, part: Part, change: Change, match: Callable[[Part], None]
) -> frozenset[str] | None:
    """The rules whose results may come out otherwise; None: surely nothing that the case states does.

    `match`: matches the part.
    """
    first = 0 if stated.is_deep else 1  # without, the working state stands for the strict one
    differing = _differing(before.states, part.states, change.spans, first)
    redefined = change.redefined
    readers = redefined.reading(differing)
    remade = stated.remade_by(change)
    found = remade | change.rules & (readers | redefined.otherwise)
    if (
        remade
        or (stated.has_deep_verdicts and change.is_closing_remade)
        or not stated.facts.isdisjoint(differing)
        or not stated.rules.isdisjoint(redefined.comes_or_goes | (readers - change.rules))
        or (
            stated.speaks_of_endings and not _are_endings_unchanged(before, part, change, differing)
        )
        or not (found & stated.held.keys()).isdisjoint(
            redefined.tells_otherwise | redefined.comes_or_goes | redefined.telling(differing)
        )
    ):
        return found
    asked = change.rules & (readers | redefined.asks_otherwise | redefined.comes_or_goes)
    if not asked:
        return None
    match(part)
    after = held_in(part.states)
    is_same = all(
        stated.held.get(id, NEVER)[first:] == after.get(id, NEVER)[first:] for id in asked
    )
    return None if is_same else found


def _differing(
    before: States,
    after: States,
    spans: Mapping[Scope, Sequence[tuple[FactKey, int, int]]],
    first: int,
) -> set[FactKey]:
    """The facts that come out otherwise in one of the states of knowledge, from the first that counts."""
    found: set[FactKey] = set()
    if not spans:
        return found
    compared: set[tuple[int, int]] = set()
    for old, new in zip(_three(before)[first:], _three(after)[first:], strict=True):
        if (id(old), id(new)) in compared:
            continue
        compared.add((id(old), id(new)))
        for scope, facts in spans.items():
            for one, other in zip(old.rows.rows[scope], new.rows.rows[scope], strict=True):
                if one[FIRST:] != other[FIRST : len(one)]:
                    found.update(key for key, at, end in facts if one[at:end] != other[at:end])
    return found


def _three(states: States) -> tuple[State, State, State]:
    return states.strict, states.careful, states.working


def _are_endings_unchanged(
    before: Part, after: Part, change: Change, differing: set[FactKey]
) -> bool:
    base, applied = change.base, change.applied
    if before.run.is_fresh != after.run.is_fresh:
        return False
    if base.closing is not applied.closing and base.closing != applied.closing:
        return False
    if not differing:
        return True
    end = applied.pack.end_reason
    refs = [STATUS, *references(applied.closing or ()), *(() if end is None else (end,))]
    return differing.isdisjoint(_keys(refs))


def held_in(states: States) -> dict[str, Held]:
    """By rule that matches in some state."""
    found: dict[str, list[set[tuple[int, bool]]]] = {}
    rules = states.applied.rules
    for place, state in enumerate(_three(states)):
        for match in state.matches:
            sets = found.setdefault(rules[match.rule].rule.id, [set(), set(), set()])
            sets[place].add((match.row, match.is_certain))
    return {id: tuple(frozenset(each) for each in sets) for id, sets in found.items()}


def _is_soft(held: Held) -> bool:
    """Whether something is not decided, or only since something is assumed."""
    strict, careful, working = held
    return not strict == careful == working or not all(certain for _, certain in strict)


def _deep_rules(expectation: Expectation) -> Iterator[str]:
    for item in expectation.undetermined or ():
        if item.needs is not None:
            yield item.rule
    for finding in expectation.findings or ():
        if "assumes" in finding.values:
            yield finding.rule


def _told(rule: AppliedRule) -> tuple[object, ...]:
    """What a finding says, beside the facts."""
    return (
        rule.action,
        rule.deadline,
        rule.safe_by,
        rule.events,
        rule.rule.severity,
        rule.rule.message,
    )


def _told_refs(rule: AppliedRule) -> Iterator[Ref]:
    for moment in (rule.deadline, rule.safe_by, *(moment for _, moment in rule.events)):
        if moment is not None:
            yield from references(moment)
    yield from references(rule.rule.message)


def _keys(refs: Iterable[Ref]) -> Iterator[FactKey]:
    """The facts, and the currency that their amounts are compared and told in."""
    for ref in refs:
        yield ref.scope, ref.name
        if ref.unit is Unit.MONEY:
            yield CURRENCY.scope, CURRENCY.name
