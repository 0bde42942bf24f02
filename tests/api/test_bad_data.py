"""Whatever is wrong with the data is in the report, with its place, and nothing is raised."""

from __future__ import annotations

import enum
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars
import pytest
from hypothesis import given
from hypothesis import strategies as st

from closeout import Policies, Verdict, check, load_policies
from closeout.engine.snapshot.read import snapshot_of
from closeout.engine.snapshot.records import Records

from .told import AS_OF, CONTRACT, lines


@dataclass
class Bad:
    """Data, what is told of it, and the contracts that are there all the same."""

    data: Callable[[], Any]
    told: list[str]
    contracts: list[str]


def loop() -> dict[str, Any]:
    contract: dict[str, Any] = dict(CONTRACT)
    contract["milestones"] = [contract, contract]
    return contract


def one(**more: Any) -> dict[str, Any]:
    return {**CONTRACT, **more}


KINDS = "expected paths, dicts or a data frame, found"
TEXT = "contracts: error: expected a path, found the text of an export"
PARSE = "  parse it first: check(json.loads(text), ...)"
NO_CONTRACTS = [
    "contracts: error: there are no contracts",
    "  an export holds at least one contract",
]
FORM = '  a snapshot is {"version": 1, "contracts": [...]}'
UNKNOWN = "  None says that it is not known"
VALUES = "  texts, numbers, dates, True, False, None, lists and dicts are"

