"""Which rules may give other results under another pack, so that nothing else is computed anew."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property

from msgspec import Struct

from ..meaning.layout import CURRENCY
from ..policy.applied import Applied, AppliedRule
from ..policy.conditions import FactKey, Ref
from ..policy.walk import params, references
from ..python.order import TOLD, dependencies, read_by
from ..units import Scope, Unit


class Touched(Struct, frozen=True):
    """What may come out otherwise."""

    rules: frozenset[str]
    """Ids of rules, also of those that are there no more."""
    verdicts: bool
    """What verdicts rest on beside the rules: the status, what closing requires, the end reason."""

    @property
    def is_nothing(self) -> bool:
        """Whether everything stays as it is."""
        return not self.rules and not self.verdicts


class Reach:
    """What each fact of an applied pack goes into."""

    def __init__(self, applied: Applied) -> None:
        self.applied = applied

    @cached_property
    def _made_of(self) -> dict[FactKey, set[FactKey]]:
        """By fact: the facts that are made of it."""
        found: dict[FactKey, set[FactKey]] = {}
        for key in {**self.applied.facts, **self.applied.readings}:
            for other in keys_of(dependencies(self.applied, _ref(self.applied, key))):
                found.setdefault(other, set()).add(key)
        return found

    @cached_property
    def _rules(self) -> dict[str, tuple[AppliedRule, frozenset[FactKey], frozenset[str]]]:
        """By id: a rule, the facts and the params of its message that it names."""
        return {
            rule.rule.id: (
                rule,
                frozenset(keys_of(read_by(rule))),
                frozenset(param.name for param in params(rule.rule.message)),
            )
            for rule in self.applied.rules
        }

    def influenced(self, facts: set[FactKey]) -> set[FactKey]:
        """The facts and every one that is made of them."""
        found, todo = set(facts), list(facts)
        while todo:
            for other in self._made_of.get(todo.pop(), ()):
                if other not in found:
                    found.add(other)
                    todo.append(other)
        return found

    def touched(self, other: Applied) -> Touched | None:
        """What may come out otherwise under the other pack; None: everything."""
        base = self.applied
        if _frame(base) != _frame(other):
            return None
        changed = self.influenced(set(changed_facts(base, other)))
        told = {
            name
            for name in base.params.keys() | other.params.keys()
            if base.params.get(name) != other.params.get(name)
        }
        after = {rule.rule.id: rule for rule in other.rules}
        found = after.keys() - self._rules.keys()
        for id, (rule, facts, named) in self._rules.items():
            if after.get(id) != rule or facts & changed or named & told:
                found |= {id}
        return Touched(frozenset(found), self._are_verdicts(other, changed))

    def _are_verdicts(self, other: Applied, changed: set[FactKey]) -> bool:
        base = self.applied
        end = base.pack.end_reason
        refs = [*TOLD, *references(base.closing or ()), *(() if end is None else (end,))]
        return (
            base.closing != other.closing
            or end != other.pack.end_reason
            or _of_the_file(base) != _of_the_file(other)
            or any(ref.key in changed for ref in refs)
        )


def _frame(applied: Applied) -> tuple[object, ...]:
    """What everything rests on."""
    pack = applied.pack
    return (
        applied.as_of,
        applied.exported_at,
        applied.role,
        applied.holidays,
        applied.is_stale,
        applied.is_fresh_to_close,
        pack.platform,
        pack.settled,
    )


def _of_the_file(applied: Applied) -> list[object]:
    readings = applied.pack.readings.values()
    return [one for one in readings if one.scope is Scope.EXPORT]


def changed_facts(base: Applied, other: Applied) -> Iterator[FactKey]:
    """The facts that are defined or read otherwise."""
    for key in {**base.facts, **other.facts, **base.readings, **other.readings}:
        if base.facts.get(key) != other.facts.get(key) or base.readings.get(
            key
        ) != other.readings.get(key):
            yield key


def _ref(applied: Applied, key: FactKey) -> Ref:
    """The fact, or the field that something is taken for granted of."""
    fact = applied.pack.facts.get(key)
    if fact is not None:
        return fact.ref
    reading = applied.readings[key][0]
    return next(ref for ref in reading.refs if ref.key == key)


def keys_of(refs: Iterable[Ref]) -> Iterator[FactKey]:
    """The facts, and the currency that their amounts are compared and told in."""
    for ref in refs:
        yield ref.scope, ref.name
        if ref.unit is Unit.MONEY:
            yield CURRENCY.scope, CURRENCY.name
