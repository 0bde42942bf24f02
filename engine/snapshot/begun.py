"""Work that is called not started, of which something was handed in: both cannot be."""

from __future__ import annotations

from collections.abc import Iterator

from ..problems import Level
from ..units import Scope
from .bad_value import Path
from .conform import MILESTONES, Fault
from .denied import SUBMITTED_STATES
from .fields import POSITION
from .model import Contract, Record

NOT_STARTED = "not_started"
WORK = "work_state"

_OF_CONTRACT = POSITION[Scope.CONTRACT][WORK]
_AT = POSITION[Scope.MILESTONE]
_WORK, _STATE, _SUBMISSIONS = _AT[WORK], _AT["state"], _AT["submissions"]


def may_be_begun(contract: Contract) -> bool:
    """Whether something is called not started: of most contracts a glance tells that nothing is."""
    return contract.values[_OF_CONTRACT] == NOT_STARTED or any(
        milestone[_WORK] == NOT_STARTED for milestone in contract.milestones or ()
    )


def begun(contract: Contract) -> Iterator[Fault]:
    """What of a contract and its milestones denies that their work has not started."""
    if not may_be_begun(contract):
        return
    is_untouched = contract.values[_OF_CONTRACT] == NOT_STARTED
    for place, milestone in enumerate(contract.milestones or ()):
        if not is_untouched and milestone[_WORK] != NOT_STARTED:
            continue
        if reason := _handed_in(milestone):
            if milestone[_WORK] == NOT_STARTED:
                yield _fault((MILESTONES, place, WORK), f"it {reason}")
            if is_untouched:
                is_untouched = False  # told once
                yield _fault((WORK,), f"milestones[{place}] {reason}")


def _handed_in(milestone: Record) -> str:
    """`is changes_requested`, of a milestone of which work was handed in; else empty."""
    if milestone[_STATE] in SUBMITTED_STATES:
        return f"is {milestone[_STATE]}"
    return "was submitted" if milestone[_SUBMISSIONS] else ""


def _fault(path: Path, reason: str) -> Fault:
    return Fault(path, f"{NOT_STARTED}, although {reason}", level=Level.CONTRADICTION)
