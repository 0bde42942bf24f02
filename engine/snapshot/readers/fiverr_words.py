"""The words that Fiverr's lists of orders have for where an order stands."""

from __future__ import annotations

from msgspec import Struct, field

from .foreign import Node

OVER = ("paid", "cancelled")


class OrderStatus(Struct, frozen=True):
    """What one word says."""

    state: str | None
    """Of the order's milestone."""
    stated: Node = field(default_factory=dict)
    """Fields of the contract that it tells beside."""

    @property
    def is_over(self) -> bool:
        """Whether the order has ended."""
        return self.state in OVER


_FUNDED, _SUBMITTED = OrderStatus("funded"), OrderStatus("submitted")
_SENT_BACK, _PAID, _CANCELLED = (
    OrderStatus("changes_requested"),
    OrderStatus("paid"),
    OrderStatus("cancelled"),
)
_LATE: Node = {"requirements_missed": "true"}
_ASKED: Node = {"response": "none"}
"""While a request for a cancellation is shown, it is not answered."""

_BY_MEANING: tuple[tuple[str, OrderStatus], ...] = (
    ("active new priority inprogress started", _FUNDED),
    (
        "incomplete missingdetails requirementsneeded requirementsmissing missingrequirements "
        "awaitingrequirements waitingforrequirements pendingrequirements requirementspending "
        "awaitingbuyerrequirements waitingforbuyerrequirements waitingforclientrequirements "
        "waitingforbuyer awaitingbuyer requirementsnotsubmitted",
        OrderStatus("funded", {"situation": ["no_details"]}),
    ),
    ("late overdue verylate", OrderStatus("funded", _LATE)),
    ("delivered", _SUBMITTED),
    ("deliveredlate latedelivery", OrderStatus("submitted", _LATE)),
    ("inrevision revision revisionrequested", _SENT_BACK),
    ("completed complete autocompleted automaticallycompleted completedautomatically", _PAID),
    ("cancelled canceled autocancelled automaticallycancelled", _CANCELLED),
    (
        "cancelledbybuyer canceledbybuyer cancelledbyclient canceledbyclient",
        OrderStatus("cancelled", {"ended_by": "client"}),
    ),
    (
        "cancelledbyseller canceledbyseller cancelledbyfreelancer canceledbyfreelancer",
        OrderStatus("cancelled", {"ended_by": "freelancer"}),
    ),
    (
        "cancelledbyfiverr canceledbyfiverr cancelledbycustomersupport canceledbycustomersupport "
        "cancelledbysupport canceledbysupport",
        OrderStatus("cancelled", {"ended_by": "platform"}),
    ),
    (
        "cancellationrequested cancelationrequested requestedcancellation pendingcancellation "
        "cancellationpending",
        OrderStatus("funded", {"refund_request": _ASKED}),
    ),
    (
        "cancellationrequestedbybuyer cancellationrequestedbyclient",
        OrderStatus("funded", {"refund_request": {**_ASKED, "requested_by": "client"}}),
    ),
    (
        "cancellationrequestedbyseller cancellationrequestedbyfreelancer",
        OrderStatus("funded", {"refund_request": {**_ASKED, "requested_by": "freelancer"}}),
    ),
    (
        "disputed indispute disputebyseller disputebybuyer",
        OrderStatus(None, {"dispute": {"hours": "0"}}),
    ),
)

STATUSES: dict[str, OrderStatus] = {
    word: status for words, status in _BY_MEANING for word in words.split()
}
"""By word, folded."""

EXPECTED = (
    "expected Active, In progress, Awaiting requirements, Late, Delivered, In revision, Completed, "
    "Cancelled, Cancellation requested or Disputed"
)
NOT_KNOWN = OrderStatus(None)
"""Of a word that is not there."""
