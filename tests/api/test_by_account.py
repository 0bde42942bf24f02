"""Contracts that are judged account by account, as Spark's workers do it: the same as on the whole."""

from __future__ import annotations

import random
from itertools import groupby
from typing import Any

import pytest

from closeout import Policies, load_policies
from closeout.engine.snapshot.fast.lane import Lane, contract_in
from closeout.instants import seconds_of
from closeout.spark import crowd as crowd_on_disk
from closeout.spark import judging
from closeout.spark.columns import storable
from closeout.spark.judged import parts_for
from closeout.spark.judging import Row, parties, rows_of_party
from closeout.spark.plan import Plan
from closeout.spark.taking import label_of, taken_row

from ..spark.portfolios import AS_OF, HOUSE, examples, lines_of, portfolio, whole


@pytest.fixture(scope="module")
def crowd() -> Policies:
    """Rules about contracts, clients and accounts."""
    return load_policies(HOUSE)


def by_account(contracts: list[dict[str, Any]], policies: Policies, **asked: Any) -> list[str]:
    """The lines of the tables, as they come from the workers, sorted."""
    taken = [taken_row(number, line) for number, line in enumerate(lines_of(contracts))]
    rows = [
        Row(*(one.get(name) for name in ("platform", "account", "row", "id", "text")))  # type: ignore[arg-type]
        for one in taken
    ]
    has_accounts = any(row.account is not None for row in rows)
    guests: dict[str, list[Any]] = {}
    for row in rows:
        if has_accounts and row.account is None:
            guests.setdefault(row.platform, []).append((row.row, row.id, row.text))
    plan = Plan(
        "",
        policies.lineages,
        seconds_of(AS_OF, "as_of"),
        seconds_of(AS_OF, "as_of"),
        frozenset(asked.get("close", ())),
        asked.get("role"),
        asked.get("strict", False),
        True,
        has_accounts,
        {platform: tuple(each) for platform, each in guests.items()},
    )
    rows.sort(key=lambda row: (row.platform, row.account is not None, row.account or "", row.row))
    return sorted(
        str(found["line"]) for party in parties(rows, plan) for found in rows_of_party(party, plan)
    )


