"""A question about another contract: asked where an answer about it decides the one that waits for it."""

from __future__ import annotations

from typing import Any

from closeout.engine.evaluation.evaluate import Options
from closeout.engine.questions.asked import questions_of
from closeout.engine.questions.doubts import Doubts
from closeout.engine.questions.together import with_others_answered
from closeout.engine.questions.witness import Scene, waiting
from closeout.engine.report.findings import Report, Verdict
from closeout.engine.report.question import Question
from closeout.engine.snapshot.model import Snapshot

from ..masked.sources import read_contracts, snapshot_of
from .masked import PACKS, asked, reported

READY: dict[str, Any] = {
    "id": "A",
    "platform": "upwork",
    "type": "fixed",
    "status": "active",
    "closing_planned": True,
    "currency": "USD",
    "work_state": "complete",
    "total_paid": "250",
    "last_paid_at": "2026-03-01",
    "last_activity_at": "2026-03-01",
    "last_client_message_at": "2026-03-02",
    "last_freelancer_message_at": "2026-03-08",
    "close_requests": [],
    "more_work_expected": False,
    "situation": [],
    "open_tasks": 0,
    "refund_request": "none",
    "dispute": "none",
    "client": {"id": "K1"},
    "milestones": [{"id": "m1", "state": "paid", "amount": "250", "paid_amount": "250"}],
}
"""It may be ended, but for the others."""
JUST_ENDED = {
    "id": "B",
    "platform": "upwork",
    "type": "fixed",
    "status": "ended",
    "ended_at": "2026-03-05",
    "currency": "USD",
    "total_paid": "250",
    "last_paid_at": "2026-03-01",
    "client": {"id": "K2"},
    "milestones": [{"id": "m1", "state": "paid", "amount": "250", "paid_amount": "250"}],
}


def snapshot(*documents: dict[str, Any]) -> Snapshot:
    """An export of these contracts."""
    return snapshot_of("freelancer", read_contracts(list(documents)), [])


def questions(of: Snapshot) -> list[Question]:
    """What is asked in the report."""
    return list(questions_of(reported(of), of, PACKS, Options()))


def test_what_another_contract_decides_is_asked_there_and_says_so() -> None:
    found = questions(snapshot(READY, JUST_ENDED))
    assert [(one.contract, one.field, one.decides_for) for one in found] == [("B", "ended_by", "A")]
    assert found[0].text.endswith(" It decides A.")
    assert "verdict" in found[0].decides


def test_what_is_known_of_the_other_contract_is_not_asked() -> None:
    told = snapshot(READY, JUST_ENDED | {"ended_by": "client"})
    assert reported(told).by_id["A"].verdict is Verdict.CLOSE
    assert questions(told) == []


def test_what_is_taken_for_granted_of_another_contract_is_asked_to_be_sure() -> None:
    told = snapshot(READY, JUST_ENDED | {"ended_by": "freelancer"})
    report = reported(told)
    assert report.by_id["A"].verdict is Verdict.WAIT
    survey, _ = asked(told)
    asking = survey.asking(told.contracts[0])
    turn = Doubts(report, told, PACKS).to_be_sure(asking, asking.start)
    assert turn is not None
    slot = turn.asked.fork.slot
    assert (slot.contract, slot.need) == ("B", "feedback.from_client.state")
    verdicts = {way.state.outcome.result.verdict for way in turn.asked.fork.ways}
    assert verdicts == {Verdict.WAIT, Verdict.CLOSE}
    # The others stand as they are told once the contract is left.
    survey.ground.settle(told.contracts[0])
    assert survey.ground.outcome(told.contracts[0]).result.verdict is Verdict.WAIT


def assert_feedback_is_asked_of_all(
    report: Report, told: Snapshot, ids: tuple[str, ...], answer: str
) -> None:
    """To be sure of the first it is asked at once who of these left feedback; the answer lets it be ended."""
    survey, _ = asked(told)
    asking = survey.asking(told.contracts[0])
    turn = Doubts(report, told, PACKS).to_be_sure(asking, asking.start)
    assert turn is not None and turn.look is not None and turn.is_about_several
    assert {(slot.contract, slot.need) for slot in turn.slots} == {
        (id, "feedback.from_client.state") for id in ids
    }
    stated = turn.look.read(answer, 0)
    assert stated is not None
    scene = asking.start.with_contracts(asking.start.stated(stated))
    assert scene.outcome.result.verdict is Verdict.CLOSE
    survey.ground.settle(told.contracts[0])


