"""An export that is evaluated account by account gives what it gives as a whole."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import islice

import pytest

from closeout.engine.evaluation.batches import batches_of
from closeout.engine.evaluation.engines import Engine
from closeout.engine.evaluation.evaluate import Options, evaluate
from closeout.engine.policy.pack import Pack
from closeout.engine.records import record_with
from closeout.engine.report.findings import Report
from closeout.engine.snapshot.fields import POSITION
from closeout.engine.snapshot.model import Contract, Snapshot, blank
from closeout.engine.units import Scope

from ..sizes import sizes
from ..worlds import Style, world

ACCOUNT = POSITION[Scope.CONTRACT]["account_id"]
CLIENT = POSITION[Scope.CONTRACT]["client.id"]
ID = POSITION[Scope.ACCOUNT]["id"]

STYLES = (
    Style(),
    Style(ages=0.6, contracts=30),
    Style(knowledge=False, stale=False, contracts=12, rules=20, readings=30),
)


def cases() -> Iterator[tuple[Pack, Snapshot, int]]:
    for seed in range(sizes().trace_worlds):
        made = world(seed, STYLES[seed % len(STYLES)])
        yield made.pack, spread(made.snapshot, random.Random(seed)), made.as_of


def spread(snapshot: Snapshot, rng: random.Random) -> Snapshot:
    """The contracts over some accounts; of a few the account, the client or both are not known."""
    names = rng.choice(((None,), ("a", "b"), ("a", "b", "c", None), ("a", "b", "c", "d", None)))
    clients = rng.choice((("x", "y"), ("x", "y", None)))
    contracts = []
    for contract in snapshot.contracts:
        values = list(contract.values)
        values[ACCOUNT], values[CLIENT] = rng.choice(names), rng.choice(clients)
        contracts.append(record_with(contract, values=values))
    stated = rng.choice(((), ("a",), ("a", "b", "none has a contract"), (None,)))
    accounts = []
    for id in stated:
        record = blank(Scope.ACCOUNT)
        record[ID] = id
        accounts.append(record)
    return record_with(snapshot, contracts=contracts, accounts=accounts)


def test_batches_of_any_size_give_the_report_of_the_whole() -> None:
    split = 0
    for pack, snapshot, as_of in cases():
        whole = report(pack, snapshot, as_of, 10**9, 1)
        for size in (1, 5):
            parts = report(pack, snapshot, as_of, 0, size)
            assert parts == whole
            assert parts.gaps == whole.gaps
        split += len(list(batches_of(snapshot, 1))) > 2
    assert split > sizes().trace_worlds / 4


def test_several_processes_give_the_report_of_one() -> None:
    for pack, snapshot, as_of in islice(cases(), 3):
        one, several = (report(pack, snapshot, as_of, 0, 1, jobs) for jobs in (1, 3))
        assert several == one
        assert several.gaps == one.gaps


def report(
    pack: Pack, snapshot: Snapshot, as_of: int, batched_from: int, size: int, jobs: int = 1
) -> Report:
    options = Options(engine=Engine.PYTHON, batched_from=batched_from, batch=size, jobs=jobs)
    return evaluate(snapshot, [pack], as_of, options)


@pytest.mark.parametrize("size", [1, 3, 100])
def test_every_contract_and_every_account_is_at_home_in_one_batch(size: int) -> None:
    for _, snapshot, _ in cases():
        found = list(batches_of(snapshot, size))
        assert ids([one for batch in found for one in batch.contracts]) == ids(snapshot.contracts)
        named = [str(record[ID]) for batch in found for record in batch.accounts]
        platforms = {batch.platform for batch in found}
        stated = [str(record[ID]) for record in snapshot.accounts]
        assert sorted(named) == sorted(stated * len(platforms))
        # Of no known account: none bears on another, and there may be many.
        homes = [{one.values[ACCOUNT] for one in batch.contracts} - {None} for batch in found]
        assert len(platforms) > 1 or sum(map(len, homes)) == len(set().union(*homes))


def ids(contracts: list[Contract]) -> list[str]:
    return sorted(contract.id for contract in contracts)
