"""What the readings of a pack must not do: run in a circle, contradict each other, or let somebody go."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cache

from ..policy.conditions import (
    NONE_WORD,
    All,
    Compare,
    Condition,
    FactKey,
    Literal,
    Operand,
    Ref,
    held,
)
from ..policy.pack import Basis, Effect, Pack
from ..policy.readings import Reading
from ..policy.walk import references
from ..problems import Problem
from ..snapshot.fields import BY_PATH, object_fields
from ..units import Duration, Money, Scope, Unit
from .says_through import SaysThrough

OF_THE_PLATFORM = "cite what says so (`basis: official`, `sources`), or make it an assumption"
"""What makes an implication one: it follows from how the platform works."""

NEVER_FOR_A_CLOSING: frozenset[FactKey] = frozenset(
    {
        (Scope.CONTRACT, "escrow"),
        (Scope.MILESTONE, "escrow_amount"),
        (Scope.MILESTONE, "state"),
        (Scope.CONTRACT, "in_review"),
        (Scope.CONTRACT, "hours.unlogged"),
        (Scope.CONTRACT, "last_client_message_at"),
        (Scope.CONTRACT, "work_state"),
        (Scope.MILESTONE, "work_state"),
        (Scope.CONTRACT, "feedback.from_client.state"),
        (Scope.CONTRACT, "feedback.from_freelancer.state"),
        (Scope.CONTRACT, "status"),
    }
)
"""On what no closing rests unless it is stated, or the platform implies it: money, hours, silence, what was
done and left."""

MONEY_AT_STAKE: frozenset[FactKey] = frozenset(
    {(Scope.CONTRACT, "escrow"), (Scope.MILESTONE, "escrow_amount")}
)
"""What ending a contract gives away; what follows of it from states the snapshot computes itself."""
OWED_HOURS = (Scope.CONTRACT, "hours.unlogged")
OF_THE_CLIENT = frozenset({"client"})
"""Whoever pays for hours is told of them by the freelancer, who alone knows which are not logged."""


def reading_faults(pack: Pack) -> Iterator[Problem]:
    """Every fault of the pack's own readings."""
    own = [reading for reading in pack.readings.values() if reading.pack == pack.id]
    told = SaysThrough(pack.facts, NEVER_FOR_A_CLOSING) if own else None
    for reading in own:
        assert told is not None
        yield from _of_one(reading, pack, told)
        yield from _contradictions(reading, pack)
    yield from _circle(own, pack)


def _of_one(reading: Reading, pack: Pack, through: SaysThrough) -> Iterator[Problem]:
    if misordered(reading.at_least, reading.at_most):
        message = f"`{reading.id}` says `at_least` more than `at_most`"
        yield _problem(reading, message, "write the smaller one under `at_least`")
    for ref in reading.refs:
        if reading.may_close:
            told = _told(ref, reading, through)
            if reading.roles == OF_THE_CLIENT:
                told -= {OWED_HOURS}
            if told:
                message = f"no closing may rest on an assumption of {_named(told, ref)}"
                yield _problem(
                    reading, message, "leave out `may_close`; it can then only stop somebody"
                )
        elif not reading.is_assumed:
            yield from _of_implication(reading, ref, through)
    if reading.is_assumed and not reading.may_close and _is_required(reading, pack):
        message = f"`{reading.id}` is what closing requires, and lets no contract end"
        yield _problem(
            reading, message, "a closing rests on what is stated, implied, or `may_close`"
        )


def _of_implication(reading: Reading, ref: Ref, through: SaysThrough) -> Iterator[Problem]:
    if not _lets_go(reading, ref.key):
        return
    if ref.key in MONEY_AT_STAKE:
        message = f"no closing may rest on an implication of {ref.full}"
        yield _problem(reading, message, "it is stated; imply only that it is more than 0")
        return
    # A flag that tells of money lets nobody go: every closing asks for the money itself.
    told = _told(ref, reading, through) - MONEY_AT_STAKE
    if told and (reading.basis is Basis.ADVICE or not reading.sources):
        what = "that is advice" if reading.basis is Basis.ADVICE else "that cites no source"
        message = f"no closing may rest on an implication of {_named(told, ref)} {what}"
        yield _problem(reading, message, OF_THE_PLATFORM)


def _told(ref: Ref, reading: Reading, through: SaysThrough) -> frozenset[FactKey]:
    """Of the fields on which no closing rests those of which it tells, itself or through flags."""
    told = through.named_anew(ref.key)
    if ref.unit is Unit.FLAG:
        value = reading.value.value if isinstance(reading.value, Literal) else None
        for flag in (value,) if isinstance(value, bool) else (True, False):
            told |= through.flag(ref.key, flag)
    return told


def _named(told: frozenset[FactKey], ref: Ref) -> str:
    """One of the fields of which a reading of a fact tells, and that fact where it is another one."""
    scope, name = min(told)
    full = f"{scope}.{name}"
    return full if full == ref.full else f"{full} (which {ref.full} tells of)"


