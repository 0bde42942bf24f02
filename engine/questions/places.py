"""Fields that a person reads in one place: what several of them say is asked at once, answered in the same order.

`3 days ago; 2026-02-01` answers a question about two days, `none` says that there is nothing of all, `?` leaves
one of them open, and so does whoever ends before it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress

from msgspec import Struct

from ..report.shown import Shown
from ..snapshot.bad_value import BadValueError
from ..snapshot.convert import NONE_WORD
from ..snapshot.fields import Kind, object_fields
from ..snapshot.model import NONE, Contract
from .look import Look, Stated
from .reading import EXPECTED, expected, read_answer
from .said_words import NOTHING, typed
from .slots import Slot
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
    of_others: Mapping[str, str] = {}
    """The same for what is seen at once of several contracts."""
    is_whole: bool = False
    """Whether all of it is asked for that is not stated: what was only mentioned nobody has looked up."""


_ONE_FOR_ALL = frozenset(
    ("work_state", "milestone.work_state", "milestone.state", "ended_by", "member_id")
)
"""Where nothing else is asked for, one answer alone is meant for all; none of them is ever `none`."""
PLACES: tuple[Place, ...] = (
    Place(
        "In the messages",
        {
            "last_freelancer_message_at": "when did <you|the freelancer> last write",
            "last_client_message_at": "when did <the client|you> last write",
            "close_requests": "when did you ask <the client|the freelancer> to end the contract",
        },
        of_others={
            "last_freelancer_message_at": "when did <you|the freelancer> last write on {contract}",
            "last_client_message_at": "when did <the client|you> last write on {contract}",
        },
    ),
    Place(
        "On the contract's page",
        {
            "work_state": "how far is the work on the whole",
            "milestone.work_state": "how far is the work on milestone {milestone}",
            "total_paid": "how much was paid in all",
            "last_paid_at": "when was the latest payment",
            "last_activity_at": "when was the latest payment, change of a milestone or logged time",
        },
        of_others={
            "work_state": "how far is the work on {contract}",
            "total_paid": "how much was paid in all for {contract}",
            "last_paid_at": "when was the latest payment for {contract}",
            "last_activity_at": "when was anything paid, changed or logged last on {contract}",
        },
    ),
    Place("Where does each stand", {"milestone.state": "milestone {milestone}"}),
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
            "dispute.filed_by": "who filed it",
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
    Place(
        "Of what has ended",
        {},
        of_others={
            "ended_by": "who ended {contract}",
            "feedback.from_client.state": "has <the client|you> left feedback on {contract}",
        },
    ),
    Place("In the agency", {}, of_others={"member_id": "who works on {contract}"}),
)


class Listed(Struct, frozen=True):
    """A question about several fields of one place."""

    place: Place
    slots: tuple[Slot, ...]
    contracts: tuple[Contract, ...]
    """Of each field."""

    @property
    def passed(self) -> frozenset[Slot]:
        """All of them: whoever looked has seen what there is."""
        return frozenset(self.slots)

    @property
    def _is_one_for_all(self) -> bool:
        return all(slot.need in _ONE_FOR_ALL for slot in self.slots)

    @property
    def expected(self) -> str:
        """`none; or in this order, with ; between them: an amount; a day like 2026-03-15`."""
        kinds = [_expected_alone(slot) for slot in self.slots]
        if len(set(kinds)) == 1:
            alone = "one for all" if self._is_one_for_all else NONE_WORD
            words = [word for word in kinds[0].split(", ") if word != alone]
            return f"for each, with {END} between: {', '.join(words)}, or {alone}"
        or_none = "" if any(slot.need in _ONE_FOR_ALL for slot in self.slots) else f"{END} or none"
        return f"in this order, with {END} between: {f'{END} '.join(kinds)}{or_none}"

    def told(self, role: str) -> Told:
        """`In the messages: when did you last write; when did the client last write?`"""
        found: list[str | Shown] = [self.place.begins, ": "]
        is_of_one = len({slot.contract for slot in self.slots}) == 1
        for index, slot in enumerate(self.slots):
            found += [f"{END} "] if index else []
            is_alone = slot.contract is None or is_of_one
            template = (self.place.parts if is_alone else self.place.of_others)[slot.need]
            found += words(template, self.contracts[index], slot.milestone, role)
        return (*found, "?")

    def read(self, text: str, as_of: int) -> Sequence[Stated] | None:
        """See `Look`."""
        said, plain = typed(text)
        entries = [each.strip() for each in said.split(END)]  # an id keeps its capitals
        if plain in NOTHING and self.place.is_whole:
            return self._none_of_all(as_of)
        if len(entries) == 1 and (plain in NOTHING or self._is_one_for_all):
            entries *= len(self.slots)
        if len(entries) > len(self.slots):
            raise BadValueError(
                f"expected {len(self.slots)} answers at most, found {len(entries)}",
                f"write them in the order of the question, with {END} between them",
            )
        found: list[Stated] = []
        for slot, entry in zip(self.slots, entries, strict=False):
            value = read_answer(entry, slot, as_of)
            found += [] if value is None else [(slot, value)]
        return found or None

    def _none_of_all(self, as_of: int) -> Sequence[Stated]:
        """What there is none of; how far it is and how much is not said of what is not there."""
        found: list[Stated] = []
        for slot in self.slots:
            with suppress(BadValueError):
                value = read_answer("none", slot, as_of)
                found += [(slot, value)] if value in (NONE, NONE_WORD) else []
        return found


def _expected_alone(slot: Slot) -> str:
    """What may be typed between two separators: of a list one entry."""
    field = slot.field
    is_list = field is not None and field.kind is Kind.INSTANTS
    return (EXPECTED[Kind.INSTANT] if is_list else expected(slot)).removesuffix(", or none")


def beside(slot: Slot, contract: Contract, needed: Sequence[Slot]) -> list[Slot]:
    """Which of the needed fields are seen where this one is, whose contract is given.

    What is told already and cannot be right is asked by itself, with what is told.
    """
    if slot.replaces:
        return []
    needed = [each for each in needed if not each.replaces]
    others = [each for each in needed if each != slot and _sees(slot, each)]
    if any(each.contract not in (None, slot.contract) for each in others):
        return others
    place = place_of(slot)
    if place is None:
        return []
    if place.is_whole:
        if not is_mentioned(contract, slot.need):
            return []  # first whether it is there at all
        whole = (Slot(need, contract=slot.contract) for need in place.parts)
        return [each for each in whole if contract.get(each.need) is None and each != slot]
    return [
        each
        for each in needed
        if each.contract == slot.contract and each.need in place.parts and each != slot
    ]


def unsaid_of_mentioned(contract: Contract) -> list[str]:
    """The needs for what is not stated of a request or a dispute that is mentioned."""
    found: list[str] = []
    for place in PLACES:
        if place.is_whole and is_mentioned(contract, next(iter(place.parts))):
            found += (need for need in place.parts if contract.get(need) is None)
    return found


def is_mentioned(contract: Contract, need: str) -> bool:
    """Whether anything is stated of the request or the dispute that a field belongs to."""
    fields = object_fields(need.partition(".")[0])
    return any(contract.get(each.path) is not None for each in fields)


def _sees(slot: Slot, other: Slot) -> bool:
    """Whether a field is seen where this one is, one of them at least being of another contract."""
    place = place_across(slot) if slot.contract is not None else place_of(slot)
    if place is None or not place.of_others:
        return False
    return other.need in (place.parts if other.contract is None else place.of_others)


def listed(
    slot: Slot, others: Sequence[Slot], contract_of: Callable[[Slot], Contract]
) -> Look | None:
    """The question about a field and what is seen beside it, what matters most first; None where it is alone."""
    found = [slot, *others][:MOST_PARTS]
    is_of_one = len({each.contract for each in found}) == 1
    is_mine = is_of_one or slot.contract is None
    place = place_of(slot) if is_mine else place_across(slot)
    if place is None or len(found) == 1:
        return None
    order = list(dict.fromkeys((*place.parts, *place.of_others)))
    found.sort(key=lambda each: (each.contract or "", order.index(each.need), each.milestone or 0))
    return Listed(place, tuple(found), tuple(map(contract_of, found)))


def place_of(slot: Slot) -> Place | None:
    """Where a field is read; None where it is asked for by itself."""
    if slot.own is not None:
        return None
    return next((place for place in PLACES if slot.need in place.parts), None)


def place_across(slot: Slot) -> Place | None:
    """Where a field is read with the same of other contracts; None where it is not."""
    if slot.own is not None:
        return None
    return next((place for place in PLACES if slot.need in place.of_others), None)
