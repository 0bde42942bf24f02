"""Each row of a report finds its contract without going over all of them."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable

import pytest

from closeout.engine.snapshot.read import read_snapshot
from closeout.engine.snapshot.supply.payment_match import match
from closeout.engine.snapshot.supply.payment_report import read_report

FEW, MANY = 20, 80
HEADINGS = "Date,Ref ID,Type,Description,Team,Amount"


def calls_of(run: Callable[[], object]) -> int:
    """How many functions are called."""
    calls = 0

    def seen(*_: object) -> None:
        nonlocal calls
        calls += 1

    sys.setprofile(seen)
    try:
        run()
    finally:
        sys.setprofile(None)
    return calls


def work(count: int, title: str, told: str) -> int:
    """The calls that it takes to match so many payments of as many contracts."""
    contracts = [
        {"id": str(number), "title": title.format(number), "client": {"name": f"Client {number}"}}
        for number in range(count)
    ]
    document = {"version": 1, "role": "freelancer", "contracts": contracts}
    snapshot = read_snapshot(["-"], stdin=io.BytesIO(json.dumps(document).encode()))
    rows = [
        f'"Feb 1, 2026",{number},Fixed Price,"{told.format(number)}",Client {number},10.00'
        for number in range(count)
    ]
    reports = read_report("-", io.BytesIO("\n".join((HEADINGS, *rows)).encode()))
    return calls_of(lambda: match(reports, snapshot.contracts))


@pytest.mark.parametrize(
    ("title", "told"),
    [
        pytest.param("Logo {}", "Logo {}", id="each names another title"),
        pytest.param(
            "Logo {}", "Logo {}: invoice", id="each names another title among other words"
        ),
        pytest.param("Logo", "Logo: invoice", id="all name one title, and each its client"),
        pytest.param("Logo {}", "Other {}", id="each names its client alone"),
    ],
)
def test_matching_payments_takes_no_more_work_for_each_where_there_are_many(
    title: str, told: str
) -> None:
    growth = work(MANY, title, told) / work(FEW, title, told)
    assert growth < 1.25 * MANY / FEW