def test_what_is_taken_for_granted_of_two_others_is_asked_though_one_answer_alone_changes_nothing() -> (
    None
):
    others = [
        JUST_ENDED | {"id": id, "client": {"id": f"K{id}"}, "ended_by": "freelancer"}
        for id in ("B", "C")
    ]
    told = snapshot(READY, *others)
    report = reported(told)
    assert report.by_id["A"].verdict is Verdict.WAIT
    assert_feedback_is_asked_of_all(report, told, ("B", "C"), "yes; yes")


def test_where_several_others_are_in_the_way_it_is_asked_about_one_of_them() -> None:
    others = [JUST_ENDED | {"id": id, "client": {"id": f"K{id}"}} for id in ("B", "C")]
    told = snapshot(READY, *others)
    survey, (asking,) = asked(told)
    scene = asking.start
    assert scene.outcome.result.verdict is Verdict.CANNOT_TELL
    assert {slot.contract for slot in scene.beyond()} == {"B", "C"}
    assert scene.slots() == []  # who ended it is open at the others alone

    def verdict(state: Scene) -> Verdict:
        return state.outcome.result.verdict

    found = with_others_answered(asking, scene, waiting, verdict)
    assert found is not None
    one, other = found.witness
    assert verdict(one) is not verdict(other)
    slot = found.fork.slot
    assert one.of(slot) != other.of(slot)
    assert {id: one.others.get(id) for id in ("B", "C") if id != slot.contract} == {
        id: other.others.get(id) for id in ("B", "C") if id != slot.contract
    }
    survey.ground.settle(told.contracts[0])


ROW = [
    JUST_ENDED | {"id": id, "ended_by": "client", "ended_at": ended, "client": {"id": f"K{id}"}}
    for id, ended in (("B", "2026-02-20"), ("C", "2026-02-10"), ("D", "2026-01-20"))
]
"""Three contracts that ended one after the other; whether anybody left feedback is not known."""


def test_what_only_several_contracts_tell_together_is_asked_of_all_at_once() -> None:
    told = snapshot(READY, *ROW)
    report = reported(told)
    assert report.by_id["A"].verdict is Verdict.CANNOT_TELL
    assert_feedback_is_asked_of_all(report, told, ("B", "C", "D"), "no; yes; ?")


def test_who_of_an_agency_works_on_a_contract_is_asked() -> None:
    told = snapshot_of("agency", read_contracts([READY, *ROW]), [])
    survey, (asking,) = asked(told)
    assert survey.ground.members == ("a member", "another member")
    found = with_others_answered(asking, asking.start, waiting, lambda scene: scene.outcome.result)
    assert found is not None
    assert "member_id" in {slot.need for slot in waiting(asking.start)}
    survey.ground.settle(told.contracts[0])


def test_in_the_messages_one_sees_those_who_come_first_too() -> None:
    unsaid = ("last_freelancer_message_at", "last_client_message_at", "close_requests")
    mine = {key: value for key, value in READY.items() if key not in unsaid}
    mine |= {"escrow": "0", "account_id": "X1"}
    long_idle = {"last_activity_at": "2026-01-01", "last_paid_at": "2026-01-01"}
    others = [mine | long_idle | {"id": id, "client": {"id": f"K{id}"}} for id in ("B", "C", "D")]
    told = snapshot(mine, *others)
    report, (survey, _) = reported(told), asked(told)
    asking = survey.asking(told.contracts[0])
    turn = Doubts(report, told, PACKS).following(asking, asking.start, 0)
    assert turn is not None
    assert turn.asked.fork.slot.contract is None
    assert None in {slot.contract for slot in turn.slots} < {None, "B", "C", "D"}
    assert turn.is_about_several
    survey.ground.settle(told.contracts[0])
