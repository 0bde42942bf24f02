"""Judges contracts on the workers, as they come sorted by platform and account: whole accounts, never parts.

No account bears on another. Contracts of which the account is not known may belong to every account of
their platform: they are guests of each, counted among what may belong to it, and judged where they are at home.
"""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import groupby, islice
from typing import TYPE_CHECKING, Any, NamedTuple

from ..engine.evaluation import Options, evaluate
from ..engine.language.load import packs_of
from ..engine.problems import Place, SurroundingsError
from ..engine.selection import Engine
from ..engine.snapshot.fast.lane import Lane
from ..engine.snapshot.intake import ACCOUNT_ID
from ..engine.snapshot.model import ID, Contract, blank
from ..engine.snapshot.pieces import Piece
from ..engine.snapshot.read import snapshot_of
from ..engine.units import Scope
from .columns import RESULT, arrow_schema
from .plan import Guest, Plan, own_version
from .results import rows_of
from .taking import PLATFORM, piece_of

if TYPE_CHECKING:
    from ..engine.language.pack_reader import PackText
    from ..engine.policy.pack import Pack
    from ..engine.report.findings import Report

CONTRACTS = 2_000
"""Judged at once at least, if there are so many: enough that what is done once for each time weighs nothing."""
OUTPUT_ROWS = 5_000
"""Results that are handed on at once."""


class Row(NamedTuple):
    """A contract that was taken in."""

    platform: str
    account: str | None
    row: int
    id: str
    text: str | None


def judge(batches: Iterable[Any], told: Any) -> Iterator[Any]:
    """Batches with the columns of `Row`, sorted by them, become batches of `RESULT`.

    `told`: a broadcast of the `Plan`. Raises `SurroundingsError` where another version of the program is
    installed here than on the driver.
    """
    import pyarrow

    plan: Plan = told.value
    if plan.version != own_version():
        message = (
            f"closeout {own_version()} is installed on a worker, and {plan.version} on the driver"
        )
        raise SurroundingsError.at(Place("closeout.spark"), message, "install the same on both")
    schema = arrow_schema(RESULT)
    for party in parties(_rows(batches), plan):
        for rows in portions(rows_of_party(party, plan)):
            yield pyarrow.RecordBatch.from_pylist(rows, schema)


def portions(rows: Iterator[dict[str, object]]) -> Iterator[list[dict[str, object]]]:
    """All of them, as many at once as are handed on."""
    while portion := list(islice(rows, OUTPUT_ROWS)):
        yield portion


def rows_of_party(party: list[Row], plan: Plan) -> Iterator[dict[str, object]]:
    """What is found about the contracts of a party, their clients and accounts, as rows of `RESULT`."""
    report = _report(party, _packs(plan.lineages), plan)
    return rows_of(report, frozenset(row.id for row in party))


@lru_cache(maxsize=4)
def _packs(lineages: tuple[tuple[PackText, ...], ...]) -> tuple[Pack, ...]:
    """The packs, read once by each worker.

    Spark looks for garbage after each part, and would go through all of them and the program every time.
    """
    found = packs_of(lineages)
    gc.freeze()
    return found


def _rows(batches: Iterable[Any]) -> Iterator[Row]:
    for batch in batches:
        yield from map(Row, *(column.to_pylist() for column in batch.columns))


def parties(rows: Iterable[Row], plan: Plan) -> Iterator[list[Row]]:
    """Whole accounts of one platform each, together until they are enough.

    Contracts of no known account are a party of their own.
    """
    for platform, of_platform in groupby(rows, lambda row: row.platform):
        # As many guests as hosts at most: else the time would grow with their product.
        least = max(CONTRACTS, len(plan.guests.get(platform, ())))
        held: list[Row] = []
        for account, of_account in groupby(of_platform, lambda row: row.account):
            if account is None and plan.has_accounts:
                yield list(of_account)
                continue
            held += of_account
            if len(held) >= least:
                yield held
                held = []
        if held:
            yield held


class _Pieces:
    """What is judged at once, as a source of contracts."""

    name = "frame"
    is_streamed = True

    def __init__(self, rows: Iterable[Guest], is_lines: bool) -> None:
        self._rows = rows
        self._is_lines = is_lines
        self._lane = Lane()

    def pieces(self) -> Iterator[Piece]:
        """The contracts."""
        return (piece_of(*row, self._is_lines, self._lane) for row in self._rows)


def _report(party: list[Row], packs: tuple[Pack, ...], plan: Plan) -> Report:
    platform, account = party[0].platform, party[0].account
    rows: list[Guest] = [(row.row, row.id, row.text) for row in party]
    is_at_home = account is None and plan.has_accounts
    if not is_at_home:
        rows += plan.guests.get(platform, ())
    snapshot = snapshot_of(_Pieces(rows, plan.is_lines), role=plan.role)
    if is_at_home:
        snapshot.contracts.append(_witness())
    options = Options(Engine.PYTHON, plan.closing, is_strict=plan.is_strict)
    return evaluate(snapshot, packs, plan.as_of, options)


def _witness() -> Contract:
    """A contract that says that there are accounts, of a platform that no pack is for."""
    values = blank(Scope.CONTRACT)
    values[ID], values[PLATFORM], values[ACCOUNT_ID] = "", "", ""
    return Contract(values, [])
