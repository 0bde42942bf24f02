"""One plain question for what is nearly always answered by a no: is anything open, or still to come?

`none` states that there is nothing of all that was named; whatever else is said states that the rest is not there.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from msgspec import Struct

from ..report.verdicts import ENDED
from ..snapshot.bad_value import BadValueError, found
from ..snapshot.fields import object_fields, object_of
from ..snapshot.mentioned import SAID_OF_A_CLAIM
from ..snapshot.model import Contract
from ..snapshot.sheets.hours import hours_of
from ..units import Scope
from .look import Look, Stated
from .reading import ENTRY_ENDS, read_answer
from .said_words import NOTHING, UNKNOWN, YES, chosen, typed
from .slots import Answer, Slot
from .witness import Asking
from .wording import Told

HOURS = Slot("hours.unlogged")
SITUATION = Slot("situation")
OPEN = Slot("open")
"""The question as a whole, which is about several fields of the contract."""


class Matter(Struct, frozen=True):
    """Something that may be open."""

    slot: Slot
    """Whether there is any."""
    words: str
    example: str
    said: str
    """How a person names it, after a number where it can be counted."""
    mention: tuple[Slot, Answer] | None = None
    """What is stated where it is only named; None: how many there are is asked for."""
    outlives_the_end: bool = False
    """Whether it may be open on a contract that has ended."""


def _only_named(claim: str) -> tuple[Slot, Answer]:
    need, answer = SAID_OF_A_CLAIM[claim]
    return Slot(need), answer


MORE_WORK = Matter(
    Slot("more_work_expected"),
    "more work to come",
    "more work",
    r"(?:more|further) work(?: to come)?",
    (Slot("more_work_expected"), True),
)
OTHERWISE = Matter(
    SITUATION,
    "anything that went otherwise than agreed",
    "time misjudged, requirements changed, unpaid extra work, client not paying, no details, "
    "mutual stop",
    r"(?!)",  # by one of the words of the field
)
MATTERS: tuple[Matter, ...] = (
    Matter(
        HOURS, "hours to log", "3 hours", r"(?:unlogged )?(?:h|hrs?|hours?)(?: (?:left )?to log)?"
    ),
    Matter(
        Slot("refund_request.requested_at"),
        "money asked back",
        "refund",
        r"(?:a )?refunds?(?: requests?)?|money(?: (?:asked )?back)?|"
        r"(?:a )?cancell?ations?(?: requests?| requested)?",
        _only_named("refund_request"),
        outlives_the_end=True,
    ),
    Matter(
        Slot("dispute.filed_at"),
        "a dispute",
        "dispute",
        r"(?:a )?disputes?",
        _only_named("dispute"),
        outlives_the_end=True,
    ),
    Matter(Slot("open_tasks"), "tasks or concerns", "2 tasks", r"(?:a )?(?:tasks?|concerns?)"),
    MORE_WORK,
    OTHERWISE,
)
NOTHING_KNOWN = frozenset(("nothing at all",)) | {
    f"{nothing}{that}i know of"
    for nothing in ("nothing ", "none ", "not ")
    for that in ("", "that ")
}
"""What says that nothing is open, to who asks for what is rarely open; of an amount it says less."""
_COUNTED = re.compile(r"(?:(\d[\d.]*) ?)?(.+)")
_FIXED = "fixed"


class OpenMatters(Struct, frozen=True):
    """The question about all of which nothing is said yet."""

    matters: tuple[Matter, ...]
    contract: str | None = None
    """The id of the contract, where it is another than the one that is asked about."""

    @property
    def slots(self) -> tuple[Slot, ...]:
        """Whether there is any of each."""
        return tuple(each.slot.at(self.contract) for each in self.matters)

    @property
    def passed(self) -> frozenset[Slot]:
        """The question alone: what was not answered is asked by itself."""
        return frozenset((OPEN.at(self.contract),))

    @property
    def expected(self) -> str:
        """`none; or what: 3 hours, refund`."""
        return f"none; or what: {', '.join(each.example for each in self.matters)}"

    def told(self, role: str) -> Told:
        """`Is anything open: money asked back, a dispute, tasks or concerns?`"""
        *most, last = (each.words for each in self.matters)
        return (f"Is anything open: {', '.join(most)} or {last}?",)

    def read(self, text: str, as_of: int) -> Sequence[Stated] | None:
        """See `Look`."""
        _, plain = typed(text)
        if plain in UNKNOWN:
            return None
        is_nothing = plain in NOTHING or plain in NOTHING_KNOWN
        entries = [] if is_nothing else [each.strip() for each in ENTRY_ENDS.split(plain)]
        named = [self._named(entry) for entry in entries if entry]
        words = tuple(dict.fromkeys(said for matter, said in named if matter is OTHERWISE and said))
        found: list[Stated] = [(SITUATION, words)] if words else []
        for matter, said in named:
            if matter is not OTHERWISE and said is not None:
                found.append((matter.slot, read_answer(said, matter.slot, as_of)))
            elif matter.mention is not None:
                found.append(matter.mention)
        found += self._not_there([matter for matter, _ in named], as_of)
        return [(slot.at(self.contract), answer) for slot, answer in found]

    def _not_there(self, named: Collection[Matter], as_of: int) -> Iterator[Stated]:
        for matter in self.matters:
            if matter not in named:
                yield matter.slot, read_answer("none", matter.slot, as_of)

    def _named(self, entry: str) -> tuple[Matter, str | None]:
        """What is named, and how much of it there is."""
        match = _COUNTED.fullmatch(entry)
        assert match is not None
        for matter in self.matters:
            if matter.slot == HOURS and hours_of(entry) is not None:
                return matter, entry
            if re.fullmatch(matter.said, match[2]) and (match[1] is None or matter.mention is None):
                return matter, match[1]
        if OTHERWISE in self.matters and SITUATION.field is not None:
            try:
                return OTHERWISE, chosen(entry, SITUATION.field.choices)
            except BadValueError:
                pass  # what is expected is more than these words
        names = ", ".join(each.words for each in self.matters)
        raise BadValueError(f"expected none, or what is open of: {names}; found {found(entry)}")


def said(slot: Slot, text: str, as_of: int) -> Stated | None:
    """What a person says of a field; None where they do not know.

    That there is a request or a dispute may be said without a day. `as_of`: UTC seconds. Raises `BadValueError`
    where it cannot be understood.
    """
    matter = next((each for each in MATTERS if each.slot == slot.alone), None)
    if matter is not None and matter.mention is not None and typed(text)[1] in YES:
        mentioned, answer = matter.mention
        return mentioned.at(slot.contract), answer
    value = read_answer(text, slot, as_of)
    return None if value is None else (slot, value)


def open_matters(
    asking: Asking, contract: Contract, needed: Collection[str] | None = None, of: str | None = None
) -> Look | None:
    """The question about all of which nothing is said, where any of it is needed; None where one at most is.

    One alone is asked for by itself. `needed`: None for whatever there is. `of`: the id of the contract, where it
    is another than is asked about.
    """
    unsaid = unsaid_matters(asking, contract)
    is_needed = needed is None or any(each.slot.need in needed for each in unsaid)
    return OpenMatters(tuple(unsaid), of) if is_needed and len(unsaid) > 1 else None


def unsaid_matters(asking: Asking, contract: Contract) -> Sequence[Matter]:
    """All of which nothing is said, as far as the packs speak of it and it may be open there."""
    has_ended = contract.get("status") == ENDED
    return [
        each
        for each in MATTERS
        if asking.speaks_of(Scope.CONTRACT, each.slot.need)
        and not _is_said(contract, each)
        and (contract.get("type") != _FIXED or each.slot != HOURS)
        and (each.outlives_the_end or not has_ended)
    ]


def _is_said(contract: Contract, matter: Matter) -> bool:
    group = object_of(matter.slot.need)
    paths = [field.path for field in object_fields(group)] if group else [matter.slot.need]
    return any(contract.get(path) is not None for path in paths)
