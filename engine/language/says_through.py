"""Of which fields it tells something that a named condition holds, or that it does not.

`work_done: true` says as much of `work_state` as the field itself would, so what must not be taken for
granted of a field must not be taken for granted by way of a flag or of another name.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ..policy.conditions import (
    All,
    AnyOf,
    Certainly,
    Compare,
    Condition,
    FactKey,
    Literal,
    Not,
    Ref,
    Undecided,
)
from ..policy.definitions import Constant, FactDefinition, Named, Stated
from ..policy.walk import references

Told = frozenset[FactKey]


def told_by(key: FactKey, value: bool, facts: Mapping[FactKey, FactDefinition]) -> Told:
    """The fields of which something is said whichever way a flag comes to this value; itself where it is none."""
    fact = facts.get(key)
    told: set[FactKey] = {key}
    for period in fact.periods if fact is not None else ():
        if isinstance(period.definition, Named):
            told |= _told(period.definition.condition, value, facts)
    return frozenset(told)


def named_anew(key: FactKey, facts: Mapping[FactKey, FactDefinition]) -> Told:
    """The field that a fact gives another name, or of which it tells what the export states."""
    fact = facts.get(key)
    told: set[FactKey] = set()
    for period in fact.periods if fact is not None else ():
        match period.definition:
            case Constant(Ref() as of) | Stated(of):
                told.add(of.key)
    return frozenset(told)


def _told(condition: Condition, holds: bool, facts: Mapping[FactKey, FactDefinition]) -> Told:
    match condition:
        case All(items):
            return _together((_told(item, holds, facts) for item in items), every=not holds)
        case AnyOf(items):
            return _together((_told(item, holds, facts) for item in items), every=holds)
        case Not(item):
            return _told(item, not holds, facts)
        case Certainly(item):
            return _told(item, holds, facts)
        case Undecided():
            return frozenset()
        case Compare(left, _, Literal(bool() as flag)):
            return told_by(left.key, flag is holds, facts)
        case _:
            return frozenset(ref.key for ref in references(condition))


def _together(told: Iterable[Told], every: bool) -> Told:
    """Of parts that are all so, what any of them says; of parts of which one is so, what each of them says."""
    found = list(told)
    if not found:
        return frozenset()
    return frozenset.intersection(*found) if every else frozenset.union(*found)
