"""No input takes more work than its size asks for. Work is counted in lines of Python, not in seconds."""

from __future__ import annotations

import json
import sys
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from closeout.engine.evaluation.engines import Engine
from closeout.engine.evaluation.evaluate import Options, evaluate
from closeout.engine.language.load import load_packs
from closeout.engine.policy.applied import apply_pack
from closeout.engine.policy.pack import Pack
from closeout.engine.problems import Place
from closeout.engine.python.compute import compile_facts
from closeout.engine.python.order import wanted
from closeout.engine.python.rows import build_rows
from closeout.engine.report.waivers.apply import apply_waivers
from closeout.engine.report.waivers.model import Pattern, Waiver
from closeout.engine.snapshot.model import Snapshot
from closeout.engine.snapshot.read import Check, read_snapshot

AS_OF = 1_773_144_000
SMALL, LARGE = 40, 160
MOST = 4.6
"""Of four times as much; what grows with the square takes sixteen times."""

GROUPS = """
id: groups
title: Groups
version: 1.0.0
platform: upwork
facts:
  contract.place: {rank: account, order: [started_at]}
  client.contracts: {count: contract}
  client.paid: {sum: contract.total_paid}
  client.last: {latest: contract.last_activity_at}
  client.currencies: {count_distinct: contract.currency}
  account.currencies: {count_distinct: contract.currency}
sources:
  house: {title: Our own rule}
actions:
  ask-first: {title: Ask first, effect: keep}
rules:
  - id: grown
    title: Something of a group is large
    for: contract
    when:
      any:
        - place: {gt: 10000}
        - client.contracts: {gt: 10000}
        - client.paid: {gt: 1000000 USD}
        - client.last: {older_than: 9000 days}
        - client.currencies: {gt: 10000}
        - account.currencies: {gt: 10000}
    then: {action: ask-first, severity: info, message: It is large.}
    sources: [house]
    basis: advice
    why: So that every kind of group is asked about.
"""

Json = dict[str, Any]


def contract(number: int, **stated: object) -> Json:
    return {"id": f"C{number}", "status": "active", **stated}


def half_astray(count: int) -> list[Json]:
    """Every second contract names no account, each other has one of its own."""
    return [
        contract(number, **({"account_id": f"A{number}"} if number % 2 else {}))
        for number in range(count)
    ]


def half_without_client(count: int) -> list[Json]:
    """All of one account; every second names no client, each other has one of its own."""
    return [
        contract(number, account_id="A", **({"client": {"id": f"K{number}"}} if number % 2 else {}))
        for number in range(count)
    ]


def one_client_everywhere(count: int) -> list[Json]:
    """Every second contract names no account, and all name the same client."""
    return [{**each, "client": {"id": "K"}} for each in half_astray(count)]


@pytest.fixture(scope="module")
def packs(tmp_path_factory: pytest.TempPathFactory) -> tuple[Pack, ...]:
    folder = tmp_path_factory.mktemp("groups")
    (folder / "pack.yaml").write_text(GROUPS, encoding="utf-8")
    return load_packs([str(folder)])


def snapshot_of(contracts: list[Json], folder: Path, **header: object) -> Snapshot:
    return read_snapshot([str(written(contracts, folder, **header))])


def written(contracts: list[Json], folder: Path, **header: object) -> Path:
    file = folder / f"{len(contracts)}.json"
    head = {"version": 1, "as_of": "2026-03-10T12:00:00Z", "platform": "upwork"}
    file.write_text(json.dumps({**head, **header, "contracts": contracts}), encoding="utf-8")
    return file


def lines_of(work: Callable[[], object]) -> int:
    """How many lines of Python are run."""
    count = 0

    def trace(frame: FrameType, event: str, argument: object) -> Any:
        nonlocal count
        count += 1
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        work()
    finally:
        sys.settrace(before)
    return count


@pytest.mark.parametrize("make", [half_astray, half_without_client, one_client_everywhere])
def test_contracts_that_may_belong_to_many_groups_are_gone_through_once(
    make: Callable[[int], list[Json]], packs: tuple[Pack, ...], tmp_path: Path
) -> None:
    options = Options(engine=Engine.PYTHON)
    small, large = (snapshot_of(make(count), tmp_path) for count in (2 * SMALL, 2 * LARGE))
    evaluate(small, packs, AS_OF, options)  # what is compiled once is compiled
    few = lines_of(lambda: evaluate(small, packs, AS_OF, options))
    many = lines_of(lambda: evaluate(large, packs, AS_OF, options))
    assert many <= MOST * few


def test_contracts_without_a_client_take_no_more_memory_than_their_number(
    packs: tuple[Pack, ...], tmp_path: Path
) -> None:
    applied = apply_pack(packs[0], AS_OF, AS_OF, "freelancer")
    layout = compile_facts(applied, wanted(applied)).layout
    peaks = []
    for count in (300, 1_200):
        snapshot = snapshot_of(half_without_client(count), tmp_path)
        tracemalloc.start()
        try:
            build_rows(layout, snapshot, snapshot.contracts)
            peaks.append(tracemalloc.get_traced_memory()[1])
        finally:
            tracemalloc.stop()
    assert peaks[1] <= MOST * peaks[0]


def checking(file: Path) -> int:
    return lines_of(lambda: list(Check([str(file)])))


def contradicting(count: int, folder: Path) -> Path:
    milestones = [
        {"id": f"m{number}", "state": "submitted", "submissions": []} for number in range(count)
    ]
    return written([contract(1, milestones=milestones)], folder)


def with_accounts(count: int, folder: Path) -> Path:
    accounts = [{"id": f"A{number}"} for number in range(count)]
    return written([contract(1, account_id="A0")], folder, accounts=accounts)


@pytest.mark.parametrize("make", [contradicting, with_accounts])
def test_a_place_in_a_file_is_found_without_reading_it_again(
    make: Callable[[int, Path], Path], tmp_path: Path
) -> None:
    few, many = (checking(make(count, tmp_path)) for count in (SMALL, LARGE))
    assert many <= MOST * few


def test_lost_accounts_are_not_each_compared_with_every_account(tmp_path: Path) -> None:
    def lost(count: int) -> Path:
        accounts = [{"id": f"account-{number}"} for number in range(count)]
        contracts = [contract(number, account_id=f"lost-{number}") for number in range(count)]
        return written(contracts, tmp_path, accounts=accounts)

    few, many = (checking(lost(count)) for count in (SMALL, LARGE))
    assert many <= MOST * few


def test_a_waiver_is_found_by_the_name_in_it(tmp_path: Path) -> None:
    packs = load_packs(["upwork"])

    def waiving(count: int) -> Callable[[], object]:
        stated = {"escrow": "500.00", "currency": "USD", "closing_planned": True}
        contracts = [contract(number, **stated) for number in range(count)]
        snapshot = snapshot_of(contracts, tmp_path)
        report = evaluate(snapshot, packs, AS_OF, Options(engine=Engine.PYTHON))
        rules = {finding.rule for finding in report.findings}
        assert rules
        waivers = [
            Waiver(rule, Pattern(each["id"]), None, None, "agreed", AS_OF + 1, None, Place("w"))
            for rule in rules
            for each in contracts
        ]
        return lambda: apply_waivers(report, snapshot, waivers)

    assert lines_of(waiving(LARGE)) <= MOST * lines_of(waiving(SMALL))


def test_what_is_counted_grows_with_the_square_where_the_work_does() -> None:
    def square(count: int) -> int:
        return lines_of(lambda: [None for _ in range(count) for _ in range(count)])

    assert square(LARGE) > MOST * square(SMALL)
