"""Whether not knowing could drop a hindrance, or let a contract end.

`certainly`, `present` and `first_known` speak of the state of knowledge, so they turn the other way when
something is not known. In a rule that stands against the end of a contract they may only make it hold more
often, so `certainly` stands under an odd number of `not`; in one that lets it end, and in what an action
requires, they may only make it hold less often. This is followed through derived facts and groups.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from enum import IntEnum

from ..policy.conditions import (
    All,
    AnyOf,
    Certainly,
    Compare,
    Condition,
    FactKey,
    IsNone,
    Literal,
    Not,
    Op,
    Present,
    Ref,
)
from ..policy.definitions import (
    CountDistinct,
    Definition,
    FactDefinition,
    FirstKnown,
    GroupCount,
    Named,
)
from ..policy.pack import Action, Effect, Pack, Rule
from ..policy.walk import conditions_of, references
from ..problems import Problem
from ..units import Unit


class Side(IntEnum):
    """How a condition bears on the whole: it makes it hold, it denies it, or both."""

    DENIES = -1
    BOTH = 0
    ASSERTS = 1

    @property
    def turned(self) -> Side:
        """The side under a `not`."""
        return Side(-self)


_Seen = tuple[FactKey, Side, Side]
"""A fact, how it bears on the whole, and the side on which a word would be wrong."""

HINDERING = frozenset({Effect.BLOCK, Effect.WAIT, Effect.PREPARE, Effect.KEEP})


def wrong_sides(pack: Pack) -> Iterator[Problem]:
    """Every rule and action of the pack in which not knowing could drop what it must not."""
    clean: set[_Seen] = set()
    for rule in pack.rules:
        action = pack.action_of(rule)
        if rule.pack != pack.id or rule.place is None:
            continue
        walk = _Walk(pack, clean)
        found = list(walk.of_rule(rule, action))
        if not found:
            clean |= walk.seen  # rules share most of what they are made of
        for word, way in found:
            yield _problem(rule, action, word, way)


def _problem(rule: Rule, action: Action, word: str, way: tuple[str, ...]) -> Problem:
    through = f" (through {', '.join(way)})" if way else ""
    assert rule.place is not None
    if action.lets_go:
        message = f"`{word}` in `{rule.id}`{through}: not knowing could let a contract end"
        hint = "without it the rule waits until it is known; or say it as an assumption"
    else:
        message = (
            f"`{word}` in `{rule.id}`{through}: not knowing could drop what stands against the end"
        )
        hint = "leave it out, or put it under a `not`; what is taken for granted is an assumption"
    return Problem(rule.place, message, hint)


class _Walk:
    """Follows the conditions of one rule."""

    def __init__(self, pack: Pack, clean: Set[_Seen]) -> None:
        self.facts: Mapping[FactKey, FactDefinition] = pack.facts
        self.clean = clean
        """Where nothing was found, nor in anything behind it."""
        self.seen: set[_Seen] = set()

    def of_rule(self, rule: Rule, action: Action) -> Iterator[tuple[str, tuple[str, ...]]]:
        """The words on the wrong side, each with the facts that lead to it."""
        if action.effect not in HINDERING and not action.lets_go:
            return
        wrong = Side.DENIES if action.lets_go else Side.ASSERTS
        yield from self._condition(rule.when, Side.ASSERTS, wrong, ())
        for requirement in action.requires:
            yield from self._condition(requirement.condition, Side.ASSERTS, Side.DENIES, ())

    def _condition(
        self, node: Condition, side: Side, wrong: Side, way: tuple[str, ...]
    ) -> Iterator[tuple[str, tuple[str, ...]]]:
        if isinstance(node, All | AnyOf):
            for item in node.items:
                yield from self._condition(item, side, wrong, way)
        elif isinstance(node, Not):
            yield from self._condition(node.item, side.turned, wrong, way)
        elif isinstance(node, Certainly):
            if side is wrong:
                yield "certainly", way
            yield from self._condition(node.item, side, wrong, way)
        elif isinstance(node, Present):
            if side is wrong:
                yield "present", way
        else:
            for ref in references(node):
                yield from self._fact(ref, _side_of(node, ref, side), wrong, way)

    def _fact(
        self, ref: Ref, side: Side, wrong: Side, way: tuple[str, ...]
    ) -> Iterator[tuple[str, tuple[str, ...]]]:
        key = ref.key
        fact = self.facts.get(key)
        here = (key, side, wrong)
        if fact is None or here in self.seen or here in self.clean:
            return
        self.seen.add(here)
        for period in fact.periods:
            yield from self._definition(period.definition, side, wrong, (*way, ref.full))

    def _definition(
        self, node: Definition, side: Side, wrong: Side, way: tuple[str, ...]
    ) -> Iterator[tuple[str, tuple[str, ...]]]:
        if isinstance(node, FirstKnown) and side is wrong:
            yield "first_known", way
        inner = side if isinstance(node, Named | GroupCount | CountDistinct) else Side.BOTH
        conditions = list(conditions_of(node))
        for condition in conditions:
            yield from self._condition(condition, inner, wrong, way)
        named = {ref for condition in conditions for ref in references(condition)}
        for ref in references(node):
            if ref not in named:
                yield from self._fact(ref, Side.BOTH, wrong, way)


def _side_of(leaf: Condition, ref: Ref, side: Side) -> Side:
    """How a fact bears on a comparison: a flag asked for no, and a count asked to be small, turn it."""
    if isinstance(leaf, IsNone):
        return Side.BOTH
    if isinstance(leaf, Compare) and leaf.left == ref:
        if leaf.left.unit is Unit.FLAG and isinstance(leaf.operand, Literal):
            return side if leaf.operand.value else side.turned
        if leaf.left.unit is Unit.COUNT and leaf.op in (Op.GT, Op.GTE):
            return side
        if leaf.left.unit is Unit.COUNT and leaf.op in (Op.LT, Op.LTE):
            return side.turned
        if leaf.op is Op.EQ and isinstance(leaf.operand, Literal) and leaf.operand.value == 0:
            return side.turned
    return Side.BOTH
