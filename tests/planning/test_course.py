"""Portfolios worked out by hand: which contract a plan ends when, why then, and what the row comes to."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from closeout.engine.planning.model import Plan
from closeout.engine.written import instant_text

from .portfolio import document, ended, planned, ready

ONE, TWO = ready("C1"), ready("C2")


def made(path: Path, *contracts: dict[str, Any], weeks: int = 6, **head: Any) -> Plan:
    return planned(path / "a.json", document(contracts, **head), weeks=weeks)[0].plan


def endings(plan: Plan) -> list[tuple[str, str]]:
    return [(one.contract, instant_text(one.at)) for one in plan.endings]


def test_each_client_has_the_window_of_the_pack_before_the_next_contract_ends(
    tmp_path: Path,
) -> None:
    """14 days each; the row counts 1, 2, 3 at worst. After the third the rules ask for a review before the
    fourth, and by then the last message is older than the 30 days in which it counts."""
    plan = made(tmp_path, ended("E1", "2026-01-01"), ONE, TWO, ready("C3"), ready("C4"), weeks=7)
    assert endings(plan) == [
        ("C1", "2026-03-10 12:00 UTC"),
        ("C2", "2026-03-24 12:00:01 UTC"),
        ("C3", "2026-04-07 12:00:02 UTC"),
    ]
    assert [one.after for one in plan.endings] == [(), ("C1",), ("C2",)]
    assert [one.sooner for one in plan.endings] == [False, True, True]
    assert [[row.length for row in one.rows] for one in plan.endings] == [[1], [2], [3]]
    assert [[row.reaches_limit for row in one.rows] for one in plan.endings] == [
        [False],
        [False],
        [True],
    ]
    assert [[rule.rule for rule in one.waited] for one in plan.endings] == [
        [],
        ["stagger-closures", "stagger-after-own-closing"],
        ["stagger-closures", "stagger-after-own-closing"],
    ]
    (left,) = plan.left
    assert (left.contract, left.verdict) == ("C4", "prepare")
    assert [one.rule for one in left.findings] == ["talk-before-ending", "streak-before-ending"]
    assert [(row.length, row.limit) for row in plan.rows_before] == [(0, 3)]
    assert [(row.length, row.limit) for row in plan.rows_after] == [(3, 3)]


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        ("2999-12-10T12:00:00Z", ["2999-12-10 12:00 UTC", "2999-12-24 12:00:01 UTC"]),
        ("2999-12-20T12:00:00Z", ["2999-12-20 12:00 UTC"]),
        ("2999-12-31T23:59:59Z", ["2999-12-31 23:59:59 UTC"]),
    ],
)
def test_a_plan_ends_with_the_calendar(as_of: str, expected: list[str], tmp_path: Path) -> None:
    day = {"last_freelancer_message_at": as_of, "last_client_message_at": as_of}
    head = {"as_of": as_of, "exported_at": as_of}
    plan = made(tmp_path, ready("C1", **day), ready("C2", **day), **head)
    assert [at for _, at in endings(plan)] == expected
    assert instant_text(plan.looked_until) == "2999-12-31 23:59:59 UTC"


def test_all_at_once_is_what_the_plan_ends_ended_today(tmp_path: Path) -> None:
    plan = made(tmp_path, ended("E1", "2026-01-01"), ONE, TWO, ready("C3"))
    assert plan.most_windows == 1
    found = plan.all_at_once
    assert (found.contracts, found.windows) == (("C1", "C2", "C3"), 3)
    assert [row.length for row in found.rows] == [3]
    assert [one.rule for one in found.findings] == ["no-feedback-streak-ahead"]


def test_before_an_ending_that_reaches_the_limit_another_may_end_with_feedback(
    tmp_path: Path,
) -> None:
    """Two endings without feedback lie behind, so that one more makes three; X is done and can be asked for."""
    behind = [
        ended("E1", "2026-01-01"),
        *(
            ready(
                id,
                closing_planned=False,
                status="ended",
                ended_at=f"2026-01-0{day}T10:00:00Z",
                ended_by="client",
                feedback={"from_client": {"state": "none"}, "from_freelancer": {"state": "none"}},
            )
            for id, day in (("E2", 5), ("E3", 6))
        ),
    ]
    done = ready("X", closing_planned=False)
    plan = made(tmp_path, *behind, ONE, done)
    (between,) = plan.between
    assert [row.length for row in plan.endings[0].rows] == [3]
    assert (between.contract, between.before) == ("X", "C1")
    assert between.finding.rule == "ask-client-to-close"
    assert [row.length for row in between.rows] == [1]


def test_what_both_sides_agreed_to_stop_is_ended_at_once(tmp_path: Path) -> None:
    agreed = {"situation": ["mutual_stop"], "closing_planned": False}
    plan = made(tmp_path, ready("C1", **agreed), ready("C2", **agreed))
    assert endings(plan) == [("C1", "2026-03-10 12:00 UTC"), ("C2", "2026-03-10 12:00 UTC")]
    assert plan.most_windows == 2


def test_a_contract_without_payment_has_no_window_that_another_waits_for(tmp_path: Path) -> None:
    unpaid = ready(
        "C1",
        work_state="not_started",
        total_paid="0.00",
        last_paid_at="none",
        last_activity_at="none",
        milestones=[],
        situation=["time_misjudged"],
    )
    plan = made(tmp_path, unpaid, TWO)
    assert [one.contract for one in plan.endings] == ["C1", "C2"]
    assert plan.endings[0].window_until is None
    assert instant_text(plan.endings[1].at) == "2026-03-10 12:00:01 UTC"
    assert [[row.length for row in one.rows] for one in plan.endings] == [[0], [1]]


def test_an_agency_gives_each_client_the_window_that_its_rule_speaks_of(tmp_path: Path) -> None:
    both = [ready(id, member_id="M1", via_agency=True) for id in ("C1", "C2")]
    plan = made(tmp_path, ended("E1", "2026-01-01", member_id="M1"), *both, role="agency")
    assert endings(plan) == [("C1", "2026-03-10 12:00 UTC"), ("C2", "2026-03-24 12:00:01 UTC")]


def test_a_client_ends_what_may_be_ended_without_a_line(tmp_path: Path) -> None:
    plan = made(tmp_path, ONE, TWO, role="client")
    assert endings(plan) == [("C1", "2026-03-10 12:00 UTC"), ("C2", "2026-03-10 12:00 UTC")]
    assert [rule.rule for rule in plan.endings[0].findings] == ["end-as-planned-by-client"]


def test_an_export_that_is_too_old_ends_nothing(tmp_path: Path) -> None:
    plan = made(tmp_path, ONE, TWO, exported_at="2026-03-08T12:00:00Z")
    assert (plan.is_too_old, plan.endings, plan.all_at_once.contracts) == (True, (), ())


def test_a_strict_plan_ends_nothing_by_an_assumption(tmp_path: Path) -> None:
    sparse = ready("C1")
    del sparse["refund_request"], sparse["last_paid_at"], sparse["situation"]
    text = document([sparse])
    loose = planned(tmp_path / "a.json", text, weeks=1)[0].plan
    strict = planned(tmp_path / "a.json", text, weeks=1, is_strict=True)[0].plan
    assert strict.endings == ()
    assert strict.rows_before == loose.rows_before


def test_contracts_named_to_be_closed_are_planned_without_the_snapshot_saying_so(
    tmp_path: Path,
) -> None:
    text = document([ready("C1", closing_planned=False)])
    named = planned(tmp_path / "a.json", text, weeks=1, closing=["C1"])[0].plan
    assert endings(named) == [("C1", "2026-03-10 12:00 UTC")]
    assert planned(tmp_path / "a.json", text, weeks=1)[0].plan.endings == ()


@pytest.mark.parametrize(("weeks", "ends"), [(1, ["C1"]), (2, ["C1"]), (3, ["C1", "C2"])])
def test_nothing_is_ended_beyond_the_weeks_that_were_asked_for(
    tmp_path: Path, weeks: int, ends: list[str]
) -> None:
    plan = made(tmp_path, ONE, TWO, weeks=weeks)
    assert [one.contract for one in plan.endings] == ends
    assert [one.contract for one in plan.left] == ([] if "C2" in ends else ["C2"])


def test_accounts_do_not_wait_for_each_other(tmp_path: Path) -> None:
    accounts = [{"id": "A1"}, {"id": "A2"}]
    contracts = [ready("C1", account_id="A1"), ready("C2", account_id="A2")]
    head: dict[str, Any] = {"account": None, "accounts": accounts}
    text = document(contracts, **head).replace('"account": null, ', "")
    plan = planned(tmp_path / "a.json", text, weeks=1)[0].plan
    assert endings(plan) == [("C1", "2026-03-10 12:00 UTC"), ("C2", "2026-03-10 12:00 UTC")]
    assert [row.account for row in plan.endings[1].rows] == ["A2"]


def test_a_contract_that_waits_for_anything_but_others_stands_in_no_line(tmp_path: Path) -> None:
    """On hold, by whomever: nobody ends it, so nothing is compared with ending it today."""
    funded = {"id": "m2", "state": "funded", "amount": "500.00", "funded_amount": "500.00"}
    held = [
        ready(
            id, closing_planned=False, hold={"by": by, "since": "2026-03-01"}, milestones=[funded]
        )
        for id, by in (("H1", "client"), ("H2", "platform"))
    ]
    plan = made(tmp_path, *held, weeks=1)
    assert (plan.left, plan.all_at_once.contracts, plan.all_at_once.windows) == ((), (), 0)


def test_whoever_ended_one_alone_lately_has_the_next_one_in_line(tmp_path: Path) -> None:
    """That wait has a date, and is one for another contract all the same."""
    feedback = {"from_client": {"state": "none"}, "from_freelancer": {"state": "given"}}
    alone = ended("E1", "2026-03-05", feedback=feedback, ended_by="freelancer")
    plan = made(tmp_path, alone, ONE, weeks=1)
    (left,) = plan.left
    assert (left.contract, left.is_in_line) == ("C1", True)
    assert [one.rule for one in left.findings] == ["stagger-after-own-closing"]
    assert plan.all_at_once.contracts == ("C1",)
