"""Fields that a person reads in one place: what several of them say is asked at once, answered in the same order.

`3 days ago; 2026-02-01` answers a question about two days, `none` says that there is nothing of all, `?` leaves
one of them open, and so does whoever ends before it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct

from ..report.shown import Shown
from ..snapshot.bad_value import BadValueError
from ..snapshot.fields import Kind
from ..snapshot.model import Contract
from .look import Look
from .reading import EXPECTED, NOTHING, UNKNOWN, expected, read_answer, typed
from .slots import Slot, answered
from .wording import Told, words

MOST_PARTS = 4
"""So many fields are asked for at once; more would be a form."""
END = ";"


class Place(Struct, frozen=True):
    """Where a few fields are read."""

    begins: str
    """How the question begins."""
    parts: Mapping[str, str]
    """By need, in the order in which they are asked for: the words that ask for it."""
    one_for_all: bool = False
    """Whether one answer alone is meant for all of them."""
    is_whole: bool = False
    """Whether all of it is asked for that is not stated: what was only mentioned nobody has looked up."""


PLACES: tuple[Place, ...] = (
    Place(
        "In the messages",
        {
            "last_freelancer_message_at": "when did <you|the freelancer> last write",
            "last_client_message_at": "when did <the client|you> last write",
            "close_requests": "when did you ask <the client|the freelancer> to end the contract",
        },
    ),
    Place(
        "On the contract's page",
        {
            "total_paid": "how much was paid in all",
            "last_paid_at": "when was the latest payment",
            "last_activity_at": "when was the latest payment, change of a milestone or logged time",
        },
    ),
    Place(
        "How far is the work",
        {"work_state": "on the whole", "milestone.work_state": "on milestone {milestone}"},
        one_for_all=True,
    ),
    Place("Where does each stand", {"milestone.state": "milestone {milestone}"}, one_for_all=True),
    Place(
        "How much money lies in escrow",
        {"milestone.escrow_amount": "for milestone {milestone}"},
    ),
    Place(
        "How much is funded",
        {"milestone.funded_amount": "of milestone {milestone}"},
    ),
    Place("How much has been paid", {"milestone.paid_amount": "of milestone {milestone}"}),
    Place(
        "In the request for a refund",
        {
            "refund_request.requested_at": "since when is it there",
            "refund_request.amount": "how much is asked back",
            "refund_request.response": "how did <you|the freelancer> answer",
            "refund_request.responded_at": "when",
        },
        is_whole=True,
    ),
    Place(
        "In the dispute",
        {
            "dispute.filed_at": "since when is it there",
            "dispute.stage": "how far is it",
            "dispute.response": "did <you|the freelancer> answer",
            "dispute.responded_at": "when",
        },
        is_whole=True,
    ),
    Place(
        "Who has left feedback",
        {
            "feedback.from_client.state": "<the client|you>",
            "feedback.from_freelancer.state": "<you|the freelancer>",
        },
    ),
)


class Listed(Struct, frozen=True):
    """A question about several fields of one place."""

    place: Place
    slots: tuple[Slot, ...]

    @property
    def passed(self) -> frozenset[Slot]:
        """All of them: whoever looked has seen what there is."""
        return frozenset(self.slots)

    @property
    def expected(self) -> str:
        """`none; or in this order, with ; between them: an amount; a day like 2026-03-15`."""
        kinds = [_expected_alone(slot) for slot in self.slots]
        if len(set(kinds)) == 1:
            alone = ", or one for all" if self.place.one_for_all else ", or none"
            return f"for each, with {END} between: {kinds[0]}{alone}"
        return f"in this order, with {END} between: {f'{END} '.join(kinds)}; or none"

    def told(self, contract: Contract, role: str) -> Told:
        """`In the messages: when did you last write; when did the client last write?`"""
        found: list[str | Shown] = [self.place.begins, ": "]
        for index, slot in enumerate(self.slots):
            found += [f"{END} "] if index else []
            found += words(self.place.parts[slot.need], contract, slot.milestone, role)
        return (*found, "?")

    def read(self, contract: Contract, text: str, as_of: int) -> Contract | None:
        """See `Look`."""
        _, plain = typed(text)
        entries = [each.strip() for each in plain.split(END)]
        is_alone = len(entries) == 1 and (plain in NOTHING or self.place.one_for_all)
        if is_alone:
            entries *= len(self.slots)
        if len(entries) > len(self.slots):
            raise BadValueError(
                f"expected {len(self.slots)} answers at most, found {len(entries)}",
                f"write them in the order of the question, with {END} between them",
            )
        told = None
        for slot, entry in zip(self.slots, entries, strict=False):
            value = None if entry in UNKNOWN else read_answer(entry, slot, as_of)
            if value is not None:
                told = answered(contract if told is None else told, slot, value)
        return told


def _expected_alone(slot: Slot) -> str:
    """What may be typed between two separators: of a list one entry."""
    field = slot.field
    is_list = field is not None and field.kind is Kind.INSTANTS
    return (EXPECTED[Kind.INSTANT] if is_list else expected(slot)).removesuffix(", or none")


def listed(slot: Slot, contract: Contract, needed: Sequence[Slot]) -> Look | None:
    """The question about a field and all others of its place that are needed; None where it is alone."""
    place = place_of(slot)
    if place is None:
        return None
    order = list(place.parts)
    if place.is_whole:
        needed = [Slot(need) for need in order if contract.get(need) is None]
    others = [each for each in needed if each.need in place.parts and each != slot]
    found = [slot, *others][:MOST_PARTS]
    found.sort(key=lambda each: (order.index(each.need), each.milestone or 0))
    return Listed(place, tuple(found)) if len(found) > 1 else None


def place_of(slot: Slot) -> Place | None:
    """Where a field is read; None where it is asked for by itself."""
    if slot.own is not None:
        return None
    return next((place for place in PLACES if slot.need in place.parts), None)
