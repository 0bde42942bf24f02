"""Judges contracts on the workers, as they come sorted by platform and account: whole accounts, never parts.

No account bears on another. Contracts of which the account is not known may belong to every account of
their platform: they are guests of each, counted among what may belong to it, and judged where they are at home.
"""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import chain, groupby, islice
from typing import TYPE_CHECKING, Any, NamedTuple

from ..engine.evaluation.evaluate import evaluate
from ..engine.evaluation.in_slices import HUGE
from ..engine.language.lineages import packs_of
from ..engine.problems import Place, SurroundingsError
from ..engine.snapshot.model import AT_ACCOUNT, AT_PLATFORM, ID, Contract, blank
from ..engine.units import Scope
from .columns import RESULT, arrow_schema
from .contracts import options_of, snapshot_from
from .crowd import Crowd, rows_of_crowd
from .plan import Guest, Plan, own_version
from .results import rows_of

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


def rows_of_party(party: list[Row] | Crowd, plan: Plan) -> Iterator[dict[str, object]]:
    """What is found about the contracts of a party, their clients and accounts, as rows of `RESULT`."""
    packs = _packs(plan.lineages)
    if isinstance(party, Crowd):
        yield from rows_of_crowd(party, packs, plan)
        return
    report = _report(party, packs, plan)
    yield from rows_of(report, frozenset(row.id for row in party))


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


def parties(rows: Iterable[Row], plan: Plan) -> Iterator[list[Row] | Crowd]:
    """Whole accounts of one platform each, together until they are enough; one that is too large to be held comes
    alone, and has to be gone through before the next party is asked for.

    Contracts of no known account are parties of their own.
    """
    for platform, of_platform in groupby(rows, lambda row: row.platform):
        # As many guests as hosts at most: else the time would grow with their product.
        least = max(CONTRACTS, len(plan.guests.get(platform, ())))
        held: list[Row] = []
        for account, of_account in groupby(of_platform, lambda row: row.account):
            rest = iter(of_account)
            first = list(islice(rest, HUGE))
            if account is None and plan.has_accounts:
                while first:
                    yield first
                    first = list(islice(rest, HUGE))
            elif len(first) == HUGE:
                yield Crowd(platform, map(_given, chain(first, rest)))
            else:
                held += first
            if len(held) >= least:
                yield held
                held = []
        if held:
            yield held


def _given(row: Row) -> Guest:
    return row.row, row.id, row.text


def _report(party: list[Row], packs: tuple[Pack, ...], plan: Plan) -> Report:
    platform, account = party[0].platform, party[0].account
    rows = list(map(_given, party))
    is_at_home = account is None and plan.has_accounts
    if not is_at_home:
        rows += plan.guests.get(platform, ())
    snapshot = snapshot_from(rows, plan)
    if is_at_home:
        snapshot.contracts.append(_witness())
    return evaluate(snapshot, packs, plan.as_of, options_of(plan))


def _witness() -> Contract:
    """A contract that says that there are accounts, of a platform that no pack is for."""
    values = blank(Scope.CONTRACT)
    values[ID], values[AT_PLATFORM], values[AT_ACCOUNT] = "", "", ""
    return Contract(values, [])
