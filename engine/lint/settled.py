"""A contract against whose end nothing stands: done, paid, asked to be ended long ago, and without a claim."""

from __future__ import annotations

from msgspec.structs import replace

from ..calendar import DAY
from ..snapshot.conform import Fault, contract_of
from ..snapshot.model import Contract
from ..written import instant_json

STATED = {
    "work_state": "complete", "total_paid": 100, "refund_request": "none", "dispute": "none",
    "open_tasks": 0, "more_work_expected": False, "situation": [],
}  # fmt: skip
DAYS_AGO = {
    "started_at": 180, "last_paid_at": 80, "last_activity_at": 80, "last_client_message_at": 80,
    "last_freelancer_message_at": 60,
}  # fmt: skip
ASKED_DAYS_AGO = 60
"""Since when a request to end it has no answer."""


def settled_like(contract: Contract, as_of: int) -> Contract:
    """The contract with what a settled one says in the place of what it does not say itself."""
    written = {
        "id": contract.id,
        **STATED,
        **{name: _ago(days, as_of) for name, days in DAYS_AGO.items()},
        "close_requests": [_ago(ASKED_DAYS_AGO, as_of)],
    }
    faults: list[Fault] = []
    settled = contract_of(written, faults, textual=False)
    assert not faults, faults
    pairs = zip(contract.values, settled.values, strict=True)
    values = [theirs if mine is None else mine for mine, theirs in pairs]
    return replace(contract, values=values)


def _ago(days: int, as_of: int) -> str:
    return instant_json(as_of - days * DAY)
