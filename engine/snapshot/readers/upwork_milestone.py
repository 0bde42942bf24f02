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
LAST_SUBMISSION = "lastSubmissionCreatedTime"
ADDED = ("previousMilestoneUnusedDeposit", "overpayment")
"""Money of a milestone that was not funded for it: left over from the one before, or paid on top."""
TELL_FUNDED = ("funded_amount", "escrow_amount")


def milestone_of(source: Node, at: Path, contract: ForeignContract, currencies: set[str]) -> Node:
    """A milestone in the snapshot's shape. `at` leads to it from the contract."""
    amounts = {
        name: money_of(source.get(key), (*at, key), contract, currencies)
        for name, key in AMOUNTS.items()
    }
    added = [money_of(source.get(key), (*at, key), contract, currencies) for key in ADDED]
    amounts["funded_amount"], has_more = _funded_in_all(amounts, added)
    submissions, changes_at, is_in_change = _history(source)
    if number(source.get("submissionCount")) == 0 and text(source.get(LAST_SUBMISSION)):
        message = f"{LAST_SUBMISSION} is told, but submissionCount is 0: taken as not known"
        contract.warn((*at, LAST_SUBMISSION), message)
    state = known = contract.translated_word(source.get("state"), (*at, "state"), STATES)
    if is_active(source.get("state")):
        state = (
            "funded" if has_more else _active(amounts["funded_amount"], amounts["escrow_amount"])
        )
        if state == "funded" and submissions is None and _was_submitted(source):
            state = None
            message = "work was submitted, in review or not: the state is taken as not known"
            contract.warn(
                (*at, "state"), message, f"ask for submissionEvents and {LAST_SUBMISSION}"
            )
        state = "submitted" if submissions and state == "funded" else state
        if state is None and not any(source.get(AMOUNTS[name]) for name in TELL_FUNDED):
            warn_of_active(contract, (*at, "state"), "ask for fundedAmount and currentEscrowAmount")
    if state == "submitted" and _is_paid_off(amounts):
        state = "paid"
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


def _funded_in_all(
    amounts: dict[str, str | None], added: list[str | None]
) -> tuple[str | None, bool]:
    """What a milestone was funded with, with what was added where that explains what it holds and was paid;
    and whether it holds money by what was left over from the one before.

    Whether the platform counts what is added as funded is not told: where nothing shows it, the sum is not known.
    """
    funded, escrow, paid, price = (
        None if amounts[name] is None else Decimal(amounts[name] or 0)
        for name in ("funded_amount", "escrow_amount", "paid_amount", "amount")
    )
    left_over, on_top = (Decimal(each or 0) for each in added)
    if funded is None or not left_over + on_top:
        return amounts["funded_amount"], False
    held = (escrow or Decimal()) + (paid or Decimal())
    if funded < held <= funded + left_over + on_top:
        return str(held), False
    if escrow is None and left_over and (price is None or funded < price):
        return None, not paid
    return amounts["funded_amount"], False


def _is_paid_off(amounts: dict[str, str | None]) -> bool:
    """Whether all of the price was paid and nothing of it is held: the state is late."""
    price, paid, held = (amounts[name] for name in ("amount", "paid_amount", "escrow_amount"))
    if not price or paid is None or held is None:
        return False
    return Decimal(paid) >= Decimal(price) > 0 == Decimal(held)


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

    Events that are there and tell of no request mean that there was none. Of submissions that are not all told
    the last is enough.
    """
    events = source.get("submissionEvents")
    count, last = (
        number(source.get("submissionCount")),
        text(source.get(LAST_SUBMISSION)),
    )
    if not isinstance(events, list):
        if last is not None:
            return (None if count == 0 else [last]), None, False
        return ([] if count == 0 else None), None, False
    dates = [_date(event, "submission") or _date(event, "submissionMessage") for event in events]
    submissions = [each for each in dates if each]
    newest = max(map(_seconds, submissions), default=0)
    is_cut = last is not None and _seconds(last) > newest
    is_complete = not is_cut and None not in dates and count in (None, len(submissions))
    known: list[str] | None = submissions if is_complete else None
    if last is not None and not is_complete and count != 0:
        known = [*submissions, last] if is_cut else submissions  # the last of them is told
        newest = max(newest, _seconds(last))
    revised = [event for event in events if node(event).get("revisionMessage")]
    changes = [_date(event, "revisionMessage") for event in revised]
    if None in changes:
        return known, None, not is_cut and revised[-1] is events[-1]
    latest = max(filter(None, changes), key=_seconds, default=None)
    if latest is None:
        return known, "none" if is_complete else None, False
    return known, latest, known is not None and _seconds(latest) >= newest


def _was_submitted(source: Node) -> bool:
    """Whether anything tells of a submission, be it without its day."""
    counted = number(source.get("submissionCount")) or 0
    return counted > 0 or bool(source.get("submissionEvents") or text(source.get(LAST_SUBMISSION)))


def _date(event: object, key: str) -> str | None:
    return text(node(node(event).get(key)).get("createdDateTime"))


def _seconds(written: str) -> int:
    try:
        return parse_instant(written)
    except BadValueError:
        return 0
