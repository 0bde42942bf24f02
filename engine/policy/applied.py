"""A pack applied at an instant, for a role: dated values are looked up, params are values.

Engines and facts see only this: no `Param` is left in conditions and definitions, rules that are
not in force or not for the role are gone, and what their actions require is part of the condition.
"""

from __future__ import annotations

import dataclasses
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from operator import is_
from types import MappingProxyType
from typing import Any, TypeVar

from msgspec import Struct, field
from msgspec.structs import replace

from ..calendar import DAY, Holidays, holidays_of
from ..kept import Kept
from ..records import field_names, record_with
from ..units import Duration, Scope
from .basis import Basis
from .conditions import All, Condition, FactKey, Leaf, Literal, Param, Ref, Undecided
from .definitions import Definition, FactDefinition, Moment, NotKnown
from .overrides import (
    Override,
    bases_of,
    bases_of_readings,
    lineage_of,
    overrides_at,
    resting_on,
    sources_of,
)
from .pack import Action, Effect, Pack, Rule
from .readings import Reading

HOLIDAYS_PARAM = "holidays"
"""A pack's list of days that are no business days."""

EXPORT_FRESH = "export_fresh"
"""A pack's param: up to which age the states of an export are taken as still so."""

EXPORT_FRESH_TO_CLOSE = "export_fresh_to_close"
"""A pack's param: up to which age a contract may be ended by an export."""

AGES = {EXPORT_FRESH: 3 * DAY, EXPORT_FRESH_TO_CLOSE: DAY}
"""Seconds, where a pack has no param of its own."""

Node = TypeVar("Node")


class AppliedRule(Struct, frozen=True):
    """A rule in force. `condition` is what the rule says and what its action requires."""

    rule: Rule
    condition: Condition
    action: Action
    deadline: Moment | None
    safe_by: Moment | None
    events: tuple[tuple[str, Moment | None], ...]
    basis: Basis
    """What it rests on, with the numbers that a pack states otherwise than the one it extends."""
    sources: tuple[str, ...] = ()
    """Of the rule, and of those numbers."""


class Applied(Struct, frozen=True):
    """A pack at an instant. Instants in UTC seconds."""

    pack: Pack
    as_of: int
    exported_at: int
    role: str
    params: Mapping[str, Literal]
    """Only those that have a value at `as_of`."""
    facts: Mapping[FactKey, Definition]
    """The derived facts; a fact without a definition in force is `NotKnown`."""
    rules: tuple[AppliedRule, ...]
    closing: Condition | None
    """What closing a contract requires of it, for this role; None where the pack knows no such action."""
    holidays: Holidays
    readings: Mapping[FactKey, tuple[Reading, ...]] = field(default_factory=dict)
    """What is taken for granted of a fact, in the order in which it is asked."""
    overrides: tuple[Override, ...] = ()
    """Numbers in force that are stated otherwise than by the extended packs."""

    @property
    def is_stale(self) -> bool:
        """So much time has passed since the export that its states may have changed."""
        return self.as_of - self.exported_at > self.longest_age(EXPORT_FRESH)

    @property
    def is_fresh_to_close(self) -> bool:
        """Whether the export is recent enough to end a contract by it.

        One that is dated much later than the instant it is judged for is not: a day and a month are swapped, and
        nobody knows how old it is, or what it tells had not come about by then.
        """
        return abs(self.as_of - self.exported_at) <= self.longest_age(EXPORT_FRESH_TO_CLOSE)

    def may_end_by(self, is_dated: bool, is_strict: bool) -> bool:
        """As `is_fresh_to_close`; strictly, an export has to say of when it is."""
        return self.is_fresh_to_close and (is_dated or not is_strict)

    def longest_age(self, param: str) -> int:
        """Seconds up to which an export counts as still true, for a param of the pack or its default."""
        literal = self.params.get(param)
        value = literal.value if literal is not None else None
        return value.seconds if isinstance(value, Duration) else AGES[param]


KEPT = 64
"""Packs, roles and periods of which what is applied stays known: those of a run, and of a test file's cases."""

_APPLIED: Kept[Applied] = Kept(KEPT)
_DATES: Kept[list[int]] = Kept(KEPT)


class _NoValue(Exception):
    """A param has no value at as-of."""


def apply_pack(
    pack: Pack, as_of: int, exported_at: int, role: str, preview: bool = False
) -> Applied:
    """The pack as it is at `as_of` for `role`; preview rules only if asked for.

    Between two dates of a pack only the instants differ: the rest is the same objects.
    """
    known = _APPLIED.of(
        [pack],
        (role, preview, period_of(pack, as_of)),
        lambda: _applied(pack, as_of, exported_at, role, preview),
    )
    return replace(known, as_of=as_of, exported_at=exported_at)


def period_of(pack: Pack, as_of: int) -> int:
    """How many of the dates of a pack have passed: what is in force is the same in between."""
    return bisect_right(_DATES.of([pack], None, lambda: sorted(set(_dates_of(pack)))), as_of)


def _dates_of(pack: Pack) -> Iterator[int]:
    """Every instant at which a rule, a fact or a param of the pack changes."""
    spans = [(rule.start, rule.until) for rule in pack.rules]
    spans += [(each.start, each.until) for fact in pack.facts.values() for each in fact.periods]
    for param in pack.params.values():
        for one in lineage_of(param):
            spans += [(each.start, each.until) for each in one.values]
    return (instant for span in spans for instant in span if instant is not None)


