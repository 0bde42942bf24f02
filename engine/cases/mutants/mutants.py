"""Makes mutants: versions of a pack with one small change each."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Iterator, Mapping

from msgspec import Struct
from msgspec.structs import replace

from ...meaning.layout import CURRENCY
from ...policy.conditions import Param, Ref
from ...policy.definitions import FactDefinition, Period
from ...policy.pack import (
    SEVERITIES,
    Action,
    DatedValue,
    Effect,
    Pack,
    ParamDefinition,
    Requirement,
    Rule,
)
from ...policy.walk import operands, params
from ...snapshot.fields import object_fields
from ...units import Unit
from ..coverage.readings import readings_under_test
from .changes import changed_in, of_condition, of_definition, of_literal, of_moment
from .readings import of_reading

Name = tuple[str, str]
"""What a change touches: ("rule", id), ("fact", full name), ("param", name), ("action", id),
("reading", id).
"""


class Mutant(Struct, frozen=True):
    """A pack with one change."""

    id: str
    """What was changed, and how: stable while that part of the policy stays."""
    touched: Name
    pack: Pack
    only_where_filled: bool = False
    """Of a reading: it can change only what that reading filled in."""


def mutants_of(pack: Pack) -> Iterator[Mutant]:
    """Every mutant of a pack's own rules, facts and readings, and of the params and actions they use."""
    seen: dict[str, int] = {}
    for mutant in _all(pack):
        number = seen[mutant.id] = seen.get(mutant.id, 0) + 1
        yield mutant if number == 1 else replace(mutant, id=f"{mutant.id} (#{number})")


def _all(pack: Pack) -> Iterator[Mutant]:
    own_rules = [rule for rule in pack.rules if rule.pack == pack.id]
    own_facts = {key: fact for key, fact in pack.facts.items() if fact.pack == pack.id}
    for rule in own_rules:
        for text, changed in _of_rule(rule, pack):
            rules = tuple(changed if each is rule else each for each in pack.rules)
            mutated = replace(pack, rules=rules)
            yield Mutant(f"rule {rule.id}: {text}", ("rule", rule.id), mutated)
    for key, fact in own_facts.items():
        for text, changed_fact in _of_fact(fact):
            mutated = replace(pack, facts={**pack.facts, key: changed_fact})
            yield Mutant(f"fact {fact.ref.full}: {text}", ("fact", fact.ref.full), mutated)
    own_readings = list(readings_under_test(pack))
    for reading in own_readings:
        for text, changed_reading, is_narrow in of_reading(reading):
            rest = {id: each for id, each in pack.readings.items() if id != reading.id}
            if changed_reading is not None:
                rest = {
                    id: changed_reading if id == reading.id else each
                    for id, each in pack.readings.items()
                }
            name = f"{reading.word} {reading.id}: {text}"
            mutated = replace(pack, readings=rest)
            yield Mutant(name, ("reading", reading.id), mutated, only_where_filled=is_narrow)
    used = {rule.action for rule in own_rules}
    for id in sorted(used):
        for text, action in _of_action(pack.actions[id]):
            mutated = replace(pack, actions={**pack.actions, id: action})
            yield Mutant(f"action {id}: {text}", ("action", id), mutated)
    names = {param.name for rule in own_rules for param in params(rule)}
    names |= {param.name for fact in own_facts.values() for param in params(fact)}
    names |= {param.name for reading in own_readings for param in params(reading)}
    for name in sorted(names & set(pack.params)):
        for text, param in _of_param(pack.params[name]):
            mutated = replace(pack, params={**pack.params, name: param})
            yield Mutant(f"param {name}: {text}", ("param", name), mutated)


def _of_rule(rule: Rule, pack: Pack) -> Iterator[tuple[str, Rule]]:
    """Text and changed rule."""
    for text, when in of_condition(rule.when):
        yield text, dataclasses.replace(rule, when=when)
    other = SEVERITIES[(SEVERITIES.index(rule.severity) + 1) % len(SEVERITIES)]
    yield f"severity {other}", dataclasses.replace(rule, severity=other)
    action = _another_action(rule, pack)
    if action is not None:
        yield f"action {action}", dataclasses.replace(rule, action=action)
    for role in sorted(rule.roles):
        if len(rule.roles) > 1:
            yield f"not for {role}", dataclasses.replace(rule, roles=rule.roles - {role})
    for name in ("deadline", "safe_by"):
        moment = getattr(rule, name)
        if moment is None:
            continue
        yield f"without {name}", changed_in(rule, name, None)
        for text, changed in of_moment(moment):
            yield f"{name} {text}", changed_in(rule, name, changed)
    if rule.deadline is not None and rule.safe_by is not None:
        swapped = dataclasses.replace(rule, deadline=rule.safe_by, safe_by=rule.deadline)
        yield "deadline and safe_by exchanged", swapped
    for index, (event, moment) in enumerate(rule.events):
        for text, changed in of_moment(moment):
            events = (*rule.events[:index], (event, changed), *rule.events[index + 1 :])
            yield f"event {event} {text}", dataclasses.replace(rule, events=events)
    for text, changed in _of_span(rule):
        yield text, changed


def _another_action(rule: Rule, pack: Pack) -> str | None:
    """The first action of another effect; else any other."""
    effect = pack.action_of(rule).effect
    others = [action for action in pack.actions.values() if action.id != rule.action]
    different = [action for action in others if action.effect is not effect]
    return next((action.id for action in (*different, *others)), None)


