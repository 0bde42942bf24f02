"""Contracts that are judged where they lie in their files tell, to the byte, what they tell when all are held."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import Result

from closeout.cli import clock, held
from closeout.engine.evaluation import by_account as engine_by_account
from closeout.engine.problems import Level, Place, Problem
from closeout.engine.processes import cores
from closeout.engine.snapshot import in_place, noted, routing
from closeout.engine.snapshot.fast import worth
from closeout.engine.snapshot.noted import Note, Noted

from .test_by_account import EXPORTS, HEADER, Files, Json, portfolio, written
from .test_by_account import checked as checked_with

PACK = Path(__file__).parents[2] / "benchmarks" / "bench-pack"


def checked(names: list[str], *options: str) -> Result:
    """By a small pack."""
    return checked_with(names, "--policies", str(PACK), *options)


@pytest.fixture(autouse=True)
def _one_instant(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two runs may name the present."""
    monkeypatch.setattr(clock, "now", lambda: 1_773_100_800)


@pytest.fixture
def routes(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Of each run, whether the contracts stayed in their files."""
    found: list[bool] = []
    real = routing.routed

    def watched(*given: Any) -> Any:
        made = real(*given)
        found.append(made is not None)
        return made

    monkeypatch.setattr(routing, "routed", watched)
    return found


@pytest.fixture
def few_held(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """From the call on few contracts are held, and every account is a piece of its own."""

    def few() -> None:
        monkeypatch.setattr(held, "HELD", 5)
        monkeypatch.setattr(engine_by_account, "LEAST", 1)

    return few


def lines(contracts: list[Json]) -> list[str]:
    return [json.dumps(one) for one in contracts]


def text(found: list[str], header: Json | None = None, end: str = "\n") -> bytes:
    head = [json.dumps(HEADER if header is None else header)]
    return "".join(line + end for line in head + found).encode()


def unknown_keys(found: list[Json]) -> list[Json]:
    """The same with keys that nobody knows, some of them in many contracts."""
    return [
        {**one, "notes" if number % 3 else f"note{number}": 1} for number, one in enumerate(found)
    ]


def contradictory(found: list[Json]) -> list[Json]:
    """The same, of which every second cannot be true."""
    later = {"started_at": "2026-02-01T00:00:00Z", "last_activity_at": "2026-01-01T00:00:00Z"}
    return [{**one, **later} if number % 2 else one for number, one in enumerate(found)]


MANY = contradictory(portfolio(3, 210))

TOLD: dict[str, bytes] = {
    "keys that nobody knows": text(lines(unknown_keys(portfolio(1)))),
    "contradictions, and keys that nobody knows": text(
        lines(unknown_keys(contradictory(portfolio(1))))
    ),
    "more contradictions than are told": text(lines(MANY)),
    "accounts that the header does not name": text(
        lines(portfolio(2)), {**HEADER, "accounts": [{"id": "A1"}, {"id": "A22"}]}
    ),
    "words that are written in an odd way": text(
        [line.replace("upwork", "up\\u0077ork") for line in lines(portfolio(4))]
    ),
    "platforms without a policy": text(
        lines([{**one, "platform": ("x", "upwork")[n % 2]} for n, one in enumerate(portfolio(4))])
    ),
    "lines of Windows, and empty ones": text(lines(portfolio(5)), end="\r\n \r\n\n"),
    "days that have not come, of a file that does not say when it was exported": text(
        lines([{**one, "last_activity_at": "2062-01-01"} for one in portfolio(8)]), {"version": 1}
    ),
    "no header": "\n".join(lines(portfolio(6))).encode(),
    "a mark before the first line": b"\xef\xbb\xbf" + text(lines(portfolio(6))),
    "a mark before the first contract": b"\xef\xbb\xbf" + "\n".join(lines(portfolio(6))).encode(),
    "no line end behind the last contract": text(lines(portfolio(7)))[:-1],
}


@pytest.fixture(params=[10_000, 0], ids=["accounts are held", "accounts come in slices"])
def huge(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """How many contracts an account has that is not held."""
    monkeypatch.setattr(engine_by_account, "HUGE", request.param)
    monkeypatch.setattr(engine_by_account, "SLICE", 4)


@pytest.mark.usefixtures("huge")
@pytest.mark.parametrize("files", EXPORTS.values(), ids=EXPORTS)
def test_it_is_told_as_by_a_report_in_one(
    files: Files, tmp_path: Path, routes: list[bool], few_held: Callable[[], None]
) -> None:
    names = written(tmp_path, files)
    whole = checked(names, "-f", "json", "--jobs", "1")
    few_held()
    run = checked(names, "-f", "json", "--jobs", "1")
    assert routes[-1]
    assert run.stderr == whole.stderr
    assert (run.exit_code, run.stdout) == (whole.exit_code, whole.stdout)


@pytest.mark.usefixtures("huge")
@pytest.mark.parametrize("content", TOLD.values(), ids=TOLD)
@pytest.mark.parametrize("least", [0, 1 << 18], ids=["in the fast lane", "with care"])
def test_what_is_met_in_contracts_is_told_in_their_order(
    content: bytes,
    least: int,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    routes: list[bool],
    few_held: Callable[[], None],
) -> None:
    monkeypatch.setattr(worth, "LEAST_BYTES", least)
    file = tmp_path / "export.ndjson"
    file.write_bytes(content)
    options = (str(file), "-f", "ndjson", "--as-of", "2026-03-10", "--jobs", "1")
    whole = checked([], *options)
    few_held()
    run = checked([], *options)
    assert routes[-1]
    assert run.stderr == whole.stderr
    assert (run.exit_code, run.stdout) == (whole.exit_code, whole.stdout)


def of_two_processes_and_files() -> list[bytes]:
    """What is told of one file, and of another that follows it."""
    return [TOLD["contradictions, and keys that nobody knows"], text(lines(unknown_keys(later())))]


def later() -> list[Json]:
    """Contracts of accounts as elsewhere, with other ids."""
    return [{**one, "id": f"L{one['id']}"} for one in contradictory(portfolio(9))]


@pytest.mark.skipif(cores() < 2, reason="there is one core")
def test_processes_tell_together_what_was_met_in_two_files(
    tmp_path: Path, routes: list[bool], few_held: Callable[[], None]
) -> None:
    names = []
    for number, content in enumerate(of_two_processes_and_files()):
        file = tmp_path / f"export{number}.ndjson"
        file.write_bytes(content)
        names.append(str(file))
    whole = checked(names, "-f", "json")
    few_held()
    run = checked(names, "-f", "json", "--jobs", "2")
    assert routes[-1]
    assert run.stderr == whole.stderr
    assert (run.exit_code, run.stdout) == (whole.exit_code, whole.stdout)


CONTRACTS = portfolio(1, 20)
GOOD = lines(CONTRACTS)


def with_last(**changed: Any) -> bytes:
    """An export of which the last contract says something else."""
    return text([*GOOD[:-1], json.dumps({**CONTRACTS[-1], **changed})])


NOT_FROM_HERE: dict[str, bytes] = {
    "a line that is cut off": text([*GOOD[:9], GOOD[9][:-5], *GOOD[10:]]),
    "a line that is no object": text([*GOOD, "[]"]),
    "a line with two objects": text([*GOOD, GOOD[0] + GOOD[1]]),
    "a byte that is no UTF-8": text(GOOD).replace(b"Project", b"Proj\xe9ct"),
    "an id twice": text([*GOOD, GOOD[3]]),
    "a key twice": text([*GOOD[:-1], GOOD[-1][:-1] + ', "title": "again"}']),
    "an account twice": text([*GOOD[:-1], GOOD[-1][:-1] + ', "account_id": "A1"}']),
    "a header that nobody knows all of": text(GOOD, {**HEADER, "colour": 1}),
    "an unknown word": with_last(status="actively"),
    "an amount that is none": with_last(total_paid="much"),
    "an account that is a number": with_last(account_id=7),
    "a number of thirty digits": with_last(total_paid=int("9" * 30)),
    "no id": with_last(id=None),
    "a field of one's own": with_last(custom={"rating": 1}),
    "a key of one's own in disguise": with_last(xustom={"rating": 1}).replace(
        b'"xustom"', b'"\\u0063ustom"'
    ),
    "more different warnings than are told": text(
        lines([{**one, **{f"k{n}x{k}": 1 for k in range(60)}} for n, one in enumerate(CONTRACTS)])
    ),
    "packed": gzip.compress(text(GOOD)),
    "a document": json.dumps({**HEADER, "contracts": CONTRACTS}).encode(),
}


@pytest.mark.parametrize("content", NOT_FROM_HERE.values(), ids=NOT_FROM_HERE)
def test_what_cannot_be_told_from_there_is_read_in_its_order(
    content: bytes, tmp_path: Path, few_held: Callable[[], None]
) -> None:
    file = tmp_path / "export.ndjson"
    file.write_bytes(content)
    options = (str(file), "-f", "ndjson", "--jobs", "1")
    whole = checked([], *options)
    few_held()
    run = checked([], *options)
    assert run.stderr == whole.stderr
    assert (run.exit_code, run.stdout) == (whole.exit_code, whole.stdout)


@pytest.mark.parametrize("naming", [0, 1], ids=["the first", "the second"])
def test_accounts_that_another_file_names_are_asked_for_in_all(
    naming: int, tmp_path: Path, routes: list[bool], few_held: Callable[[], None]
) -> None:
    names = []
    for number, contracts in enumerate((portfolio(2), later())):
        named = {"accounts": [{"id": "A1"}, {"id": "A2"}]} if number == naming else {}
        file = tmp_path / f"export{number}.ndjson"
        file.write_bytes(text(lines(contracts), {**HEADER, **named}))
        names.append(str(file))
    options = (*names, "-f", "ndjson", "--jobs", "1")
    whole = checked([], *options)
    few_held()
    run = checked([], *options)
    assert routes[-1] is (naming == 0)
    assert "is none of the export's accounts" in run.stderr
    assert run.stderr == whole.stderr
    assert (run.exit_code, run.stdout) == (whole.exit_code, whole.stdout)


@pytest.mark.parametrize("is_first", [True, False], ids=["before", "after"])
def test_a_file_without_contracts_beside_others_is_told(
    is_first: bool, tmp_path: Path, few_held: Callable[[], None]
) -> None:
    full, empty = tmp_path / "export.ndjson", tmp_path / "none.ndjson"
    full.write_bytes(text(GOOD))
    empty.write_bytes(text([]))
    files = (empty, full) if is_first else (full, empty)
    few_held()
    run = checked([], *map(str, files), "-f", "ndjson", "--jobs", "1")
    assert f"{empty}: warning: there are no contracts\n" in run.stderr


def test_a_fault_of_the_input_is_told_before_one_of_an_option(
    tmp_path: Path, few_held: Callable[[], None]
) -> None:
    file = tmp_path / "export.ndjson"
    file.write_bytes(with_last(total_paid="much"))
    few_held()
    run = checked([str(file)], "-f", "ndjson", "--require-as-of", "today")
    assert run.exit_code == 3
    assert "much" in run.stderr


def test_a_file_that_is_changed_meanwhile_is_read_again(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    routes: list[bool],
    few_held: Callable[[], None],
) -> None:
    file = tmp_path / "export.ndjson"
    file.write_bytes(text(GOOD[:-1]))
    real = in_place.InPlace.close

    def changed(self: in_place.InPlace, defaults: Any) -> None:
        real(self, defaults)
        with file.open("ab") as stream:
            stream.write(GOOD[-1].encode() + b"\n")

    few_held()
    monkeypatch.setattr(in_place.InPlace, "close", changed)
    run = checked([str(file)], "-f", "ndjson", "--jobs", "1")
    monkeypatch.undo()
    assert routes[-1]
    assert run.stdout == checked([str(file)], "-f", "ndjson").stdout
    assert f'"contracts": {len(GOOD)}' in run.stdout


def test_accounts_that_lie_too_mixed_are_put_into_a_spool(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    routes: list[bool],
    few_held: Callable[[], None],
) -> None:
    file = tmp_path / "export.ndjson"
    file.write_bytes(text(GOOD))
    few_held()
    monkeypatch.setattr(routing, "MOST_RUNS", 3)
    assert checked([str(file)], "-f", "ndjson").exit_code in (0, 1)
    assert not any(routes)


def problem(line: int, level: Level) -> Problem:
    return Problem(Place("x", line, 1), f"{level} in {line}", level=level)


@given(
    st.lists(st.tuples(st.sampled_from([None, "one", "other"]), st.integers(0, 2)), max_size=40),
    st.randoms(use_true_random=False),
)
def test_notes_that_come_in_any_order_are_told_in_that_of_the_input(
    found: list[tuple[str | None, int]], random: Any
) -> None:
    notes = [
        (
            Note(place, order, problem(place, Level.WARNING if key else Level.CONTRADICTION)),
            None if key is None else (key,),
        )
        for place, (key, count) in enumerate(found)
        for order in range(count)
    ]
    expected = [
        note.problem
        for number, (note, key) in enumerate(notes)
        if key is None or all(other != key for _, other in notes[:number])
    ]
    random.shuffle(notes)
    whole, groups = Noted(), [Noted() for _ in range(3)]
    for number, (note, key) in enumerate(notes):
        groups[number % 3].add(note, key)
    for group in groups:
        whole.join(group)
    assert list(whole.in_order()) == expected
    assert sum(count for _, count in whole.left_out()) == 0


def test_of_many_notes_the_first_are_kept_and_the_others_counted() -> None:
    whole = Noted()
    for place in reversed(range(noted.MOST_PROBLEMS + 7)):
        whole.add(Note(place, 0, problem(place, Level.CONTRADICTION)))
    told = list(whole.in_order())
    assert [one.place.line for one in told] == list(range(noted.MOST_PROBLEMS))
    assert dict(whole.left_out()) == {Level.CONTRADICTION: 7}
