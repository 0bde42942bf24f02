"""A few possible answers to a question, one at least for every way in which the rules could turn.

Words and flags: each. Amounts and numbers: nothing, something, and beside the thresholds of the rules.
Instants: none, and on both sides of every threshold. What would contradict the contract is left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from ..calendar import DAY, FIRST, LAST, add, negative
from ..snapshot.contradictions import contradictions
from ..snapshot.fields import FIELDS, POSITION, Field, Kind
from ..snapshot.misplaced import PLANNED
from ..snapshot.model import ID, NONE, Contract, Record, blank
from ..snapshot.own import name_of
from ..units import Duration, Scope
from .slots import Answer, Slot, answered
from .thresholds import Thresholds

SOME_CENTS = 10_000
HOUR = 3_600
AN_ID = "m1"
STATE = POSITION[Scope.MILESTONE]["state"]
STARTED = POSITION[Scope.CONTRACT]["started_at"]
MANY_INSTANTS = 24
"""So many instants are tried for one field at most, those nearest to as-of first."""


def possible(
    slot: Slot,
    contract: Contract,
    thresholds: Sequence[Thresholds],
    as_of: int,
    exported_at: int,
    members: Sequence[str] = (),
    accounts: Sequence[str] = (),
) -> list[Answer]:
    """The answers to be tried for a field of a contract; none where it cannot be asked for.

    `members`: of an agency, those who may work on it. `accounts`: to which it may belong.
    """
    before = set(contradictions(contract, exported_at))
    found = []
    for answer in _answers(slot, contract, thresholds, as_of, exported_at, members, accounts):
        variant = answered(contract, slot, answer)
        if set(contradictions(variant, exported_at)) <= before:
            found.append(answer)
    return found


def _answers(
    slot: Slot,
    contract: Contract,
    thresholds: Sequence[Thresholds],
    as_of: int,
    exported_at: int,
    members: Sequence[str],
    accounts: Sequence[str],
) -> Iterator[Answer]:
    field = slot.field
    if field is None:
        yield from _milestone_lists()
        return
    key = (field.scope, name_of(field))
    record = _record(slot, contract)
    match field.kind:
        case Kind.ENUM:
            yield from field.choices
        case Kind.FLAG:
            yield from (True, False)
        case Kind.CHOICES:
            yield ()
            yield from ((word,) for word in field.choices)
        case Kind.MONEY:
            turns = [cents for each in thresholds for cents in each.cents(key)]
            known = [*_amounts(field, record), *_sums(field, contract)]
            yield from _numbers([SOME_CENTS], [*turns, *known])
        case Kind.HOURS:
            turns = [length.seconds for each in thresholds for length in each.lengths(key)]
            yield from _numbers([HOUR], turns)
        case Kind.COUNT | Kind.NUMBER:
            numbers = [number for each in thresholds for number in each.numbers(key)]
            yield from _within(field, _numbers([1], [int(number) for number in numbers]))
        case Kind.INSTANT:
            yield from _instants(field, contract, record, thresholds, as_of, exported_at)
            yield NONE
        case Kind.INSTANTS:
            yield ()
            for instant in _instants(field, contract, record, thresholds, as_of, exported_at):
                yield (instant,)
        case Kind.PAYMENTS:
            yield ()
            for instant in _instants(field, contract, record, thresholds, as_of, exported_at):
                yield ((SOME_CENTS, instant),)
        case Kind.CURRENCY:
            yield from ("USD", "EUR")
        case Kind.ID if field.path == "member_id":
            yield from members
        case Kind.ID if field.path == "account_id":
            yield from accounts
        case _:
            return


def _record(slot: Slot, contract: Contract) -> Record:
    if slot.milestone is None or contract.milestones is None:
        return contract.values
    return contract.milestones[slot.milestone]


def _milestone_lists() -> Iterator[Answer]:
    """No milestones, or one in each state."""
    yield []
    field = next(each for each in FIELDS[Scope.MILESTONE] if each.path == "state")
    for state in field.choices:
        record = blank(Scope.MILESTONE)
        record[ID], record[STATE] = AN_ID, state
        yield [record]


def _amounts(field: Field, record: Record) -> list[int]:
    """The amounts that are known of the same record."""
    fields = FIELDS[field.scope]
    return [
        value
        for other, value in zip(fields, record, strict=True)
        if other.kind is Kind.MONEY and type(value) is int and value > 0
    ]


def _sums(field: Field, contract: Contract) -> list[int]:
    """What the amounts of the milestones come to, as far as they are known: no total may be less."""
    if field.scope is not Scope.CONTRACT:
        return []
    amounts = [_amounts_of(record) for record in contract.milestones or ()]
    return list({sum(column) for column in zip(*amounts, strict=True)} - {0})


def _amounts_of(record: Record) -> list[int]:
    """The amounts of a milestone; 0 for those that are not known."""
    return [
        value if type(value) is int else 0
        for other, value in zip(FIELDS[Scope.MILESTONE], record, strict=True)
        if other.kind is Kind.MONEY
    ]


def _numbers(some: Iterable[int], turns: Iterable[int]) -> Iterator[int]:
    beside = (turn + step for turn in sorted(turns) for step in (-1, 0, 1))
    yield from dict.fromkeys(number for number in (0, *some, *beside) if number >= 0)


def _within(field: Field, numbers: Iterable[int]) -> Iterator[int]:
    low, high = field.limits or (0, None)
    for number in dict.fromkeys((*numbers, low, *(() if high is None else (high,)))):
        if number >= low and (high is None or number <= high):
            yield number


def _instants(
    field: Field,
    contract: Contract,
    record: Record,
    thresholds: Sequence[Thresholds],
    as_of: int,
    exported_at: int,
) -> list[int]:
    """Just before and just after every instant at which something may turn, the latest first."""
    key = (field.scope, name_of(field))
    edges = {as_of - DAY}
    for length in (length for each in thresholds for length in each.lengths(key)):
        edges.add(_back(as_of, length))
        if field.path in PLANNED:
            edges.add(add(as_of, length))
    edges |= set(_known_instants(contract.values, record))
    first = contract.values[STARTED] if field.path != "started_at" else None
    low = first if type(first) is int else as_of - 400 * DAY
    high = as_of + 400 * DAY if field.path in PLANNED else min(as_of, exported_at)
    low, high = max(low, FIRST), min(high, LAST)
    around = {edge + step for edge in edges for step in (0, 1)} | {low}
    near = sorted((each for each in around if low <= each <= high), key=lambda at: abs(as_of - at))
    return sorted(near[:MANY_INSTANTS], reverse=True)


def _back(as_of: int, length: Duration) -> int:
    """The instant that lies so long ago; with business days, about that."""
    if length.business_days:
        days = length.business_days * 7 // 5 + 1
        length = Duration(seconds=length.seconds + days * DAY, months=length.months)
    return add(as_of, negative(length))


def _known_instants(*records: Record) -> Iterator[int]:
    scopes = {len(FIELDS[scope]): scope for scope in FIELDS}
    for record in records:
        for field, value in zip(FIELDS[scopes[len(record)]], record, strict=True):
            if field.kind is Kind.INSTANT and type(value) is int:
                yield value
            elif field.kind is Kind.INSTANTS and isinstance(value, tuple):
                yield from _last(value)


def _last(instants: tuple[object, ...]) -> Iterator[int]:
    if instants and isinstance(instants[-1], int):
        yield instants[-1]
