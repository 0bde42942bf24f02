"""Numbers that a pack states otherwise than the pack it extends, and what rests on them.

What a user writes is not what the platform says: whatever uses such a number rests on no more than the
number itself does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct

from .basis import Basis
from .conditions import FactKey, Literal, Param, Ref
from .pack import Pack, ParamDefinition, Rule
from .walk import Walkable, operands


class Override(Struct, frozen=True):
    """A number of a pack, and the one that it stands for."""

    param: str
    value: Literal
    label: str
    """What is counted; empty for what has a unit."""
    pack: str
    """Who states it."""
    basis: Basis
    original: Literal | None
    """None: the extended pack has no value at that instant."""
    original_pack: str
    sources: tuple[str, ...] = ()
    """Where the number is from, as the pack says that states it."""


def overrides_at(pack: Pack, as_of: int | None) -> tuple[Override, ...]:
    """The numbers in force at an instant (UTC seconds; None: the last that are stated) that differ from
    those of the extended packs.
    """
    found = []
    for param in pack.params.values():
        first = _first(param)
        value, original = _value(param, as_of), _value(first, as_of)
        if first is not param and value is not None and value != original:
            found.append(
                Override(
                    param.name,
                    value,
                    param.label,
                    param.pack,
                    param.basis,
                    original,
                    first.pack,
                    param.sources,
                )
            )
    return tuple(found)


def bases_of(pack: Pack, overrides: Iterable[Override]) -> Mapping[str, Basis]:
    """The basis of every rule that rests on less than it states, by id."""
    bases = {one.param: one.basis for one in overrides}
    if not bases:
        return {}
    facts = _bases_of_facts(pack, bases)
    found = {}
    for rule in pack.rules:
        lowered = basis_of(rule, pack, bases, facts)
        if lowered is not rule.basis:
            found[rule.id] = lowered
    return found


def bases_of_readings(pack: Pack, overrides: Iterable[Override]) -> Mapping[str, Basis]:
    """The basis of every implication and assumption that rests on less than it states, by id."""
    bases = {one.param: one.basis for one in overrides}
    if not bases:
        return {}
    facts = _bases_of_facts(pack, bases)
    found = {}
    for reading in pack.readings.values():
        lowered = _lowest(reading.basis, reading, bases, facts)
        if lowered is not reading.basis:
            found[reading.id] = lowered
    return found


def _bases_of_facts(pack: Pack, bases: Mapping[str, Basis]) -> dict[FactKey, Basis]:
    facts: dict[FactKey, Basis] = {}
    for key, fact in pack.facts.items():  # each stands after those that it names
        facts[key] = _lowest(Basis.OFFICIAL, fact, bases, facts)
    return facts


def resting_on(pack: Pack, overrides: Iterable[Override]) -> Mapping[str, tuple[Override, ...]]:
    """The numbers that each rule uses, its action and its facts too, by the id of the rule."""
    by_param = {one.param: one for one in overrides}
    if not by_param:
        return {}
    facts: dict[FactKey, frozenset[str]] = {}
    for key, fact in pack.facts.items():  # each stands after those that it names
        facts[key] = _used(fact, by_param, facts)
    found = {}
    for rule in pack.rules:
        used = _used(rule, by_param, facts) | _used(pack.actions[rule.action], by_param, facts)
        if used:
            found[rule.id] = tuple(by_param[name] for name in sorted(used))
    return found


def sources_of(rule: Rule, used: Iterable[Override]) -> tuple[str, ...]:
    """Where a finding of a rule is from: the sources of its numbers that a pack states otherwise, then its own."""
    stated = (source for one in used for source in one.sources)
    return tuple(dict.fromkeys((*stated, *rule.sources)))


def _used(
    node: Walkable, params: Iterable[str], facts: Mapping[FactKey, frozenset[str]]
) -> frozenset[str]:
    known = set(params)
    found: set[str] = set()
    for operand in operands(node):
        if isinstance(operand, Param):
            found |= {operand.name} & known
        elif isinstance(operand, Ref):
            found |= facts.get(operand.key, frozenset())
    return frozenset(found)


def basis_of(
    rule: Rule, pack: Pack, bases: Mapping[str, Basis], facts: Mapping[FactKey, Basis]
) -> Basis:
    """The lowest of what the rule states and of the numbers that it, its action and its facts use."""
    own = _lowest(rule.basis, rule, bases, facts)
    return _lowest(own, pack.actions[rule.action], bases, facts)


def _lowest(
    basis: Basis, node: Walkable, bases: Mapping[str, Basis], facts: Mapping[FactKey, Basis]
) -> Basis:
    order = tuple(Basis)
    found = [basis]
    for operand in operands(node):
        if isinstance(operand, Param):
            found.append(bases.get(operand.name, basis))
        elif isinstance(operand, Ref):
            found.append(facts.get(operand.key, basis))
    return max(found, key=order.index)


def lineage_of(param: ParamDefinition) -> Iterator[ParamDefinition]:
    """The param as every pack of the lineage states it that has it, the last pack first."""
    stated: ParamDefinition | None = param
    while stated is not None:
        yield stated
        stated = stated.replaces


def _first(param: ParamDefinition) -> ParamDefinition:
    """What the first pack of the lineage states that has the param."""
    return list(lineage_of(param))[-1]


def _value(param: ParamDefinition, as_of: int | None) -> Literal | None:
    if as_of is None:
        return param.values[-1].value if param.values else None
    for dated in param.values:
        if (dated.start is None or dated.start <= as_of) and (
            dated.until is None or as_of < dated.until
        ):
            return dated.value
    return None
