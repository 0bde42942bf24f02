"""No run fails for a field that is merely not said: which rules of severity error stay undetermined."""

from __future__ import annotations

import json
from functools import cache
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from closeout.engine.evaluation.engines import Engine
from closeout.engine.evaluation.evaluate import Options, evaluate
from closeout.engine.language.load import load_packs
from closeout.engine.policy.pack import Severity
from closeout.engine.report.findings import Report
from closeout.engine.snapshot.read import read_snapshot

EXAMPLES = Path(__file__).parents[2] / "examples"
NOW = 1_773_144_000
"""2026-03-10 12:00 UTC."""
STATES = ("not_funded", "funded", "submitted", "changes_requested", "paid")
MILESTONES: tuple[tuple[str, ...] | None, ...] = (None, (), *((state,) for state in STATES))


def bare_contracts() -> list[dict[str, Any]]:
    """What people type: some of id, status, type, a plan to end it, and the state of a milestone."""
    statuses = (None, "active", "paused", "ended")
    found: list[dict[str, Any]] = []
    for status, type, plan, states in product(
        statuses, (None, "fixed", "hourly"), (None, True, False), MILESTONES
    ):
        if type == "hourly" and states:
            continue
        milestones = None if states is None else [{"id": "m1", "state": one} for one in states]
        said = {"status": status, "type": type, "closing_planned": plan, "milestones": milestones}
        known = {key: value for key, value in said.items() if value is not None}
        found.append({"id": f"C{len(found)}", **known})
    return found


def reported(file: Path) -> Report:
    """What the shipped packs say of a file."""
    snapshot = read_snapshot([str(file)])
    return evaluate(snapshot, load_packs(None), NOW, Options(engine=Engine.PYTHON))


def of(contracts: list[dict[str, Any]], platform: str, role: str) -> Report:
    """What they say of contracts."""
    head = {"version": 1, "platform": platform, "role": role}
    with TemporaryDirectory() as folder:
        file = Path(folder, "bare.json")
        file.write_text(json.dumps({**head, "contracts": contracts}), encoding="utf-8")
        return reported(file)


@cache
def of_bare_contracts(platform: str, role: str) -> Report:
    """What they say of all that people type."""
    return of(bare_contracts(), platform, role)


def hanging(report: Report) -> set[str]:
    """The rules of severity error that cannot be decided."""
    return {item.rule for item in report.undetermined if item.severity is Severity.ERROR}


ESCROW_OF_A_PLANNED_END = "beside it a rule says that the amount in escrow is not known"
MONEY_AFTER_THE_END = "money is said to lie in escrow of an ended contract, and the day decides"

KNOWN: dict[tuple[str, str], dict[str, str]] = {
    ("upwork", "freelancer"): {
        "escrow-at-stake": ESCROW_OF_A_PLANNED_END,
        "answer-for-escrow-left": MONEY_AFTER_THE_END,
    },
    ("upwork", "client"): {},
    ("fiverr", "freelancer"): {"order-at-stake": ESCROW_OF_A_PLANNED_END},
    ("fiverr", "client"): {},
    ("freelancer-com", "freelancer"): {"milestone-payment-at-stake": ESCROW_OF_A_PLANNED_END},
    ("freelancer-com", "client"): {},
}
"""What stays open, and why."""

SIDES = [pytest.param(*side, id=" for a ".join(side)) for side in KNOWN]


@pytest.mark.parametrize(("platform", "role"), SIDES)
def test_bare_contracts_leave_no_other_rule_of_severity_error_open(
    platform: str, role: str
) -> None:
    assert hanging(of_bare_contracts(platform, role)) == set(KNOWN[platform, role])


@pytest.mark.parametrize(("platform", "role"), SIDES)
def test_bare_contracts_that_run_and_are_not_to_be_ended_pass(platform: str, role: str) -> None:
    healthy = [
        each
        for each in bare_contracts()
        if not each.get("closing_planned") and each.get("status") != "ended"
    ]
    assert hanging(of(healthy, platform, role)) == set()


BESIDE = {
    "escrow-at-stake": "escrow-not-known",
    "order-at-stake": "order-amount-not-known",
    "milestone-payment-at-stake": "milestone-payment-not-known",
}
"""What is told, as an error as well, of every contract of which the amount cannot be told."""


@pytest.mark.parametrize("platform", ["upwork", "fiverr", "freelancer-com"])
def test_an_amount_that_is_not_known_is_told_as_an_error_and_not_only_left_open(
    platform: str,
) -> None:
    report = of_bare_contracts(platform, "freelancer")
    told = {
        (one.rule, one.subject.contract)
        for one in report.findings
        if one.severity is Severity.ERROR
    }
    still_open = [
        (BESIDE[one.rule], one.subject.contract)
        for one in report.undetermined
        if one.rule in BESIDE
    ]
    assert still_open and set(still_open) <= told


@pytest.mark.parametrize(
    ("name", "rules"),
    [("upwork-graphql-page.json", set()), ("portfolio.csv", {"escrow-at-stake"})],
)
def test_exports_leave_no_other_rule_of_severity_error_open(name: str, rules: set[str]) -> None:
    assert hanging(reported(EXAMPLES / name)) == rules