BAD = {
    "a number": Bad(lambda: 42, [f"contracts: error: {KINDS} int"], []),
    "nothing": Bad(lambda: None, [f"contracts: error: {KINDS} NoneType"], []),
    "the bytes of a file": Bad(
        lambda: b"{}",
        [
            f"contracts: error: {KINDS} bytes",
            "  give the path of the file, or parse it first: check(json.loads(data), ...)",
        ],
        [],
    ),
    "an open file": Bad(
        lambda: io.StringIO("{}"),
        [
            f"contracts: error: {KINDS} StringIO",
            "  give the path of the file, or parse it first: check(json.load(file), ...)",
        ],
        [],
    ),
    "the text of JSON": Bad(lambda: '{"contracts": []}', [TEXT, PARSE], []),
    "the text of JSON in a list": Bad(lambda: [' [ {"id": "C1"}]'], [TEXT, PARSE], []),
    "the text of a table": Bad(
        lambda: "id,status\nC1,active\n",
        [TEXT, "  write it to a file and give its path, or read it into a data frame"],
        [],
    ),
    "a frame that is still to be computed": Bad(
        lambda: polars.LazyFrame({"id": ["C1"]}),
        [
            f"contracts: error: {KINDS} LazyFrame",
            "  collect it first: check(frame.collect(), ...)",
        ],
        [],
    ),
    "a path that leads nowhere": Bad(
        lambda: "nowhere.json",
        ["nowhere.json: error: cannot be read: no such file or directory"],
        [],
    ),
    "a path that is empty": Bad(
        lambda: "", [": error: cannot be read: no such file or directory"], []
    ),
    "a dash, which is no standard input here": Bad(
        lambda: "-", ["./-: error: cannot be read: no such file or directory"], []
    ),
    "an empty list": Bad(list, NO_CONTRACTS, []),
    "an exhausted generator": Bad(lambda: iter(()), NO_CONTRACTS, []),
    "an empty dict": Bad(dict, ['snapshot: error: the key "contracts" is missing', FORM], []),
    "one contract without an id": Bad(
        lambda: {"type": "fixed", "milestones": [{"id": "m1", "state": "funded"}]},
        ["snapshot: error: the id is missing", '  every contract has an "id" of its own'],
        [],
    ),
    "a snapshot whose contracts are a dict": Bad(
        lambda: {"contracts": {"C1": CONTRACT}},
        ["contracts: error: expected a list of contracts, found an object", FORM],
        [],
    ),
    "a snapshot of another version": Bad(
        lambda: {"version": 2, "contracts": [CONTRACT]},
        [
            "version: error: version: expected 1, found 2",
            "  this program reads no other version of the format",
        ],
        [],
    ),
    "an answer of another shape": Bad(
        lambda: {"pageItems": []},
        [
            "snapshot: error: the work history of an Upwork profile: these are read from files alone",
            "  write it to a .json file and name that",
        ],
        [],
    ),
    "paths and dicts mixed": Bad(
        lambda: ["nowhere.json", CONTRACT],
        [
            "contracts: error: expected a path like the first, found dict",
            "  give paths alone, or dicts alone",
        ],
        [],
    ),
    "a text among dicts": Bad(
        lambda: [CONTRACT, "C2"],
        ['contracts[1]: error: expected a contract, found "C2"', "  write an object"],
        ["C1", "contracts[1]"],
    ),
    "a contract without an id": Bad(
        lambda: [{"type": "fixed"}],
        ["contracts[0]: error: the id is missing", '  every contract has an "id" of its own'],
        ["contracts[0]"],
    ),
    "a number for an id": Bad(
        lambda: one(id=7),
        ["contracts[0].id: error: id: expected a text, found 7", '  write "7"'],
        ["contracts[0]"],
    ),
    "one id for two contracts": Bad(
        lambda: [CONTRACT, CONTRACT],
        [
            'contracts[1].id: error: the contract id "C1" is used twice',
            "  first used at contracts[0]; of two exports name the later one, "
            "or compare them: closeout diff OLD NEW",
        ],
        ["C1"],
    ),
    "NaN for an amount": Bad(
        lambda: one(escrow=float("nan")),
        [
            "contracts[0].escrow: error: contract C1, escrow: nan is no number that can be meant",
            UNKNOWN,
        ],
        ["C1"],
    ),
    "an infinite decimal deep within": Bad(
        lambda: one(milestones=[{"id": "m", "amount": Decimal("-Infinity")}]),
        [
            "contracts[0].milestones[0].amount: error: contract C1, milestones[0].amount: "
            "-Infinity is no number that can be meant",
            UNKNOWN,
        ],
        ["C1"],
    ),
    "a float that was computed": Bad(
        lambda: one(escrow=0.1 + 0.2),
        [
            "contracts[0].escrow: error: contract C1, escrow: expected an amount of at most "
            "15 digits, found 0.30000000000000004",
            "  round it, here to 0.30: a sum of floats is seldom exact",
        ],
        ["C1"],
    ),
    "a key that is no text": Bad(
        lambda: one(client={1: "x"}),
        [
            "contracts[0].client: error: contract C1, client: the key 1 is of the type int, not a text",
            "  keys are names of fields",
        ],
        ["C1"],
    ),
    "an object of a class": Bad(
        lambda: one(title=object()),
        [
            "contracts[0].title: error: contract C1, title: a value of the type object is none that "
            "a snapshot can hold",
            VALUES,
        ],
        ["C1"],
    ),
    "an object under a key that no field has": Bad(
        lambda: one(zzz=object()),
        ["contracts[0].zzz: warning: contract C1, zzz: no field has this name; it is ignored"],
        ["C1"],
    ),
    "a set for a list": Bad(
        lambda: one(milestones=set()),
        [
            "contracts[0].milestones: error: contract C1, milestones: a value of the type set is "
            "none that a snapshot can hold",
            VALUES,
        ],
        ["C1"],
    ),
    "a contract that holds itself twice": Bad(
        loop, ["contracts[0]: error: nested more than 100 levels deep"], ["contracts[0]"]
    ),
    "half of a surrogate pair": Bad(
        lambda: one(title="\ud800"),
        [
            "contracts[0].title: error: contract C1, title: the text holds half of a surrogate pair",
            "  characters are written whole",
        ],
        ["C1"],
    ),
    "an instant before all years": Bad(
        lambda: one(started_at=datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=1)))),
        [
            'contracts[0].started_at: error: contract C1, started_at: "0001-01-01 00:00:00+01:00" lies '
            "outside the years 1900 to 2999 in UTC",
            "  check the year",
        ],
        ["C1"],
    ),
    "a field that there is not": Bad(
        lambda: one(titel="Logo"),
        [
            "contracts[0].titel: warning: contract C1, titel: no field has this name; it is ignored",
            '  did you mean "title"?',
        ],
        ["C1"],
    ),
}