def _applied(pack: Pack, as_of: int, exported_at: int, role: str, preview: bool) -> Applied:
    params = {
        name: dataclasses.replace(dated.value, param=name)
        for name, definition in pack.params.items()
        for dated in definition.values
        if is_in_force(dated.start, dated.until, as_of)
    }
    holidays = params.get(HOLIDAYS_PARAM)
    days = holidays.value if holidays else ()
    overrides = overrides_at(pack, as_of)
    bases, used = bases_of(pack, overrides), resting_on(pack, overrides)
    return Applied(
        pack=pack,
        as_of=as_of,
        exported_at=exported_at,
        role=role,
        params=params,
        facts={key: definition_at(fact, params, as_of) for key, fact in pack.facts.items()},
        rules=tuple(
            applied_rule(rule, pack, params, role, bases, used)
            for rule in pack.rules
            if role in rule.roles
            and is_in_force(rule.start, rule.until, as_of)
            and (preview or not rule.is_preview)
        ),
        closing=closing_of(pack, params, role),
        holidays=holidays_of(days if isinstance(days, tuple) else ()),
        readings=readings_at(pack, params, role, bases_of_readings(pack, overrides)),
        overrides=overrides,
    )


def readings_at(
    pack: Pack,
    params: Mapping[str, Literal],
    role: str,
    bases: Mapping[str, Basis] = MappingProxyType({}),
) -> dict[FactKey, tuple[Reading, ...]]:
    """The readings for a role, by fact; one whose param has no value at as-of says nothing.

    `bases`: of those that rest on less than they state.
    """
    found: dict[FactKey, tuple[Reading, ...]] = {}
    for reading in sorted(pack.readings.values(), key=lambda item: item.is_assumed):
        if role not in reading.roles or reading.scope is Scope.EXPORT:
            continue  # the age of the export is a matter of the whole file, not of rows
        try:
            applied = substituted(reading, params)
        except _NoValue:
            continue
        applied = dataclasses.replace(applied, basis=bases.get(reading.id, reading.basis))
        for ref in reading.refs:
            key = ref.key
            found[key] = (*found.get(key, ()), applied)
    return found


def is_in_force(start: int | None, until: int | None, as_of: int) -> bool:
    """Whether a period that begins at `start` and ends before `until` contains an instant."""
    return (start is None or start <= as_of) and (until is None or as_of < until)


def definition_at(fact: FactDefinition, params: Mapping[str, Literal], as_of: int) -> Definition:
    """The definition of a fact that is in force, with the values of its params."""
    for period in fact.periods:
        if is_in_force(period.start, period.until, as_of):
            try:
                return substituted(period.definition, params)
            except _NoValue as missing:
                return NotKnown(f"param {missing} has no value at this date")
    return NotKnown("no definition is in force at this date")


def applied_rule(
    rule: Rule,
    pack: Pack,
    params: Mapping[str, Literal],
    role: str,
    bases: Mapping[str, Basis] = MappingProxyType({}),
    used: Mapping[str, tuple[Override, ...]] = MappingProxyType({}),
) -> AppliedRule:
    """A rule with the values of its params, and with what its action requires of the role."""
    action = pack.action_of(rule)
    required = _required(action, role)
    condition = All((rule.when, *required)) if required else rule.when
    return AppliedRule(
        rule=rule,
        condition=substituted(condition, params),
        action=action,
        deadline=_moment(rule.deadline, params),
        safe_by=_moment(rule.safe_by, params),
        events=tuple((name, _moment(moment, params)) for name, moment in rule.events),
        basis=bases.get(rule.id, rule.basis),
        sources=sources_of(rule, used.get(rule.id, ())),
    )


def _required(action: Action, role: str) -> list[Condition]:
    """What the action requires for a role."""
    return [item.condition for item in action.requires if role in item.roles]


def closing_of(pack: Pack, params: Mapping[str, Literal], role: str) -> Condition | None:
    """What the pack's closing actions require together."""
    closing = [action for action in pack.actions.values() if action.effect is Effect.CLOSE]
    if not closing:
        return None
    required = [item for action in closing for item in _required(action, role)]
    return substituted(All(tuple(required)), params)


def _moment(moment: Moment | None, params: Mapping[str, Literal]) -> Moment | None:
    if moment is None:
        return None
    try:
        return substituted(moment, params)
    except _NoValue:
        return None


def substituted(node: Node, params: Mapping[str, Literal]) -> Node:
    """The same IR with every param replaced by its value.

    A leaf whose param has no value becomes `Undecided`; elsewhere `_NoValue` is raised.
    """
    return _replace(node, params)  # type: ignore[no-any-return]


def _replace(node: Any, params: Mapping[str, Literal]) -> Any:
    """A node in which nothing is replaced stays the same object."""
    if isinstance(node, Ref | Literal):
        return node
    if isinstance(node, Param):
        if node.name not in params:
            raise _NoValue(node.name)
        return params[node.name]
    if isinstance(node, tuple):
        items = tuple(_replace(item, params) for item in node)
        return node if all(map(is_, items, node)) else items
    changed: dict[str, Any] = {}
    try:
        for name in field_names(type(node)):
            value = getattr(node, name)
            made = _replace(value, params)
            if made is not value:
                changed[name] = made
    except _NoValue as missing:
        if isinstance(node, Leaf):
            return Undecided(f"param {missing} has no value at this date")
        raise
    return record_with(node, **changed) if changed else node
