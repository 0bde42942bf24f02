"""Tries values of params over the same contracts: what comes out at each, and where it changes.

The contracts are read and evaluated once; for every value only the rules that the param can touch are
computed anew. Every value of the range is tried: nothing is guessed from its neighbours.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from msgspec import Struct

from ..evaluation.evaluate import Options
from ..policy.applied import is_in_force
from ..policy.conditions import Literal
from ..policy.pack import DatedValue, Pack, ParamDefinition, Severity
from ..policy.walk import Walkable, params
from ..problems import Place, UsageError, did_you_mean
from ..report.findings import ContractResult, Subject, Verdict
from ..snapshot.model import Snapshot
from ..snapshot.value_text import as_text
from ..units import Unit
from ..variants.bench import Bench, Outcome
from ..variants.edits import ASKED_BY_NAME, with_value
from .model import Axis, Change, Flip, Point, Sweep, Turn
from .values import check_count, number_of, values_of

HOLDS, UNDECIDED, SILENT = "holds", "undecided", "silent"

At = tuple[int, ...]


class Asked(Struct, frozen=True):
    """A param and its range, as they were written, and where."""

    param: str
    range: str
    param_place: Place
    range_place: Place


class _Signs(Struct, frozen=True):
    """What is compared of two neighbours."""

    contracts: Mapping[str, ContractResult]
    rules: Mapping[tuple[str, Subject], str]


def swept(
    asked: Sequence[Asked],
    snapshot: Snapshot,
    packs: Sequence[Pack],
    as_of: int,
    options: Options,
) -> Sweep:
    """The counts at every value, or pair of values, and the neighbours between which something changes.

    Raises `UsageError` for a param that does not exist or does nothing, and for what is no range.
    """
    _refuse_twice(asked)
    literals = [_literals(each, packs) for each in asked]
    check_count(_product(map(len, literals)), asked[-1].range_place)
    axes = tuple(
        _axis(each, values, packs, as_of) for each, values in zip(asked, literals, strict=True)
    )
    bench = Bench(snapshot, packs, as_of, options)
    points: list[Point] = []
    changes: list[Change] = []
    before: dict[At, _Signs] = {}
    places = list(itertools.product(*(range(len(values)) for values in literals)))
    for done, at in enumerate(places):
        if options.progress is not None:
            options.progress(done, len(places))
        chosen = {
            each.param: values[place]
            for each, values, place in zip(asked, literals, at, strict=True)
        }
        outcome = bench.outcome([_with_values(pack, chosen) for pack in packs])
        points.append(_point(at, outcome))
        signs = _signs(outcome)
        changes += _changes(at, signs, before)
        before[at] = signs
        _forget(before, at)
    return Sweep(
        axes,
        as_of,
        len(snapshot.contracts),
        tuple(dict.fromkeys(entry for pack in packs for entry in pack.lineage)),
        tuple(points),
        tuple(changes),
    )


def _product(numbers: Iterable[int]) -> int:
    found = 1
    for number in numbers:
        found *= number
    return found


# --- what is tried ---


def _refuse_twice(asked: Sequence[Asked]) -> None:
    """Of two ranges of one param only one could be tried."""
    first, *others = asked
    for other in others:
        if other.param == first.param:
            message = f"`{other.param}` is swept already"
            hint = "name another param, or sweep the one over one range"
            raise UsageError.at(other.param_place, message, hint)


def _literals(asked: Asked, packs: Sequence[Pack]) -> list[Literal]:
    """The values of one param."""
    having = [pack for pack in packs if asked.param in pack.params]
    if not having:
        known = {name for pack in packs for name in pack.params}
        hint = did_you_mean(asked.param, known, "`closeout rules` lists the params")
        raise UsageError.at(asked.param_place, f'no param is called "{asked.param}"', hint)
    if not any(uses(pack, asked.param) for pack in having):
        message = f"nothing uses the param `{asked.param}`: every value leads to the same"
        hint = f"name it in a rule or a fact as `${asked.param}`, or sweep another one"
        raise UsageError.at(asked.param_place, message, hint)
    unit = having[0].params[asked.param].unit
    return values_of(asked.range, asked.param, unit, asked.range_place)


def uses(pack: Pack, name: str) -> bool:
    """Whether something of a pack asks for a param."""
    parts: tuple[Walkable, ...] = (
        *pack.rules,
        *pack.facts.values(),
        *pack.readings.values(),
        *pack.actions.values(),
    )
    return name in ASKED_BY_NAME or any(
        param.name == name for part in parts for param in params(part)
    )


def _axis(asked: Asked, values: Sequence[Literal], packs: Sequence[Pack], as_of: int) -> Axis:
    having = [pack for pack in packs if asked.param in pack.params]
    unit = having[0].params[asked.param].unit
    tried = {
        pack.id: pack.params[asked.param]
        for pack in having
        if pack.params[asked.param].unit is unit
    }
    return Axis(
        asked.param,
        str(unit),
        tuple(_words(value) for value in values),
        tuple(number_of(value) for value in values),
        tuple(_current(definition, as_of) for definition in tried.values()),
        tuple(tried),
    )


def _words(literal: Literal) -> str:
    value = literal.value
    if literal.unit is Unit.RATIO and not isinstance(value, bool | str | tuple):
        return as_text(Unit.RATIO, value)
    return as_text(literal.unit, value)


def _current(definition: ParamDefinition, as_of: int) -> str:
    for dated in definition.values:
        if is_in_force(dated.start, dated.until, as_of):
            return _words(dated.value)
    return ""


def _with_values(pack: Pack, chosen: Mapping[str, Literal]) -> Pack:
    """The pack in which the params have these values at all times."""
    for name, literal in chosen.items():
        definition = pack.params.get(name)
        if definition is not None and definition.unit in (literal.unit, Unit.RATIO):
            values = (DatedValue(None, None, literal),)
            pack = with_value(pack, name, replace(definition, values=values))
    return pack


# --- what comes out ---


def _point(at: At, outcome: Outcome) -> Point:
    verdicts = Counter(contract.verdict for contract in outcome.contracts)
    findings = Counter(finding.severity for finding in outcome.findings)
    return Point(
        at,
        {verdict: verdicts[verdict] for verdict in Verdict},
        {severity: findings[severity] for severity in Severity},
        len(outcome.undetermined),
    )


def _signs(outcome: Outcome) -> _Signs:
    return _Signs(
        {contract.id: contract for contract in outcome.contracts},
        {(item.rule, item.subject): UNDECIDED for item in outcome.undetermined}
        | {(item.rule, item.subject): HOLDS for item in outcome.findings},
    )


def _changes(at: At, signs: _Signs, before: Mapping[At, _Signs]) -> Iterator[Change]:
    """The differences from the neighbour before, along every axis."""
    for axis, place in enumerate(at):
        if place:
            earlier = (*at[:axis], place - 1, *at[axis + 1 :])
            flips = tuple(_flips(before[earlier], signs))
            turns = tuple(_turns(before[earlier], signs))
            if flips or turns:
                yield Change(axis, earlier, at, flips, turns)


def _flips(before: _Signs, after: _Signs) -> Iterator[Flip]:
    for id, contract in after.contracts.items():
        was = before.contracts[id].verdict
        if was is not contract.verdict:
            yield Flip(contract, was, contract.verdict)


def _turns(before: _Signs, after: _Signs) -> Iterator[Turn]:
    for key in dict.fromkeys((*after.rules, *before.rules)):
        was, now = before.rules.get(key, SILENT), after.rules.get(key, SILENT)
        if was != now:
            yield Turn(*key, was, now)


def _forget(before: dict[At, _Signs], at: At) -> None:
    """Let go of what no later point is a neighbour of."""
    if len(at) == 1:
        before.pop((at[0] - 1,), None)
    else:
        before.pop((at[0] - 1, *at[1:]), None)
