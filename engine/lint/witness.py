"""A smallest contract on which a condition holds: made up from its comparisons, and then evaluated.

What is made up is a guess; only what the evaluation says of it counts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain

from msgspec import Struct
from msgspec.structs import replace

from ..evaluation.engines import Engine
from ..evaluation.evaluate import Options, evaluate
from ..kept import Kept
from ..meaning.bounds import NONE as NO_VALUE
from ..meaning.layout import Layout
from ..meaning.trace import compared, decide
from ..policy.applied import substituted
from ..policy.conditions import (
    All,
    AnyOf,
    Certainly,
    Compare,
    Condition,
    Leaf,
    Length,
    Literal,
    Not,
    Op,
    Part,
    Ref,
)
from ..policy.definitions import (
    Case,
    EndOf,
    FirstKnown,
    GroupCount,
    GroupSum,
    ListEnd,
    Moment,
    Named,
)
from ..policy.pack import Pack, Rule
from ..report.findings import Report
from ..snapshot.begun import begun
from ..snapshot.conform import Fault
from ..snapshot.contradictions import contradictions
from ..snapshot.fields import BY_PATH, POSITION
from ..snapshot.model import ID, NONE, Contract, Record, Snapshot, blank
from ..snapshot.model import Value as SnapshotValue
from ..snapshot.value_text import as_text
from ..units import Duration, Scope, Unit
from .linted import Linted
from .members import Counted, counted_by, size_of
from .values import Imagined, Unsure, Value, subject, values_of
from .ways import Demand, ways

AMOUNTS = (0, 1, 100, 10_000, 100_000, 10_000_000)
"""Numbers that are tried for facts that are compared with each other."""

BEGINNING: dict[str, SnapshotValue] = {
    "status": "active", "type": "fixed", "currency": "USD", "escrow": 0, "closing_planned": True,
}  # fmt: skip
"""What a contract says where no condition asks for something else."""


class Made(Struct, frozen=True):
    """A made-up contract."""

    contract: Contract
    words: str
    """What it says, for a person."""


def contracts_for(linted: Linted, condition: Condition) -> Iterator[Made]:
    """Contracts on which an opened condition may hold; none for one that is too long."""
    for demands in ways(condition):
        chosen = _chosen(linted, demands)
        if chosen is None:
            continue
        made: list[Made] = []
        for how in Counted:
            one = _made(linted, chosen, how)
            if one is not None and one not in made:
                made.append(one)
                yield one


KEPT = 8
"""Packs of some rules that stay known: many contracts are made up for the same ones."""

_PACKS: Kept[Pack] = Kept(KEPT)


def evaluated(linted: Linted, made: Made, rules: Sequence[Rule], role: str) -> Report:
    """What the reference engine says of a contract by some rules of the pack alone."""
    pack = _PACKS.of((linted.pack, *rules), None, lambda: replace(linted.pack, rules=tuple(rules)))
    snapshot = Snapshot([made.contract], platform=pack.platform, role=role, as_of=linted.as_of)
    return evaluate(snapshot, [pack], linted.as_of, Options(Engine.PYTHON, with_preview=True))


def clash_of(contract: Contract, as_of: int) -> Fault | None:
    """The first thing of a made-up contract that cannot be beside the rest of it."""
    return next(chain(contradictions(contract, as_of), begun(contract)), None)


def opened(linted: Linted, condition: Condition) -> Condition:
    """A condition at the date of the report, with the conditions behind the flags that the pack defines."""
    if condition not in linted.opened:
        params = linted.applied(linted.as_of).params
        linted.opened[condition] = _opened(linted, substituted(condition, params))
    return linted.opened[condition]


def _opened(linted: Linted, node: Condition) -> Condition:
    match node:
        case All(items):
            return All(tuple(_opened(linted, item) for item in items))
        case AnyOf(items):
            return AnyOf(tuple(_opened(linted, item) for item in items))
        case Not(item):
            return Not(_opened(linted, item))
        case Certainly(item):
            return Certainly(_opened(linted, item))
        case Compare(Ref(unit=Unit.FLAG) as flag, _, Literal(bool() as wanted)):
            definition = linted.applied(linted.as_of).facts.get(flag.key)
            if not isinstance(definition, Named):
                return node
            found = opened(linted, definition.condition)
            return found if wanted else Not(found)
        case _:
            return node


def _chosen(linted: Linted, demands: Sequence[Demand]) -> dict[Ref, Value] | None:
    """A value for every fact that the comparisons ask; None where one cannot be had or found."""
    applied = linted.applied(linted.as_of)
    layout = Layout(applied, ())
    found: dict[Ref, Value] = {}
    asked = dict.fromkeys(ref for leaf, _ in demands if (ref := subject(leaf)) is not None)
    for ref in asked:
        mine = [(leaf, wanted) for leaf, wanted in demands if subject(leaf) == ref]
        known = linted.known.get(ref.key)
        try:
            asked_of = All(tuple(leaf for leaf, _ in mine))
            values = values_of(ref, asked_of, applied, known, is_of_today=True)
        except Unsure:
            return None
        fitting = (
            value
            for value in values
            if all(
                decide(leaf, Imagined(layout, ref, value)) == (wanted, wanted)
                for leaf, wanted in mine
            )
        )
        chosen = min(fitting, key=_oddity, default=None)
        if chosen is None:
            return None
        found[ref] = chosen
    for leaf, wanted in demands:
        if subject(leaf) is None and not _paired(leaf, wanted, found):
            return None
    return found


def _oddity(value: Value) -> tuple[bool, bool]:
    """Values that say something come first, and those of a currency that there is."""
    return (value.is_partly_known or value.slots == NO_VALUE, value.currency not in (None, "USD"))


def _paired(leaf: Leaf, wanted: bool, found: dict[Ref, Value]) -> bool:
    """Choose values for two facts that are compared with each other."""
    if (
        not isinstance(leaf, Compare)
        or not leaf.left.unit.is_ordered
        or leaf.left.unit is Unit.INSTANT
    ):
        return False
    operand = leaf.operand
    other = operand.of if isinstance(operand, Part) else operand
    if not isinstance(other, Ref):
        return False
    factor = operand.factor if isinstance(operand, Part) else 1
    for one in _candidates(leaf.left, found):
        for two in _candidates(other, found):
            outcome = compared((one, one, False), Op(leaf.op), (two * factor, two * factor, False))
            if outcome == (wanted, wanted):
                found[leaf.left], found[other] = (
                    Value((number, number, False), "USD") for number in (one, two)
                )
                return True
    return False


def _candidates(ref: Ref, found: dict[Ref, Value]) -> tuple[int, ...]:
    return (found[ref].slots[0],) if ref in found else AMOUNTS


def _made(linted: Linted, chosen: dict[Ref, Value], how: Counted) -> Made | None:
    """The contract; None where a fact is none that an export says."""
    contract = {**BEGINNING}
    milestone: dict[str, SnapshotValue] = {}
    groups: list[tuple[GroupCount | GroupSum, SnapshotValue]] = []
    facts = linted.applied(linted.as_of).facts
    for asked, value in chosen.items():
        definition = facts.get(asked.key)
        if isinstance(definition, GroupCount | GroupSum) and definition.member is Scope.MILESTONE:
            groups.append((definition, _held(value)))
            continue
        ref, held = _said(linted, asked, _held(value))
        if ref.key not in BY_PATH:
            continue  # computed from others: the evaluation will tell
        if ref.scope is Scope.CONTRACT:
            contract[ref.name] = held
        elif ref.scope is Scope.MILESTONE:
            milestone[ref.name] = held
        else:
            return None
    members = _members(linted, groups, contract, how)
    told = [*([milestone] if milestone else []), *members]
    milestones = [
        _record(Scope.MILESTONE, f"m{number}", each) for number, each in enumerate(told, start=1)
    ]
    values = _record(Scope.CONTRACT, "C1", contract)
    said = [
        *_told(Scope.CONTRACT, contract),
        *(word for each in told for word in _told(Scope.MILESTONE, each)),
    ]
    return Made(Contract(values, milestones), ", ".join(said))


def _members(
    linted: Linted,
    groups: Sequence[tuple[GroupCount | GroupSum, SnapshotValue]],
    contract: dict[str, SnapshotValue],
    how: Counted,
) -> list[dict[str, SnapshotValue]]:
    """Milestones that come to the numbers of groups; what these ask of the contract is told of it."""
    found = []
    for counted in counted_by([size_of(*group) for group in groups], how):
        asked = [
            definition.where if index in counted else Not(definition.where)
            for index, (definition, _) in enumerate(groups)
        ]
        tried = ways(opened(linted, All(tuple(asked))))
        chosen = next(filter(None, (_chosen(linted, way) for way in tried)), {})
        for definition, held in (groups[index] for index in counted):
            if isinstance(definition, GroupSum) and isinstance(held, int):
                chosen[definition.of] = Value((held, held, False), "USD")
        member: dict[str, SnapshotValue] = {}
        for fact, value in chosen.items():
            ref, said = _said(linted, fact, _held(value))
            if ref.key in BY_PATH and ref.scope in (Scope.CONTRACT, Scope.MILESTONE):
                (member if ref.scope is Scope.MILESTONE else contract)[ref.name] = said
        found.append(member)
    return found


def _said(linted: Linted, ref: Ref, held: SnapshotValue) -> tuple[Ref, SnapshotValue]:
    """What an export says where a fact has a value: for the latest of a list, a list of this alone.

    Of several facts that it may come from, a guess: the last that is named.
    """
    definition = linted.applied(linted.as_of).facts.get(ref.key)
    if isinstance(definition, ListEnd):
        return definition.of, (() if held is NONE else (held,) if isinstance(held, int) else None)
    if isinstance(definition, Moment) and isinstance(definition.at, Ref) and isinstance(held, int):
        lengths = [
            *_seconds(linted, definition.plus),
            *(-x for x in _seconds(linted, definition.minus)),
        ]
        return _said(linted, definition.at, held - sum(lengths))
    values: tuple[object, ...] = ()
    if isinstance(definition, Case):
        values = (*(branch.value for branch in definition.branches), definition.otherwise)
    elif isinstance(definition, EndOf | FirstKnown):
        values = definition.operands
    sources = [one for one in values if isinstance(one, Ref) and one.scope is ref.scope]
    return _said(linted, sources[-1], held) if sources else (ref, held)


def _seconds(linted: Linted, lengths: Sequence[Length]) -> Iterator[int]:
    """Lengths in seconds; months and business days, which no guess needs, as none."""
    params = linted.applied(linted.as_of).params
    for length in lengths:
        value = length.value if isinstance(length, Literal) else params[length.name].value
        yield value.seconds if isinstance(value, Duration) else 0


def _held(value: Value) -> SnapshotValue:
    slots = value.slots
    if isinstance(slots, tuple) and len(slots) == 3 and not isinstance(slots[0], str):
        slots = NONE if slots[0] > slots[1] else None if slots[0] != slots[1] else slots[0]
    found: SnapshotValue = slots
    return found


def _record(scope: Scope, id: str, values: dict[str, SnapshotValue]) -> Record:
    record = blank(scope)
    record[ID] = id
    for name, value in values.items():
        record[POSITION[scope][name]] = value
    return record


def _told(scope: Scope, values: dict[str, SnapshotValue]) -> Iterator[str]:
    for name, value in values.items():
        field = BY_PATH[scope, name]
        prefix = "milestone." if scope is Scope.MILESTONE else ""
        yield f"{prefix}{name}: {as_text(field.unit, value, 'USD')}"


def asks_of_one_contract(rule: Rule) -> bool:
    """Whether a rule speaks of a contract or a milestone, and so has part in a verdict."""
    return rule.scope in (Scope.CONTRACT, Scope.MILESTONE)
