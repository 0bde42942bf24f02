"""A contract of which nothing is known, asked about from the first question to the last.

What everybody knows comes first: how it is paid and where each milestone stands, whether it runs; then in
one question what is rarely open, and whatever else decides. It ends as soon as all is decided, but never
before it was asked where the contract stands.
"""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from ..python.rows import platform_of
from ..report.question import VERDICT, Question
from ..report.verdicts import ENDED
from ..snapshot.conform import MILESTONES, TYPE
from ..snapshot.fields import POSITION
from ..snapshot.model import AT_CLOSING_PLANNED, Contract, Record
from ..units import Scope
from .asked import Survey
from .first_answers import Pay, read_milestones, read_pay
from .interview import refuse_contradiction
from .look import Look
from .open_matters import OPEN, open_matters, said
from .order import THOROUGH, following
from .outcome import Outcome
from .places import is_mentioned
from .reading import expected
from .said_amounts import in_its_currency, is_of_money, paid_in
from .said_milestones import with_state
from .said_orders import FIVERR, QUESTION, in_words_of_all, told_beside
from .said_words import UNKNOWN, typed
from .slots import Slot, answered, stated
from .witness import Scene
from .wording import Told

PAY = Slot("type")
MILESTONE_LIST = Slot(MILESTONES)
STATUS = Slot("status")
FILED_BY = Slot("dispute.filed_by")
ENDED_AT = Slot("ended_at")
STATE = "milestone.state"

_FIRST_WORDS: dict[Slot, tuple[str, str]] = {
    PAY: (
        "How is it paid: by the hour, or in milestones, and where does each stand: not "
        "funded, funded, submitted, sent back, paid, cancelled?",
        "hourly, or like: paid 250; funded 300, or 2, or 2 paid",
    ),
    MILESTONE_LIST: (
        "How many milestones (or deliveries) are there, and where does each stand: not "
        "funded, funded, submitted, sent back, paid, cancelled?",
        "like: paid 250; funded 300, or 2, or 2 paid; 1 for a price that is not divided",
    ),
}
_STATE_WORDS = "with its price, if you know it: paid 250"
_STATE_AT = POSITION[Scope.MILESTONE]["state"]
_TELLS_ESCROW = frozenset(("escrow", "milestone.escrow_amount", STATE))
"""What the states of the milestones tell."""
SUBMISSIONS = "milestone.submissions"
_SUBMISSIONS_AT = POSITION[Scope.MILESTONE]["submissions"]
_SUBMITTED = "submitted"
_SAID_BEFORE = frozenset(
    (AT_CLOSING_PLANNED, *(POSITION[Scope.CONTRACT][name] for name in ("id", "title", "platform")))
)
"""Positions of what a talk knows before it asks of the contract."""


