"""Words that say more than where a milestone or a contract stands: `Disputed`, `Late`, `Closed by client`.

Platforms show them where a snapshot has a state and, beside it, what is open. What stands beside is mentioned
of the contract, so that nothing is taken for granted of it: not since when, nor whether it was answered.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct

from ..aliases import folded_word
from ..units import Scope
from .fields import OBJECTS_WITH_NONE, POSITION, object_fields, object_of
from .model import NONE, Record, Value


class Said(Struct, frozen=True):
    """A word, and what it is read as."""

    word: str
    """Of the choices of its field."""
    path: str
    """Of the contract's field that tells of what stands beside."""
    value: Value
    about: str
    """What that is, for a message."""
    remedy: str
    """What to write, so that all of it is known."""


_DISPUTE = ("dispute.hours", 0, "a dispute", "say since when: dispute.filed_at")
"""It is about money, where milestones are: not about hours."""
_REQUEST = (
    "refund_request.response",
    "none",
    "a request for the money back",
    "say since when, and by whom: refund_request.requested_at, refund_request.requested_by",
)
"""While the request is shown, it is not answered."""
CLIENTS_ALONE_ASK = "freelancer-com"
"""The platform on which the freelancer can cancel without asking, so that a request is the client's."""
_LATE = ("requirements_missed", True, "a day that was missed", "say which: due_at")
_WORKED_ON = (
    "work_state",
    "in_progress",
    "work in progress",
    "say how far the work is: work_state",
)
_ENDED_WHEN = "say when: ended_at"


def _both_ways(first: str, second: str) -> tuple[str, str]:
    return f"{first}_{second}", f"{second}_{first}"


_CANCELLATIONS = (
    *_both_ways("cancellation", "requested"),
    "cancelation_requested",
    "pending_cancellation",
    "cancellation_pending",
)
_DISPUTES = ("disputed", "in_dispute", "dispute")
_LATENESS = ("late", "overdue", "very_late")

_IN_WORK = (
    "in_progress ongoing started wip work_in_progress",
    "in_arbeit in_bearbeitung en_curso en_cours em_andamento",
)


def _ended_by(side: str, *names: str) -> dict[str, Said]:
    words = [f"{end}_by_{name}" for end in ("ended", "closed", "cancelled") for name in names]
    return dict.fromkeys(
        words, Said("ended", "ended_by", side, f"the {side} as who ended it", _ENDED_WHEN)
    )


_STATES: dict[str, Said] = {
    **dict.fromkeys(_DISPUTES, Said("funded", *_DISPUTE)),
    **dict.fromkeys(_CANCELLATIONS, Said("funded", *_REQUEST)),
    **dict.fromkeys(_LATENESS, Said("funded", *_LATE)),
}
_STATUSES: dict[str, Said] = {
    **dict.fromkeys(_CANCELLATIONS, Said("active", *_REQUEST)),
    **dict.fromkeys(_LATENESS, Said("active", *_LATE)),
    **dict.fromkeys(" ".join(_IN_WORK).split(), Said("active", *_WORKED_ON)),
    **_ended_by("client", "client", "buyer"),
    **_ended_by("freelancer", "freelancer", "seller"),
}

SAID_BESIDE: dict[tuple[Scope, str], dict[str, Said]] = {
    (Scope.MILESTONE, "state"): _STATES,
    (Scope.CONTRACT, "status"): _STATUSES,
}
"""By field, and by word, folded."""


def said_beside(scope: Scope, path: str, written: str) -> Said | None:
    """What a word of a field says beside the state; None where it is no such word."""
    return SAID_BESIDE.get((scope, path), {}).get(folded_word(written))


def mention(contract: Record, said: Sequence[Said]) -> Iterator[Said]:
    """Write what stands beside into a contract that says nothing of it; yields what the contract denies.

    A denial is forgotten: what is mentioned is never taken for not being there.
    """
    place = POSITION[Scope.CONTRACT]
    for each in said:
        group = object_of(each.path)
        paths = [field.path for field in object_fields(group)] if group else [each.path]
        stated = [contract[place[path]] for path in paths]
        is_denied = group in OBJECTS_WITH_NONE and all(v is NONE or v == "none" for v in stated)
        if is_denied or stated == [False]:
            yield each
            for path in paths:
                contract[place[path]] = None
        elif any(value is not None for value in stated):
            continue
        contract[place[each.path]] = each.value
        if each.path == _REQUEST[0] and contract[place["platform"]] == CLIENTS_ALONE_ASK:
            contract[place["refund_request.requested_by"]] = "client"
