"""Milestones as Upwork's GraphQL API gives them."""

from __future__ import annotations

from decimal import Decimal

from ..bad_value import BadValueError, Path, found
from ..escrow import FUNDED_STATES
from ..fields import NOT_UNDERSTOOD
from ..instants import parse_instant
from .displayed_money import settled
from .foreign import ForeignContract, Node, folded, node, not_understood, number, text

STATES = {
    "notfunded": "not_funded",
    "inoffer": "not_funded",
    "active": "funded",
    "funded": "funded",
    "submitted": "submitted",
    "rejected": "changes_requested",
    "changesrequested": "changes_requested",
    "paid": "paid",
    "cancelled": "cancelled",
    "canceled": "cancelled",
}
AMOUNTS = {
    "amount": "depositAmount",
    "funded_amount": "fundedAmount",
    "paid_amount": "paid",
    "escrow_amount": "currentEscrowAmount",
}
TELL_FUNDED = ("funded_amount", "escrow_amount")


def milestone_of(source: Node, at: Path, contract: ForeignContract, currencies: set[str]) -> Node:
    """A milestone in the snapshot's shape. `at` leads to it from the contract."""
    amounts = {
        name: money_of(source.get(key), (*at, key), contract, currencies)
        for name, key in AMOUNTS.items()
    }
    submissions, changes_at, is_in_change = _history(source)
    state = known = contract.translated_word(source.get("state"), (*at, "state"), STATES)
    if is_active(source.get("state")):
        state = _active(amounts["funded_amount"], amounts["escrow_amount"])
        state = "submitted" if submissions and state == "funded" else state
        if state is None and not any(source.get(AMOUNTS[name]) for name in TELL_FUNDED):
            warn_of_active(contract, (*at, "state"), "ask for fundedAmount and currentEscrowAmount")
    if is_in_change and state == "submitted":
        state = "changes_requested"
    if source.get(AMOUNTS["escrow_amount"]) is not None and amounts["escrow_amount"] is None:
        # An amount that is stated and cannot be used must not be made up for by what the state implies.
        state = state if state in FUNDED_STATES else None
        if _left(amounts) <= 0:
            amounts["funded_amount"] = None
    return {
        "id": text(source.get("id")),
        "title": text(source.get("description")),
        "state": state,
        **amounts,
        "due_at": text(source.get("dueDateTime")),
        "modified_at": text(source.get("modifiedDateTime")),
        "submissions": submissions,
        "changes_requested_at": changes_at,
        NOT_UNDERSTOOD: not_understood(state=(source.get("state"), known)),
    }


def is_active(written: object) -> bool:
    """Whether the platform calls a milestone active, which it does whether or not it is funded."""
    return folded(written) == "active"


def warn_of_active(contract: ForeignContract, at: Path, hint: str) -> None:
    """Tell that a state leaves open whether there is money."""
    message = "an active milestone is funded or not: its state is taken as not known"
    contract.warn(at, message, hint)


def _active(funded: str | None, escrow: str | None) -> str | None:
    """What the platform's `Active` is by the amounts; None: they do not tell."""
    if escrow is not None and Decimal(escrow):
        return "funded"
    return None if funded is None else "funded" if Decimal(funded) else "not_funded"


def _left(amounts: dict[str, str | None]) -> Decimal:
    """What was funded less what was paid, as far as both are known."""
    return Decimal(amounts["funded_amount"] or 0) - Decimal(amounts["paid_amount"] or 0)


def money_of(
    value: object, at: Path, contract: ForeignContract, currencies: set[str]
) -> str | None:
    """The amount as a decimal text; where its two forms do not agree it is told, and not known."""
    if not isinstance(value, dict):
        return None
    money = node(value)
    amount = settled(money.get("rawValue"), money.get("displayValue"))
    if amount is None:
        whose = text(contract.node.get("contractId")) or text(contract.node.get("id"))
        contract.warn(at, f"contract {whose}: {_why(money)}: the amount is taken as not known")
        return None
    currency = text(money.get("currency"))
    if currency:
        currencies.add(currency)
    return str(amount)


def _why(money: Node) -> str:
    """What keeps an amount from being told."""
    raw, shown = money.get("rawValue"), money.get("displayValue")
    if raw in (None, ""):
        return f"displayValue {found(shown)} alone has no certain reading"
    if shown in (None, ""):
        return f"rawValue {found(raw)} alone may be in units or in cents"
    return f"rawValue {found(raw)} and displayValue {found(shown)} do not agree"


def _history(source: Node) -> tuple[list[str] | None, str | None, bool]:
    """Submissions, the latest request for changes, and whether that is the last that happened.

    Events that are there and tell of no request mean that there was none.
    """
    events = source.get("submissionEvents")
    count, last = (
        number(source.get("submissionCount")),
        text(source.get("lastSubmissionCreatedTime")),
    )
    if not isinstance(events, list):
        if count == 0:
            return [], None, False
        return ([last] if count == 1 and last else None), None, False
    dates = [_date(event, "submission") or _date(event, "submissionMessage") for event in events]
    submissions = [each for each in dates if each]
    revised = [event for event in events if node(event).get("revisionMessage")]
    changes = [_date(event, "revisionMessage") for event in revised]
    is_complete = len(submissions) == len(events) and count in (None, len(submissions))
    known = submissions if is_complete else None
    if None in changes:
        return known, None, bool(events) and revised[-1] is events[-1]
    latest = max(filter(None, changes), key=_seconds, default=None)
    if latest is None:
        return known, "none" if is_complete else None, False
    newest = max(map(_seconds, submissions), default=0)
    return known, latest, is_complete and _seconds(latest) >= newest


def _date(event: object, key: str) -> str | None:
    return text(node(node(event).get(key)).get("createdDateTime"))


def _seconds(written: str) -> int:
    try:
        return parse_instant(written)
    except BadValueError:
        return 0
