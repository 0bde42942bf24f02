"""Questions to be sure: what would lead to another verdict, had the assumptions not spoken.

A verdict that rests on what nobody said can be told and yet be wrong. A person can be asked for whatever the same
contract would wait for without assumptions, as long as two possible answers lead to different verdicts.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from functools import partial

from ..policy.pack import Effect, Pack
from ..report.findings import ContractResult, Report, Verdict
from ..report.verdicts import ENDED, HINDERING
from ..snapshot.model import Contract, Snapshot
from .order import Asked, following
from .outcome import Outcome
from .places import place_of, unsaid_of_mentioned
from .probe import Ground
from .slots import Slot, slots_for
from .stakes import at_stake
from .together import with_others_answered, with_the_usual_answered
from .turn import Turn, seen_with, turn
from .usual import deniable
from .witness import Asking, Fork, Scene, waiting, witness_by

BUDGET = 600
"""Variants of a contract that are evaluated in search of one question."""

MOST_FOLLOWED = 4
"""After so many different answers it is looked what else will be asked."""

HARMLESS = (Verdict.CLOSE, Verdict.NOTHING_TO_DO, Verdict.KEEP_OPEN)
"""Verdicts that let somebody go on, the most harmful first, should they be wrong."""

_DECIDING = (*HINDERING, Effect.CLOSE)
_WEIGHT = {Verdict.DO_NOT_END: 3.0, Verdict.WAIT: 2.0, Verdict.PREPARE: 2.0}
"""How bad it is to have been told something else; 1 for the others."""


def doubtful(report: Report, snapshot: Snapshot) -> list[tuple[Contract, ContractResult]]:
    """The running contracts that can be told and whose verdict may rest on an assumption, most harmful first."""
    by_id = report.by_id
    found = []
    for contract in snapshot.contracts:
        result = by_id.get(contract.id)
        if result is None or contract.is_invalid or result.status == ENDED:
            continue
        if result.verdict is not Verdict.CANNOT_TELL:
            found.append((contract, result))
    return sorted(found, key=lambda entry: _harm(*entry))


def _harm(contract: Contract, result: ContractResult) -> tuple[int, int]:
    verdict = result.verdict
    rank = HARMLESS.index(verdict) if verdict in HARMLESS else len(HARMLESS)
    return rank, -at_stake(contract)


class Doubts:
    """What is found without assumptions, for the contracts that are to be sure of."""

    def __init__(self, report: Report, snapshot: Snapshot, packs: Sequence[Pack]) -> None:
        self._strict = Ground(snapshot, packs, report.as_of, report.exported_at, True)
        self._deniable = deniable(packs)

    def following(
        self, asking: Asking, scene: Scene, budget: int, passed: frozenset[Slot] = frozenset()
    ) -> Turn | None:
        """The question to ask next: what decides, and then what makes sure."""
        return self.deciding(asking, scene, budget, passed) or self.to_be_sure(
            asking, scene, passed
        )

    def deciding(
        self, asking: Asking, scene: Scene, budget: int, passed: frozenset[Slot] = frozenset()
    ) -> Turn | None:
        """The question that decides, with what will be asked to be sure and is seen in the same place."""
        asked = following(asking, scene, budget, passed)
        if asked is None:
            return None
        soon = [*scene.slots(), *self._soon(asking, asked)]
        if asked.fork.slot.contract is not None:
            return turn(asking, asked, [*soon, *scene.beyond()], passed)
        return turn(asking, asked, [*soon, *_in_the_way(asking, asked, soon)], passed)

    def to_be_sure(
        self, asking: Asking, scene: Scene, passed: frozenset[Slot] = frozenset()
    ) -> Turn | None:
        """The question whose answer most likely leads to another verdict, the more harmful the rather.

        What bears on the contract itself comes before what bears on it from others.
        """
        own = self._slots(asking, scene)
        asked = self._likeliest(asking, scene, own, passed)
        if asked is None and scene.outcome.result.verdict not in HARMLESS:
            left = [slot for slot in own if slot not in passed]
            asked = with_the_usual_answered(asking, scene, left, _verdict)
        if asked is not None:
            needed = [*self._soon(asking, asked), *_in_the_way(asking, asked, own)]
            return turn(asking, asked, needed, passed)
        # Several answers together are looked for where few fields of others may matter: there are many others.
        is_told = scene.outcome.result.verdict is not Verdict.CANNOT_TELL
        for waits, may_join in (
            (waiting, not is_told),
            (self._behind_told, is_told),
            (partial(self._waiting, asking), not is_told),
        ):
            slots = waits(scene)
            beyond = [slot for slot in slots if slot.contract is not None]
            asked = self._likeliest(asking, scene, beyond, passed)
            if asked is None and may_join:
                asked = with_others_answered(asking, scene, waits, _verdict, passed)
            if asked is not None:
                return turn(asking, asked, slots, passed)
        return None

    def _likeliest(
        self, asking: Asking, scene: Scene, slots: Sequence[Slot], passed: frozenset[Slot]
    ) -> Asked | None:
        """The best question of the place that is worth most of all."""
        found: dict[Hashable, list[tuple[float, Asked]]] = {}
        most = asking.work + BUDGET
        for slot in slots:
            if asking.work > most:
                break
            if slot in passed:
                continue
            fork = scene.fork(slot)
            witness = witness_by(scene, fork, _verdict)
            if witness is not None:
                entry = (_worth(scene, fork), Asked(scene, fork, witness))
                found.setdefault(seen_with(slot, passed), []).append(entry)
        if not found:
            return None
        best = max(found.values(), key=lambda entries: sum(worth for worth, _ in entries))
        return max(best, key=lambda entry: entry[0])[1]

    def settle(self, contract: Contract) -> None:
        """Leave a contract as it was answered."""
        self._strict.settle(contract)

    def _soon(self, asking: Asking, asked: Asked) -> list[Slot]:
        """The same now, and then after one of the answers, but for what nothing hangs on there."""
        scenes = (asked.scene, *(way.state for way in asked.fork.ways[:MOST_FOLLOWED]))
        return [
            slot
            for scene in scenes
            for slot in self._slots(asking, scene)
            if self._counts(scene, slot)
        ]

    def _counts(self, scene: Scene, slot: Slot) -> bool:
        """Whether anything may hang on a field: on one that is implied only where denying it would tell otherwise.

        The work of a paid milestone is done, and whoever says that it is not changes nothing.
        """
        if slot.need not in self._deniable:
            return True
        return witness_by(scene, scene.fork(slot), _verdict) is not None

    def _behind_told(self, scene: Scene) -> list[Slot]:
        """The fields of others for which the rules that are told of it would wait without assumptions."""
        told = {finding.rule for finding in scene.outcome.findings}
        outcome = self._strict.outcome(scene.contract, scene.others)
        needs = [need for item in outcome.undetermined if item.rule in told for need in item.needs]
        return scene.at_others(outcome.beyond(needs))

    def _waiting(self, asking: Asking, scene: Scene) -> list[Slot]:
        """The fields of the contract and of others for which it would wait without assumptions."""
        return [*self._slots(asking, scene), *self._beyond(scene)]

    def _slots(self, asking: Asking, scene: Scene) -> list[Slot]:
        """The fields that a contract would wait for without assumptions, and what an answer may take back.

        That is what is implied until denied, and what is open in a request or a dispute that is mentioned.
        """
        outcome, contract = self._strict.outcome(scene.contract, scene.others), scene.contract
        needs = (*outcome.own(_needs(outcome)), *self._deniable, *unsaid_of_mentioned(contract))
        return list(slots_for(needs, scene.contract, asking.ground.own, asking.ground.latest))

    def _beyond(self, scene: Scene) -> list[Slot]:
        """The fields of other contracts for which it would wait."""
        outcome = self._strict.outcome(scene.contract, scene.others)
        return scene.at_others(outcome.beyond(_needs(outcome)))


def _in_the_way(asking: Asking, asked: Asked, own: Sequence[Slot]) -> list[Slot]:
    """What is seen with a question of other contracts, and decides once the question has a harmless answer."""
    filled, slot = asked.scene, asked.fork.slot
    place = place_of(slot)
    if place is None or slot.need not in place.of_others:
        return []
    for each in (slot, *(other for other in own if other.need in place.parts)):
        open_ways = [way for way in filled.fork(each).ways if _is_open(way.state)]
        filled = max(open_ways, key=lambda way: way.weight).state if open_ways else filled
    if not _is_open(filled):
        return []
    most = asking.work + BUDGET // 4
    return [
        other
        for other in filled.beyond()
        if other.need in place.of_others
        and asking.work < most
        and witness_by(filled, filled.fork(other), _verdict) is not None
    ]


def _is_open(scene: Scene) -> bool:
    return _verdict(scene) is Verdict.CANNOT_TELL


def _needs(outcome: Outcome) -> list[str]:
    needs = [*outcome.result.needs]
    for item in outcome.undetermined:
        if item.action.effect in _DECIDING:
            needs += item.needs
    return needs


def _verdict(scene: Scene) -> Verdict:
    return scene.outcome.result.verdict


def _worth(scene: Scene, fork: Fork) -> float:
    """The share of the answers that lead to another verdict, weighed by what it would have cost not to ask."""
    now = scene.outcome.result.verdict
    other = 0.0
    for way in fork.ways:
        verdict = way.state.outcome.result.verdict
        if verdict is not now:
            other += way.weight * _WEIGHT.get(verdict, 1.0)
    return other / fork.weight
