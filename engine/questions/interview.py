"""Questions one at a time, each answer evaluated at once, until what a person wants to know is decided."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec.structs import replace

from ..report.question import Question
from ..snapshot.bad_value import BadValueError
from ..snapshot.contradictions import contradictions
from ..snapshot.model import Contract
from .asked import Survey
from .doubts import Doubts
from .open_matters import OPEN, Matter, with_matters
from .open_matters import expected as expected_of_matters
from .open_matters import matters as matters_of
from .open_matters import question as question_of_matters
from .order import THOROUGH, Asked, following
from .probe import Outcome
from .reading import expected, read_answer
from .slots import Slot, answered
from .witness import Asking, Scene


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
        self._asked: Asked | None = None
        self._passed: dict[str, set[Slot]] = {}
        self._matters: Sequence[Matter] = ()
        """What the question that is asked now names, where it is about several at once."""

    @property
    def is_to_be_sure(self) -> bool:
        """Whether all that could not be told was asked about, and it is asked to be sure."""
        return self._is_second

    def question(self) -> Question | None:
        """The question to ask now; None where nothing is left to ask."""
        while self._asked is None:
            if self._asking is None or self._scene is None:
                if not self._todo and not self._goes_on():
                    return None
                self._begin(self._todo.pop(0))
                continue
            self._choose(self._asking, self._scene)
        asked = self._survey.question(self._asked, self._asked.scene)
        if self._matters:
            return replace(asked, milestone=None, told=(question_of_matters(self._matters),))
        return asked

    def _goes_on(self) -> bool:
        """Turn to what can be told, to be sure of it, where that is wanted and anything is left."""
        if self._is_second or self._doubts is None or not self._unsure:
            return False
        self._todo, self._is_second = self._unsure, True
        return True

    def _choose(self, asking: Asking, scene: Scene) -> None:
        """The next question about the contract, or its end."""
        passed = self._passed_of(scene.contract)
        if self._is_second and self._doubts is not None:
            self._asked = self._doubts.following(asking, scene, THOROUGH, frozenset(passed))
        else:
            self._asked = following(asking, scene, THOROUGH, frozenset(passed))
        self._matters = ()
        if self._asked is None:
            self._end()
        elif OPEN not in passed:
            needed = {self._asked.fork.slot.need}
            self._matters = matters_of(asking, scene.contract, needed)

    def _passed_of(self, contract: Contract) -> set[Slot]:
        return self._passed.setdefault(contract.id, set())

    @property
    def expected(self) -> str:
        """What may be answered to the question that is asked now."""
        assert self._asked is not None
        if self._matters:
            return expected_of_matters(self._matters)
        return expected(self._asked.fork.slot)

    @property
    def outcome(self) -> Outcome:
        """What is found for the contract that is asked about, with the answers so far."""
        assert self._scene is not None
        return self._scene.outcome

    def answer(self, text: str) -> bool:
        """Take an answer to the question; False where the person does not know.

        Raises `BadValueError` where it cannot be understood or contradicts what is known.
        """
        assert self._asked is not None and self._asking is not None and self._scene is not None
        slot, before = self._asked.fork.slot, self._scene.contract
        if self._matters:
            slot = OPEN
            variant = with_matters(before, self._matters, text, self._survey.as_of)
        else:
            value = read_answer(text, slot, self._survey.as_of)
            variant = None if value is None else answered(before, slot, value)
        if variant is None:
            self._passed_of(before).add(slot)
            self._asked = None
            return False
        refuse_contradiction(before, variant, self._survey.ground.exported_at)
        self._scene = self._asking.scene(variant)
        self._answered[variant.id] = variant
        self._asked = None
        return True

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
        self._survey.ground.settle(self._scene.contract)
        if self._doubts is not None:
            self._doubts.settle(self._scene.contract)
        self._asking = self._scene = None


def refuse_contradiction(before: Contract, variant: Contract, known_until: int) -> None:
    """Raise `BadValueError` where an answer contradicts what is known of a contract.

    `known_until`: UTC seconds up to which anything can be known.
    """
    known = set(contradictions(before, known_until))
    for fault in contradictions(variant, known_until):
        if fault not in known:
            name = ".".join(str(part) for part in fault.path)
            raise BadValueError(f"that cannot be: {name} is {fault.message}")
