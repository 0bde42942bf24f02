"""Windows of time, to the second: when a condition on a contract starts and stops to hold."""

from __future__ import annotations

from pathlib import Path

import pytest

import closeout.engine.explain.timeline
from closeout.engine.explain.surroundings import surroundings_of
from closeout.engine.snapshot.model import Contract, Snapshot, blank
from closeout.engine.units import Scope

from .asking import CONTRACTS, asked
from .conftest import Run

YES, NO = "holds", "does not hold"

WINDOWS: dict[str, list[tuple[str, str]]] = {
    "{status: active}": [("", YES)],
    "{last_paid_at: {older_than: 20 days}}": [("", NO), ("2026-03-12T08:15:30Z", YES)],
    "{last_paid_at: {newer_than: 1 month}}": [("", YES), ("2026-03-20T08:15:30Z", NO)],
    "{due_at: {eq: {fact: as_of}}}": [
        ("", NO),
        ("2026-03-31T17:30:00Z", YES),
        ("2026-03-31T17:30:01Z", NO),
    ],
    "{due_at: {before: {fact: as_of}, newer_than: 2 seconds}}": [
        ("", NO),
        ("2026-03-31T17:30:01Z", YES),
        ("2026-03-31T17:30:02Z", NO),
    ],
    "{due_at: {within_next: 7 days}}": [
        ("", NO),
        ("2026-03-24T17:30:00Z", YES),
        ("2026-03-31T17:30:00Z", NO),
    ],
    "{due_at: {within_next: 1 month}}": [
        ("", YES),
        ("2026-03-31T17:30:00Z", NO),
    ],
    "{review_at: {older_than: 1 day}}": [("", NO), ("2026-05-05T00:00:00Z", YES)],
    "{last_paid_at: {older_than: $term}}": [("", NO), ("2026-04-01T00:00:00Z", YES)],
    "{running: {gte: 10 days}}": [("", NO), ("2026-03-11T09:00:00Z", YES)],
    "{running: {gt: 10 days}}": [("", NO), ("2026-03-11T09:00:01Z", YES)],
    "{running: {eq: 10 days}}": [
        ("", NO),
        ("2026-03-11T09:00:00Z", YES),
        ("2026-03-11T09:00:01Z", NO),
    ],
    "{phase: near}": [
        ("", NO),
        ("2026-03-24T17:30:00Z", YES),
        ("2026-03-31T17:30:00Z", NO),
    ],
    "{phase: far}": [
        ("", YES),
        ("2026-03-24T17:30:00Z", NO),
        ("2026-03-31T17:30:00Z", YES),
        ("2026-03-31T17:30:01Z", NO),
    ],
    "{later: {after: 2026-04-10}}": [("", NO), ("2026-04-10T00:00:01Z", YES)],
    "{billed_at: {after: 2026-03-20}}": [("", NO), ("2026-03-16T12:00:00Z", YES)],
    "{billed_at: 2026-03-23T12:00:00Z}": [
        ("", NO),
        ("2026-03-16T12:00:00Z", YES),
        ("2026-03-23T12:00:00Z", NO),
    ],
    "{overdue: {gt: 0, lt: 2 days}}": [
        ("", NO),
        ("2026-03-31T17:30:01Z", YES),
        ("2026-04-02T17:30:00Z", NO),
    ],
    # a month after March 30 and after March 31 is April 30: at midnight the day comes again
    "{next_month: {before: 2026-04-30T12:00:00Z}}": [
        ("", YES),
        ("2026-03-30T12:00:00Z", NO),
        ("2026-03-31T00:00:00Z", YES),
        ("2026-03-31T12:00:00Z", NO),
    ],
    "{last_activity_at: {older_than: 7 days}}": [("", "not known")],
}


def stretches(run: Run, folder: Path, condition: str, contracts: str) -> list[dict[str, str]]:
    """What `explain` says of the times of a rule with this condition."""
    found: list[dict[str, str]] = asked(run, folder, condition, contracts)["time"]["stretches"]
    return found


@pytest.mark.parametrize("condition", WINDOWS)
def test_a_window_opens_and_closes_at_its_second(condition: str, run: Run, tmp_path: Path) -> None:
    found = stretches(run, tmp_path, condition, CONTRACTS)
    expected = [(start or "2026-03-10T12:00:00Z", outcome) for start, outcome in WINDOWS[condition]]
    assert [(item["from"], item["outcome"]) for item in found] == expected
    ends = [item["until"] for item in found]
    assert ends == [*(start for start, _ in expected[1:]), None]


