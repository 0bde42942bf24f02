"""Local times: in texts for people, never in what programs read."""

from __future__ import annotations

import json
from datetime import UTC as UTC_ZONE
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner, Result

from closeout.cli.app import app
from closeout.cli.render import LOCAL, RenderOptions, render
from closeout.engine.records import record_with
from closeout.engine.report.findings import Report
from closeout.engine.report.local import localized
from closeout.engine.report.shown import shown
from closeout.engine.units import Unit
from closeout.engine.written import date_text
from closeout.engine.zones import UTC, Zone, zone_hint, zone_of


def zone(name: str) -> Zone:
    found = zone_of(name)
    assert found is not None
    return found


def at(text: str) -> int:
    return int(datetime.fromisoformat(text).timestamp())


TEXTS = [
    ("UTC", "2026-03-15T09:00:00Z", "2026-03-15 09:00 UTC"),
    ("Europe/Berlin", "2026-03-15T09:00:00Z", "2026-03-15 10:00 CET"),
    ("Europe/Berlin", "2026-03-15T09:00:07Z", "2026-03-15 10:00:07 CET"),
    ("Europe/Berlin", "2026-03-29T00:59:59Z", "2026-03-29 01:59:59 CET"),
    ("Europe/Berlin", "2026-03-29T01:00:00Z", "2026-03-29 03:00 CEST"),
    ("Europe/Berlin", "2026-10-25T00:30:00Z", "2026-10-25 02:30 CEST"),
    ("Europe/Berlin", "2026-10-25T01:30:00Z", "2026-10-25 02:30 CET"),
    ("America/Los_Angeles", "2026-03-12T00:00:00Z", "2026-03-11 17:00 PDT"),
    ("Asia/Kathmandu", "2026-03-12T00:00:00Z", "2026-03-12 05:45 UTC+0545"),
]


@pytest.mark.parametrize(("name", "instant", "text"), TEXTS)
def test_an_instant_is_told_by_day_time_and_zone(name: str, instant: str, text: str) -> None:
    assert zone(name).text(at(instant)) == text


REMEDY = "write a name such as Europe/Berlin, or UTC"
NO_ZONES = {
    **dict.fromkeys(
        ("CEST", "AEST", "EDT", "BST", "IST", "PST", "cet"), f"an abbreviation is no zone: {REMEDY}"
    ),
    **dict.fromkeys(
        ("GMT+2", "UTC+02:00", "+0100", "utc-5"),
        f"a distance from UTC is no zone, since clocks change: {REMEDY}",
    ),
    **dict.fromkeys(("Asia/Mumbai", "Europe/Munich", "Berlin time"), REMEDY),
    "berlin": 'did you mean "Europe/Berlin"?',
    "America/New York": 'did you mean "America/New_York"?',
    "Europe/Berln": 'did you mean "Europe/Berlin"?',
    "utc": 'did you mean "UTC"?',
}


@pytest.mark.parametrize(("name", "hint"), NO_ZONES.items())
def test_no_zone_of_another_part_of_the_world_is_proposed(name: str, hint: str) -> None:
    assert zone_of(name) is None
    assert zone_hint(name, REMEDY) == hint


