"""Questions one at a time, each answer evaluated at once, until what a person wants to know is decided."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec.structs import replace

from ..python.rows import platform_of
from ..report.question import Question
from ..snapshot.bad_value import BadValueError, Path
from ..snapshot.conform import MILESTONES
from ..snapshot.contradictions import contradictions
from ..snapshot.fields import POSITION
from ..snapshot.model import Contract
from ..units import Scope
from .accounts import ACCOUNT_ID, expected_account, refuse_unlisted
from .asked import Survey, said_of_another
from .doubts import Doubts
from .how_paid import OR_BY_THE_HOUR, how_paid, is_open
from .look import Stated
from .order import THOROUGH, following
from .outcome import Outcome
from .places import END
from .reading import expected
from .said_amounts import in_its_currency, is_of_money, paid_in
from .said_orders import FIVERR, in_words_of_all, told_beside
from .slots import Slot
from .turn import Turn, turn
from .witness import Asking, Scene, waiting


class Interview:
    """The contracts that are asked about, in their order, and the answers so far.

    `doubts`: go on with those that can be told, to be sure of them: first `contracts`, as far as they were
    decided, then `unsure`.
    """

    def __init__(
        self,
        survey: Survey,
        contracts: Sequence[Contract],
        doubts: Doubts | None = None,
        unsure: Sequence[Contract] = (),
    ) -> None:
        self._survey = survey
        self._todo = list(contracts)
        self._doubts, self._unsure = doubts, [*contracts, *unsure]
        self._is_second = False
        self._answered: dict[str, Contract] = {}
        self._asking: Asking | None = None
        self._scene: Scene | None = None
        self._turn: Turn | None = None
        self._untold: dict[str, tuple[Contract, Outcome]] = {}
        self._passed: set[Slot] = set()
        """What is not asked again, each with its contract."""

    @property
    def is_to_be_sure(self) -> bool:
        """Whether all that could not be told was asked about, and it is asked to be sure."""
        return self._is_second

    def question(self) -> Question | None:
        """The question to ask now; None where nothing is left to ask."""
        while self._turn is None:
            if self._asking is None or self._scene is None:
                if not self._todo and not self._goes_on():
                    return None
                self._begin(self._todo.pop(0))
                continue
            self._choose(self._asking, self._scene)
        asked, look = self._turn.asked, self._turn.look
        question = self._survey.question(asked, asked.scene)
        if look is None:
            return question
        told = (
            *look.told(self._survey.role),
            *said_of_another(asked.scene, asked.fork.slot),
        )
        if self._turn.is_about_several:
            question = replace(question, contract=asked.scene.contract.id, decides_for=None)
        return replace(question, milestone=None, told=told)

    def _goes_on(self) -> bool:
        """Turn to what can be told, to be sure of it, where that is wanted and anything is left."""
        if self._is_second or self._doubts is None or not self._unsure:
            return False
        self._todo, self._is_second = self._unsure, True
        return True

    def _choose(self, asking: Asking, scene: Scene) -> None:
        """The next question about the contract, or its end."""
        mine = scene.contract.id
        passed = frozenset(each.alone if each.contract == mine else each for each in self._passed)
        if self._doubts is None:
            asked = following(asking, scene, THOROUGH, passed)
            self._turn = None if asked is None else turn(asking, asked, waiting(scene), passed)
        elif self._is_second:
            self._turn = self._doubts.following(asking, scene, THOROUGH, passed)
        else:
            self._turn = self._doubts.deciding(asking, scene, THOROUGH, passed)
        if self._turn is None:
            self._end()

    @property
    def expected(self) -> str:
        """What may be answered to the question that is asked now."""
        turn, scene = self._turn, self._scene
        assert turn is not None and scene is not None
        if turn.look is not None:
            return turn.look.expected
        if turn.slots[0].need == ACCOUNT_ID:
            return expected_account(self._survey.ground.snapshot)
        words = expected(turn.slots[0])
        return words + OR_BY_THE_HOUR if self._may_be_hourly(turn, scene) else words

    @property
    def outcome(self) -> Outcome:
        """What is found for the contract that is asked about, with the answers so far."""
        assert self._scene is not None
        return self._scene.outcome

    def answer(self, text: str) -> bool:
        """Take an answer to the question; False where the person does not know.

        Raises `BadValueError` where it cannot be understood or contradicts what is known.
        """
        turn, scene = self._turn, self._scene
        assert turn is not None and scene is not None
        told = self._read(turn, scene, text)
        if told is not None:
            variants = [self._in_its_currency(one, text) for one in scene.stated(told)]
            if self._is_of_an_order(turn, scene):
                variants = [told_beside(one, turn.slots[0], text) for one in variants]
            if turn.slots[0].need == ACCOUNT_ID:
                refuse_unlisted(self._survey.ground.snapshot, variants)
            for variant in variants:
                before = scene.of(Slot("id", contract=variant.id))
                refuse_contradiction(before, variant, self._survey.ground.exported_at)
            self._scene = scene.with_contracts(variants)
            self._answered |= {variant.id: variant for variant in variants}
        if told is None or turn.look is not None or self._stays_wrong(turn):
            mine = scene.contract.id
            self._passed |= {each.at(each.contract or mine) for each in turn.passed}
        self._turn = None
        return told is not None

    def _read(self, turn: Turn, scene: Scene, text: str) -> Sequence[Stated] | None:
        """What is said, in the words of the contract's platform."""
        if self._is_of_an_order(turn, scene):
            text = in_words_of_all(turn.slots[0], text)
        kind = how_paid(turn.slots[0], text) if self._may_be_hourly(turn, scene) else None
        return kind or turn.read(text, self._survey.as_of)

    def _is_of_an_order(self, turn: Turn, scene: Scene) -> bool:
        """Whether one field of an order of Fiverr is asked for."""
        return len(turn.slots) == 1 and self._platform(turn, scene) == FIVERR

    def _may_be_hourly(self, turn: Turn, scene: Scene) -> bool:
        """Whether milestones are asked for of a contract that may be paid by the hour."""
        slot = turn.slots[0]
        return turn.look is None and is_open(slot, scene.of(slot), self._platform(turn, scene))

    def _platform(self, turn: Turn, scene: Scene) -> str:
        return platform_of(scene.of(turn.slots[0]), self._survey.ground.snapshot)

    def _stays_wrong(self, turn: Turn) -> bool:
        """Whether a day that cannot be right was said again: then it is the one beside it that is asked for."""
        slot, scene = turn.slots[0], self._scene
        if not slot.replaces or scene is None:
            return False
        return slot.is_wrong_with(scene.of(slot), self._survey.ground.latest) is not None

    def _in_its_currency(self, variant: Contract, text: str) -> Contract:
        """The contract with what was said, in the currency that the amounts name. Raises `BadValueError`."""
        turn, scene = self._turn, self._scene
        assert turn is not None and scene is not None
        packs = [program.applied for program in self._survey.ground.programs(variant)]
        entries = [text] if len(turn.slots) == 1 else text.split(END)
        for slot, entry in zip(turn.slots, entries, strict=False):
            if is_of_money(slot) and (slot.contract or scene.contract.id) == variant.id:
                variant = in_its_currency(variant, entry, paid_in(packs))
        return variant

    @property
    def untold(self) -> Sequence[tuple[Contract, Outcome]]:
        """The contracts, as they were answered, that nothing tells that was asked, or not all of them; and what is
        found for them.
        """
        return tuple(self._untold.values())

    @property
    def has_answers(self) -> bool:
        """Whether anything was answered."""
        return bool(self._answered)

    def contracts(self, before: Iterable[Contract]) -> list[Contract]:
        """The contracts with the answers so far."""
        return [self._answered.get(one.id, one) for one in before]

    def _begin(self, contract: Contract) -> None:
        self._asking = self._survey.asking(self._answered.get(contract.id, contract))
        self._scene = self._asking.start

    def _end(self) -> None:
        """Leave the contract as it was answered, so that the others see it like that."""
        assert self._scene is not None
        self._untold.pop(self._scene.contract.id, None)
        if not self._scene.outcome.is_decided:
            self._untold[self._scene.contract.id] = (self._scene.contract, self._scene.needy)
        for contract in (self._scene.contract, *self._scene.others.values()):
            self._survey.ground.settle(contract)
            if self._doubts is not None:
                self._doubts.settle(contract)
        self._asking = self._scene = None


def refuse_contradiction(before: Contract, variant: Contract, known_until: int) -> None:
    """Raise `BadValueError` where an answer contradicts what is known of a contract.

    `known_until`: UTC seconds up to which anything can be known.
    """
    known = set(contradictions(before, known_until))
    for fault in contradictions(variant, known_until):
        if fault not in known:
            name = _named(variant, fault.path)
            raise BadValueError(f"that cannot be: {name}: {fault.message}")


def _named(contract: Contract, path: Path) -> str:
    """`milestone m1, submissions`: a field in the words of a person, who counts no entries."""
    names = [str(part).replace("_", " ") for part in path if isinstance(part, str)]
    if path[0] == MILESTONES and contract.milestones and isinstance(path[1], int):
        id = contract.milestones[path[1]][POSITION[Scope.MILESTONE]["id"]]
        names[0] = f"milestone {id}"
    return ", ".join(names)
