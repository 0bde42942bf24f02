"""What the rules of a mutant read, ask and tell, beside those of the pack."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from msgspec import Struct

from ...policy.applied import Applied, AppliedRule
from ...policy.conditions import FactKey
from ...policy.walk import params, references
from ...python.order import told_by
from ...variants.touched import keys_of


class Reads(Struct, frozen=True):
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
            told = frozenset(keys_of(told_by(rule)))
            found = Reads(
                told,
                told | frozenset(keys_of(references(rule.condition))),
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
        now = {id: reads.whole for id, reads in self._changed.items()}
        return _using(facts, self._base.reading, now)

    def telling(self, facts: Collection[FactKey]) -> set[str]:
        """The rules that tell one of these, before or now."""
        now = {id: reads.told for id, reads in self._changed.items()}
        return _using(facts, self._base.telling, now)


def _using(
    facts: Collection[FactKey],
    before: Mapping[FactKey, Collection[str]],
    now: Mapping[str, frozenset[FactKey]],
) -> set[str]:
    """`before`: by fact the rules that used it; `now`: by changed rule the facts that it uses."""
    found = {id for key in facts for id in before.get(key, ())}
    return found | {id for id, used in now.items() if not used.isdisjoint(facts)}


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
