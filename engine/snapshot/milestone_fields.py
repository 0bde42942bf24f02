"""The part of the catalogue that speaks of milestones."""

from __future__ import annotations

from ..units import Scope
from .field import NOT_UNDERSTOOD, WORK_STATES, Field, Kind, words_of


def _milestone(
    path: str, kind: Kind, about: str, question: str, example: object, **more: object
) -> Field:
    return Field(Scope.MILESTONE, path, kind, about, question, example, **more)  # type: ignore[arg-type]


_STATED: tuple[Field, ...] = (
    _milestone(
        "id",
        Kind.ID,
        "Identifies the milestone within its contract; required.",
        "What is the id of the milestone?",
        "m1",
    ),
    _milestone(
        "title",
        Kind.TEXT,
        "Title of the milestone, for display.",
        "What is the title of milestone {milestone}?",
        "First draft",
    ),
    _milestone(
        "state",
        Kind.ENUM,
        "Where the milestone stands.",
        "What does the page say about milestone {milestone}[ ({milestone.amount})]: not funded, "
        "funded, submitted, sent back, paid, cancelled?",
        "submitted",
        choices=("not_funded", "funded", "submitted", "changes_requested", "paid", "cancelled"),
        pending=("not_funded", "submitted", "changes_requested"),
    ),
    _milestone(
        "amount",
        Kind.MONEY,
        "Agreed price, in the contract's currency.",
        "What is the agreed price of milestone {milestone}?",
        "250.00",
    ),
    _milestone(
        "funded_amount",
        Kind.MONEY,
        "Funded so far, in the contract's currency.",
        "How much of milestone {milestone}[ ({milestone.amount})] is funded?",
        "250.00",
    ),
    _milestone(
        "paid_amount",
        Kind.MONEY,
        "Paid so far, in the contract's currency.",
        "How much of milestone {milestone}[ ({milestone.amount})] has been paid?",
        "0.00",
    ),
    _milestone(
        "escrow_amount",
        Kind.MONEY,
        "Money in escrow; default: 0 when not funded or paid, else funded less paid.",
        "How much money lies in escrow for milestone {milestone}[ ({milestone.amount})]?",
        "250.00",
    ),
    _milestone(
        "due_at",
        Kind.INSTANT,
        "When the milestone is due.",
        "When is milestone {milestone}[ ({milestone.amount})] due?",
        "2026-03-10T00:00:00Z",
    ),
    _milestone(
        "submissions",
        Kind.INSTANTS,
        "Each time work was submitted with the platform's button; [] for never.",
        "When was work submitted for milestone {milestone}[ ({milestone.amount})]?",
        ["2026-03-01T09:00:00Z"],
    ),
    _milestone(
        "changes_requested_at",
        Kind.INSTANT,
        "Latest request for changes.",
        "When were changes to milestone {milestone}[ ({milestone.amount})] last asked for?",
        "2026-03-03T14:00:00Z",
    ),
    _milestone(
        "modified_at",
        Kind.INSTANT,
        "Latest change of the milestone.",
        "When was milestone {milestone}[ ({milestone.amount})] last changed?",
        "2026-03-01T09:00:00Z",
    ),
    _milestone(
        "work_state",
        Kind.ENUM,
        "How far the work is.",
        "How far is the work on milestone {milestone}[ ({milestone.amount})]: not started, in progress, complete?",
        "complete",
        choices=WORK_STATES,
    ),
)

MILESTONE_FIELDS: tuple[Field, ...] = (
    *_STATED,
    _milestone(
        NOT_UNDERSTOOD,
        Kind.CHOICES,
        "Fields of which the source says a word that is not known here, so that nothing is assumed of them.",
        "Which fields of milestone {milestone} are told in words that are not understood?",
        ["state"],
        choices=words_of(_STATED),
    ),
    _milestone(
        "custom",
        Kind.CUSTOM,
        "Fields of your own, by name; a pack declares them under `fields`.",
        "Which fields of your own has milestone {milestone}?",
        {"client_rating": 4.5},
    ),
)
