"""What would have to be different for a condition to hold: a smallest set that can be true together."""

from __future__ import annotations

from pathlib import Path

import pytest

from .asking import asked
from .conftest import Run

CASES: dict[str, list[str]] = {
    "{status: active}": [],
    "{status: paused}": ["status is paused"],
    "{not: {status: active}}": ["not: status is active"],
    "{status: [paused, ended], work_state: complete}": [
        "status is paused or ended",
        "work_state is complete",
    ],
    "{certainly: {work_state: complete}}": ["work_state is complete"],
    "{not: {certainly: {status: active}}}": ["not: status is active"],
    "{due_at: {present: false}}": ["not: due_at is known"],
    "{budget: {gt: 100 USD}, total_paid: 0}": [
        "budget is more than 100.00 USD",
        "total_paid is 0",
    ],
    # of one fact: both are turned, or neither
    "{last_paid_at: {older_than: 25 days, newer_than: 30 days}}": [
        "last_paid_at is at least 25 days ago",
    ],
    "{all: [{last_paid_at: {older_than: 30 days}}, {not: {last_paid_at: {newer_than: 25 days}}}]}": [
        "last_paid_at is at least 30 days ago",
        "not: last_paid_at is less than 25 days ago",
    ],
    "{last_paid_at: {older_than: 30 days, newer_than: 25 days}}": [],
    "{status: [paused, ended], all: [{status: [active, ended]}]}": ["status is paused or ended"],
    "{any: [{status: paused}, {status: active, type: hourly, work_state: complete}]}": [
        "status is paused",
        "not: status is active",
    ],
    "{all: [{not: {client.id: K1}}, {not: {client.id: K2}}]}": [
        "not: client.id is K1",
        "not: client.id is K2",
    ],
    "{closing_planned: true, not: {closing_planned: true}}": [],
    "{budget: {gte: 100 USD, lte: 50 USD}}": [],
    "{budget: {eq: 100 USD, gt: 50 USD}}": [
        "budget is 100.00 USD",
        "budget is more than 50.00 USD",
    ],
    # of one text: what begins so, ends so, or is so
    "{client.id: {starts_with: K9, ends_with: 7}}": [
        "client.id starts with K9",
        "client.id ends with 7",
    ],
    "{client.id: {starts_with: K9, eq: K95}}": ["client.id starts with K9", "client.id is K95"],
    "{client.id: {starts_with: K9, eq: K8}}": [],
    "{client.id: {starts_with: K95}, not: {client.id: {starts_with: K9}}}": [],
    "{client.id: {starts_with: K9}, not: {client.id: {starts_with: K95}}}": [
        "client.id starts with K9",
        "not: client.id starts with K95",
    ],
    # more than twelve comparisons: the shortest of the ways that lead there
    "{any: ["
    + ", ".join(f"{{open_tasks: {n}, hours.unlogged: {n} hours}}" for n in range(1, 8))
    + ", {status: paused}]}": ["status is paused"],
    "{status: paused, any: ["
    + ", ".join(f"{{open_tasks: {n}, hours.unlogged: {n} hours}}" for n in range(1, 8))
    + "]}": ["status is paused", "open_tasks is 1", "hours.unlogged is 1 hour"],
}


@pytest.mark.parametrize("condition", CASES)
def test_the_smallest_change_is_named(condition: str, run: Run, tmp_path: Path) -> None:
    changes = asked(run, tmp_path, condition)["would_hold_if"]
    told = [one["text"] if one["to"] else f"not: {one['text']}" for one in changes]
    assert told == CASES[condition]


def test_a_named_condition_is_followed_inside(run: Run, tmp_path: Path) -> None:
    (change,) = asked(run, tmp_path, "{soon_over: true}")["would_hold_if"]
    assert (change["text"], change["to"]) == ("soon_over is yes", True)
    assert [(one["text"], one["to"]) for one in change["by"]] == [
        ("due_at is within the next 7 days", True)
    ]


def test_a_named_condition_that_must_not_hold_is_followed_inside(run: Run, tmp_path: Path) -> None:
    (change,) = asked(run, tmp_path, "{runs: false}")["would_hold_if"]
    assert (change["text"], change["to"]) == ("runs is no", True)
    assert [(one["text"], one["to"]) for one in change["by"]] == [("status is active", False)]
