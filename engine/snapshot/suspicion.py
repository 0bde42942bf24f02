"""Whether a contract could contradict itself: a glance, written as code from the tables of contradictions.

It tells nothing and may err on one side alone: where it says no, `contradictions` would find nothing. Nearly all
contracts are done with it, in a tenth of the time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, Protocol

from ..units import Scope
from .denied import DEMANDED, SUBMITTED_STATES
from .escrow import FUNDED_STATES
from .fields import POSITION
from .model import NONE, Contract

Suspicion = Callable[[Contract, float], bool]
"""Of a contract, and how far the export's knowledge reaches."""

Instants = Iterable[tuple[int, str]]
"""Places in a record, and paths, of what has happened where it is stated."""


class States(Protocol):
    """See `contradictions.State`."""

    @property
    def without(self) -> tuple[str, ...]:
        """Words with which a detail does not exist."""
        ...

    @property
    def with_(self) -> tuple[str, ...]:
        """Words with which it does."""
        ...


def suspicion(
    order: Iterable[tuple[int, int, str, str]],
    states: Iterable[tuple[int, int, States]],
    of_contract: Instants,
    of_milestone: Instants,
) -> Suspicion:
    """The function that looks at the fields that these tables name."""
    lines = [
        "def may_contradict(contract, known_until):",
        "    v = contract.values",
        *_ordered(order),
        *_stated(states),
        *_paid(),
        *_happened("    ", "v", of_contract),
        "    for m in contract.milestones or ():",
        *_milestone(),
        *_happened("        ", "m", of_milestone),
        "    return False",
    ]
    space: dict[str, Any] = {"NONE": NONE}
    exec(compile("\n".join(lines), "<suspicion>", "exec"), space)  # noqa: S102 - written here
    found: Suspicion = space["may_contradict"]
    return found


def _ordered(order: Iterable[tuple[int, int, str, str]]) -> Iterator[str]:
    """An instant before one that it follows."""
    for first, second, _, _ in order:
        yield f"    b = v[{second}]"
        yield "    if b.__class__ is int:"
        yield f"        a = v[{first}]"
        yield "        if a.__class__ is int and b < a: return True"


def _stated(states: Iterable[tuple[int, int, States]]) -> Iterator[str]:
    """A detail that a state excludes, or none that it demands."""
    for word, detail, state in states:
        yield f"    d = v[{detail}]"
        yield "    if d is not None:"
        yield f"        w = {state.with_!r} if d is NONE or d == 'none' else {state.without!r}"
        yield f"        if v[{word}] in w: return True"


def _paid() -> Iterator[str]:
    """What was paid, without a payment; an escrow that is stated; later payments and requests."""
    at = POSITION[Scope.CONTRACT]
    payments, last = f"v[{at['payments']}]", f"v[{at['last_paid_at']}]"
    yield f"    if v[{at['escrow']}].__class__ is int: return True"
    yield f"    p = {payments}"
    yield f"    if (p == () or {last} is NONE) and v[{at['total_paid']}] not in (None, 0): return True"
    yield "    if p.__class__ is tuple:"
    yield "        for each in p:"
    yield "            if each.__class__ is not tuple: return True"
    yield "            if each[1] is not None and each[1] > known_until: return True"
    yield f"    p = v[{at['close_requests']}]"
    yield "    if p.__class__ is tuple and p and max(p) > known_until: return True"


def _milestone() -> Iterator[str]:
    """Money that its state excludes, and no submission where there has to be one."""
    at = POSITION[Scope.MILESTONE]
    inside = "        "
    yield f"{inside}s, f, p = m[{at['state']}], m[{at['funded_amount']}], m[{at['paid_amount']}]"
    yield f"{inside}if p.__class__ is int and p > 0 and s == 'not_funded': return True"
    yield f"{inside}if p.__class__ is int and f.__class__ is int and f != p:"
    yield f"{inside}    if p > f or s == 'paid': return True"
    yield f"{inside}if m[{at['escrow_amount']}].__class__ is int:"
    yield f"{inside}    if s in {(*FUNDED_STATES, 'not_funded')!r}: return True"
    yield f"{inside}if f.__class__ is int:"
    yield f"{inside}    if f > 0 and s == 'not_funded' or f == 0 and s == 'funded': return True"
    yield f"{inside}p = m[{at['submissions']}]"
    yield f"{inside}if p.__class__ is tuple:"
    yield f"{inside}    if not p:"
    yield f"{inside}        if s in {SUBMITTED_STATES!r}: return True"
    yield f"{inside}    elif max(p) > known_until: return True"
    changed = f"m[{at['changes_requested_at']}]"
    yield f"{inside}if {changed} is NONE and s in {DEMANDED['changes_requested_at']!r}: return True"


def _happened(indent: str, record: str, instants: Instants) -> Iterator[str]:
    """What happened later than the export can know."""
    for place, _ in instants:
        yield f"{indent}x = {record}[{place}]"
        yield f"{indent}if x.__class__ is int and x > known_until: return True"
