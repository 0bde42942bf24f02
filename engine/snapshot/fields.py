"""The catalogue of snapshot fields: the one place where a field is added.

Readers, validation, the JSON Schema, the CSV template, the facts and the docs all follow it.
A field that is missing or null is "not known"; what is known not to exist says `none`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from ..units import Scope, Unit


class Kind(StrEnum):
    """How a field is written in a snapshot."""

    ID = "id"
    TEXT = "text"
    ENUM = "enum"
    FLAG = "flag"
    COUNT = "count"
    NUMBER = "number"
    MONEY = "money"
    HOURS = "hours"
    INSTANT = "instant"
    INSTANTS = "instants"
    CHOICES = "choices"
    PAYMENTS = "payments"


UNIT_OF_KIND: dict[Kind, Unit] = {
    Kind.ID: Unit.TEXT,
    Kind.TEXT: Unit.TEXT,
    Kind.ENUM: Unit.TEXT,
    Kind.FLAG: Unit.FLAG,
    Kind.COUNT: Unit.COUNT,
    Kind.NUMBER: Unit.RATIO,
    Kind.MONEY: Unit.MONEY,
    Kind.HOURS: Unit.DURATION,
    Kind.INSTANT: Unit.INSTANT,
    Kind.INSTANTS: Unit.INSTANTS,
    Kind.CHOICES: Unit.TEXTS,
    Kind.PAYMENTS: Unit.PAYMENTS,
}


@dataclass(frozen=True, slots=True)
class Field:
    """One field of the snapshot."""

    scope: Scope
    path: str
    """Dotted path inside its record: `feedback.from_client.state`."""
    kind: Kind
    about: str
    """One sentence for a person, with the unit."""
    example: object
    choices: tuple[str, ...] = ()
    pending: tuple[str, ...] = ()
    """States that somebody may change after the export: known only up to `exported_at`."""
    grows: bool = False
    """An instant of the latest of something: a later one may follow after the export."""
    annotation: bool = False
    """No export carries it; a person adds it."""
    limits: tuple[int, int] | None = None
    """Smallest and largest number that is allowed."""

    @property
    def unit(self) -> Unit:
        """The unit of the fact that this field becomes."""
        return UNIT_OF_KIND[self.kind]

    @property
    def need(self) -> str:
        """The name under which a report asks for this field: `escrow`, `milestone.state`."""
        return self.path if self.scope is Scope.CONTRACT else f"{self.scope}.{self.path}"


def _milestone(path: str, kind: Kind, about: str, example: object, **more: object) -> Field:
    return Field(Scope.MILESTONE, path, kind, about, example, **more)  # type: ignore[arg-type]


def _contract(path: str, kind: Kind, about: str, example: object, **more: object) -> Field:
    return Field(Scope.CONTRACT, path, kind, about, example, **more)  # type: ignore[arg-type]


def _account(path: str, kind: Kind, about: str, example: object, **more: object) -> Field:
    return Field(Scope.ACCOUNT, path, kind, about, example, **more)  # type: ignore[arg-type]


WORK_STATES = ("not_started", "in_progress", "complete")

ACCOUNT_FIELDS: tuple[Field, ...] = (
    _account("id", Kind.ID, "Identifies the account within the export.", "A1"),
    _account("name", Kind.TEXT, "Name of the account, for display.", "Studio Nord"),
    _account("time_zone", Kind.TEXT, "IANA time zone, for display only.", "Europe/Berlin"),
    _account("top_rated", Kind.FLAG, "Whether the account is Top Rated.", True),
    _account(
        "recommend_rate",
        Kind.NUMBER,
        "Share of clients who would recommend the account, in percent.",
        92,
        limits=(0, 100),
    ),
    _account(
        "job_success_score", Kind.NUMBER, "The Job Success Score, in percent.", 97, limits=(0, 100)
    ),
)

CONTRACT_FIELDS: tuple[Field, ...] = (
    _contract("id", Kind.ID, "Identifies the contract within the export; required.", "C1"),
    _contract("title", Kind.TEXT, "Title of the contract, for display.", "Logo for a bakery"),
    _contract("account_id", Kind.ID, "Account that the contract belongs to.", "A1"),
    _contract("member_id", Kind.ID, "Member of the agency who does the work.", "M7"),
    _contract("via_agency", Kind.FLAG, "Whether the contract was made through an agency.", False),
    _contract("platform", Kind.ID, "Platform of this contract; default: the export's.", "upwork"),
    _contract("type", Kind.ENUM, "How it is paid.", "fixed", choices=("fixed", "hourly")),
    _contract(
        "status",
        Kind.ENUM,
        "Whether it is running.",
        "active",
        choices=("active", "paused", "ended"),
    ),
    _contract("client.id", Kind.ID, "Identifies the client within the account.", "K3"),
    _contract("client.name", Kind.TEXT, "Name of the client, for display.", "Bakery Blum"),
    _contract("freelancer.id", Kind.ID, "Identifies the freelancer.", "F9"),
    _contract("freelancer.name", Kind.TEXT, "Name of the freelancer, for display.", "Ines R."),
    _contract("started_at", Kind.INSTANT, "When the contract started.", "2026-01-05T10:00:00Z"),
    _contract("ended_at", Kind.INSTANT, "When the contract ended.", "2026-03-01T16:30:00Z"),
    _contract(
        "ended_by",
        Kind.ENUM,
        "Who ended the contract.",
        "client",
        choices=("freelancer", "client", "platform"),
    ),
    _contract(
        "end_reason",
        Kind.ENUM,
        "Reason that was given when the contract ended.",
        "completed",
        choices=("completed", "client_not_responsive", "unsuccessful", "other"),
    ),
    _contract(
        "closing_planned", Kind.FLAG, "Whether it is to be ended now; default: false.", False
    ),
    _contract("work_state", Kind.ENUM, "How far the work is.", "complete", choices=WORK_STATES),
    _contract("due_at", Kind.INSTANT, "When the work is due.", "2026-03-10T00:00:00Z"),
    _contract(
        "requirements_missed",
        Kind.FLAG,
        "Whether a deadline or requirement was missed.",
        False,
        annotation=True,
    ),
    _contract("budget", Kind.MONEY, "Agreed price, in the contract's currency.", "500.00"),
    _contract("total_paid", Kind.MONEY, "Paid so far, in the contract's currency.", "250.00"),
    _contract("last_paid_at", Kind.INSTANT, "Latest payment.", "2026-02-20T08:00:00Z", grows=True),
    _contract("currency", Kind.ID, "Currency of every amount of the contract, ISO 4217.", "USD"),
    _contract(
        "escrow",
        Kind.MONEY,
        "Money that lies in escrow; default: the sum of the milestones', 0 for hourly.",
        "250.00",
    ),
    _contract(
        "last_activity_at",
        Kind.INSTANT,
        "Latest payment, milestone change or logged time; messages do not count.",
        "2026-02-20T08:00:00Z",
        grows=True,
    ),
    _contract(
        "last_client_message_at",
        Kind.INSTANT,
        "Latest message from the client.",
        "2026-02-21T09:15:00Z",
        grows=True,
    ),
    _contract(
        "last_freelancer_message_at",
        Kind.INSTANT,
        "Latest message from the freelancer.",
        "2026-02-22T11:00:00Z",
        grows=True,
    ),
    _contract(
        "close_requests",
        Kind.INSTANTS,
        "When the other side was asked to close the contract; [] for never.",
        ["2026-02-22T11:00:00Z"],
    ),
    _contract(
        "more_work_expected",
        Kind.FLAG,
        "Whether more work on this contract is expected.",
        False,
        annotation=True,
    ),
    _contract(
        "situation",
        Kind.CHOICES,
        "What went differently than agreed; [] for nothing.",
        ["requirements_changed"],
        choices=(
            "time_misjudged",
            "requirements_changed",
            "unpaid_extra_work",
            "client_not_paying",
            "no_details",
            "mutual_stop",
        ),
        annotation=True,
    ),
    _contract("open_tasks", Kind.COUNT, "Tasks or concerns still open.", 0, annotation=True),
    _contract(
        "repeat_client",
        Kind.FLAG,
        "Whether the client is likely to hire again.",
        False,
        annotation=True,
    ),
    _contract(
        "payments",
        Kind.PAYMENTS,
        "Payments, each with its amount and instant; [] for none.",
        [{"amount": "250.00", "paid_at": "2026-02-20T08:00:00Z"}],
    ),
    _contract("refund_request.amount", Kind.MONEY, "Amount asked back.", "120.00"),
    _contract(
        "refund_request.requested_at",
        Kind.INSTANT,
        "When the refund was asked for.",
        "2026-03-01T16:30:00Z",
    ),
    _contract(
        "refund_request.requested_by",
        Kind.ENUM,
        "Who asked for the refund.",
        "client",
        choices=("freelancer", "client", "platform"),
    ),
    _contract(
        "refund_request.response",
        Kind.ENUM,
        "Answer to the refund request.",
        "none",
        choices=("none", "accepted", "disputed"),
        pending=("none",),
    ),
    _contract(
        "refund_request.responded_at",
        Kind.INSTANT,
        "When the refund request was answered.",
        "2026-03-03T10:00:00Z",
    ),
    _contract("hours.this_week", Kind.HOURS, "Hours logged in the current week.", 5.5),
    _contract("hours.unlogged", Kind.HOURS, "Hours worked and not logged yet.", 1.25),
    _contract("hours.manual_time_allowed", Kind.FLAG, "Whether time may be added by hand.", True),
    _contract(
        "dispute.filed_at", Kind.INSTANT, "When a dispute was filed.", "2026-03-04T12:00:00Z"
    ),
    _contract("dispute.hours", Kind.HOURS, "Hours that the dispute is about.", 3),
    _contract(
        "dispute.response",
        Kind.ENUM,
        "Whether the dispute was answered.",
        "none",
        choices=("none", "given"),
        pending=("none",),
    ),
    _contract(
        "dispute.responded_at",
        Kind.INSTANT,
        "When the dispute was answered.",
        "2026-03-05T12:00:00Z",
    ),
    _contract(
        "feedback.from_client.state",
        Kind.ENUM,
        "Whether the client has left feedback.",
        "none",
        choices=("none", "given"),
        pending=("none",),
    ),
    _contract(
        "feedback.from_client.given_at",
        Kind.INSTANT,
        "When the client left feedback.",
        "2026-03-06T10:00:00Z",
    ),
    _contract(
        "feedback.from_client.score",
        Kind.NUMBER,
        "The client's public rating, in stars.",
        4.8,
        limits=(0, 5),
    ),
    _contract(
        "feedback.from_client.reply",
        Kind.ENUM,
        "Whether the feedback was replied to.",
        "none",
        choices=("none", "given"),
        pending=("none",),
    ),
    _contract(
        "feedback.from_freelancer.state",
        Kind.ENUM,
        "Whether the freelancer has left feedback.",
        "given",
        choices=("none", "given"),
        pending=("none",),
    ),
    _contract(
        "feedback.from_freelancer.given_at",
        Kind.INSTANT,
        "When the freelancer left feedback.",
        "2026-03-02T10:00:00Z",
    ),
    _contract(
        "feedback.change.state",
        Kind.ENUM,
        "Whether a change of the feedback was enabled or made.",
        "none",
        choices=("none", "enabled", "used"),
        pending=("none", "enabled"),
    ),
    _contract(
        "feedback.change.enabled_at",
        Kind.INSTANT,
        "When a change of the feedback was enabled.",
        "2026-03-08T10:00:00Z",
    ),
    _contract(
        "feedback.mid_contract.state",
        Kind.ENUM,
        "Whether feedback during the contract was asked for or given.",
        "none",
        choices=("none", "requested", "given"),
        pending=("none", "requested"),
    ),
    _contract(
        "feedback.mid_contract.requested_at",
        Kind.INSTANT,
        "When feedback during the contract was asked for.",
        "2026-02-01T10:00:00Z",
    ),
    _contract(
        "feedback.mid_contract.given_at",
        Kind.INSTANT,
        "When feedback during the contract was given.",
        "2026-02-03T10:00:00Z",
    ),
)

MILESTONE_FIELDS: tuple[Field, ...] = (
    _milestone("id", Kind.ID, "Identifies the milestone within its contract; required.", "m1"),
    _milestone("title", Kind.TEXT, "Title of the milestone, for display.", "First draft"),
    _milestone(
        "state",
        Kind.ENUM,
        "Where the milestone stands.",
        "submitted",
        choices=("not_funded", "funded", "submitted", "changes_requested", "paid", "cancelled"),
        pending=("not_funded", "submitted", "changes_requested"),
    ),
    _milestone("amount", Kind.MONEY, "Agreed price, in the contract's currency.", "250.00"),
    _milestone("funded_amount", Kind.MONEY, "Funded so far, in the contract's currency.", "250.00"),
    _milestone("paid_amount", Kind.MONEY, "Paid so far, in the contract's currency.", "0.00"),
    _milestone(
        "escrow_amount",
        Kind.MONEY,
        "Money in escrow; default: 0 when not funded or paid, else funded less paid.",
        "250.00",
    ),
    _milestone("due_at", Kind.INSTANT, "When the milestone is due.", "2026-03-10T00:00:00Z"),
    _milestone(
        "submissions",
        Kind.INSTANTS,
        "Each time work was submitted with the platform's button; [] for never.",
        ["2026-03-01T09:00:00Z"],
    ),
    _milestone(
        "changes_requested_at",
        Kind.INSTANT,
        "Latest request for changes.",
        "2026-03-03T14:00:00Z",
    ),
    _milestone(
        "modified_at", Kind.INSTANT, "Latest change of the milestone.", "2026-03-01T09:00:00Z"
    ),
    _milestone("work_state", Kind.ENUM, "How far the work is.", "complete", choices=WORK_STATES),
)

FIELDS: dict[Scope, tuple[Field, ...]] = {
    Scope.MILESTONE: MILESTONE_FIELDS,
    Scope.CONTRACT: CONTRACT_FIELDS,
    Scope.ACCOUNT: ACCOUNT_FIELDS,
}

POSITION: dict[Scope, dict[str, int]] = {
    scope: {field.path: index for index, field in enumerate(fields)}
    for scope, fields in FIELDS.items()
}
"""Index of a field's value in a record, by path."""

BY_PATH: dict[tuple[Scope, str], Field] = {
    (field.scope, field.path): field for fields in FIELDS.values() for field in fields
}

OBJECTS_WITH_NONE: tuple[str, ...] = ("refund_request", "dispute")
"""Groups of contract fields that may be `none` as a whole: there is no request, no dispute."""

ANNOTATIONS: frozenset[str] = frozenset(
    field.need for fields in FIELDS.values() for field in fields if field.annotation
)

MENTIONED_AS_A_WHOLE: tuple[str, ...] = (*OBJECTS_WITH_NONE, "feedback.change")
"""Groups of contract fields of which nothing is assumed as soon as any part is stated."""


def object_of(path: str) -> str:
    """The group of `MENTIONED_AS_A_WHOLE` that a contract field belongs to; "" for none."""
    return next((group for group in MENTIONED_AS_A_WHOLE if path.startswith(f"{group}.")), "")


def object_fields(group: str) -> tuple[Field, ...]:
    """The contract fields of a group: of `dispute` all `dispute.*`."""
    return tuple(field for field in CONTRACT_FIELDS if field.path.startswith(f"{group}."))
