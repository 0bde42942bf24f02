"""The part of the catalogue that speaks of claims on a contract: refunds, hours, disputes, feedback."""

from __future__ import annotations

from ..units import Scope
from .field import Field, Kind


def _contract(
    path: str, kind: Kind, about: str, question: str, example: object, **more: object
) -> Field:
    return Field(Scope.CONTRACT, path, kind, about, question, example, **more)  # type: ignore[arg-type]


CLAIM_FIELDS: tuple[Field, ...] = (
    _contract(
        "refund_request.amount",
        Kind.MONEY,
        "Amount asked back.",
        "How much money is asked back[ in the request of {refund_request.requested_at}]?",
        "120.00",
    ),
    _contract(
        "refund_request.requested_at",
        Kind.INSTANT,
        "When the refund was asked for.",
        "When was the refund[ of {refund_request.amount}] asked for?",
        "2026-03-01T16:30:00Z",
    ),
    _contract(
        "refund_request.requested_by",
        Kind.ENUM,
        "Who asked for the refund.",
        "Who asked for the refund[ of {refund_request.amount}][ on {refund_request.requested_at}]: "
        "the freelancer, the client, the platform?",
        "client",
        choices=("freelancer", "client", "platform"),
    ),
    _contract(
        "refund_request.response",
        Kind.ENUM,
        "Answer to the refund request.",
        "Did <you|the freelancer> answer the refund request[ of {refund_request.requested_at}]?",
        "none",
        choices=("none", "accepted", "disputed"),
        pending=("none",),
    ),
    _contract(
        "refund_request.responded_at",
        Kind.INSTANT,
        "When the refund request was answered.",
        "When was the refund request[ of {refund_request.requested_at}] answered?",
        "2026-03-03T10:00:00Z",
    ),
    _contract(
        "hours.this_week",
        Kind.HOURS,
        "Hours logged in the current week.",
        "How many hours are logged in the current week?",
        5.5,
    ),
    _contract(
        "hours.unlogged",
        Kind.HOURS,
        "Hours worked and not logged yet.",
        "How many hours were worked and are not logged yet?",
        1.25,
    ),
    _contract(
        "hours.manual_time_allowed",
        Kind.FLAG,
        "Whether time may be added by hand.",
        "May time be added by hand on the contract?",
        True,
    ),
    _contract(
        "dispute.filed_at",
        Kind.INSTANT,
        "When a dispute was filed.",
        "When was the dispute filed?",
        "2026-03-04T12:00:00Z",
    ),
    _contract(
        "dispute.hours",
        Kind.HOURS,
        "Hours that the dispute is about.",
        "How many hours is the dispute[ of {dispute.filed_at}] about?",
        3,
    ),
    _contract(
        "dispute.response",
        Kind.ENUM,
        "Whether the dispute was answered.",
        "Did <you|the freelancer> answer the dispute[ of {dispute.filed_at}]?",
        "none",
        choices=("none", "given"),
        pending=("none",),
    ),
    _contract(
        "dispute.responded_at",
        Kind.INSTANT,
        "When the dispute was answered.",
        "When was the dispute[ of {dispute.filed_at}] answered?",
        "2026-03-05T12:00:00Z",
    ),
    _contract(
        "feedback.from_client.state",
        Kind.ENUM,
        "Whether the client has left feedback.",
        "<Has {client.name|the client}|Have you> left feedback?",
        "none",
        choices=("none", "given"),
        pending=("none",),
    ),
    _contract(
        "feedback.from_client.given_at",
        Kind.INSTANT,
        "When the client left feedback.",
        "When did <{client.name|the client}|you> leave feedback?",
        "2026-03-06T10:00:00Z",
    ),
    _contract(
        "feedback.from_client.score",
        Kind.NUMBER,
        "The client's public rating, in stars.",
        "How many stars did <{client.name|the client}|you> give?",
        4.8,
        limits=(0, 5),
    ),
    _contract(
        "feedback.from_client.reply",
        Kind.ENUM,
        "Whether the feedback was replied to.",
        "<Have you|Has the freelancer> replied to the feedback of <{client.name|the client}|yours>?",
        "none",
        choices=("none", "given"),
        pending=("none",),
    ),
    _contract(
        "feedback.from_freelancer.state",
        Kind.ENUM,
        "Whether the freelancer has left feedback.",
        "<Have you|Has the freelancer> left feedback for <{client.name|the client}|you>?",
        "given",
        choices=("none", "given"),
        pending=("none",),
    ),
    _contract(
        "feedback.from_freelancer.given_at",
        Kind.INSTANT,
        "When the freelancer left feedback.",
        "When did <you|the freelancer> leave feedback for <{client.name|the client}|you>?",
        "2026-03-02T10:00:00Z",
    ),
    _contract(
        "feedback.change.state",
        Kind.ENUM,
        "Whether a change of the feedback was enabled or made.",
        "Was a change of the feedback asked for or made: none, enabled, used?",
        "none",
        choices=("none", "enabled", "used"),
        pending=("none", "enabled"),
    ),
    _contract(
        "feedback.change.enabled_at",
        Kind.INSTANT,
        "When a change of the feedback was enabled.",
        "When was the change of the feedback enabled?",
        "2026-03-08T10:00:00Z",
    ),
    _contract(
        "feedback.mid_contract.state",
        Kind.ENUM,
        "Whether feedback during the contract was asked for or given.",
        "Was feedback during the contract asked for or given: none, requested, given?",
        "none",
        choices=("none", "requested", "given"),
        pending=("none", "requested"),
    ),
    _contract(
        "feedback.mid_contract.requested_at",
        Kind.INSTANT,
        "When feedback during the contract was asked for.",
        "When was feedback during the contract asked for?",
        "2026-02-01T10:00:00Z",
    ),
    _contract(
        "feedback.mid_contract.given_at",
        Kind.INSTANT,
        "When feedback during the contract was given.",
        "When was feedback during the contract given?",
        "2026-02-03T10:00:00Z",
    ),
)