def test_an_old_export_stays_as_old_while_time_goes_on(run: Run, tmp_path: Path) -> None:
    old = "platform: clock\nexported_at: 2026-03-05T12:00:00Z"
    contracts = CONTRACTS.replace("platform: clock", old)
    found = stretches(run, tmp_path, "{last_paid_at: {older_than: 20 days}}", contracts)
    assert [(item["from"], item["outcome"]) for item in found] == [
        ("2026-03-10T12:00:00Z", "does not hold"),
        ("2026-03-12T08:15:30Z", "not known"),
    ]


PAID: dict[tuple[str, str], list[tuple[str, str]]] = {
    # the gap since the last payment outgrows the one before it, a refund does not end it
    (
        "{unpaid_so_far: {gt: 4 days}}",
        "{amount: 5, paid_at: 2026-03-05T09:00:00Z}, {amount: 5, paid_at: 2026-03-08T12:00:00Z},"
        " {amount: -5, paid_at: 2026-03-10T09:00:00Z}",
    ): [("", NO), ("2026-03-12T12:00:01Z", YES)],
    (
        "{unpaid_so_far: {gt: 4 days, lt: 5 days}}",
        "{amount: 5, paid_at: 2026-03-05T09:00:00Z}, {amount: 5, paid_at: 2026-03-08T12:00:00Z}",
    ): [("", NO), ("2026-03-12T12:00:01Z", YES), ("2026-03-13T12:00:00Z", NO)],
    ("{unpaid_so_far: {gt: 4 days}}", "{amount: 5, paid_at: 2026-03-05T09:00:01Z}"): [
        ("", YES),
    ],
    ("{unpaid_so_far: {gt: 20 days}}", "{amount: , paid_at: 2026-03-05T09:00:00Z}"): [
        ("", NO),
        ("2026-03-21T09:00:01Z", "not known"),
        ("2026-03-25T09:00:01Z", YES),
    ],
    # wherever the second payment was, one of two parts is longer than half
    (
        "{unpaid_so_far: {gt: 10 days}}",
        "{amount: 5, paid_at: 2026-03-01T09:00:00Z}, {amount: 5, paid_at: }",
    ): [("", NO), ("2026-03-11T09:00:01Z", "not known"), ("2026-03-21T09:00:01Z", YES)],
    (
        "{unpaid_so_far: {gt: 10 days, lt: 12 days}}",
        "{amount: 5, paid_at: 2026-03-01T09:00:00Z}, {amount: 5, paid_at: }",
    ): [("", NO), ("2026-03-11T09:00:01Z", "not known"), ("2026-03-25T08:59:59Z", NO)],
    # from now on: less and less is left, and then nothing between now and the day on which it is due
    ("{unpaid_until_due: {gt: 20 days}}", "{amount: 5, paid_at: 2026-03-10T09:00:00Z}"): [
        ("", YES),
        ("2026-03-11T17:30:00Z", NO),
    ],
    ("{unpaid_until_due: none}", ""): [("", NO), ("2026-03-31T17:30:01Z", YES)],
}


@pytest.mark.parametrize(("condition", "payments"), PAID)
def test_the_time_without_a_payment_grows_to_the_second(
    condition: str, payments: str, run: Run, tmp_path: Path
) -> None:
    paid = f"payments: [{payments}], last_paid_at"
    found = stretches(run, tmp_path, condition, CONTRACTS.replace("last_paid_at", paid))
    expected = PAID[condition, payments]
    assert [(item["from"], item["outcome"]) for item in found] == [
        (start or "2026-03-10T12:00:00Z", outcome) for start, outcome in expected
    ]


def test_contracts_of_an_unknown_account_are_looked_at_too() -> None:
    contracts = [
        Contract([id, None, account, *blank(Scope.CONTRACT)[3:]], [])
        for id, account in (("C1", "A1"), ("C2", "A2"), ("C3", None), ("C4", "A1"))
    ]
    snapshot = Snapshot(contracts)

    def near(place: int) -> list[str]:
        at = surroundings_of(snapshot, contracts, contracts[place], 0)
        assert at.contract is contracts[place]
        return [contract.id for contract in at.contracts]

    assert near(0) == near(3) == ["C1", "C3", "C4"]
    assert near(1) == ["C2", "C3"]
    assert near(2) == ["C1", "C2", "C3", "C4"]


def test_an_account_too_large_to_be_looked_at_for_long_says_how_far_it_was(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(closeout.engine.explain.timeline, "MOST_EVENTS", 2)
    found = stretches(run, tmp_path, "{billed_at: 2026-06-01T12:00:00Z}", CONTRACTS)
    assert [(item["outcome"], item["until"]) for item in found] == [("does not hold", None)]
    file, pack = str(tmp_path / "contracts.yaml"), str(tmp_path / "pack")
    text = run("explain", file, "C1", "asked", "--policies", pack)[1]
    assert "Time alone does not change this before 2026-03-16 12:00 UTC." in text
