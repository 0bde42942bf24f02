"""What differs between two packs, edit by edit, and the pack that has some of the edits.

An edit is one rule, param, fact, action or reading that was added, removed or changed. Facts, params
and actions that are added or removed do nothing by themselves: they come with the edits that name
them, and are edits of their own only where the program asks for them by name.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

from msgspec.structs import replace

from ..policy.applied import EXPORT_FRESH, EXPORT_FRESH_TO_CLOSE, HOLIDAYS_PARAM
from ..policy.conditions import Operand, Param, Ref
from ..policy.pack import Action, Effect, Pack, ParamDefinition, Rule
from ..policy.readings import Reading
from ..policy.walk import Walkable, operands
from ..problems import Place
from ..records import telling_names
from .order import facts_in_order, reading_order

ASKED_BY_NAME = frozenset({HOLIDAYS_PARAM, EXPORT_FRESH, EXPORT_FRESH_TO_CLOSE})
"""Params that count although no rule names them."""

UNSAID = frozenset({"pack", "place", "renamed_from", "lineage"})
"""Fields of the parts of a pack that are no difference between two of them."""

EXPLAINING = frozenset({"why", "basis", "sources", "about", "because", "label"})
"""Fields that explain and decide nothing."""

Part = Any
"""A rule, param, fact, action or reading of a pack."""
Value = TypeVar("Value")


class Kind(StrEnum):
    """What an edit is about."""

    RULE = "rule"
    PARAM = "param"
    FACT = "fact"
    ACTION = "action"
    IMPLICATION = "implication"
    ASSUMPTION = "assumption"
    SETTLED = "settled"
    END_REASON = "end reason"
    ORDER = "order of readings"
    PACK = "pack"


READINGS = (Kind.IMPLICATION, Kind.ASSUMPTION)


class How(StrEnum):
    """What was done."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Edit:
    """One difference between two packs."""

    kind: Kind
    name: str
    how: How
    pack: str = ""
    """Id of the pack on the newer side, where it is there, else on the older one."""
    fields: tuple[str, ...] = ()
    """What of it was changed, in the words of the policy."""
    before: object = dataclasses.field(default=None, compare=False, repr=False)
    """The rule, param, ... itself; None: it was not there."""
    after: object = dataclasses.field(default=None, compare=False, repr=False)

    @property
    def explains(self) -> bool:
        """Whether it changes explanations alone, and so no result."""
        return self.how is How.CHANGED and EXPLAINING.issuperset(self.fields)

    @property
    def stands_alone(self) -> bool:
        """Whether it can change a result by itself; else it comes with what names it."""
        if self.how is How.CHANGED or self.kind not in (Kind.FACT, Kind.PARAM, Kind.ACTION):
            return not self.explains
        if self.kind is Kind.ACTION:
            action = self.after if self.before is None else self.before
            return isinstance(action, Action) and action.effect is Effect.CLOSE
        return self.kind is Kind.PARAM and self.name in ASKED_BY_NAME

    @property
    def place(self) -> Place | None:
        """Where it stands, as far as that is known: on the newer side, else on the older one."""
        for part in (self.after, self.before):
            place = getattr(part, "place", None)
            if isinstance(place, Place):
                return place
        return None


def edits_between(old: Pack, new: Pack) -> tuple[Edit, ...]:
    """Every edit that leads from one pack to the other, in the order of the packs."""
    return tuple(_edits(old, new))


def _edits(old: Pack, new: Pack) -> Iterator[Edit]:
    yield from _parts(Kind.PARAM, old.params, new.params, new.id)
    yield from _parts(Kind.FACT, _facts_by_name(old), _facts_by_name(new), new.id)
    yield from _parts(Kind.ACTION, old.actions, new.actions, new.id)
    yield from _parts(Kind.RULE, _rules_as_named(old, new), _by_id(new), new.id)
    for kind in READINGS:
        is_assumed = kind is Kind.ASSUMPTION
        yield from _parts(kind, _readings(old, is_assumed), _readings(new, is_assumed), new.id)
    if reading_order(old, new) != [name for name in old.readings if name in new.readings]:
        yield Edit(Kind.ORDER, "readings", How.CHANGED, new.id)
    yield from _parts(Kind.SETTLED, old.settled, new.settled, new.id)
    if old.end_reason != new.end_reason:
        how = How.CHANGED if old.end_reason and new.end_reason else How.ADDED
        how = How.REMOVED if new.end_reason is None else how
        name = getattr(new.end_reason or old.end_reason, "full", "")
        yield Edit(Kind.END_REASON, name, how, new.id, (), old.end_reason, new.end_reason)


def _by_id(pack: Pack) -> dict[str, Rule]:
    return {rule.id: rule for rule in pack.rules}


def renamed(old: Pack, new: Pack) -> dict[str, str]:
    """Ids of rules that the newer pack calls by another name."""
    before, after = _by_id(old), _by_id(new)
    return {
        former: rule.id
        for rule in new.rules
        for former in rule.renamed_from
        if former in before and former not in after and rule.id not in before
    }