class Beginning:
    """One contract that is to be ended, and the answers so far."""

    def __init__(self, survey: Survey, contract: Contract) -> None:
        self._survey = survey
        self._asking = survey.asking(contract)
        self._scene: Scene = self._asking.start
        self._passed: set[Slot] = set()
        self._slot: Slot | None = None
        self._look: Look | None = None
        """The question about open matters."""
        self._question: Question | None = None
        snapshot = survey.ground.snapshot
        self._is_order = platform_of(contract, snapshot) == FIVERR

    def question(self) -> Question | None:
        """The question to ask now; None where nothing is left to ask."""
        if self._slot is None:
            is_decided = self._scene.is_decided
            self._slot = self._next(self._standing() if is_decided else self._first())
            if self._slot is not None:
                self._question = self._asked_first(self._slot)
            elif not is_decided:
                self._choose()
        return self._question

    def _choose(self) -> None:
        """The question that decides most."""
        asked = following(self._asking, self._scene, THOROUGH, frozenset(self._passed))
        if asked is not None:
            self._slot = asked.fork.slot
            self._question = self._survey.question(asked, asked.scene)

    @property
    def expected(self) -> str:
        """What may be answered to the question that is asked now."""
        assert self._slot is not None
        if words := self._first_words(self._slot):
            return words[1]
        if self._slot == OPEN and self._look is not None:
            return self._look.expected
        return _STATE_WORDS if self._slot.need == STATE else expected(self._slot)

    @property
    def outcome(self) -> Outcome:
        """What is found with the answers so far."""
        return self._scene.outcome

    @property
    def is_blank(self) -> bool:
        """Whether nothing was said of the contract itself yet."""
        contract = self._scene.contract
        said = (value for at, value in enumerate(contract.values) if at not in _SAID_BEFORE)
        return contract.milestones is None and all(value is None for value in said)

    @property
    def contract(self) -> Contract:
        """The contract with the answers so far."""
        return self._scene.contract

    def answer(self, text: str) -> bool:
        """Take an answer to the question; False where the person does not know.

        Raises `BadValueError` where it cannot be understood or contradicts what is known.
        """
        slot, before = self._slot, self._scene.contract
        assert slot is not None
        if slot == OPEN and self._look is not None:
            told = self._look.read(text, self._survey.as_of)
            variant = None if told is None else stated(before, told)
            self._passed.add(OPEN)  # what was not answered is asked by itself
        else:
            variant = self._with_answer(before, slot, text)
        if variant is not None and (slot == PAY or slot.need == STATE or is_of_money(slot)):
            packs = (program.applied for program in self._survey.ground.programs(before))
            variant = in_its_currency(variant, text, paid_in(packs))
        if variant is None:
            # Whoever does not know how it is paid cannot count its milestones either.
            self._passed |= {slot, MILESTONE_LIST} if slot == PAY else {slot}
        else:
            refuse_contradiction(before, variant, self._survey.ground.exported_at)
            self._scene = self._asking.scene(variant)
        self._slot = self._question = None
        return variant is not None

    def _with_answer(self, before: Contract, slot: Slot, text: str) -> Contract | None:
        """The contract with an answer, in the words of its platform; None where the person does not know."""
        if not self._is_order:
            return with_answer(before, slot, text, self._survey.as_of)
        variant = with_answer(before, slot, in_words_of_all(slot, text), self._survey.as_of)
        return None if variant is None else _not_to_be_ended(told_beside(variant, slot, text))

    def _first(self) -> list[Slot]:
        """The first questions, while it is not decided."""
        asks, contract = self._asking.speaks_of, self._scene.contract
        wanted = self._how_paid() + self._whether_it_runs(contract)
        needed = {slot.need for slot in self._scene.slots()}
        if asks(Scope.MILESTONE, "state") and needed & _TELLS_ESCROW:
            wanted += _without_state(contract)
        return wanted + self._open(contract)

    def _open(self, contract: Contract) -> list[Slot]:
        """What is rarely open: no yes without it, for any side.

        What has ended may still be asked back or disputed, and silence can give it away.
        """
        has_ended = contract.get(STATUS.need) == ENDED
        if (contract.values[AT_CLOSING_PLANNED] is not True and not has_ended) or (
            OPEN in self._passed
        ):
            return []
        self._look = open_matters(self._asking, contract)
        return [] if self._look is None else [OPEN]

    def _how_paid(self) -> list[Slot]:
        asks, contract = self._asking.speaks_of, self._scene.contract
        wanted: list[Slot] = []
        if contract.values[TYPE] is None and asks(Scope.CONTRACT, "type"):
            wanted.append(PAY)
        if contract.milestones is None and asks(Scope.MILESTONE, "state"):
            wanted.append(MILESTONE_LIST)
        return wanted

    def _standing(self) -> list[Slot]:
        """What is asked whatever is decided without: an answer to nothing but a platform and a side is none.

        What was ended with money in escrow has other days than what runs, and so has what is asked back; work in
        review is paid by silence.
        """
        contract = self._scene.contract
        has_states = self._asking.speaks_of(Scope.MILESTONE, "state")
        return [
            *self._how_paid(),
            *self._whether_it_runs(contract),
            *(_without_state(contract) if has_states else ()),
            *self._open(contract),
            *self._since_when_in_review(contract),
            *self._when_it_ended(contract),
            *self._whose_turn(contract),
        ]

    def _since_when_in_review(self, contract: Contract) -> list[Slot]:
        """When the work of each milestone was submitted that is in review on a contract that runs."""
        if contract.get(STATUS.need) == ENDED:
            return []
        if not self._asking.speaks_of(Scope.MILESTONE, "submissions"):
            return []
        return [
            Slot(SUBMISSIONS, index)
            for index, record in enumerate(contract.milestones or ())
            if record[_STATE_AT] == _SUBMITTED and record[_SUBMISSIONS_AT] is None
        ]

    def _when_it_ended(self, contract: Contract) -> list[Slot]:
        """The day of an end: for some days after it each side can leave feedback, or answer for what is left."""
        is_open = contract.get(STATUS.need) == ENDED and contract.get(ENDED_AT.need) is None
        return [ENDED_AT] if is_open and self._asking.speaks_of(Scope.CONTRACT, "ended_at") else []

    def _whether_it_runs(self, contract: Contract) -> list[Slot]:
        is_open = contract.get(STATUS.need) is None
        return [STATUS] if is_open and self._asking.speaks_of(Scope.CONTRACT, STATUS.need) else []

    def _whose_turn(self, contract: Contract) -> list[Slot]:
        """Who filed a dispute that is mentioned: the other side has to answer it, whatever the verdict."""
        is_open = is_mentioned(contract, FILED_BY.need) and contract.get(FILED_BY.need) is None
        return (
            [FILED_BY] if is_open and self._asking.speaks_of(Scope.CONTRACT, FILED_BY.need) else []
        )

    def _next(self, wanted: Iterable[Slot]) -> Slot | None:
        return next((slot for slot in wanted if slot not in self._passed), None)

    def _asked_first(self, slot: Slot) -> Question:
        contract = self._scene.contract
        return Question(
            contract=contract.id,
            milestone=slot.milestone_id(contract),
            field=slot.need,
            told=self._words(slot),
            decides=(VERDICT,),
            until=None,
        )

    def _first_words(self, slot: Slot) -> tuple[str, str] | None:
        """What is asked first, and what may be answered."""
        if self._is_order and (slot in _FIRST_WORDS or slot.need == STATE):
            return QUESTION
        return _FIRST_WORDS.get(slot)

    def _words(self, slot: Slot) -> Told:
        if words := self._first_words(slot):
            return (words[0],)
        if slot == OPEN and self._look is not None:
            return self._look.told(self._survey.role)
        return self._survey.words(slot, self._scene.contract)


