"""Where a mutant surely leaves what a case states as it is, so that nothing has to be gathered for it.

Everything that a case can state follows from the facts that rules and verdicts read, from the rules that match
in each state of knowledge, and from what a rule tells. Only which fields would decide, and what is
assumed, depends on how facts are made.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from msgspec import Struct

from ...evaluation.states import State, States
from ...meaning.layout import FIRST, Layout, slots_of
from ...meaning.matching import Match, Rows
from ...policy.applied import Applied
from ...policy.conditions import FactKey, Ref
from ...policy.walk import references
from ...python.order import STATUS
from ...units import Scope
from ...variants.touched import keys_of
from ..model import Expectation
from ..running.batch import Outcome, Part
from .redefined import Redefined

Held = tuple[frozenset[tuple[int, bool]], ...]
"""Of a rule, in the strict, the careful and the working state: rows that match, and whether certainly."""

NEVER: Held = (frozenset(), frozenset(), frozenset())


class Stated:
    """What a case states, and what matched in it before."""

    def __init__(self, outcome: Outcome) -> None:
        expectation = outcome.part.entry.step.expectation
        self.rules = expectation.rules
        self.facts = frozenset(fact.ref.key for fact in expectation.facts)
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


class Change(Struct, frozen=True):
    """A mutant in one period of a pack, as far as cases ask."""

    rules: frozenset[str]
    """Those that it may change."""
    refs: tuple[Ref, ...]
    """The facts that it may change."""
    ending: frozenset[FactKey]
    """The facts that verdicts rest on beside the rules."""
    redefined: Redefined
    spans: Mapping[Scope, Sequence[tuple[FactKey, int, int]]]
    """Where these facts lie in rows: by scope the fact, the first slot, and the one behind the last."""
    remade: frozenset[str]
    """The rules of these that ask otherwise, or read facts that may be made otherwise."""
    is_closing_remade: bool
    """The same of what the end of a contract requires."""
    has_same_closing: bool
    """Whether that is required as before."""

    @classmethod
    def of(
        cls,
        base: Applied,
        applied: Applied,
        rules: frozenset[str],
        refs: tuple[Ref, ...],
        redefined: Redefined,
        layout: Layout,
    ) -> Change:
        """What `applied` makes of a pack. `rules`, `refs`: what it may change, which lies where `layout` says."""
        end = applied.pack.end_reason
        keys = {ref.key for ref in refs}
        remade = redefined.reading(keys) | redefined.asks_otherwise | redefined.comes_or_goes
        closing = frozenset(keys_of(references(applied.closing or ())))
        return cls(
            rules,
            refs,
            closing | frozenset(keys_of([STATUS, *(() if end is None else (end,))])),
            redefined,
            _spans(layout, refs),
            rules & remade,
            not keys.isdisjoint(closing),
            base.closing is applied.closing or base.closing == applied.closing,
        )


def _spans(layout: Layout, refs: Iterable[Ref]) -> dict[Scope, list[tuple[FactKey, int, int]]]:
    """See `Change`."""
    found: dict[Scope, list[tuple[FactKey, int, int]]] = {}
    for ref in refs:
        at = layout.column(ref)
        found.setdefault(ref.scope, []).append((ref.key, at, at + slots_of(ref)))
    return found


def is_surely_as_before(
    before: Part, stated: Stated, change: Change, match: Callable[[Rows], list[tuple[str, Match]]]
) -> bool:
    """Whether nothing that the case states comes out otherwise, where all facts are as before."""
    redefined = change.redefined
    if (
        stated.remade_by(change)
        or (stated.has_deep_verdicts and change.is_closing_remade)
        or not stated.rules.isdisjoint(redefined.comes_or_goes)
        or not (change.rules & stated.held.keys()).isdisjoint(
            redefined.tells_otherwise | redefined.comes_or_goes
        )
        or (stated.speaks_of_endings and not change.has_same_closing)
    ):
        return False
    asked = change.rules & (redefined.asks_otherwise | redefined.comes_or_goes)
    if not asked:
        return True
    first = 0 if stated.is_deep else 1
    after = _held_by(match(state.rows.subjects) for state in _three(before.states))
    return all(stated.held.get(id, NEVER)[first:] == after.get(id, NEVER)[first:] for id in asked)


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
    return (
        before.run.is_fresh == after.run.is_fresh
        and change.has_same_closing
        and differing.isdisjoint(change.ending)
    )


def held_in(states: States) -> dict[str, Held]:
    """By rule that matches in some state."""
    rules = states.applied.rules
    return _held_by(
        [(rules[match.rule].rule.id, match) for match in state.matches] for state in _three(states)
    )


def _held_by(found: Iterable[Iterable[tuple[str, Match]]]) -> dict[str, Held]:
    """`found`: of each state, matches with the ids of their rules."""
    held: dict[str, list[set[tuple[int, bool]]]] = {}
    for place, matches in enumerate(found):
        for id, match in matches:
            held.setdefault(id, [set(), set(), set()])[place].add((match.row, match.is_certain))
    return {id: tuple(frozenset(each) for each in sets) for id, sets in held.items()}


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
