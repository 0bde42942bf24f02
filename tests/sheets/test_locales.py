"""No cell of a spreadsheet is read as another value than was meant, whatever the country.

What leaves two readings open is refused, with the row and the column.
"""

from __future__ import annotations

import io
import re
from decimal import Decimal
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from closeout.engine.problems import InputError, Level
from closeout.engine.snapshot.model import Contract
from closeout.engine.snapshot.read import read_snapshot
from closeout.engine.written import instant_json

from ..sizes import sizes
from .locales import LOCALES, Locale, Meant, table

CELL = re.compile(r"row \d+, column [A-Z]+ `[a-z_.]+`")
TWO_READINGS = re.compile(r" is .+ or .+, and no cell of the column tells which$")


def judged(text: str, meant: list[Meant]) -> str:
    """`read` or `refused`; fails for a value that was not meant, and a refusal without its place."""
    try:
        snapshot = read_snapshot(["-"], stdin=io.BytesIO(text.encode()))
    except InputError as refused:
        for problem in refused.problems:
            if problem.level is Level.ERROR:
                assert CELL.fullmatch(problem.place.cell), (text, problem)
                assert TWO_READINGS.search(problem.message), (text, problem)
        return "refused"
    for contract, row in zip(snapshot.contracts, meant, strict=True):
        for name, value in row.items():
            assert same(contract, name, value), (text, name, value, contract.get(name))
    return "read"


def same(contract: Contract, name: str, value: str) -> bool:
    """Whether the contract holds the value that a snapshot would write so."""
    held = contract.get(name)
    match name:
        case "started_at" | "last_activity_at":
            return isinstance(held, int) and instant_json(held) == value
        case "budget" | "total_paid":
            return held == int(Decimal(value) * 100)
        case "hours.unlogged":
            return held == round(Decimal(value) * 3600)
        case "more_work_expected":
            return held is (value == "true")
    return held == value


@pytest.mark.parametrize("name", LOCALES)
@given(seed=st.integers(0, 2**32))
def test_every_cell_is_read_as_it_was_meant_or_refused(name: str, seed: int) -> None:
    judged(*table(Random(seed), LOCALES[name]))


@pytest.mark.parametrize("name", LOCALES)
def test_most_tables_of_a_country_are_read(name: str) -> None:
    locale: Locale = LOCALES[name]
    found = [judged(*table(Random(seed), locale)) for seed in range(sizes().locale_tables)]
    assert found.count("read") >= 0.3 * len(found)
