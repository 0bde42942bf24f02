"""Every output says where its as-of instant comes from; what is not of today can be refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from closeout.cli import clock
from closeout.cli.app import app

from ..tiny import use_tiny_pack

NOW = 1_773_144_000
"""2026-03-10 12:00 UTC."""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    use_tiny_pack(tmp_path / "tiny", monkeypatch)
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    monkeypatch.setattr(clock, "now", lambda: NOW)


CONTRACT = {"id": "C1", "status": "active", "escrow": 0}


def check(header: dict[str, Any], *options: str) -> Result:
    document = {"version": 1, **header, "contracts": [CONTRACT]}
    Path("a.json").write_text(json.dumps(document), encoding="utf-8")
    return CliRunner().invoke(app, ["check", "a.json", *options])


ORIGINS = [
    pytest.param(
        {"as_of": "2026-03-09"}, ("--as-of", "2026-03-08"), "given", "(as given)", id="by option"
    ),
    pytest.param({"as_of": "2026-03-09"}, (), "snapshot", "(from the snapshot)", id="by snapshot"),
    pytest.param({}, (), "clock", "(from the clock)", id="by clock"),
    pytest.param(
        {"as_of": "2026-03-09"}, ("--as-of", "now"), "clock", "(from the clock)", id="by now"
    ),
]


@pytest.mark.parametrize(("header", "options", "origin", "words"), ORIGINS)
def test_every_output_says_where_the_instant_comes_from(
    header: dict[str, Any], options: tuple[str, ...], origin: str, words: str
) -> None:
    assert words in check(header, *options).stdout
    found = json.loads(check(header, *options, "-f", "json").stdout)
    assert found["as_of_origin"] == origin


@pytest.mark.parametrize(
    ("written", "instant"),
    [
        ("29.11.26", "2026-11-29T00:00:00Z"),
        ("11/29/2026", "2026-11-29T00:00:00Z"),
        ("29 Nov 2026", "2026-11-29T00:00:00Z"),
        ("29-Nov-26 14:30", "2026-11-29T14:30:00Z"),
        ("2026-11-29 2:30 PM", "2026-11-29T14:30:00Z"),
    ],
)
def test_an_instant_is_read_as_people_write_it(written: str, instant: str) -> None:
    found = json.loads(check({}, "--as-of", written, "-f", "json").stdout)
    assert found["as_of"] == instant


def test_a_day_with_two_readings_is_refused_with_both() -> None:
    result = check({}, "--as-of", "01/02/2026")
    assert result.exit_code == 2
    assert result.stderr == (
        '--as-of: error: "01/02/2026" is 2026-02-01 (day/month/year) or 2026-01-02 '
        "(month/day/year)\n  write it like 2026-03-15\n"
    )


def test_the_environment_and_the_file_give_the_instant_too(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("closeout.yaml").write_text("as-of: 2026-03-07\n", encoding="utf-8")
    assert "As of 2026-03-07 00:00 UTC (as given)" in check({}).stdout
    monkeypatch.setenv("CLOSEOUT_AS_OF", "2026-03-06")
    assert "As of 2026-03-06 00:00 UTC (as given)" in check({}).stdout


def test_now_goes_with_the_demand_for_todays_instant_in_one_file() -> None:
    Path("closeout.yaml").write_text("as-of: now\nrequire-as-of: today\n", encoding="utf-8")
    result = check({"as_of": "2026-03-01", "exported_at": "2026-03-10"})
    assert (result.exit_code, result.stderr) == (0, "")
    assert "As of 2026-03-10 12:00 UTC (from the clock)" in result.stdout


def test_today_is_no_instant_and_the_word_for_it_is_told() -> None:
    result = check({}, "--as-of", "today")
    assert result.exit_code == 2
    assert "write `now` for the instant of the run" in result.stderr


TODAY = [
    pytest.param("2026-03-10T12:00:00Z", True, id="now"),
    pytest.param("2026-03-09T12:00:00Z", True, id="a day ago"),
    pytest.param("2026-03-09T11:59:59Z", False, id="more than a day ago"),
    pytest.param("2026-03-11T12:00:00Z", True, id="in a day"),
    pytest.param("2026-03-11T12:00:01Z", False, id="in more than a day"),
]


@pytest.mark.parametrize(("as_of", "is_fine"), TODAY)
def test_an_instant_that_is_not_todays_is_refused_where_todays_is_required(
    as_of: str, is_fine: bool
) -> None:
    for header, options in (({"as_of": as_of}, ()), ({}, ("--as-of", as_of))):
        assert check(header, *options).exit_code == 0
        result = check(header, *options, "--require-as-of", "today")
        assert result.exit_code == (0 if is_fine else 2)
        assert bool(result.stdout) == is_fine


def test_the_refusal_names_both_instants_and_the_origin() -> None:
    assert check({"as_of": "2026-03-01"}, "--require-as-of", "today").stderr == (
        "--require-as-of: error: the as-of instant 2026-03-01 00:00 UTC lies more than a day before "
        "the clock, 2026-03-10 12:00 UTC\n"
        "  it comes from the snapshot: export anew, or check without --require-as-of\n"
    )


AGES = [
    pytest.param({"exported_at": "2026-03-08T12:00:00Z"}, "2 days", "", id="just as old"),
    pytest.param(
        {"exported_at": "2026-03-08T11:59:59Z"}, "2 days", "is older than 2 days", id="older"
    ),
    pytest.param(
        {"as_of": "2026-03-08T11:59:59Z"}, "2 days", "is older than 2 days", id="by as_of"
    ),
    pytest.param(
        {"exported_at": "2026-02-09T12:00:00Z"}, "1 month", "is older than 1 month", id="months"
    ),
    pytest.param({}, "2 days", "does not say when it was exported", id="not said"),
    pytest.param({"as_of": "2020-01-01"}, None, "", id="no limit"),
]


@pytest.mark.parametrize(("header", "age", "told"), AGES)
def test_an_old_snapshot_is_a_warning(header: dict[str, Any], age: str | None, told: str) -> None:
    options = () if age is None else ("--max-snapshot-age", age)
    result = check(header, "--undecided", "ignore", *options)
    assert result.exit_code == 0
    if told:
        assert result.stderr.startswith("--max-snapshot-age: warning: ")
    assert told in result.stderr
    assert bool(result.stderr) == bool(told)


@pytest.mark.parametrize(
    "words",
    [
        ("check", "a.json", "b.json"),
        ("check", "a.json", "b.json", "--each"),
        ("check", "a.json", "-f", "ndjson", "--engine", "python"),
        ("plan", "a.json"),
        ("ask", "a.json", "-f", "json"),
        ("explain", "a.json", "C1"),
        ("validate", "a.json"),
        ("diff", "a.json", "b.json"),
        ("baseline", "write", "a.json"),
        ("template", "--for", "a.json"),
    ],
    ids=" ".join,
)
def test_the_clock_is_asked_once_in_a_run(
    words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []
    monkeypatch.setattr(clock, "now", lambda: asked.append(NOW) or NOW + len(asked))
    for name in ("a", "b"):
        document = {"version": 1, "contracts": [{**CONTRACT, "id": f"C{'_ab'.index(name)}"}]}
        Path(f"{name}.json").write_text(json.dumps(document), encoding="utf-8")
    assert CliRunner().invoke(app, list(words)).exit_code in (0, 1)
    assert asked == [NOW]


@pytest.mark.parametrize(
    ("header", "as_of", "exported_at", "is_warned"),
    [
        ({}, "2026-04-10", "2026-03-10T12:00:00Z", True),
        ({}, "2026-03-11", "2026-03-10T12:00:00Z", False),
        ({}, "2026-03-01", "2026-03-01T00:00:00Z", False),
        ({"exported_at": "2026-04-09"}, "2026-04-10", "2026-04-09T00:00:00Z", False),
        ({"as_of": "2026-04-09"}, "2026-04-10", "2026-04-09T00:00:00Z", False),
    ],
    ids=["a month ahead", "tomorrow", "in the past", "of its own instant", "as of its own instant"],
)
def test_an_export_that_does_not_say_of_when_it_is_tells_nothing_of_days_to_come(
    header: dict[str, Any], as_of: str, exported_at: str, is_warned: bool
) -> None:
    result = check(header, "--as-of", as_of, "-f", "json")
    assert json.loads(result.stdout)["exported_at"] == exported_at
    assert ("what happens until then is not known" in result.stderr) is is_warned