def _rules_as_named(old: Pack, new: Pack) -> dict[str, Rule]:
    """The older rules by the names that the newer pack has for them."""
    names = renamed(old, new)
    return {names.get(id, id): rule for id, rule in _by_id(old).items()}


def _parts(
    kind: Kind, old: Mapping[str, Part], new: Mapping[str, Part], pack: str
) -> Iterator[Edit]:
    for name in dict.fromkeys((*new, *old)):
        before, after = old.get(name), new.get(name)
        if before is None or after is None:
            how = How.ADDED if before is None else How.REMOVED
            yield Edit(kind, name, how, pack, (), before, after)
        elif fields := changed_fields(before, after):
            yield Edit(kind, name, How.CHANGED, pack, fields, before, after)


def changed_fields(before: Part, after: Part) -> tuple[str, ...]:
    """In which fields two parts of one kind differ, in the words of the policy."""
    if type(before) is not type(after):
        return ("kind",)
    found = [
        _WORDS.get(name, name)
        for name in telling_names(type(before))
        if name not in UNSAID and getattr(before, name) != getattr(after, name)
    ]
    return tuple(dict.fromkeys(found))


_WORDS = {
    "scope": "for",
    "ref": "unit",
    "start": "from",
    "periods": "definition",
    "values": "value",
    "is_preview": "preview",
    "may_close": "may close",
}
"""Fields that the policy calls by another word."""


def with_edits(old: Pack, new: Pack, chosen: Collection[Edit]) -> Pack | None:
    """The older pack with some of the edits that lead to the newer one; None where they cannot stand
    without the others, as a fact of another unit without the rules that name it.
    """
    taken = {(edit.kind, edit.name) for edit in chosen}

    def merged(
        kind: Kind, before: Mapping[str, Value], after: Mapping[str, Value]
    ) -> dict[str, Value]:
        found: dict[str, Value] = {}
        for name in dict.fromkeys((*before, *after)):
            value = _chosen(kind, name, before.get(name), after.get(name), taken)
            if value is not None:
                found[name] = value
        return found

    facts = merged(Kind.FACT, _facts_by_name(old), _facts_by_name(new))
    ordered = facts_in_order(facts.values())
    if ordered is None:
        return None
    readings = {
        **merged(Kind.IMPLICATION, _readings(old, False), _readings(new, False)),
        **merged(Kind.ASSUMPTION, _readings(old, True), _readings(new, True)),
    }
    order = reading_order(old, new, takes_new=(Kind.ORDER, "readings") in taken, is_whole=True)
    has_end = (Kind.END_REASON, getattr(new.end_reason or old.end_reason, "full", "")) in taken
    pack = replace(
        old,
        params=merged(Kind.PARAM, old.params, new.params),
        facts=ordered,
        actions=merged(Kind.ACTION, old.actions, new.actions),
        sources={**new.sources, **old.sources},
        rules=tuple(merged(Kind.RULE, _rules_as_named(old, new), _by_id(new)).values()),
        readings={name: readings[name] for name in order if name in readings},
        settled=merged(Kind.SETTLED, old.settled, new.settled),
        end_reason=new.end_reason if has_end else old.end_reason,
    )
    return pack if is_sound(pack) else None


def _chosen(
    kind: Kind, name: str, before: Part, after: Part, taken: Collection[tuple[Kind, str]]
) -> Part:
    """The part as it is with the edits that were taken; None: it is not there."""
    if (kind, name) in taken:
        return after
    if before is None and kind in (Kind.FACT, Kind.PARAM, Kind.ACTION):
        # It does nothing by itself, and what names it may have been taken.
        return None if Edit(kind, name, How.ADDED, after=after).stands_alone else after
    return before


def _facts_by_name(pack: Pack) -> dict[str, Any]:
    return {fact.ref.full: fact for fact in pack.facts.values()}


def _readings(pack: Pack, is_assumed: bool) -> dict[str, Reading]:
    return {name: one for name, one in pack.readings.items() if one.is_assumed is is_assumed}


def is_sound(pack: Pack) -> bool:
    """Whether everything that the pack names is there, and of the unit that it is named with."""
    if any(rule.action not in pack.actions for rule in pack.rules):
        return False
    named: tuple[Walkable, ...] = (
        *pack.rules,
        *pack.facts.values(),
        *pack.readings.values(),
        *pack.actions.values(),
    )
    return all(_is_known(operand, pack) for part in named for operand in operands(part))


def _is_known(operand: Operand, pack: Pack) -> bool:
    if isinstance(operand, Param):
        param = pack.params.get(operand.name)
        return param is not None and param.unit is operand.unit
    if isinstance(operand, Ref):
        fact = pack.facts.get(operand.key)
        return fact is None or fact.ref.unit is operand.unit
    return True


def with_value(pack: Pack, name: str, definition: ParamDefinition) -> Pack:
    """The pack in which a param is defined otherwise."""
    return replace(pack, params={**pack.params, name: definition})
