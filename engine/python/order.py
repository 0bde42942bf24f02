"""Which facts a run needs, and in which order they are computed.

A pass computes facts of one scope for all its rows. A fact that is made of other rows' facts, or of
another scope's, comes in a later pass than they.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct

from ..kept import Kept
from ..meaning.groups import gathers
from ..meaning.layout import CURRENCY, ESCROW_OF_MILESTONE
from ..policy.applied import Applied, AppliedRule
from ..policy.conditions import Literal, Newer, Older, Ref
from ..policy.definitions import Aggregate, Definition, Rank
from ..policy.walk import conditions_of, leaves, moments_of, named_in, references
from ..units import Duration, Scope, Unit

Key = tuple[Scope, str]

STATUS = Ref(Scope.CONTRACT, "status", Unit.TEXT, "contract.status")
ESCROW = Ref(Scope.CONTRACT, "escrow", Unit.MONEY, "contract.escrow")
TOLD = (STATUS, ESCROW)
"""What is told of every contract, whatever the rules name."""
"""Decides which steps lead to the verdict of a contract."""


class Pass(Struct, frozen=True):
    """Derived facts of one scope that can be computed row by row, in order."""

    scope: Scope
    refs: tuple[Ref, ...]
    stage: int
    """How often facts over groups of contracts stand between these and what the export says."""


KEPT = 32
"""Packs of which it stays known what they name, for the next batch, question or file."""

_WANTED: Kept[tuple[Ref, ...]] = Kept(KEPT)
_TOLD_OF_OTHERS: Kept[list[Ref]] = Kept(KEPT)


def wanted(applied: Applied) -> tuple[Ref, ...]:
    """Every fact that rules, their results, the verdict and the report name, each once."""
    return _WANTED.of(
        (applied.rules, applied.closing, applied.pack.end_reason),
        None,
        lambda: tuple(dict.fromkeys(_wanted(applied))),
    )


def _wanted(applied: Applied) -> Iterator[Ref]:
    yield from TOLD
    for rule in applied.rules:
        yield from read_by(rule)
    if applied.closing is not None:
        yield from references(applied.closing)
    if applied.pack.end_reason is not None:
        yield applied.pack.end_reason


def read_by(rule: AppliedRule) -> Iterator[Ref]:
    """The facts that a rule asks for or tells."""
    yield from references(rule.condition)
    yield from told_by(rule)


def told_by(rule: AppliedRule) -> Iterator[Ref]:
    """The facts that dates and message of a rule are made of."""
    for moment in moments_of(rule):
        yield from references(moment)
    yield from references(rule.rule.message)


def dependencies(applied: Applied, ref: Ref) -> Iterator[Ref]:
    """The facts that a fact is made of; none for a field of the snapshot."""
    definition = applied.facts.get(ref.key)
    if definition is not None:
        yield from named_in(definition)
    elif (settled := settled_by(applied, ref)) is not None:
        yield settled
    elif ref.key == (Scope.CONTRACT, "escrow"):
        yield ESCROW_OF_MILESTONE
    for reading in applied.readings.get(ref.key, ()):
        yield from (other for other in named_in(reading) if other != ref)


def closure(applied: Applied, refs: Iterable[Ref]) -> dict[Key, Ref]:
    """The facts and everything that they are made of, in order of first mention."""
    found: dict[Key, Ref] = {CURRENCY.key: CURRENCY}
    todo = list(refs)[::-1]
    while todo:
        ref = todo.pop()
        key = ref.key
        if key not in found:
            found[key] = ref
            todo.extend(list(dependencies(applied, ref))[::-1])
    return found


def read_by_others(applied: Applied, needed: dict[Key, Ref]) -> dict[Key, Ref]:
    """Of these facts those that are read of a contract for others: by facts over groups, by who asks what
    those are made of, and by messages that name the contract with the first or the last place.
    """
    facts = applied.facts
    seeds = [
        other
        for (scope, name), ref in needed.items()
        if gathers(scope, facts.get((scope, name)))
        for other in dependencies(applied, ref)
    ]
    told = [ref for ref in told_of_others(applied) if ref.key in needed]
    return closure(applied, (*told, *seeds))


def told_of_others(applied: Applied) -> list[Ref]:
    """The places in a ranking that messages may name the holder of."""

    def found() -> list[Ref]:
        named = (ref for rule in applied.rules for ref in references(rule.rule.message))
        return [ref for ref in named if isinstance(applied.facts.get(ref.key), Rank)]

    return _TOLD_OF_OTHERS.of((applied.rules, applied.facts), None, found)


def passes(applied: Applied, needed: dict[Key, Ref]) -> list[Pass]:
    """The derived facts in passes, stage by stage; what is not among them is there already."""
    levels: dict[Key, tuple[int, int]] = {}
    order: list[Key] = []

    def level(key: Key) -> tuple[int, int]:
        """The stage of a fact, and its level there."""
        if key in levels:
            return levels[key]
        ref = needed[key]
        definition = applied.facts.get(key)
        crosses = isinstance(definition, Aggregate)
        begins_stage = gathers(ref.scope, definition)
        result = (int(begins_stage), 0)
        for other in dependencies(applied, ref):
            if other.key in needed:
                stage, found = level(other.key)
                step = 1 if crosses or other.scope is not ref.scope else 0
                result = max(result, (stage + 1, 0) if begins_stage else (stage, found + step))
        levels[key] = result
        order.append(key)
        return result

    for key in needed:
        level(key)
    computed = [key for key in order if is_computed(applied, needed[key])]
    groups: dict[tuple[int, int, Scope], list[Ref]] = {}
    for key in computed:
        groups.setdefault((*levels[key], key[0]), []).append(needed[key])
    return [
        Pass(scope, tuple(groups[stage, number, scope]), stage)
        for stage, number, scope in sorted(groups, key=lambda item: (*item[:2], item[2].depth))
    ]


def is_computed(applied: Applied, ref: Ref) -> bool:
    """Whether a pass computes the fact; the others are loaded from the snapshot."""
    key = ref.key
    if key == (Scope.CONTRACT, "escrow") and is_computed(applied, ESCROW_OF_MILESTONE):
        return True  # it is summed from what is computed
    return key in applied.facts or key in applied.readings or settled_by(applied, ref) is not None


def settled_by(applied: Applied, ref: Ref) -> Ref | None:
    """From when on what is told of a field stays, where the export is so old that it matters."""
    return applied.pack.settled_by(ref.key) if applied.is_stale else None


def unfixed_shifts(applied: Applied, needed: dict[Key, Ref]) -> list[tuple[Ref, Duration]]:
    """The (instant, length) pairs of `older_than` and `newer_than` whose length is not fixed."""
    conditions = [rule.condition for rule in applied.rules]
    conditions += [applied.closing] if applied.closing is not None else []
    for key in needed:
        definition: Definition | None = applied.facts.get(key)
        if definition is not None:
            conditions.extend(conditions_of(definition))
        conditions.extend(reading.when for reading in applied.readings.get(key, ()))
    found: dict[tuple[Key, Duration], tuple[Ref, Duration]] = {}
    for condition in conditions:
        for leaf in leaves(condition):
            if isinstance(leaf, Older | Newer) and isinstance(leaf.operand, Literal):
                length = leaf.operand.value
                if isinstance(length, Duration) and not length.is_fixed:
                    found[leaf.left.key, length] = (leaf.left, length)
    return list(found.values())
