"""Where the findings of a report stand on the calendar of a plan, and that none of them falls out of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from closeout.cli.render.plan.calendar import Kind, steps
from closeout.cli.render.plan.groups import groups
from closeout.cli.render.plan.words import headline, notes
from closeout.engine.planning.model import Planned
from closeout.engine.policy.pack import Effect

from .portfolio import document, planned, ready


def disputed(day: str) -> dict[str, Any]:
    """A client whose request the freelancer disputed: 5 days to answer by one source, 7 by another."""
    funded = {"id": "m1", "state": "funded", "amount": "200.00", "funded_amount": "200.00"}
    request = {"amount": "50.00", "requested_at": "2026-02-20", "requested_by": "client"}
    request |= {"response": "disputed", "responded_at": day}
    return ready("K7", refund_request=request, milestones=[funded])


def answer_to_dispute(path: Path, day: str) -> tuple[Planned, list[str]]:
    """A plan, and all that it says of the answer: its heading, what to do, the notes below."""
    one, _ = planned(path / "a.json", document([disputed(day)], role="client"), weeks=1)
    for group in groups(steps(one), one.report):
        for step in group.steps:
            if step.rules[0].rule == "answer-escrow-dispute":
                return one, [group.heading, headline(step, one.report), *notes(step, one)]
    raise AssertionError("nothing is said of the dispute")


SAYS = "Silence releases the money to the freelancer."
DAYS = "the sources give you 5 days, 5 business days or 7, so until"


def test_a_deed_stands_by_its_safe_day_while_that_lies_ahead(tmp_path: Path) -> None:
    _, told = answer_to_dispute(tmp_path, "2026-03-07")
    assert told == [
        "This week, until 2026-03-15",
        "By the end of 2026-03-11 UTC: Answer the dispute",
        f"In dispute: 50.00 USD. Answer before 2026-03-12 00:00 UTC to be safe; {DAYS} 2026-03-14 at most. "
        f"{SAYS} [answer-escrow-dispute] (basis: mixed)",
    ]


def test_a_deed_whose_safe_day_is_over_is_to_be_done_today_and_says_so(tmp_path: Path) -> None:
    one, told = answer_to_dispute(tmp_path, "2026-03-05")
    assert told == [
        "Today, 2026-03-10",
        "At once, until 2026-03-12 23:59:59 UTC at the latest: Answer the dispute",
        f"In dispute: 50.00 USD. Answer; {DAYS} 2026-03-12 at most. {SAYS} "
        "The safe time ended on 2026-03-10 00:00 UTC. [answer-escrow-dispute] (basis: mixed)",
    ]
    (step,) = (step for step in steps(one) if step.rules[0].rule == "answer-escrow-dispute")
    assert (step.at, step.due) == (one.report.as_of, step.rules[0].deadline)


HELD = {"hold": {"by": "client", "since": "2026-03-01"}}
REVIEWED = {"id": "m2", "state": "submitted", "amount": "500.00", "funded_amount": "500.00"}
REVIEWED["submissions"] = ["2026-03-01T09:00:00Z"]  # type: ignore[assignment]


def test_a_hold_is_told_beside_the_release_that_it_may_stop(tmp_path: Path) -> None:
    held = ready("H", closing_planned=False, milestones=[REVIEWED], **HELD)
    one, _ = planned(tmp_path / "a.json", document([held]), weeks=1)
    told = {
        group.heading: [headline(step, one.report) for step in group.steps]
        for group in groups(steps(one), one.report)
    }
    assert told == {
        "This week, until 2026-03-15": [
            "Until the end of 2026-03-14 UTC: Stop work until the hold is settled",
            "Until 2026-03-15 09:00 UTC: Wait for the automatic release",
        ],
    }
    assert all(step.kind is Kind.WAIT for step in steps(one))


def test_a_hold_whose_day_is_not_known_is_waited_for_as_long_as_it_lasts(tmp_path: Path) -> None:
    held = ready("H", closing_planned=False, hold={"by": "client"})
    one, _ = planned(tmp_path / "a.json", document([held]), weeks=1)
    (group,) = groups(steps(one), one.report)
    assert group.heading == "Without a date, as long as it lasts"
    assert [headline(step, one.report) for step in group.steps] == [
        "Stop work until the hold is settled"
    ]


@pytest.mark.parametrize("platform", ["fiverr", "freelancer-com"])
def test_whatever_is_waited_for_stands_in_the_plan_on_any_platform(
    tmp_path: Path, platform: str
) -> None:
    """Some waits have no date: a dispute that others decide, and of whose answer no day is told."""
    dispute = {"filed_by": "freelancer", "response": "given", "stage": "arbitration"}
    held = {"id": "m1", "state": "funded", "amount": "500.00", "funded_amount": "500.00"}
    contract = ready(
        "C1", closing_planned=False, dispute=dispute, milestones=[held], platform=platform
    )
    one, _ = planned(tmp_path / "a.json", document([contract], platform=platform), weeks=1)
    waits = [each for each in one.report.findings if each.action.effect is Effect.WAIT]
    assert {each.deadline for each in waits} == {None}
    assert [step.rules for step in steps(one) if step.kind is Kind.WAIT] == [
        (each,) for each in waits
    ]
