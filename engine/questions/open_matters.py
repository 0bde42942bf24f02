"""One plain question for what is nearly always answered by a no: is anything open between the two sides?

`none` states that there is nothing of all that was named; whatever else is said states that the rest is not there.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from msgspec import Struct

from ..snapshot.bad_value import BadValueError, found
from ..snapshot.conform import HOURLY_TYPE, TYPE
from ..snapshot.fields import object_fields, object_of
from ..snapshot.model import Contract
from ..units import Scope
from .reading import ENTRY_ENDS, NOTHING, UNKNOWN, read_answer, typed
from .slots import Slot, answered
from .witness import Asking

HOURS = Slot("hours.unlogged")
OPEN = Slot("open")
"""The question as a whole, which is about several fields of the contract."""


class Matter(Struct, frozen=True):
    """Something that may be open."""

    slot: Slot
    """Whether there is any."""
    words: str
    example: str
    said: str
    """How a person names it, after a number where it can be counted."""
    mention: tuple[Slot, str] | None = None
    """What is stated where it is only named; None: how many there are is asked for."""


MATTERS: tuple[Matter, ...] = (
    Matter(HOURS, "hours to log", "3 hours", r"(?:unlogged )?hours?(?: to log)?"),
    Matter(
        Slot("refund_request.requested_at"),
        "money asked back",
        "refund",
        r"(?:a )?refunds?(?: requests?)?|money(?: (?:asked )?back)?",
        (Slot("refund_request.requested_by"), "client"),
    ),
    Matter(
        Slot("dispute.filed_at"),
        "a dispute",
        "dispute",
        r"(?:a )?disputes?",
        (Slot("dispute.stage"), "open"),
    ),
    Matter(Slot("open_tasks"), "tasks or concerns", "2 tasks", r"(?:a )?(?:tasks?|concerns?)"),
)
_COUNTED = re.compile(r"(?:(\d[\d.]*) ?)?(.+)")


def matters(asking: Asking, contract: Contract, needed: Collection[str]) -> Sequence[Matter]:
    """What one question can be about: all of which nothing is said, where any of it is needed.

    One alone is asked for by itself.
    """
    is_hourly = contract.values[TYPE] == HOURLY_TYPE
    unsaid = [
        each
        for each in MATTERS
        if asking.speaks_of(Scope.CONTRACT, each.slot.need)
        and not _is_said(contract, each)
        and (is_hourly or each.slot != HOURS)
    ]
    is_needed = any(each.slot.need in needed for each in unsaid)
    return unsaid if is_needed and len(unsaid) > 1 else ()


def _is_said(contract: Contract, matter: Matter) -> bool:
    group = object_of(matter.slot.need)
    paths = [field.path for field in object_fields(group)] if group else [matter.slot.need]
    return any(contract.get(path) is not None for path in paths)


def question(asked: Sequence[Matter]) -> str:
    """`Is anything open: money asked back, a dispute, tasks or concerns?`"""
    return f"Is anything open: {', '.join(each.words for each in asked)}?"


def expected(asked: Sequence[Matter]) -> str:
    """What may be answered."""
    return f"none; or what: {', '.join(each.example for each in asked)}"


def with_matters(
    contract: Contract, asked: Sequence[Matter], text: str, as_of: int
) -> Contract | None:
    """The contract with the answer; None where the person does not know.

    `as_of`: UTC seconds. Raises `BadValueError` where it cannot be understood.
    """
    _, plain = typed(text)
    if plain in UNKNOWN:
        return None
    entries = [] if plain in NOTHING else [each.strip() for each in ENTRY_ENDS.split(plain)]
    named = [_named(entry, asked) for entry in entries if entry]
    for matter, count in named:
        if count is not None:
            contract = _stated(contract, matter.slot, count, as_of)
        elif matter.mention is not None:
            contract = answered(contract, *matter.mention)
    for matter in asked:
        if all(matter != each for each, _ in named):
            contract = _stated(contract, matter.slot, "none", as_of)
    return contract


def _stated(contract: Contract, slot: Slot, text: str, as_of: int) -> Contract:
    return answered(contract, slot, read_answer(text, slot, as_of))


def _named(entry: str, asked: Sequence[Matter]) -> tuple[Matter, str | None]:
    match = _COUNTED.fullmatch(entry)
    assert match is not None
    for matter in asked:
        if re.fullmatch(matter.said, match[2]) and (match[1] is None or matter.mention is None):
            return matter, match[1]
    names = ", ".join(each.words for each in asked)
    raise BadValueError(f"expected none, or what is open of: {names}; found {found(entry)}")
