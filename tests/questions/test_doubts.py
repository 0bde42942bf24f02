"""To be sure of what can be told: no question whose answer could not lead to another verdict."""

from __future__ import annotations

from closeout.engine.questions.doubts import Doubts, doubtful
from closeout.engine.questions.order import following
from closeout.engine.questions.slots import Slot
from closeout.engine.questions.witness import Scene
from closeout.engine.report.findings import Verdict
from closeout.engine.snapshot.model import Snapshot

from .masked import PACKS, asked, complete, masked, reported, with_variants
from .test_asking import differing, filled_by

COMPLETE = complete()


def verdict(snapshot: Snapshot, scene: Scene) -> Verdict:
    """By a plain evaluation."""
    return reported(with_variants(snapshot, scene)).by_id[scene.contract.id].verdict


def test_every_question_to_be_sure_has_two_answers_that_lead_to_different_verdicts() -> None:
    snapshot = masked(COMPLETE, 1, 0.4)
    report = reported(snapshot)
    survey, _ = asked(snapshot)
    doubts, count = Doubts(report, snapshot, PACKS), 0
    for contract, _ in doubtful(report, snapshot)[:2]:
        asking = survey.asking(contract)
        assert following(asking, asking.start) is None or asking.start.outcome.open_errors
        passed: set[Slot] = set()
        for _ in range(3):
            found = doubts.to_be_sure(asking, asking.start, frozenset(passed))
            if found is None:
                break
            slot, (one, other) = found.asked.fork.slot, found.asked.witness
            passed.add(slot)
            assert differing(one.of(slot), other.of(slot)) <= filled_by(slot, one.of(slot))
            assert verdict(snapshot, one) is not verdict(snapshot, other)
            count += 1
        survey.ground.settle(contract)
        doubts.settle(contract)
    assert count


def test_what_lets_somebody_go_on_is_doubted_first() -> None:
    snapshot = masked(COMPLETE, 1, 0.4)
    verdicts = [result.verdict for _, result in doubtful(reported(snapshot), snapshot)]
    assert Verdict.CANNOT_TELL not in verdicts
    lenient = [
        each in (Verdict.CLOSE, Verdict.NOTHING_TO_DO, Verdict.KEEP_OPEN) for each in verdicts
    ]
    assert lenient == sorted(lenient, reverse=True)
