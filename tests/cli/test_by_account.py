"""`check` of more contracts than are held tells, to the byte, what it tells of a report in one."""

from __future__ import annotations

import json
import random
import tempfile
from functools import cache
from pathlib import Path
from typing import Any, BinaryIO

import pytest
from typer.testing import CliRunner, Result

from benchmarks.portfolios import contracts as made
from closeout.cli import held
from closeout.cli.app import app
from closeout.engine.evaluation import by_account as engine_by_account
from closeout.engine.processes import cores
from closeout.engine.snapshot import routing, spool

Json = dict[str, Any]

HEADER: Json = {
    "version": 1,
    "as_of": "2026-03-10T12:00:00Z",
    "exported_at": "2026-03-10T11:00:00Z",
    "platform": "upwork",
    "role": "freelancer",
}
KEPT = frozenset({"id", "account_id", "platform"})


def portfolio(seed: int, count: int = 24, told: float = 0.9) -> list[Json]:
    """Contracts of accounts that lie mixed, of which something is not told."""
    rng = random.Random(seed)
    found = [
        {key: value for key, value in one.items() if key in KEPT or rng.random() < told}
        for one in made(count, seed)
    ]
    for one in found:
        one["account_id"] = f"A{rng.randrange(7)}"
        one["closing_planned"] = rng.random() < 0.4
    return found


def strays(found: list[Json], seed: int) -> list[Json]:
    """The same, of which every third names no account."""
    rng = random.Random(seed)
    for one in found:
        if rng.random() < 0.33:
            del one["account_id"]
    return found


def without(key: str, found: list[Json]) -> list[Json]:
    """The same without a field."""
    return [{name: value for name, value in one.items() if name != key} for one in found]


def two_platforms(found: list[Json]) -> list[Json]:
    """The same, of which every second is of another platform, and some of none that there is."""
    for number, one in enumerate(found):
        one["platform"] = ("upwork", "fiverr", "nowhere")[number % 3 if number % 7 else 0]
    return found


Files = list[tuple[Json, list[Json]]]
"""By file: the header and the contracts."""

ACCOUNTS = [{"id": "A1"}, {"id": "A2"}, {"id": "A9", "dormant_after": "none"}]
EXPORTS: dict[str, Files] = {
    "accounts that lie mixed": [(HEADER, portfolio(1, 24, told=0.95))],
    "little is told": [(HEADER, portfolio(2, 6, told=0.4))],
    "an account that nobody tells": [(HEADER, strays(portfolio(3, 16), 3))],
    "no accounts at all": [(HEADER, without("account_id", portfolio(4, 24, told=0.95)))],
    "two platforms, and one without a pack": [(HEADER, two_platforms(portfolio(5)))],
    "two platforms, and contracts without account": [
        (HEADER, two_platforms(strays(portfolio(6, 24), 6)))
    ],
    "one account in the header, named by another file": [
        (
            {**HEADER, "account": {"id": "A3"}},
            without("account_id", portfolio(7, 24, told=0.95)[:12]),
        ),
        ({**HEADER, "accounts": [{"id": "A3"}, {"id": "A4"}]}, portfolio(7, 24, told=0.95)[12:]),
    ],
    "an export that is too old": [
        ({**HEADER, "exported_at": "2026-02-20T12:00:00Z"}, portfolio(8, 30, told=0.6))
    ],
}
OPTIONS: dict[str, tuple[str, ...]] = {
    "ndjson": ("-f", "ndjson"),
    "json": ("-f", "json"),
    "some of it, under strict": ("-f", "ndjson", "--min-severity", "warning", "--strict"),
    "a rule alone": ("-f", "json", "--rule", "escrow-at-stake"),
}
CASES = [
    pytest.param(export, name, id=f"{export}; {name}")
    for number, export in enumerate(EXPORTS)
    for name in list(OPTIONS)[number % 4 :][:1]
]


def written(folder: Path, files: Files) -> list[str]:
    """The export as files of NDJSON."""
    names = []
    for number, (header, contracts) in enumerate(files):
        file = folder / f"export{number}.ndjson"
        lines = [json.dumps(one) for one in (header, *contracts)]
        file.write_text("\n".join(lines) + "\n", encoding="utf-8")
        names.append(str(file))
    return names


@pytest.fixture
def in_spools(monkeypatch: pytest.MonkeyPatch) -> None:
    """No contracts stay in their files."""
    monkeypatch.setattr(routing, "MOST_FILES", 0)


def checked(names: list[str], *options: str) -> Result:
    return CliRunner().invoke(app, ["check", *names, "--engine", "python", *options])


