"""What the possible answers to a question lead to, and whether there is a reason to ask it.

A question is asked only with a witness: two possible answers that lead to different verdicts, or that
decide a rule of severity error for which it is asked; or every answer leads to what is not told without.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property

from msgspec import Struct
from msgspec.structs import replace

from ..policy.pack import Severity
from ..report.findings import Undetermined, Verdict
from ..snapshot.model import Contract
from ..units import Scope
from .outcome import Key, Outcome, key_of
from .possible import possible
from .probe import NO_OTHERS, Ground
from .slots import Answer, Slot, answered, slots_for
from .thresholds import Thresholds
from .usual import weights


class Way(Struct, frozen=True):
    """Answers that lead to the same: one of them, how likely they are, and what is found with it."""

    number: int
    """The place of the one among the possible answers."""
    answer: Answer
    weight: int
    state: Scene


class Fork(Struct, frozen=True):
    """A question in a scene, and the ways that its possible answers lead."""

    slot: Slot
    ways: tuple[Way, ...]

    @property
    def weight(self) -> int:
        """That of all answers."""
        return sum(way.weight for way in self.ways)


Witness = tuple["Scene", "Scene"]
"""Two scenes that differ in nothing but the answer to one question, and lead to different results."""


class Scene:
    """A contract with the answers given so far, and what is found for it."""

    def __init__(
        self, asking: Asking, contract: Contract, others: Mapping[str, Contract] = NO_OTHERS
    ) -> None:
        self.contract, self.others = contract, others
        self.outcome: Outcome = asking.ground.outcome(contract, others, with_needs=False)
        """Without the fields that undetermined rules wait for."""
        self._asking = asking
        self._forks: dict[Slot, Fork] = {}

    @property
    def is_decided(self) -> bool:
        """Whether nothing is left to ask."""
        return self.outcome.is_decided

    @cached_property
    def needy(self) -> Outcome:
        """What is found, with the fields that undetermined rules wait for."""
        return self._asking.ground.outcome(self.contract, self.others)

    def waiting(self) -> tuple[Undetermined, ...]:
        """The undetermined rules for which something is asked: of severity error, or behind the verdict."""
        outcome = self.needy
        if outcome.result.verdict is not Verdict.CANNOT_TELL:
            return outcome.open_errors
        needs = set(outcome.result.needs)
        return tuple(
            item
            for item in outcome.undetermined
            if item.severity is Severity.ERROR or needs.intersection(item.needs)
        )

    def slots(self) -> list[Slot]:
        """The fields that may be asked for, those of rules of severity error first."""
        needs = self.needy.own(self._needs())
        return list(
            slots_for(needs, self.contract, self._asking.ground.own, self._asking.ground.latest)
        )

    def beyond(self) -> list[Slot]:
        """The fields of other contracts that bear on this one, and may be asked for."""
        return self.at_others(self.needy.beyond(self._needs()))

    def at_others(self, wanted: Mapping[str, Iterable[str]]) -> list[Slot]:
        """The fields of other contracts that are needed; by id."""
        found: list[Slot] = []
        for id, needs in wanted.items():
            contract = self.of(Slot("id", contract=id))
            if contract is not None and not contract.is_invalid:
                slots = slots_for(
                    needs, contract, self._asking.ground.own, self._asking.ground.latest
                )
                found += (slot.at(id) for slot in slots)
        return found

    def _needs(self) -> list[str]:
        """What is waited for, by rules of severity error first."""
        outcome = self.needy
        needs = [need for item in outcome.open_errors for need in item.needs]
        if outcome.result.verdict is Verdict.CANNOT_TELL:
            needs += outcome.result.needs
        return needs

    def of(self, slot: Slot) -> Contract:
        """The contract that a field is of, with the answers so far."""
        if slot.contract in (None, self.contract.id):
            return self.contract
        other = self.others.get(slot.contract) or self._asking.ground.contract(slot.contract)
        assert other is not None, slot
        return other

    def with_contract(self, contract: Contract) -> Scene:
        """The scene in which this contract, or another one, is told otherwise."""
        return self.with_contracts((contract,))

    def with_contracts(self, contracts: Iterable[Contract]) -> Scene:
        """The same for several at once."""
        by_id = {**self.others, **{one.id: one for one in contracts}}
        mine = by_id.pop(self.contract.id, self.contract)
        return self._asking.scene(mine, by_id)

    def stated(self, told: Iterable[tuple[Slot, Answer]]) -> list[Contract]:
        """The contracts of which something is said, with it."""
        found: dict[str, Contract] = {}
        for slot, answer in told:
            before = self.of(slot)
            found[before.id] = answered(found.get(before.id, before), slot, answer)
        return [*found.values()]

    def with_answer(self, slot: Slot, answer: Answer) -> Scene:
        """The scene after an answer."""
        return self.with_contract(answered(self.of(slot), slot, answer))

    def fork(self, slot: Slot) -> Fork:
        """Where the possible answers to a question lead."""
        if slot not in self._forks:
            answers = self._answers(slot)
            weighed = weights(answers, self._asking.ground.usual.get(slot.need))
            self._forks[slot] = self.fork_by(slot, dict(enumerate(weighed)))
        return self._forks[slot]

    def fork_by(self, slot: Slot, likely: Mapping[int, int]) -> Fork:
        """Where some of them lead. `likely`: how likely they are, by their place among the possible ones."""
        met: dict[object, Way] = {}
        answers = self._answers(slot)
        for number, weight in likely.items():
            answer = answers[number]
            state = self.with_answer(slot, answer)
            leads_to = mark(state.outcome)
            first = met.get(leads_to, Way(number, answer, 0, state))
            met[leads_to] = replace(first, weight=first.weight + weight)
        return Fork(slot, tuple(met.values()))

    def _answers(self, slot: Slot) -> list[Answer]:
        return self._asking.possible(slot, self.of(slot))

    def witness(self, fork: Fork) -> Witness | None:
        """Two of the answers that lead to different verdicts, or decide a rule of severity error; or none and
        any, where every answer leads to the same that is not told without.
        """
        return witness_by(self, fork, self.told)

    def told(self, other: Scene) -> tuple[object, ...]:
        """What counts in another scene: the verdict, and the rules of severity error that are open here."""
        outcome = other.outcome
        return (outcome.result.verdict, *(_fate(outcome, key) for key in self._open_keys()))

    def decides(self, fork: Fork) -> tuple[str, ...]:
        """`verdict`, and the ids of the rules that an answer may decide."""
        found: set[str] = set()
        for item in self.waiting():
            fates = {_fate(way.state.outcome, key_of(item)) for way in fork.ways}
            if fates != {None}:
                found.add(item.rule)
        verdicts = {way.state.outcome.result.verdict for way in fork.ways}
        is_open = self.outcome.result.verdict is Verdict.CANNOT_TELL
        changes = is_open and verdicts != {Verdict.CANNOT_TELL}
        return (*(("verdict",) if changes or len(verdicts) > 1 else ()), *sorted(found))

    def _open_keys(self) -> tuple[Key, ...]:
        return tuple(key_of(item) for item in self.outcome.open_errors)


def waiting(scene: Scene) -> list[Slot]:
    """The fields that may be asked for: of the contract, and of others that bear on it."""
    return [*scene.slots(), *scene.beyond()]


def witness_by(scene: Scene, fork: Fork, told: Callable[[Scene], object]) -> Witness | None:
    """Two scenes of which something else is told: two answers, or none and any."""
    for way in fork.ways[1:]:
        if told(way.state) != told(fork.ways[0].state):
            return (fork.ways[0].state, way.state)
    if fork.ways and told(fork.ways[0].state) != told(scene):
        return (scene, fork.ways[0].state)
    return None


def _fate(outcome: Outcome, key: Key) -> bool | None:
    """Whether a rule holds; None where that cannot be decided."""
    if any(key_of(item) == key for item in outcome.undetermined):
        return None
    return any(key_of(item) == key for item in outcome.findings)


def mark(outcome: Outcome) -> object:
    """What two answers have in common that lead to the same."""
    return (
        outcome.result.verdict,
        frozenset(map(key_of, outcome.undetermined)),
        frozenset(map(key_of, outcome.findings)),
    )


def everything_of(contract: Contract) -> tuple[object, ...]:
    """Everything that is told of a contract."""
    milestones = contract.milestones
    told = None if milestones is None else tuple(map(tuple, milestones))
    return (*contract.values, told)


class Asking:
    """One contract that is asked about: its scenes, each evaluated once."""

    def __init__(
        self, ground: Ground, thresholds: Sequence[Thresholds], contract: Contract
    ) -> None:
        self.ground = ground
        self._thresholds = thresholds
        self._scenes: dict[object, Scene] = {}
        self.start = self.scene(contract)

    def scene(self, contract: Contract, others: Mapping[str, Contract] = NO_OTHERS) -> Scene:
        """The scene of a variant of the contract, with other contracts told otherwise, by id."""
        key = (everything_of(contract), *(everything_of(others[id]) for id in sorted(others)))
        if key not in self._scenes:
            self._scenes[key] = Scene(self, contract, others)
        return self._scenes[key]

    @property
    def work(self) -> int:
        """How many variants were evaluated."""
        return len(self._scenes)

    def speaks_of(self, scope: Scope, path: str) -> bool:
        """Whether the packs say anything that a field bears on."""
        return any(each.knows((scope, path)) for each in self._thresholds)

    def possible(self, slot: Slot, contract: Contract) -> list[Answer]:
        """The answers to be tried."""
        ground = self.ground
        return possible(
            slot,
            contract,
            self._thresholds,
            ground.as_of,
            ground.exported_at,
            ground.members,
            ground.accounts,
        )