@pytest.fixture(params=[1, 7, 10_000], ids=["account by account", "some at once", "all at once"])
def least(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """How many contracts are judged at once, at least."""
    monkeypatch.setattr(judging, "CONTRACTS", request.param)


@pytest.fixture(params=[10_000, 3], ids=["accounts are held", "accounts come in slices"])
def huge(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """How large an account is that is not held."""
    monkeypatch.setattr(judging, "HUGE", request.param)
    monkeypatch.setattr(crowd_on_disk, "SLICE", 4)


def without_twice(contracts: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return list({contract["id"]: contract for contract in contracts}.values())


@pytest.mark.usefixtures("least", "huge")
@pytest.mark.parametrize("has_accounts", [True, False], ids=["with accounts", "without accounts"])
@pytest.mark.parametrize("seed", range(5))
def test_random_portfolios_are_judged_as_on_the_whole(
    seed: int, has_accounts: bool, crowd: Policies
) -> None:
    contracts = without_twice(portfolio(seed, 60, has_accounts=has_accounts))
    assert by_account(contracts, crowd) == whole(contracts, crowd)


def test_what_is_asked_for_reaches_the_workers(policies: Policies) -> None:
    few = ("C103", "C104", "C115")  # of which one is judged otherwise for each of these
    contracts = [each for each in examples() if each["id"] in few]
    asked: dict[str, Any] = {"close": ("C103", "C104"), "role": "agency", "strict": True}
    assert by_account(contracts, policies, **asked) == whole(contracts, policies, **asked)


def test_one_contract_of_no_known_account_leaves_what_is_said_of_accounts_open(
    crowd: Policies,
) -> None:
    contracts = portfolio(1, 20, is_sound=True)
    stray = {"id": "stray", "type": "fixed"}
    told = by_account([*contracts, stray], crowd)
    assert told == whole([*contracts, stray], crowd)
    assert len([line for line in told if "undetermined" in line]) > len(
        [line for line in by_account(contracts, crowd) if "undetermined" in line]
    )


def test_an_account_is_never_cut_and_those_without_one_stay_among_themselves() -> None:
    chance = random.Random(3)
    accounts = sorted(chance.choice((None, "a", "b", "c")) or "" for _ in range(2_000))
    rows = [Row("upwork", each or None, place, "", "") for place, each in enumerate(accounts)]
    plan = Plan("", (), 0, 0, frozenset(), None, False, True, True)
    found = [party for party in parties(rows, plan) if isinstance(party, list)]
    assert [row for party in found for row in party] == rows
    homes = [account for party in found for account, _ in groupby(party, lambda row: row.account)]
    assert len(homes) == len(set(homes))
    assert [row.account for row in found[0]] == [None] * accounts.count("")


@pytest.mark.parametrize("count", [0, 1, 5_000, 5_001, 12_345])
def test_every_result_is_handed_on_once(count: int) -> None:
    rows: list[dict[str, object]] = [{"row": number} for number in range(count)]
    found = list(judging.portions(iter(rows)))
    assert [row for portion in found for row in portion] == rows
    assert all(0 < len(portion) <= judging.OUTPUT_ROWS for portion in found)


def test_a_row_is_called_by_its_part_and_its_place_there() -> None:
    assert label_of((2 << 33) + 17) == "frame[2:17]"


BAD: dict[str, tuple[object, str | None, str]] = {
    "a line that is no JSON": (
        "{",
        "frame[0:4]",
        "frame[0:4]:1:1: cut off here: an object or a list is not closed",
    ),
    "a key that stands twice": (
        '{"id": "C1", "id": "C2"}',
        "frame[0:4]",
        'frame[0:4]:1:14: the key "id" is written twice in one object',
    ),
    "a number that is none": (
        {"id": "C1", "escrow": float("nan")},
        "C1",
        "frame[0:4].escrow: escrow: nan is no number that can be meant",
    ),
    "bytes": (
        {"id": "C1", "title": b"x"},
        "C1",
        "frame[0:4].title: title: a value of the type bytes is none that a cell can hold",
    ),
    "a value that Python cannot hold": (
        ValueError("year 20000 is out of range"),
        "frame[0:4]",
        "frame[0:4]: the row cannot be read: year 20000 is out of range",
    ),
    "a record without an id": (
        {"type": "fixed"},
        "frame[0:4]",
        "frame[0:4]: the id is missing",
    ),
}


@pytest.mark.parametrize(("record", "id", "told"), BAD.values(), ids=BAD)
def test_a_bad_row_is_a_problem_and_a_contract_of_which_nothing_is_known(
    record: object, id: str, told: str
) -> None:
    taken: Any = taken_row(4, record)
    problem = taken["problems"][0]
    assert f"{problem['place']}: {problem['message']}" == told
    assert (taken["id"], taken["platform"]) == (id, "upwork")
    assert taken.get("account") is taken.get("text") is None


def test_half_a_pair_of_surrogates_becomes_its_escape() -> None:
    assert storable("Größe \ud800") == "Größe \\ud800"
    taken: Any = taken_row(0, '{"id": "\\ud800", "title": "\\ud800", "\\ud800": 1}')
    assert str(taken).encode()


def test_the_header_of_an_export_is_no_contract() -> None:
    assert taken_row(0, '{"version": 1, "role": "client"}') == {"row": 0, "is_header": "frame[0:0]"}


LINES = [
    *lines_of(portfolio(2, 60)),
    *lines_of(examples()),
    '\ufeff{"id": "marked"}',
    ' {"id": "indented", "status": "active"}',
    '{"id": "twice", "id": "twice"}',
    '{"id": "\ud800"}',
    '{"id": "cut',
    "[]",
]


def test_the_fast_lane_takes_rows_in_as_the_careful_reader_does() -> None:
    lane = Lane()
    told = [taken_row(row, line, lane) for row, line in enumerate(LINES)]
    assert told == [taken_row(row, line) for row, line in enumerate(LINES)]
    in_lane = [contract_in(line.encode("utf-8", "surrogatepass")) for line in LINES]
    assert None in in_lane
    assert any(contract is not None for contract in in_lane)


PARTS = {
    "very few contracts are one part": (499, 40, 200, 1),
    "few contracts keep every core busy": (20_000, 40, 200, 40),
    "parts for a core each are not made tiny": (3_000, 40, 200, 7),
    "many contracts are cut where parts are large": (100_000, 2, 200, 21),
    "never more than the session asks for": (5_000_000, 2, 200, 200),
}


@pytest.mark.parametrize(("total", "cores", "most", "parts"), PARTS.values(), ids=PARTS)
def test_there_are_as_many_parts_as_pay(total: int, cores: int, most: int, parts: int) -> None:
    assert parts_for(total, cores, most) == parts
