"""Which rows of a table add up others."""

from __future__ import annotations

import pytest

from closeout.engine.snapshot.sheets.grid import CellFault, Row
from closeout.engine.snapshot.sheets.totals import is_total, is_total_row


@pytest.mark.parametrize(
    "cells",
    [
        "Total||||800",
        "TOTALS|||1,250.50|",
        "Sum:||3|800",
        "Summe||||1.250,50 €",
        "Gesamt||||EUR 800",
        "Grand Total||||$1,250.50",
        "Sub-total||||800 USD",
        "Sous-total||||1 250,50",
        "Total général||||800",
        "Suma||||(800.00)",
        "Total (USD)||-||800",
        "|Total|||-800",
        "Total||5:30|100%|12.5",
        "Total||||",
        "|Summe:||",
        "Total||-||",
        "Totals",
        "Total USD||||800",
        "Sum EUR||||800",
        "Summe €||||800",
        "Total 2026||||800",
        "Total in escrow||||800",
        "Average||||800",
        "Σ||||800",
    ],
)
def test_a_row_that_adds_up_others_is_known(cells: str) -> None:
    assert is_total(cells.split("|"))


@pytest.mark.parametrize(
    "cells",
    [
        "Logo||||800",
        "Total|Acme|||800",
        "Total||Active||800",
        "Total refresh||||800",
        "||||",
        "800||||Total",
        "Total|2026-11-20|||800",
        "Totally||||800",
        "Total EURO site||||800",
        "Media||||800",
        "In escrow||||800",
        pytest.param("Total||||" + "-" * 1_000_000, id="what could keep a reader busy"),
    ],
)
def test_a_row_that_says_anything_else_is_a_contract(cells: str) -> None:
    assert not is_total(cells.split("|"), instants=(1,))


def test_a_sum_that_no_spreadsheet_has_computed_is_one_all_the_same() -> None:
    fault = CellFault("a formula that no spreadsheet has computed", "")
    assert is_total_row(Row(9, ["Total", "", ""], {2: fault}), ())
    assert not is_total_row(Row(9, ["Logo", "", ""], {2: fault}), ())
