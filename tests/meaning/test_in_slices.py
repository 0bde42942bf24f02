"""Accounts that are evaluated slice by slice give what they give as a whole, and few rows are unfolded at once."""

from __future__ import annotations

import random

import pytest
from msgspec.structs import replace

from closeout.engine.evaluation import in_slices
from closeout.engine.evaluation.batches import Batch, batches_of, by_platform
from closeout.engine.evaluation.engines import Engine
from closeout.engine.evaluation.evaluate import Batching, Options
from closeout.engine.evaluation.part import Part
from closeout.engine.meaning.layout import MEMBERS, RECORD, UP, Row
from closeout.engine.policy.pack import Pack
from closeout.engine.python.folding import FoldingRows
from closeout.engine.python.rows import RowSet
from closeout.engine.report.findings import Report
from closeout.engine.snapshot.model import Contract, Snapshot
from closeout.engine.units import Scope

from ..worlds import Style, world
from .test_batches import ACCOUNT, cases, report, spread


def sliced(pack: Pack, snapshot: Snapshot, as_of: int, size: int) -> Report:
    """The report of a snapshot of which each batch comes in slices, those of guests in slices of their own."""
    platforms = by_platform(snapshot)
    batching = Batching(snapshot, platforms, [pack], as_of, Options(engine=Engine.PYTHON))
    whole = Part()
    for batch in batches_of(snapshot, 10**9):
        parts = [
            batch.contracts[start : start + size] for start in range(0, len(batch.contracts), size)
        ]
        if batch.contracts and batch.has_accounts and not batch.accounts and is_of_guests(batch):
            for part in parts:
                whole.add(batching.part(snapshot, replace(batch, contracts=part)))
            continue
        slices = [replace(snapshot, contracts=part) for part in parts]
        found = batching.in_slices(snapshot, {batch.platform: replace(batch, contracts=[])})
        found.gather(lambda slices=slices: iter(slices))  # type: ignore[misc]
        for number, one in enumerate(slices):
            whole.add(found.part(number, one))
        for part in found.parts_around():
            whole.add(part)
        found.release()
    counts = {platform: len(contracts) for platform, contracts in platforms.items()}
    return batching.report(snapshot, counts, whole)


def is_of_guests(batch: Batch) -> bool:
    return all(contract.get("account_id") is None for contract in batch.contracts)


@pytest.mark.parametrize("size", [1, 3])
def test_slices_of_any_size_give_the_report_of_the_whole(
    size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(in_slices, "AROUND_AT_ONCE", size)
    for pack, snapshot, as_of in cases():
        whole = report(pack, snapshot, as_of, 10**9, 1)
        parts = sliced(pack, snapshot, as_of, size)
        assert parts == whole
        assert parts.gaps == whole.gaps


@pytest.fixture
def unfolded(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many contracts held their records, in one state of knowledge, whenever some were visited."""
    counts: list[int] = []
    visited = FoldingRows.visited

    def counted(self: FoldingRows, stage: int, start: int, contracts: list[Contract]) -> RowSet:
        rows = visited(self, stage, start, contracts)
        if rows.rows[Scope.CONTRACT]:
            counts.append(sum(map(is_unfolded, all_of(rows.rows[Scope.CONTRACT][0]))))
        return rows

    monkeypatch.setattr(FoldingRows, "visited", counted)
    return counts


def all_of(row: Row) -> list[Row]:
    """The contracts of the account of one."""
    members: list[Row] = row[UP][UP][MEMBERS]
    return members


def is_unfolded(row: Row) -> bool:
    """Whether a contract or one of its milestones holds its record."""
    return any(isinstance(each[RECORD], list) for each in (row, *row[MEMBERS]))


def test_no_more_contracts_are_unfolded_than_a_slice_has(unfolded: list[int]) -> None:
    made = world(1, Style(contracts=30))
    snapshot = spread(made.snapshot, random.Random(1))
    for contract in snapshot.contracts:
        contract.values[ACCOUNT] = "a"
    assert len(snapshot.contracts) > 12
    for size in (1, 4):
        unfolded.clear()
        sliced(made.pack, snapshot, made.as_of, size)
        assert len(unfolded) > len(snapshot.contracts) / size
        assert max(unfolded) == size