def _without_state(contract: Contract) -> list[Slot]:
    """The milestones of which it is not known where they stand."""
    milestones = enumerate(contract.milestones or ())
    return [Slot(STATE, index) for index, record in milestones if record[_STATE_AT] is None]


def with_answer(contract: Contract, slot: Slot, text: str, as_of: int) -> Contract | None:
    """The contract with an answer to a question; None where the person does not know.

    Raises `BadValueError` where it cannot be understood.
    """
    if slot == PAY:
        pay = read_pay(text)
        return None if pay is None else _paid(contract, pay)
    if slot == MILESTONE_LIST:
        milestones = read_milestones(text)
        return None if milestones is None else answered(contract, slot, milestones)
    if slot.need == STATE:
        return _with_milestone(contract, slot, text)
    told = said(slot, text, as_of)
    variant = None if told is None else stated(contract, [told])
    return variant if variant is None or slot != STATUS else _not_to_be_ended(variant)


def _not_to_be_ended(variant: Contract) -> Contract:
    """What has ended is not to be ended; what is left to do is asked all the same."""
    if variant.get(STATUS.need) == ENDED:
        variant.values[AT_CLOSING_PLANNED] = False
    return variant


def _paid(contract: Contract, pay: Pay) -> Contract:
    kind, milestones = pay
    variant = answered(contract, PAY, kind)
    return variant if milestones is None else replace(variant, milestones=milestones)


def _with_milestone(contract: Contract, slot: Slot, text: str) -> Contract | None:
    _, plain = typed(text)
    if plain in UNKNOWN:
        return None
    assert slot.milestone is not None and contract.milestones is not None
    milestones: list[Record] = [*contract.milestones]
    milestones[slot.milestone] = with_state(milestones[slot.milestone], plain)
    return replace(contract, milestones=milestones)