@pytest.mark.parametrize("where", ["option", "settings", "account"])
def test_whoever_names_a_zone_is_told_that_an_abbreviation_is_none(
    where: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    account = {"id": "a", "time_zone": "CEST"} if where == "account" else {"id": "a"}
    document = {"version": 1, "as_of": "2026-03-10", "contracts": [{"id": "C"}], "account": account}
    Path("s.json").write_text(json.dumps(document), "utf-8")
    if where == "settings":
        Path("closeout.yaml").write_text("time-zone: CEST\n", "utf-8")
    option = ["--time-zone", "CEST"] if where == "option" else []
    found = CliRunner().invoke(app, ["check", "s.json", *option])
    assert "an abbreviation is no zone: write a name such as Europe/Berlin" in found.stderr


BOUNDARIES = [
    ("UTC", "2026-03-15T00:00:00Z", "the end of 2026-03-14 UTC", "2026-03-15"),
    ("UTC", "2026-03-15T00:00:01Z", *["2026-03-15 00:00:01 UTC"] * 2),
    ("Europe/Berlin", "2026-03-14T23:00:00Z", "the end of 2026-03-14 CET", "2026-03-15"),
    ("Europe/Berlin", "2026-03-15T00:00:00Z", *["2026-03-15 01:00 CET"] * 2),
]


@pytest.mark.parametrize(("name", "instant", "end", "start"), BOUNDARIES)
def test_midnight_ends_the_day_before_and_starts_the_day_after(
    name: str, instant: str, end: str, start: str
) -> None:
    told = zone(name)
    assert (told.end(at(instant)), told.start(at(instant))) == (end, start)


@pytest.mark.parametrize(
    "name", ["Europe/Berlln", "", "../etc/passwd", "Europe", "\x00", "\ud800", "x" * 5_000]
)
def test_a_name_that_is_no_zone_is_none(name: str) -> None:
    assert zone_of(name) is None


@given(st.integers(-62_000_000_000, 300_000_000_000), st.sampled_from(["UTC", "Europe/Berlin"]))
def test_every_instant_has_a_text_and_within_a_century_they_are_told_apart(
    seconds: int, name: str
) -> None:
    told = zone(name)
    assert told.text(seconds)
    if 0 <= seconds < 3_000_000_000:
        read = datetime.fromisoformat(told.text(seconds)[:16]).replace(tzinfo=UTC_ZONE)
        assert abs(read.timestamp() - seconds) <= 2 * 3_600 + 60
        assert told.text(seconds) != told.text(seconds + 3_600)


def test_programs_read_utc_whatever_the_zone(full_report: Report) -> None:
    local = localized(full_report, zone("Asia/Kathmandu"))
    for format_ in LOCAL:
        assert "UTC+0545" in render(format_, local, RenderOptions(verbose=True))
    assert localized(full_report, UTC) is full_report


def test_values_inside_sentences_follow_the_zone_and_days_stay_days(full_report: Report) -> None:
    midnight = shown(Unit.INSTANT, at("2026-03-15T00:00:00Z"))
    told = ("From ", midnight, " on, that is ", record_with(midnight, text="2026-03-15"), ".")
    report = record_with(full_report, findings=(record_with(full_report.findings[0], told=told),))
    local = localized(report, zone("America/Los_Angeles"))
    expected = "From 2026-03-14 17:00 PDT on, that is 2026-03-14."
    assert local.findings[0].message == expected
    assert local.findings[0].fingerprint == report.findings[0].fingerprint


def test_a_day_that_was_typed_stays_that_day_once_it_has_passed(full_report: Report) -> None:
    def told(written: str) -> str:
        seconds = at(written)
        shown_day = record_with(shown(Unit.INSTANT, seconds), text=date_text(seconds))
        first = record_with(full_report.findings[0], told=(shown_day,))
        report = record_with(full_report, findings=(first,))
        return localized(report, zone("America/New_York")).findings[0].message

    assert full_report.as_of == at("2026-03-10T12:00:00Z")
    assert told("2026-02-20T00:00:00Z") == "2026-02-20"
    assert told("2026-02-20T00:00:01Z") == "2026-02-19"
    assert told("2026-03-10T00:00:00Z") == "2026-03-10"
    assert told("2026-03-11T00:00:00Z") == "2026-03-10"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def check(zones: list[str | None], *options: str) -> Result:
    accounts = [
        {"id": f"A{number}"} | ({} if name is None else {"time_zone": name})
        for number, name in enumerate(zones)
    ]
    document = {
        "version": 1,
        "as_of": "2026-03-10T12:00:00Z",
        "accounts": accounts,
        "contracts": [{"id": "C1", "account_id": "A0", "status": "active", "escrow": 0}],
    }
    Path("a.json").write_text(json.dumps(document), encoding="utf-8")
    return CliRunner().invoke(app, ["check", "a.json", "--fail-on", "never", *options])


CHOSEN = [
    pytest.param(["Europe/Berlin"], (), "13:00 CET", id="that of the account"),
    pytest.param(["Europe/Berlin", "Europe/Berlin"], (), "13:00 CET", id="all agree"),
    pytest.param(["Europe/Berlin", None], (), "13:00 CET", id="one says nothing"),
    pytest.param(["Europe/Berlin", "Asia/Tokyo"], (), "12:00 UTC", id="two disagree"),
    pytest.param([None], (), "12:00 UTC", id="nobody says"),
    pytest.param(["none"], (), "12:00 UTC", id="none"),
    pytest.param(["Europe/Berlin"], ("--time-zone", "Asia/Tokyo"), "21:00 JST", id="given"),
    pytest.param(["Europe/Berlin"], ("--time-zone", "UTC"), "12:00 UTC", id="given as UTC"),
    pytest.param(["Europe/Berlin"], ("--redact",), "12:00 UTC", id="redacted"),
    pytest.param(["Europe/Berlin"], ("-f", "github"), "12:00 UTC", id="for a build server"),
]


@pytest.mark.parametrize(("zones", "options", "time"), CHOSEN)
def test_the_zone_is_the_given_one_or_that_of_the_account(
    zones: list[str | None], options: tuple[str, ...], time: str, folder: Path
) -> None:
    result = check(zones, *options)
    assert (result.exit_code, result.stderr) == (0, "")
    assert f"as of 2026-03-10 {time}" in result.stdout


def test_an_account_in_a_zone_that_does_not_exist_is_told_times_in_utc(folder: Path) -> None:
    result = check(["Europe/Berlln"])
    assert "as of 2026-03-10 12:00 UTC" in result.stdout
    assert "there is no time zone `Europe/Berlln`: times are told in UTC" in result.stderr
    assert 'did you mean "Europe/Berlin"?' in result.stderr


def test_a_given_zone_that_does_not_exist_is_an_error(folder: Path) -> None:
    result = check([None], "--time-zone", "Berlin")
    assert result.exit_code == 2
    assert "`time-zone` cannot be `Berlin`" in result.stderr