def _of_fact(fact: FactDefinition) -> Iterator[tuple[str, FactDefinition]]:
    for index, period in enumerate(fact.periods):
        about = f"period {index + 1}: " if len(fact.periods) > 1 else ""
        for text, definition in of_definition(period.definition):
            changed = replace(period, definition=definition)
            yield f"{about}{text}", replace(fact, periods=_with(fact.periods, index, changed))
    yield from ((text, replace(fact, periods=p)) for text, p in _of_periods(fact.periods))


def _with(items: tuple[Period, ...], index: int, item: Period) -> tuple[Period, ...]:
    return (*items[:index], item, *items[index + 1 :])


def _of_periods(periods: tuple[Period, ...]) -> Iterator[tuple[str, tuple[Period, ...]]]:
    """Every date at which a period begins, a second earlier and later; the one before follows."""
    for start in sorted({period.start for period in periods if period.start is not None}):
        for seconds, word in ((1, "later"), (-1, "earlier")):
            yield (
                f"the period of its date {_day(start)} one second {word}",
                tuple(
                    replace(
                        period,
                        start=start + seconds if period.start == start else period.start,
                        until=start + seconds if period.until == start else period.until,
                    )
                    for period in periods
                ),
            )


def _day(instant: int) -> str:
    from ...written import date_text

    return date_text(instant)


def _of_span(rule: Rule) -> Iterator[tuple[str, Rule]]:
    for name in ("start", "until"):
        instant = getattr(rule, name)
        if instant is not None:
            yield f"effective {name} one second later", changed_in(rule, name, instant + 1)
            yield f"effective {name} one second earlier", changed_in(rule, name, instant - 1)


def _of_action(action: Action) -> Iterator[tuple[str, Action]]:
    other = Effect.BLOCK if action.effect is Effect.NONE else Effect.NONE
    yield f"effect {other}", replace(action, effect=other)
    for index, requirement in enumerate(action.requires):
        for text, condition in of_condition(requirement.condition):
            changed = Requirement(requirement.roles, condition)
            requires = (*action.requires[:index], changed, *action.requires[index + 1 :])
            yield f"requires: {text}", replace(action, requires=requires)


def _of_param(param: ParamDefinition) -> Iterator[tuple[str, ParamDefinition]]:
    for index, dated in enumerate(param.values):
        for text, literal in of_literal(dated.value):
            changed = replace(dated, value=literal)
            values = (*param.values[:index], changed, *param.values[index + 1 :])
            yield text, dataclasses.replace(param, values=values)
    starts = sorted({dated.start for dated in param.values if dated.start is not None})
    for start in starts:
        for seconds, word in ((1, "later"), (-1, "earlier")):
            yield (
                f"its date {_day(start)} one second {word}",
                dataclasses.replace(
                    param, values=tuple(_moved(each, start, seconds) for each in param.values)
                ),
            )


def _moved(dated: DatedValue, start: int, seconds: int) -> DatedValue:
    return replace(
        dated,
        start=start + seconds if dated.start == start else dated.start,
        until=start + seconds if dated.until == start else dated.until,
    )


# --- what depends on what ---


def dependents(pack: Pack) -> Mapping[Name, frozenset[Name]]:
    """Rules and facts that a rule, fact, param or action can change, however far away."""
    direct = named_by(pack)
    every = {*direct, *(user for users in direct.values() for user in users)}
    return {name: frozenset(_closure(name, direct)) for name in every}


def named_by(pack: Pack) -> Mapping[Name, Collection[Name]]:
    """What names a fact, param, action or reading."""
    direct: dict[Name, set[Name]] = {}

    def note(user: Name, used: object) -> None:
        for name in _names(used):
            direct.setdefault(name, set()).add(user)

    for fact in pack.facts.values():
        note(("fact", fact.ref.full), list(operands(fact)))
    for reading in pack.readings.values():
        user = ("reading", reading.id)
        note(user, list(operands(reading)))
        for ref in reading.refs:
            direct.setdefault(user, set()).add(("fact", ref.full))
    for name, ref in pack.settled.items():
        paths = [field.path for field in object_fields(name)] or [name]
        direct.setdefault(("fact", ref.full), set()).update(
            ("fact", f"contract.{path}") for path in paths
        )
    for rule in pack.rules:
        user = ("rule", rule.id)
        note(user, list(operands(rule)))
        direct.setdefault(("action", rule.action), set()).add(user)
        for requirement in pack.actions[rule.action].requires:
            note(user, list(operands(requirement.condition)))
    for action in pack.actions.values():
        for requirement in action.requires:
            note(("action", action.id), list(operands(requirement.condition)))
    return direct


def _names(used: object) -> Iterator[Name]:
    assert isinstance(used, list)
    for operand in used:
        if isinstance(operand, Ref):
            yield ("fact", operand.full)
            if operand.unit is Unit.MONEY:
                yield ("fact", CURRENCY.full)  # amounts are compared and told in it
        elif isinstance(operand, Param):
            yield ("param", operand.name)


def _closure(name: Name, direct: Mapping[Name, Collection[Name]]) -> set[Name]:
    found: set[Name] = {name}
    todo = [name]
    while todo:
        for user in direct.get(todo.pop(), ()):
            if user not in found:
                found.add(user)
                todo.append(user)
    return found
