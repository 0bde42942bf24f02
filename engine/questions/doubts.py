"""Questions to be sure: what would lead to another verdict, had the assumptions not spoken.

A verdict that rests on what nobody said can be told and yet be wrong. A person can be asked for whatever the same
contract would wait for without assumptions, as long as two possible answers lead to different verdicts.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence

from ..policy.pack import Effect, Pack
from ..report.findings import ContractResult, Report, Verdict
from ..report.verdicts import ENDED, HINDERING
from ..snapshot.model import Contract, Snapshot
from .neighbours import with_others_answered
from .order import Asked, following
from .probe import Ground, Outcome
from .slots import Slot, slots_for
from .stakes import at_stake
from .turn import Turn, seen_with, turn
from .witness import Asking, Fork, Scene, Witness, witness_by

BUDGET = 600
"""Variants of a contract that are evaluated in search of one question."""

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
        needed = scene.beyond() if asked.fork.slot.contract is not None else scene.slots()
        return turn(asking, asked, [*needed, *self._slots(asking, scene)], passed)

    def to_be_sure(
        self, asking: Asking, scene: Scene, passed: frozenset[Slot] = frozenset()
    ) -> Turn | None:
        """The question whose answer most likely leads to another verdict, the more harmful the rather."""
        slots = self._slots(asking, scene)
        left = [slot for slot in slots if slot not in passed]
        asked = self._likeliest(asking, scene, left, passed)
        if asked is None:
            beyond = self._beyond(asking, scene)
            open_there = [slot for slot in beyond if slot not in passed]
            asked = self._likeliest(asking, scene, open_there, passed)
            if asked is None and scene.outcome.result.verdict is Verdict.CANNOT_TELL:
                asked = _with_all_others(asking, scene, left) or with_others_answered(
                    asking, scene, open_there, _verdict
                )
            slots = [*slots, *beyond]
        return None if asked is None else turn(asking, asked, slots, passed)

    def _likeliest(
        self, asking: Asking, scene: Scene, slots: Sequence[Slot], passed: frozenset[Slot]
    ) -> Asked | None:
        """The best question of the place that is worth most of all."""
        found: dict[Hashable, list[tuple[float, Asked]]] = {}
        most = asking.work + BUDGET
        for slot in slots:
            if asking.work > most:
                break
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

    def _slots(self, asking: Asking, scene: Scene) -> list[Slot]:
        """The fields that a contract would wait for without assumptions."""
        outcome = self._strict.outcome(scene.contract, scene.others)
        needs = outcome.own(_needs(outcome))
        return list(slots_for(needs, scene.contract, asking.ground.own))

    def _beyond(self, asking: Asking, scene: Scene) -> list[Slot]:
        """The fields of other contracts for which it would wait."""
        outcome = self._strict.outcome(scene.contract, scene.others)
        return scene.at_others(outcome.beyond(_needs(outcome)))


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


def _with_all_others(asking: Asking, scene: Scene, slots: Sequence[Slot]) -> Asked | None:
    """A question that makes a difference only together with the answers to several others."""
    most = asking.work + BUDGET
    for slot in slots:
        if asking.work > most:
            break
        witness = _last_witness(asking, scene, slot, slots)
        if witness is not None:
            return Asked(scene, scene.fork(slot), witness)
    return None


def _last_witness(
    asking: Asking, scene: Scene, slot: Slot, slots: Sequence[Slot]
) -> Witness | None:
    """Two results that this answer makes, where the others are answered so that least is left open."""
    filled = scene
    for other in slots:
        still_open = slots_for((other.need,), filled.contract, asking.ground.own)
        if other != slot and other in still_open:
            ways = filled.fork(other).ways
            if ways:
                filled = min((way.state for way in ways), key=_open_rules)
            witness = witness_by(filled, filled.fork(slot), _verdict)
            if witness is not None:
                return witness
    return None


def _open_rules(scene: Scene) -> tuple[bool, int]:
    outcome = scene.outcome
    return outcome.result.verdict is not Verdict.CANNOT_TELL, len(outcome.undetermined)
