"""How a contract is paid, said in answer to the question for its milestones, where nobody has told it yet."""

from __future__ import annotations

from collections.abc import Sequence

from ..snapshot.conform import HOURLY_TYPE
from ..snapshot.model import Contract
from .first_answers import kind_said
from .look import Stated
from .said_orders import FIVERR
from .said_words import typed
from .slots import Slot

TYPE = "type"
OR_BY_THE_HOUR = "; hourly, if it is paid by the hour"
"""What may be answered beside milestones."""


def is_open(slot: Slot, contract: Contract, platform: str) -> bool:
    """Whether milestones are asked for of a contract that may be paid by the hour."""
    return slot.field is None and contract.get(TYPE) is None and platform != FIVERR


def how_paid(slot: Slot, text: str) -> Sequence[Stated] | None:
    """How the contract is paid, where that is said in place of milestones; who is paid by the hour has none."""
    kind = kind_said(typed(text)[1])
    if kind is None:
        return None
    told: Stated = (Slot(TYPE, contract=slot.contract), kind)
    return [told, (slot, [])] if kind == HOURLY_TYPE else [told]
