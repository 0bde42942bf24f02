"""Each row of a report finds its contract without going over all of them."""

from __future__ import annotations

import io
import json

import pytest

from closeout.engine.snapshot.read import read_snapshot
from closeout.engine.snapshot.supply.payment_match import match
from closeout.engine.snapshot.supply.payment_report import read_report

from ..calls import calls_of

FEW, MANY = 20, 80
HEADINGS = "Date,Ref ID,Type,Description,Team,Amount"


def work(count: int, title: str, told: str, client: str, payer: str) -> int:
    """The calls that it takes to match so many payments of as many contracts, and to tell what is open."""
    contracts = [
        {
            "id": str(number),
            "title": title.format(number),
            "client": {"name": client.format(number)},
        }
        for number in range(count)
    ]
    document = {"version": 1, "role": "freelancer", "contracts": contracts}
    snapshot = read_snapshot(["-"], stdin=io.BytesIO(json.dumps(document).encode()))
    rows = [
        f'"Feb 1, 2026",{number},Fixed Price,"{told.format(number)}",{payer.format(number)},10.00'
        for number in range(count)
    ]
    reports = read_report("-", io.BytesIO("\n".join((HEADINGS, *rows)).encode()))
    return calls_of(lambda: list(match(reports, snapshot.contracts).problems()))


OWN, ONE = "Client {}", "Finch Foods"


@pytest.mark.parametrize(
    ("title", "told", "client", "payer"),
    [
        pytest.param("Logo {}", "Logo {}", OWN, OWN, id="each names another title"),
        pytest.param(
            "Logo {}", "Logo {}: invoice", OWN, OWN, id="each another title among other words"
        ),
        pytest.param("Logo", "Logo: invoice", OWN, OWN, id="all one title, and each its client"),
        pytest.param("Logo {}", "Other {}", OWN, OWN, id="each its client alone"),
        pytest.param("Logo", "Logo {}", ONE, ONE, id="all one title and client, in other words"),
        pytest.param("Logo", "Logo {}", OWN, "", id="all one title in other words, and no client"),
        pytest.param("Logo", "Logo {}", OWN, "Other {}", id="all one title, each another client"),
        pytest.param("Logo {}", "Other {}", ONE, ONE, id="all one client, in other words"),
    ],
)
def test_matching_payments_takes_no_more_work_for_each_where_there_are_many(
    title: str, told: str, client: str, payer: str
) -> None:
    growth = work(MANY, title, told, client, payer) / work(FEW, title, told, client, payer)
    assert growth < 1.25 * MANY / FEW
