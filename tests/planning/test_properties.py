"""What holds of every plan: nothing is ended that the rules do not let go, and nothing is told too late."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest

from closeout.cli.render.plan.calendar import Kind, is_deed, steps
from closeout.cli.render.plan.words import stays_below
from closeout.engine.evaluation.engines import Engine
from closeout.engine.evaluation.evaluate import Options, evaluate
from closeout.engine.planning import looks
from closeout.engine.planning.ended import ended
from closeout.engine.planning.model import Planned
from closeout.engine.records import record_with
from closeout.engine.report.findings import Verdict
from closeout.engine.snapshot.model import Snapshot

from . import portfolio
from .portfolio import PACKS, document, planned, ready

SEEDS = range(6)
WEEKS = 8
CHANGES: tuple[dict[str, Any], ...] = (
    {},
    {"closing_planned": False},
    {"closing_planned": False, "close_requests": ["2026-03-01T09:00:00Z"]},
    {"closing_planned": False, "situation": ["mutual_stop"]},
    {"open_tasks": 2},
    {
        "refund_request": {
            "amount": "20.00",
            "requested_at": "2026-03-09T10:00:00Z",
            "response": "none",
        }
    },
    {"type": "hourly", "milestones": None},
    {
        "milestones": [
            {
                "id": "m1",
                "state": "submitted",
                "amount": "50.00",
                "funded_amount": "50.00",
                "submissions": ["2026-03-02T10:00:00Z"],
            }
        ]
    },
    {"last_client_message_at": "2025-12-20T10:00:00Z", "work_state": "in_progress"},
    {"last_freelancer_message_at": "2026-02-20T10:00:00Z"},
)


def drawn(seed: int) -> str:
    """A portfolio with a few contracts behind and some to be ended, each with one thing of its own."""
    draw = random.Random(seed)
    behind = [
        portfolio.ended(f"E{number}", f"2026-0{draw.choice('123')}-0{draw.randint(1, 9)}")
        for number in range(draw.randint(0, 3))
    ]
    ahead = [ready(f"C{number}", **draw.choice(CHANGES)) for number in range(draw.randint(2, 6))]
    return document(
        [*behind, *ahead], role=draw.choice(("freelancer", "freelancer", "agency", "client"))
    )


@pytest.fixture(scope="module", params=SEEDS, ids=lambda seed: f"portfolio {seed}")
def found(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Any:
    return planned(tmp_path_factory.mktemp("plan") / "a.json", drawn(request.param), weeks=WEEKS)


def test_what_is_ended_may_be_ended_at_that_instant(found: tuple[Planned, Snapshot]) -> None:
    """Judged by a whole check of the contracts as they are then, and not by the plan."""
    one, snapshot = found
    state = {contract.id: contract for contract in snapshot.contracts}
    for ending in one.plan.endings:
        at = ending.at
        before = {
            other.contract: ended(state[other.contract], other.at, snapshot.role)
            for other in one.plan.endings
            if other.at < at
        }
        then = record_with(snapshot, contracts=list((state | before).values()), exported_at=at)
        report = evaluate(then, PACKS, at, Options(engine=Engine.PYTHON))
        assert report.by_id[ending.contract].verdict is Verdict.CLOSE


def test_every_deed_with_a_deadline_stands_no_later_than_it(
    found: tuple[Planned, Snapshot],
) -> None:
    report = found[0].report
    told = {step.rules[0].fingerprint: step.at for step in steps(found[0]) if step.kind is Kind.DO}
    for finding in report.findings:
        if is_deed(report, finding):
            assert finding.deadline is None or told[finding.fingerprint] <= max(
                finding.deadline, report.as_of
            )


def test_the_steps_stand_in_the_order_of_time(found: tuple[Planned, Snapshot]) -> None:
    times = [step.at for step in steps(found[0])]
    assert times == sorted(times)
    assert [one.at for one in found[0].plan.endings] == sorted(
        one.at for one in found[0].plan.endings
    )


def test_where_a_row_stays_below_the_limit_no_ending_reaches_it(
    found: tuple[Planned, Snapshot],
) -> None:
    plan = found[0].plan
    for row in plan.rows_after:
        if stays_below(row):
            for ending in plan.endings:
                assert not any(
                    each.reaches_limit for each in ending.rows if each.account == row.account
                )


def test_the_same_snapshot_gives_the_same_plan(found: tuple[Planned, Snapshot]) -> None:
    from closeout.engine.planning.plan import plan_of

    one, snapshot = found
    again = plan_of(one.report, snapshot, PACKS, Options(engine=Engine.PYTHON), WEEKS)
    assert again == one.plan


def test_more_contracts_are_looked_at_less_often() -> None:
    def most(count: int) -> int:
        one = Snapshot([])
        one.contracts = [None] * count  # type: ignore[list-item]
        return looks.Looks(one, (), Options()).most

    assert [most(count) for count in (0, 30, 625, 626, 5_000, 100_000)] == [
        120,
        120,
        120,
        119,
        15,
        12,
    ]


def test_a_plan_that_meets_its_bound_says_so_and_stops(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(looks, "MOST_WORK", 0)
    monkeypatch.setattr(looks, "FEWEST_LOOKS", 4)
    contracts = [ready(f"C{number}") for number in range(4)]
    one, _ = planned(tmp_path / "a.json", document(contracts), weeks=26)
    assert one.plan.is_cut_short
    assert [ending.contract for ending in one.plan.endings] == ["C0", "C1"]
    assert one.plan.looked_until < one.report.as_of + 26 * 7 * 86_400


def test_what_is_looked_at_together_is_ended_later_and_never_too_early(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = document([ready(f"C{number}") for number in range(3)])
    closely, _ = planned(tmp_path / "a.json", text)
    monkeypatch.setattr(looks, "MOST_WORK", 0)
    loosely, _ = planned(tmp_path / "a.json", text)
    assert loosely.plan.gap > 0
    at = {one.contract: one.at for one in closely.plan.endings}
    assert loosely.plan.endings
    assert all(one.at >= at[one.contract] for one in loosely.plan.endings)
