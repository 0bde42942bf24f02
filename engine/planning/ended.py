"""A contract as an export will show it once it has ended."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import replace

from ..snapshot.fields import POSITION
from ..snapshot.model import Contract, Value
from ..units import Scope

BEST_SCORE = 5


def ended(contract: Contract, at: int, role: str) -> Contract:
    """The contract ended at an instant by who exported, who leaves feedback in the same step.

    The other side has left none yet. `role`: freelancer, agency or client; an agency ends as the
    freelancer does.
    """
    ours, theirs = _sides(role)
    changes = {"ended_by": "client" if role == "client" else "freelancer"} | _given(ours, at)
    return _ended(contract, at, changes | {f"feedback.{theirs}.state": "none"})


def ended_with_feedback(contract: Contract, at: int, role: str) -> Contract:
    """The contract ended at an instant by the other side, with the best feedback, and ours along with it."""
    ours, theirs = _sides(role)
    changes = {"ended_by": "freelancer" if role == "client" else "client"}
    return _ended(contract, at, changes | _given(ours, at) | _given(theirs, at) | BEST)


def reviewed(contract: Contract, at: int, role: str) -> Contract:
    """An ended contract whose other side has left the best feedback meanwhile."""
    return _with(contract, _given(_sides(role)[1], at) | BEST)


BEST: dict[str, Value] = {"feedback.from_client.score": BEST_SCORE}


def _sides(role: str) -> tuple[str, str]:
    """Whose feedback is ours, and whose is theirs."""
    return (
        ("from_client", "from_freelancer")
        if role == "client"
        else ("from_freelancer", "from_client")
    )


def _given(side: str, at: int) -> dict[str, Value]:
    return {f"feedback.{side}.state": "given", f"feedback.{side}.given_at": at}


def _ended(contract: Contract, at: int, changes: Mapping[str, Value]) -> Contract:
    always: dict[str, Value] = {"status": "ended", "ended_at": at, "closing_planned": False}
    return _with(contract, {**always, **changes})


def _with(contract: Contract, changes: Mapping[str, Value]) -> Contract:
    values = list(contract.values)
    for path, value in changes.items():
        values[POSITION[Scope.CONTRACT][path]] = value
    return replace(contract, values=values)