@cache
def told_in_one(export: str, options: str) -> tuple[int, str, str]:
    """Exit code, stdout and stderr of a report in one; the files lie in the current folder."""
    whole = checked(written(Path(), EXPORTS[export]), *OPTIONS[options], "--jobs", "1")
    return whole.exit_code, whole.stdout, whole.stderr


@pytest.mark.usefixtures("in_spools")
@pytest.mark.parametrize("huge", [10_000, 0], ids=["accounts are held", "accounts come in slices"])
@pytest.mark.parametrize(("export", "options"), CASES)  # below, so that a report in one is at hand
def test_it_is_told_as_by_a_report_in_one(
    export: str,
    options: str,
    huge: int,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    spilled: list[BinaryIO],
) -> None:
    monkeypatch.chdir(tmp_path)
    names = written(Path(), EXPORTS[export])
    whole = told_in_one(export, options)
    assert not spilled
    monkeypatch.setattr(held, "HELD", 5)
    monkeypatch.setattr(engine_by_account, "LEAST", 1)
    monkeypatch.setattr(engine_by_account, "HUGE", huge)
    monkeypatch.setattr(engine_by_account, "SLICE", 5)
    monkeypatch.setattr(spool, "_WRITTEN_AT_ONCE", 3)
    parted = checked(names, *OPTIONS[options], "--jobs", str(min(2, cores())))
    assert spilled
    assert (parted.exit_code, parted.stderr) == (whole[0], whole[2])
    assert parted.stdout == whole[1]
    assert whole[0] in (0, 1)


HELD_ANYWAY = {
    "text": ("-f", "text"),
    "facts": ("-f", "json", "--facts"),
    "pseudonyms": ("-f", "json", "--redact"),
    "a contract to end": ("-f", "json", "--close", "C0000001"),
    "invalid contracts skipped": ("-f", "json", "--on-invalid", "skip"),
}


@pytest.mark.parametrize("options", HELD_ANYWAY.values(), ids=HELD_ANYWAY)
def test_what_looks_at_the_whole_holds_it(
    options: tuple[str, ...],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    spilled: list[BinaryIO],
) -> None:
    monkeypatch.setattr(held, "HELD", 5)
    run = checked(written(tmp_path, [(HEADER, portfolio(1, 20, told=0.97))]), *options)
    assert run.exit_code in (0, 1)
    assert not spilled


def fields_of_ones_own(found: list[Json]) -> list[Json]:
    return [*found[:-1], {**found[-1], "custom": {"rating": 1}}]


def an_id_twice(found: list[Json]) -> list[Json]:
    return [*found, found[3]]


def an_unknown_word(found: list[Json]) -> list[Json]:
    return [*found[:-1], {**found[-1], "status": "actively"}]


ODD = {
    "a field of one's own": fields_of_ones_own,
    "an id twice": an_id_twice,
    "an unknown word": an_unknown_word,
}


@pytest.mark.usefixtures("in_spools")
@pytest.mark.parametrize("odd", ODD.values(), ids=ODD)
def test_what_has_to_be_held_or_told_is_as_ever(
    odd: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, spilled: list[BinaryIO]
) -> None:
    names = written(tmp_path, [(HEADER, odd(portfolio(1, 20, told=0.97)))])
    whole = checked(names, "-f", "json")
    monkeypatch.setattr(held, "HELD", 5)
    monkeypatch.setattr(spool, "_WRITTEN_AT_ONCE", 1)
    parted = checked(names, "-f", "json")
    assert spilled
    assert (parted.exit_code, parted.stdout, parted.stderr) == (
        whole.exit_code,
        whole.stdout,
        whole.stderr,
    )


@pytest.mark.usefixtures("in_spools")
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full device")
@pytest.mark.parametrize("first", [0, 1], ids=["contracts", "what was found"])
def test_a_disk_without_room_is_told(
    first: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, opened = tempfile.TemporaryFile, []

    def full(*args: Any, **more: Any) -> BinaryIO:
        opened.append(args)
        if len(opened) > first:
            return Path("/dev/full").open("r+b", buffering=1 << 16)
        return real(*args, **more)

    monkeypatch.setattr(tempfile, "TemporaryFile", full)
    monkeypatch.setattr(held, "HELD", 5)
    names = written(tmp_path, [(HEADER, portfolio(1, 20, told=0.97))])
    output = tmp_path / "out.json"
    run = checked(names, "-f", "json", "--output", str(output), "--jobs", "1")
    assert run.exit_code == 3
    what = (
        "contracts that are too many for the memory",
        "what was found, too much for the memory,",
    )[first]
    assert what in run.stderr
    assert run.stderr.endswith(
        "no space left on device\n"
        "  make room, or name a folder with more of it in the variable TMPDIR\n"
    )
    assert not output.exists()
    assert [each.name for each in tmp_path.iterdir()] == ["export0.ndjson"]