@pytest.mark.parametrize("bad", BAD.values(), ids=BAD)
def test_what_is_wrong_is_told_with_its_place(bad: Bad, house: Policies) -> None:
    report = check(bad.data(), house, as_of=AS_OF)
    assert lines(report) == bad.told
    assert list(report.verdicts) == bad.contracts
    assert report.has_errors == any(": error: " in line for line in bad.told)
    wrong = {contract.id for contract in report.contracts if contract.is_invalid}
    assert {report.verdicts[id] for id in wrong} <= {Verdict.CANNOT_TELL}


def test_a_file_is_told_of_by_line_and_column(tmp_path: Path, house: Policies) -> None:
    file = tmp_path / "contracts.ndjson"
    file.write_text('{"id": "C1", "status": "active"}\n{"id": "C2", "escrow": "x"}\n', "utf-8")
    report = check(file, house, as_of=AS_OF)
    (problem,) = report.problems
    assert (problem.place.file, problem.place.line, problem.place.column) == (str(file), 2, 24)
    assert problem.message == 'contract C2, escrow: expected an amount, found "x"'
    assert list(report.verdicts) == ["C1", "C2"]


def test_what_a_generator_raises_is_the_caller_s_own(house: Policies) -> None:
    def broken() -> Iterator[dict[str, Any]]:
        yield CONTRACT
        raise ConnectionError("the line is dead")

    with pytest.raises(ConnectionError):
        check(broken(), house)


class Word(enum.StrEnum):
    HOURLY = "hourly"


class Text(str):
    __slots__ = ()


SAME = {
    "a float for an amount": (one(escrow=12.5), one(escrow="12.50")),
    "a decimal for an amount": (one(escrow=Decimal("12.50")), one(escrow="12.50")),
    "a tuple for a list": (one(milestones=()), one(milestones=[])),
    "a word of an enum": (one(type=Word.HOURLY), one(type="hourly")),
    "a text of a class of its own": (one(title=Text("Logo")), one(title="Logo")),
    "a day": (one(started_at=date(2026, 1, 2)), one(started_at="2026-01-02")),
    "an instant without a zone counts as UTC": (
        one(started_at=datetime(2026, 1, 2, 3, 4, 5)),
        one(started_at="2026-01-02T03:04:05Z"),
    ),
    "an instant of another zone": (
        one(started_at=datetime(2026, 1, 2, 3, 4, 5, tzinfo=timezone(timedelta(hours=-5)))),
        one(started_at="2026-01-02T08:04:05Z"),
    ),
    "fractions of a second are dropped": (
        one(started_at=datetime(2026, 1, 2, 3, 4, 5, 999_999, tzinfo=UTC)),
        one(started_at="2026-01-02T03:04:05Z"),
    ),
}


@pytest.mark.parametrize(("given", "written"), SAME.values(), ids=SAME)
def test_values_of_python_mean_what_json_would_say(
    given: dict[str, Any], written: dict[str, Any]
) -> None:
    python, json = (snapshot_of(Records([each])) for each in (given, written))
    assert python.contracts == json.contracts
    assert python.problems == json.problems == []
    assert python.contracts != snapshot_of(Records([CONTRACT])).contracts


LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.decimals()
    | st.text(max_size=8)
    | st.sampled_from(["none", "fixed", "active", "2026-01-02", "12.50", "USD"])
    | st.datetimes()
    | st.binary(max_size=3)
)
KEYS = st.sampled_from(
    ["id", "type", "status", "escrow", "milestones", "client", "contracts", "version", "role"]
) | st.text(max_size=4)
ANYTHING = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)


ELSEWHERE = load_policies("fiverr")
"""Policies that have nothing to say: it is the reading that is tried."""


@given(ANYTHING)
def test_no_value_of_python_makes_it_raise(data: Any) -> None:
    report = check(data, ELSEWHERE, as_of=AS_OF)
    assert report.contracts or report.has_errors
