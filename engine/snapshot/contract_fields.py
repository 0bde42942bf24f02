"""The part of the catalogue that speaks of contracts."""

from __future__ import annotations

from ..units import Scope
from .claim_fields import CLAIM_FIELDS
from .field import NOT_UNDERSTOOD, WORK_STATES, Field, Kind, words_of
from .spoken_of import OPEN


def _contract(
    path: str, kind: Kind, about: str, question: str, example: object, **more: object
) -> Field:
    return Field(Scope.CONTRACT, path, kind, about, question, example, **more)  # type: ignore[arg-type]


_STATED: tuple[Field, ...] = (
    _contract(
        "id",
        Kind.ID,
        "Identifies the contract within the export; required.",
        "What is the id of the contract?",
        "C1",
    ),
    _contract(
        "title",
        Kind.TEXT,
        "Title of the contract, for display.",
        "What is the contract's title?",
        "Logo for a bakery",
    ),
    _contract(
        "account_id",
        Kind.ID,
        "Account that the contract belongs to.",
        "To which account does the contract[ with {client.name}] belong (its id)?",
        "A1",
    ),
    _contract(
        "member_id",
        Kind.ID,
        "Member of the agency who does the work; default: the freelancer.",
        "Which member of the agency does the work (their id)?",
        "M7",
    ),
    _contract(
        "via_agency",
        Kind.FLAG,
        "Whether the contract was made through an agency.",
        "Was the contract[ with {client.name}] made through an agency?",
        False,
    ),
    _contract(
        "platform",
        Kind.PLATFORM,
        "Platform of this contract; default: the export's.",
        "On which platform is the contract[ with {client.name}]?",
        "upwork",
    ),
    _contract(
        "type",
        Kind.ENUM,
        "How it is paid.",
        "Is the contract[ with {client.name}] for a fixed price or hourly?",
        "fixed",
        choices=("fixed", "hourly"),
    ),
    _contract(
        "status",
        Kind.ENUM,
        "Whether it is running.",
        "What does the page say about the contract[ with {client.name}]: active, paused, suspended, "
        "disputed, ended?",
        "active",
        choices=("active", "paused", "ended", "suspended", "disputed"),
    ),
    _contract(
        "client.id",
        Kind.ID,
        "Identifies the client within the account.",
        "Which client is the contract with (one id for all of the client's contracts)?",
        "K3",
    ),
    _contract(
        "client.name",
        Kind.TEXT,
        "Name of the client, for display.",
        "What is the client called?",
        "Bakery Blum",
    ),
    _contract(
        "freelancer.id",
        Kind.ID,
        "Identifies the freelancer.",
        "Which freelancer is the contract with (their id)?",
        "F9",
    ),
    _contract(
        "freelancer.name",
        Kind.TEXT,
        "Name of the freelancer, for display.",
        "What is the freelancer called?",
        "Ines R.",
    ),
    _contract(
        "started_at",
        Kind.INSTANT,
        "When the contract started.",
        "When did the contract[ with {client.name}] start?",
        "2026-01-05T10:00:00Z",
    ),
    _contract(
        "ended_at",
        Kind.INSTANT,
        "When the contract ended.",
        "Has the contract[ with {client.name}] ended, and when?",
        "2026-03-01T16:30:00Z",
        since="When did the contract[ with {client.name}] end?",
    ),
    _contract(
        "ended_by",
        Kind.ENUM,
        "Who ended the contract.",
        "Who ended the contract[ on {ended_at}]: the freelancer, the client, the platform?",
        "client",
        choices=("freelancer", "client", "platform"),
    ),
    _contract(
        "end_reason",
        Kind.ENUM,
        "Reason that was given when the contract ended.",
        "Which reason was given when the contract ended[ on {ended_at}]: completed, "
        "client not responsive, unsuccessful, other?",
        "completed",
        choices=("completed", "client_not_responsive", "unsuccessful", "other"),
    ),
    _contract(
        "closing_planned",
        Kind.FLAG,
        "Whether it is to be ended now; default: false.",
        "Do you want to end the contract[ with {client.name}] now?",
        False,
    ),
    _contract(
        "work_state",
        Kind.ENUM,
        "How far the work is.",
        "How far is the work[ for {client.name}]: not started, in progress, complete?",
        "complete",
        choices=WORK_STATES,
    ),
    _contract(
        "due_at",
        Kind.INSTANT,
        "When the work is due.",
        "When is the work[ for {client.name}] due?",
        "2026-03-10T00:00:00Z",
    ),
    _contract(
        "requirements_missed",
        Kind.FLAG,
        "Whether a deadline or requirement was missed.",
        "Was a deadline or a requirement missed?",
        False,
        annotation=True,
    ),
    _contract(
        "budget",
        Kind.MONEY,
        "Agreed price, in the contract's currency.",
        "What is the agreed price of the whole contract?",
        "500.00",
    ),
    _contract(
        "total_paid",
        Kind.MONEY,
        "Paid so far, in the contract's currency.",
        "How much has been paid on the contract so far?",
        "250.00",
    ),
    _contract(
        "last_paid_at",
        Kind.INSTANT,
        "Latest payment.",
        "When was the latest payment on the contract?",
        "2026-02-20T08:00:00Z",
        grows=True,
    ),
    _contract(
        "currency",
        Kind.CURRENCY,
        "Currency of every amount of the contract, ISO 4217.",
        "In which currency are the amounts of the contract (like USD)?",
        "USD",
    ),
    _contract(
        "escrow",
        Kind.MONEY,
        "Money that lies in escrow; default: the sum of the milestones', 0 for hourly.",
        "How much money of the contract lies in escrow?",
        "250.00",
    ),
    _contract(
        "last_activity_at",
        Kind.INSTANT,
        "Latest payment, milestone change or logged time; messages do not count.",
        "When was the latest payment, change of a milestone or logged time on the contract?",
        "2026-02-20T08:00:00Z",
        grows=True,
    ),
    _contract(
        "last_client_message_at",
        Kind.INSTANT,
        "Latest message from the client.",
        "When did <{client.name|the client}|you> last write?",
        "2026-02-21T09:15:00Z",
        grows=True,
    ),
    _contract(
        "last_freelancer_message_at",
        Kind.INSTANT,
        "Latest message from the freelancer.",
        "When did <you|{freelancer.name|the freelancer}> last write?",
        "2026-02-22T11:00:00Z",
        grows=True,
    ),
    _contract(
        "close_requests",
        Kind.INSTANTS,
        "When the other side was asked to close the contract; [] for never.",
        "Did you ask <{client.name|the client}|the freelancer> to end the contract, and when?",
        ["2026-02-22T11:00:00Z"],
    ),
    _contract(
        "more_work_expected",
        Kind.FLAG,
        "Whether more work on this contract is expected.",
        "Is more work to come on the contract[ with {client.name}]?",
        False,
        annotation=True,
    ),
    _contract(
        "situation",
        Kind.CHOICES,
        "What went differently than agreed; [] for nothing.",
        "What went differently than agreed: the time was misjudged, requirements changed, extra work "
        "is unpaid, the client does not pay, details are missing, both sides want to stop?",
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
    _contract(
        "open_tasks",
        Kind.COUNT,
        "Tasks or concerns still open.",
        "How many tasks or concerns are still open?",
        0,
        annotation=True,
    ),
    _contract(
        "repeat_client",
        Kind.FLAG,
        "Whether the client is likely to hire again.",
        "Is <{client.name|the client} likely to hire you|it likely that you hire the freelancer> again?",
        False,
        annotation=True,
    ),
    _contract(
        "payments",
        Kind.PAYMENTS,
        "Payments, each with its amount and instant; [] for none.",
        "Which payments were made on the contract, each with its amount and day?",
        [{"amount": "250.00", "paid_at": "2026-02-20T08:00:00Z"}],
    ),
    *CLAIM_FIELDS,
)

CONTRACT_FIELDS: tuple[Field, ...] = (
    *_STATED,
    _contract(
        NOT_UNDERSTOOD,
        Kind.CHOICES,
        "Fields of which the source says what is not understood here, so that nothing is assumed of them.",
        "Which fields of the contract are told in words that are not understood?",
        ["status"],
        choices=(*words_of(_STATED), *OPEN),
    ),
    _contract(
        "custom",
        Kind.CUSTOM,
        "Fields of your own, by name; a pack declares them under `fields`.",
        "Which fields of your own has the contract?",
        {"client_rating": 4.5},
    ),
)
