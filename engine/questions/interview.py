"""Questions one at a time, each answer evaluated at once, until what a person wants to know is decided."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ..report.question import Question
from ..snapshot.bad_value import BadValueError
from ..snapshot.contradictions import contradictions
from ..snapshot.model import Contract
from .asked import Survey
from .order import THOROUGH, Asked, following
from .probe import Outcome
from .reading import expected, read_answer
from .slots import Slot, answered
from .witness import Asking, Scene


class Interview:
    """The contracts that are asked about, in their order, and the answers so far."""

    def __init__(self, survey: Survey, contracts: Sequence[Contract]) -> None:
        self._survey = survey
        self._todo = list(contracts)
        self._answered: dict[str, Contract] = {}
        self._asking: Asking | None = None
        self._scene: Scene | None = None
        self._asked: Asked | None = None
        self._passed: set[Slot] = set()

    def question(self) -> Question | None:
        """The question to ask now; None where nothing is left to ask."""
        while self._asked is None:
            if self._asking is None or self._scene is None:
                if not self._todo:
                    return None
                self._begin(self._todo.pop(0))
                continue
            passed = frozenset(self._passed)
            self._asked = following(self._asking, self._scene, THOROUGH, passed)
            if self._asked is None:
                self._end()
        return self._survey.question(self._asked, self._asked.scene)

    @property
    def expected(self) -> str:
        """What may be answered to the question that is asked now."""
        assert self._asked is not None
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
        slot = self._asked.fork.slot
        value = read_answer(text, slot, self._survey.as_of)
        if value is None:
            self._passed.add(slot)
            self._asked = None
            return False
        variant = answered(self._scene.contract, slot, value)
        refuse_contradiction(self._scene.contract, variant, self._survey.ground.exported_at)
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
        self._asking = self._survey.asking(contract)
        self._scene, self._passed = self._asking.start, set()

    def _end(self) -> None:
        """Leave the contract as it was answered, so that the others see it like that."""
        assert self._scene is not None
        self._survey.ground.settle(self._scene.contract)
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
