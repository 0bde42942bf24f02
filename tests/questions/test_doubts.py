"""To be sure of what can be told: no question whose answer could not lead to another verdict."""

from __future__ import annotations

from typing import Any

from closeout.engine.questions.doubts import Doubts, doubtful
from closeout.engine.questions.order import following
from closeout.engine.questions.slots import Slot
from closeout.engine.questions.usual import deniable
from closeout.engine.questions.witness import Scene
from closeout.engine.report.findings import Verdict
from closeout.engine.snapshot.model import Snapshot

from ..masked.sources import read_contracts, snapshot_of
from .masked import PACKS, asked, complete, differing, filled_by, masked, reported, with_variants
from .test_neighbours import READY

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
            assert differing(one.of(slot), other.of(slot)) <= filled_by(slot)
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


AT_REST: dict[str, Any] = {
    **READY,
    "closing_planned": False,
    "work_state": "in_progress",
    "last_activity_at": "2025-12-01",
    "milestones": [],
}
"""It earns from time to time or it is idle, by when it was last paid: better kept open either way."""


def test_what_every_answer_leads_to_is_asked_where_it_is_not_told_without() -> None:
    told = {key: value for key, value in AT_REST.items() if key != "last_paid_at"}
    snapshot = snapshot_of("freelancer", read_contracts([told]), [])
    report, (survey, _) = reported(snapshot), asked(snapshot)
    (contract,) = snapshot.contracts
    assert report.by_id["A"].verdict is Verdict.NOTHING_TO_DO
    asking = survey.asking(contract)
    turn = Doubts(report, snapshot, PACKS).to_be_sure(asking, asking.start)
    assert turn is not None
    assert turn.asked.fork.slot == Slot("last_paid_at")
    ways = turn.asked.fork.ways
    assert {way.state.outcome.result.verdict for way in ways} == {Verdict.KEEP_OPEN}
    assert turn.asked.witness[0] is asking.start


IN_WORK: dict[str, Any] = {
    **READY,
    "closing_planned": False,
    "last_paid_at": "none",
    "total_paid": "0",
    "milestones": [
        {
            "id": "m1",
            "state": "funded",
            "amount": "250",
            "funded_amount": "250",
            "paid_amount": "0",
            "submissions": [],
            "changes_requested_at": "none",
        }
    ],
} | {"work_state": "in_progress"}
"""Work on its only milestone is in progress by implication, unless somebody says that it is done."""


def test_what_is_implied_unless_it_is_denied_is_asked() -> None:
    snapshot = snapshot_of("freelancer", read_contracts([IN_WORK]), [])
    report, (survey, _) = reported(snapshot), asked(snapshot)
    asking = survey.asking(snapshot.contracts[0])
    turn = Doubts(report, snapshot, PACKS).to_be_sure(asking, asking.start)
    assert turn is not None
    slot = Slot("milestone.work_state", 0)
    assert turn.asked.fork.slot == slot
    done = asking.start.with_answer(slot, "complete")
    assert "submit-before-ending" in {finding.rule for finding in done.outcome.findings}
    assert slot.need in deniable(PACKS)
    assert "total_paid" not in deniable(PACKS)  # a sum of parts is not to be denied


UNSAID = ("work_state", "refund_request", "dispute", "situation", "open_tasks")
PLANNED = {key: value for key, value in IN_WORK.items() if key not in UNSAID} | {
    "closing_planned": True
}


def test_what_only_several_usual_answers_would_lift_is_asked_all_the_same() -> None:
    others = [READY | {"id": id} for id in ("B", "C", "D")]  # of few each would have been looked at
    documents = [one | {"account_id": "X1"} for one in (PLANNED, *others)]
    snapshot = snapshot_of("freelancer", read_contracts(documents), [])
    report, (survey, _) = reported(snapshot), asked(snapshot)
    assert report.by_id["A"].verdict is Verdict.DO_NOT_END
    asking, doubts = survey.asking(snapshot.contracts[0]), Doubts(report, snapshot, PACKS)
    scene, passed = asking.start, frozenset[Slot]()
    usual = survey.ground.usual
    needs: list[str] = []
    while (turn := doubts.to_be_sure(asking, scene, passed)) is not None:
        one, other = turn.asked.witness
        assert verdict(snapshot, one) is not verdict(snapshot, other)
        passed |= turn.passed
        needs += (slot.need for slot in turn.slots)
        told = [(slot, usual.get(slot.need)) for slot in turn.slots if slot.need in usual]
        told += [(slot, "not_started") for slot in turn.slots if slot.need.endswith("work_state")]
        scene = scene.with_contracts(scene.stated(told))
    assert {"work_state", "refund_request.requested_at", "dispute.filed_at"} <= set(needs)
    assert scene.outcome.result.verdict is not Verdict.DO_NOT_END
    survey.ground.settle(snapshot.contracts[0])


def test_of_a_request_that_is_only_mentioned_the_rest_is_asked() -> None:
    mentioned = {**READY, "closing_planned": False, "refund_request": {"requested_by": "client"}}
    snapshot = snapshot_of("freelancer", read_contracts([mentioned]), [])
    report, (survey, _) = reported(snapshot), asked(snapshot)
    asking = survey.asking(snapshot.contracts[0])
    turn = Doubts(report, snapshot, PACKS).to_be_sure(asking, asking.start)
    assert turn is not None
    assert {"refund_request.response", "refund_request.requested_at"} <= {
        slot.need for slot in turn.slots
    }