def misordered(low: Operand | None, high: Operand | None) -> bool:
    """Whether a least value lies above a greatest one, as far as both are written out in one measure."""
    if not isinstance(low, Literal) or not isinstance(high, Literal):
        return False
    if low.value == NONE_WORD or high.value == NONE_WORD or not low.unit.is_ordered:
        return False
    both = (low.value, high.value)
    currencies = {one.currency for one in both if isinstance(one, Money)} - {None}
    is_fixed = all(one.is_fixed for one in both if isinstance(one, Duration))
    return is_fixed and len(currencies) < 2 and held(low) > held(high)


def _lets_go(reading: Reading, key: FactKey) -> bool:
    """Whether what it says can let a contract end; money or hours that there are only hinder."""
    if key not in {*MONEY_AT_STAKE, OWED_HOURS}:
        return True
    least = reading.value if reading.value is not None else reading.at_most
    if not isinstance(least, Literal):
        return least is not None or reading.lower_bound is not None
    match least.value:
        case Money(cents):
            return cents <= 0
        case Duration() as length:
            return length == Duration()
        case _:
            return True


def _is_required(reading: Reading, pack: Pack) -> bool:
    """Whether its value is word by word what an action that ends a contract requires."""
    required = (
        leaf
        for action in pack.actions.values()
        if action.effect is Effect.CLOSE
        for requirement in action.requires
        for leaf in _conjoined(requirement.condition)
    )
    return any(
        isinstance(leaf, Compare) and leaf.left in reading.refs and leaf.operand == reading.value
        for leaf in required
    )


def _conjoined(condition: Condition) -> Iterator[Condition]:
    if isinstance(condition, All):
        for item in condition.items:
            yield from _conjoined(item)
    else:
        yield condition


def _contradictions(reading: Reading, pack: Pack) -> Iterator[Problem]:
    for other in pack.readings.values():
        if other.id == reading.id:
            return  # the later of the two is told
        shared = [ref for ref in reading.refs if ref in other.refs]
        if (
            shared
            and other.when == reading.when
            and other.mentioned == reading.mentioned
            and other.roles & reading.roles
            and isinstance(reading.value, Literal)
            and isinstance(other.value, Literal)
            and reading.value != other.value
        ):
            message = f"`{reading.id}` and `{other.id}` say different things of {shared[0].full}"
            yield _problem(reading, message, "give each a `when` of its own, or switch one off")


def _circle(own: list[Reading], pack: Pack) -> Iterator[Problem]:
    """The first circle in which a reading of the pack's own takes part."""

    @cache
    def made_of(key: FactKey) -> tuple[FactKey, ...]:
        return tuple(_made_of(key, pack))

    for reading in own:
        for ref in reading.refs:
            found = _way_back(ref, made_of)
            if found:
                names = " -> ".join(f"{scope}.{name}" for scope, name in found)
                message = f"`{reading.id}` runs in a circle: {names}"
                yield _problem(reading, message, "what it rests on must not rest on it")
                return


def settled_in_a_circle(pack: Pack, name: str) -> str:
    """The way from a settled field, or one of a settled object, back to itself; "" where there is none."""
    fields = object_fields(name) or (BY_PATH[Scope.CONTRACT, name],)
    for field in fields:
        ref = Ref(Scope.CONTRACT, field.path, field.unit)
        if found := _way_back(ref, lambda key: tuple(_made_of(key, pack))):
            return " -> ".join(f"{scope}.{name}" for scope, name in found)
    return ""


def _way_back(start: Ref, made_of: Callable[[FactKey], Iterable[FactKey]]) -> list[FactKey]:
    """A way from a fact over what it is made of to itself; empty where there is none."""
    goal = start.key
    trail: list[tuple[FactKey, Iterator[FactKey]]] = [(goal, iter(made_of(goal)))]
    seen: set[FactKey] = set()
    while trail:
        key = next(trail[-1][1], None)
        if key is None:
            trail.pop()
        elif key == goal:
            return [*(step for step, _ in trail), goal]
        elif key not in seen:
            seen.add(key)
            trail.append((key, iter(made_of(key))))
    return []


def _made_of(key: FactKey, pack: Pack) -> Iterator[FactKey]:
    """The facts that a fact is made of, through its definition or through readings."""
    fact = pack.facts.get(key)
    if fact is not None:
        yield from (ref.key for ref in references(fact))
    elif key == (Scope.CONTRACT, "escrow"):
        yield (Scope.MILESTONE, "escrow_amount")
    elif settled := pack.settled_by(key):
        yield settled.key
    for reading in pack.readings.values():
        if any(ref.key == key for ref in reading.refs):
            for ref in references(reading):
                if not (reading.lower_bound == ref and ref.key == key):
                    yield ref.key


def _problem(reading: Reading, message: str, hint: str) -> Problem:
    assert reading.place is not None
    return Problem(reading.place, message, hint)
