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

Fields = frozenset[FactKey]
NOTHING: Fields = frozenset()


class SaysThrough:
    """What facts tell of some fields."""

    def __init__(self, facts: Mapping[FactKey, FactDefinition], fields: Fields) -> None:
        """`facts`: each after those that it is made of, as a pack has them."""
        self._facts = facts
        self._fields = fields
        self._flags: dict[tuple[FactKey, bool], Fields] = {}
        for key, fact in facts.items():
            for value in (True, False):
                self._flags[key, value] = self._of_flag(key, fact, value)

    def flag(self, key: FactKey, value: bool) -> Fields:
        """The fields of which something is said, whichever way a flag comes to this value."""
        return self._flags.get((key, value)) or self._fields & {key}

    def named_anew(self, key: FactKey) -> Fields:
        """The field itself, or to which a fact gives another name, or of which it tells what the export states."""
        told = {key}
        fact = self._facts.get(key)
        for period in fact.periods if fact is not None else ():
            match period.definition:
                case Constant(Ref() as of) | Stated(of):
                    told.add(of.key)
        return self._fields & told

    def _of_flag(self, key: FactKey, fact: FactDefinition, value: bool) -> Fields:
        told = self._fields & {key}
        for period in fact.periods:
            if isinstance(period.definition, Named):
                told |= self._told(period.definition.condition, value)
        return told

    def _told(self, condition: Condition, holds: bool) -> Fields:
        match condition:
            case All(items):
                return _together([self._told(item, holds) for item in items], every=not holds)
            case AnyOf(items):
                return _together([self._told(item, holds) for item in items], every=holds)
            case Not(item):
                return self._told(item, not holds)
            case Certainly(item):
                return self._told(item, holds)
            case Undecided():
                return NOTHING
            case Compare(left, _, Literal(bool() as flag)):
                return self.flag(left.key, flag is holds)
            case _:
                return self._fields & {ref.key for ref in references(condition)}


def _together(told: Iterable[Fields], every: bool) -> Fields:
    """Of parts that are all so, what any of them says; of parts of which one is so, what each of them says."""
    found = list(told)
    if not found:
        return NOTHING
    return frozenset.intersection(*found) if every else frozenset.union(*found)
