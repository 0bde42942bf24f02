"""Statements of one contract that exclude each other.

Each contradiction is told with the path of the later of the two statements. Nothing is corrected:
what depends on a contradiction is not known to the engine.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from ..calendar import DAY
from ..problems import Level
from ..units import Scope
from ..written import instant_json, money_text
from . import escrow
from .bad_value import Path
from .conform import MILESTONES, Fault
from .denied import DEMANDED, SUBMITTED_STATES
from .fields import FIELDS, POSITION, Kind
from .misplaced import MAY_LIE_AHEAD, ORDER, PLANNED
from .model import NONE, Contract, Record, Value
from .suspicion import Suspicion, suspicion

C = POSITION[Scope.CONTRACT]
M = POSITION[Scope.MILESTONE]

MISDATED = "when it was counts as not known; are the day, the month and the year right?"
"""What is told of an instant that is out of place by a day or more."""
DISORDERED = "when either was counts as not known; are the day, the month and the year right?"
"""The same of two instants that exclude each other."""

OPEN = ("active", "paused", "suspended", "disputed")


class State(NamedTuple):
    """A state, and what can only be there in some of its words."""

    path: str
    without: tuple[str, ...]
    """Words with which `detail` does not exist."""
    with_: tuple[str, ...]
    """Words with which it does."""
    detail: str
    group: str = ""
    """What is told in place of `detail`, which is one of its fields."""


STATES: tuple[State, ...] = (
    State("status", OPEN, ("ended",), "ended_at"),
    State("status", OPEN, (), "ended_by"),
    State("status", ("ended",), (), "hold.since"),
    State("status", (), ("disputed",), "dispute.filed_by", group="dispute"),
    State("refund_request.response", ("none",), (), "refund_request.responded_at"),
    State("dispute.response", ("none",), (), "dispute.responded_at"),
    State("feedback.from_client.state", ("none",), ("given",), "feedback.from_client.given_at"),
    State("feedback.from_client.state", ("none",), (), "feedback.from_client.score"),
    State(
        "feedback.from_freelancer.state", ("none",), ("given",), "feedback.from_freelancer.given_at"
    ),
    State("feedback.change.state", ("none",), ("enabled", "used"), "feedback.change.enabled_at"),
    State("feedback.mid_contract.state", ("none",), (), "feedback.mid_contract.requested_at"),
    State(
        "feedback.mid_contract.state",
        ("none", "requested"),
        ("given",),
        "feedback.mid_contract.given_at",
    ),
)

_ORDER = tuple((C[first], C[second], first, second) for first, second in ORDER)
_STATES = tuple((C[each.path], C[each.detail], each) for each in STATES)


def _instants(scope: Scope, kind: Kind) -> tuple[tuple[int, str], ...]:
    fields = (each for each in FIELDS[scope] if each.kind is kind)
    return tuple((POSITION[scope][each.path], each.path) for each in fields)


def _happened(scope: Scope) -> tuple[tuple[int, str], ...]:
    return tuple(each for each in _instants(scope, Kind.INSTANT) if each[1] not in PLANNED)


_CONTRACT_INSTANTS = _happened(Scope.CONTRACT)
_MILESTONE_INSTANTS = _happened(Scope.MILESTONE)

_TOTAL_PAID, _STATUS = C["total_paid"], C["status"]
_LAST_PAID, _PAYMENTS, _CLOSE_REQUESTS = C["last_paid_at"], C["payments"], C["close_requests"]
_STATE = M["state"]
_SUBMISSIONS, _CHANGES_AT = M["submissions"], M["changes_requested_at"]


def contradictions(
    contract: Contract, known_until: int | None, now: int | None = None
) -> Iterator[Fault]:
    """What of a contract cannot be true at once.

    `known_until`: UTC seconds up to which the export can know anything; None: it does not say. Then it
    knows nothing that is later than `now`, if that is given.
    """
    latest = _latest(known_until, now)
    if may_contradict(contract, latest and latest.instant):
        yield from _told(contract, latest)


class _Latest(NamedTuple):
    """Nothing that has happened can be later, and how that is said."""

    instant: int
    says: str


def _latest(known_until: int | None, now: int | None) -> _Latest | None:
    if known_until is not None:
        return _Latest(
            known_until, f"is after the export, which knows up to {instant_json(known_until)}"
        )
    if now is None:
        return None
    return _Latest(now, f"has not come yet: it is {instant_json(now)} now")


@cache
def suspicion_of() -> Suspicion:
    """The glance at contracts; see `may_contradict`."""
    return suspicion(_ORDER, _STATES, _CONTRACT_INSTANTS, _MILESTONE_INSTANTS)


def may_contradict(contract: Contract, known_until: int | None) -> bool:
    """Whether it is worth looking for contradictions: of most contracts a glance tells that there are none."""
    return suspicion_of()(contract, math.inf if known_until is None else known_until)


def _told(contract: Contract, latest: _Latest | None) -> Iterator[Fault]:
    values = contract.values
    yield from _wrong_order(values)
    yield from _wrong_states(values)
    yield from _wrong_payments(values)
    for index, milestone in enumerate(contract.milestones or ()):
        path: Path = (MILESTONES, index)
        yield from _wrong_milestone(milestone, path)
        if latest is not None:
            yield from _from_the_future(milestone, _MILESTONE_INSTANTS, path, latest)
            yield from _list_from_the_future(
                milestone[_SUBMISSIONS], (*path, "submissions"), latest
            )
    for clash in escrow.clashes_of_contract(contract):
        yield _contradiction((clash.field,), clash.message, clash.hint)
    if latest is not None:
        yield from _from_the_future(values, _CONTRACT_INSTANTS, (), latest)
        yield from _list_from_the_future(values[_CLOSE_REQUESTS], ("close_requests",), latest)
        yield from _list_from_the_future(values[_PAYMENTS], ("payments",), latest)


def _contradiction(path: Path, message: str, hint: str = "") -> Fault:
    return Fault(path, message, hint, Level.CONTRADICTION)


def _field(path: str) -> Path:
    return tuple(path.split("."))


def _wrong_order(values: Record) -> Iterator[Fault]:
    for first_index, second_index, first, second in _ORDER:
        earlier, later = values[first_index], values[second_index]
        if type(earlier) is int and type(later) is int and later < earlier:
            message = f"{instant_json(later)} is before {first} {instant_json(earlier)}"
            yield _contradiction(_field(second), message, _disordered(earlier - later))


def _dated(value: Value) -> Iterator[tuple[Path, int]]:
    """The instants of a field, each with the way to it."""
    if type(value) is int:
        yield (), value
    elif isinstance(value, tuple):
        for index, each in enumerate(value):
            if isinstance(each, int):
                yield (index,), each
            elif isinstance(each, tuple) and each[1] is not None:
                yield (index, "paid_at"), each[1]


def _wrong_states(values: Record) -> Iterator[Fault]:
    for state_index, detail_index, state in _STATES:
        word, detail = values[state_index], values[detail_index]
        if word is None or detail is None:
            continue
        if detail is NONE or detail == "none":
            if word in state.with_:
                message = f"none, although {state.path} is {word}"
                yield _contradiction(_field(state.group or state.detail), message)
        elif word in state.without:
            message = f"stated, although {state.path} is {word}"
            yield _contradiction(_field(state.detail), message)


def _wrong_payments(values: Record) -> Iterator[Fault]:
    total, last, payments = values[_TOTAL_PAID], values[_LAST_PAID], values[_PAYMENTS]
    if type(total) is not int or total <= 0:
        return
    if last is NONE:
        yield _contradiction(("last_paid_at",), f"none, {_although(total)}")
    if payments == ():
        yield _contradiction(("payments",), f"empty, {_although(total)}")


def _although(total_paid: int) -> str:
    return f"although total_paid is {money_text(total_paid)}"


def _wrong_milestone(values: Record, path: Path) -> Iterator[Fault]:
    state = values[_STATE]
    if state in SUBMITTED_STATES and values[_SUBMISSIONS] == ():
        yield _contradiction((*path, "state"), f"{state}, but there is no submission")
    if state in DEMANDED["changes_requested_at"] and values[_CHANGES_AT] is NONE:
        yield _contradiction((*path, "changes_requested_at"), f"none, although state is {state}")
    for clash in escrow.clashes(values):
        yield _contradiction((*path, clash.field), clash.message, clash.hint)


def _from_the_future(
    values: Record, instants: tuple[tuple[int, str], ...], path: Path, latest: _Latest
) -> Iterator[Fault]:
    for index, name in instants:
        value = values[index]
        if type(value) is int and value > latest.instant:
            is_taken = name in MAY_LIE_AHEAD or (name == "ended_at" and values[_STATUS] != "ended")
            yield _too_late((*path, *name.split(".")), value, latest, is_taken=is_taken)


def _list_from_the_future(value: Value, path: Path, latest: _Latest) -> Iterator[Fault]:
    for at, each in _dated(value):
        if each > latest.instant:
            yield _too_late((*path, *at), each, latest)


def _too_late(path: Path, value: int, latest: _Latest, *, is_taken: bool = False) -> Fault:
    hint = "" if is_taken else _misdated(value - latest.instant)
    return _contradiction(path, f"{instant_json(value)} {latest.says}", hint)


def _disordered(by: int) -> str:
    return DISORDERED if by >= DAY else ""


def _misdated(by: int) -> str:
    """The hint for an instant that is so many seconds out of place; a day may be one of the clocks alone."""
    return MISDATED if by >= DAY else ""
