"""A plan as it is told: to the byte for people, by its schema for programs, as a calendar, on the page."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar
from jsonschema import Draft202012Validator

from closeout.cli.render import RenderOptions
from closeout.cli.render.plan import FORMATS, renderer
from closeout.cli.render.plan.calendar import Kind, Step, steps
from closeout.cli.render.plan.groups import groups
from closeout.engine.planning.local import localized_plan
from closeout.engine.planning.model import Planned
from closeout.engine.records import record_with
from closeout.engine.report.findings import Subject
from closeout.engine.units import Scope
from closeout.engine.zones import UTC, Zone, zone_of

from ..golden import golden
from .portfolio import document, ended, planned, ready

GOLDEN = Path(__file__).parent / "golden"
SCHEMA: dict[str, Any] = json.loads(
    (files("closeout") / "schemas" / "plan.schema.json").read_text("utf-8")
)
HOSTILE = "<script>alert(1)</script>\x1b[31m\u202e"


def zone(name: str) -> Zone:
    found = zone_of(name)
    assert found is not None
    return found


BERLIN = zone("Europe/Berlin")


def example() -> str:
    """Two to be ended, one with work in escrow to submit, one whose escrow is not known, one behind without
    our feedback, one that its client could end."""
    funded = {"id": "m2", "title": "Rest", "state": "funded", "work_state": "complete"}
    funded |= {"amount": "110.00", "funded_amount": "110.00"}
    open_one = {"closing_planned": False, "last_activity_at": "2026-01-05T10:00:00Z"}
    behind = ended("E1", "2026-03-03")
    behind["feedback"] = {"from_client": {"state": "none"}, "from_freelancer": {"state": "none"}}
    dark = ready("C5")
    del dark["milestones"]
    return document(
        [
            behind,
            ready("C1"),
            ready("C2", title=HOSTILE),
            ready("C4", **open_one, milestones=[funded], started_at="2025-12-20T08:00:00Z"),
            dark,
            ready("X", closing_planned=False, last_activity_at="2026-03-01T10:00:00Z"),
        ]
    )


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Planned:
    return planned(tmp_path_factory.mktemp("plan") / "a.json", example(), weeks=4)[0]


@pytest.fixture(scope="module")
def told(found: Planned) -> dict[str, str]:
    """The plan in each format, for a reader in Berlin."""
    texts = {}
    for format in FORMATS:
        is_local = format in ("text", "html")
        seen = localized_plan(found, BERLIN) if is_local else found
        text = renderer(format)(seen, RenderOptions(verbose=True, zone=BERLIN))
        assert isinstance(text, str)
        texts[format] = text
    return texts


@pytest.mark.parametrize("format", ["text", "json", "ics"])
def test_a_plan_is_told_to_the_byte(told: dict[str, str], format: str) -> None:
    path = GOLDEN / f"plan.{format}"
    assert told[format] == golden(path, told[format])


def test_the_json_has_the_shape_of_its_schema(told: dict[str, str]) -> None:
    Draft202012Validator(SCHEMA).validate(json.loads(told["json"]))


def test_each_step_names_a_rule_or_rests_on_a_planned_closing(found: Planned) -> None:
    for step in steps(found):
        assert step.rules or step.kind is Kind.END


def test_the_calendar_has_a_whole_day_for_each_ending_and_an_instant_for_each_deadline(
    told: dict[str, str], found: Planned
) -> None:
    calendar = Calendar.from_ical(told["ics"])
    starts = [event.decoded("dtstart") for event in calendar.walk("VEVENT")]
    days = [each for each in starts if not isinstance(each, datetime)]
    today, after_feedback = [date.fromisoformat(BERLIN.day(one.at)) for one in found.plan.endings]
    assert days == [today, after_feedback + timedelta(days=1)]
    assert {step.due for step in steps(found) if step.due is not None} <= {
        int(each.timestamp()) for each in starts if isinstance(each, datetime)
    }
    uids = [str(event["uid"]) for event in calendar.walk("VEVENT")]
    assert len(set(uids)) == len(uids)


def test_the_calendar_folds_its_lines_and_escapes_its_texts(told: dict[str, str]) -> None:
    assert all(len(line.encode()) <= 75 for line in told["ics"].split("\r\n"))
    assert "\x1b" not in told["ics"] and "\n" not in told["ics"].replace("\r\n", "")


def test_no_text_of_others_acts_on_the_page(told: dict[str, str]) -> None:
    assert "<script>alert" not in told["html"]
    assert "&lt;script&gt;alert(1)" in told["html"]
    assert told["html"].index('id="plan"') < told["html"].index('id="board"')


def test_a_long_list_is_cut_with_a_word_unless_all_is_asked_for(found: Planned) -> None:
    doubled = record_with(
        found, report=record_with(found.report, findings=found.report.findings * 8)
    )
    short = renderer("text")(doubled, RenderOptions())
    assert isinstance(short, str) and "more, told with -v" in short


def step(at: int) -> Step:
    return Step(Kind.END, at, None, Subject(Scope.CONTRACT, contract="C1"), ())


def seconds(text: str) -> int:
    return int(datetime.fromisoformat(text).timestamp())


HEADINGS = {
    "the same day": ("UTC", "2026-03-10T23:59:59Z", "Today, 2026-03-10"),
    "local midnight lies between": (
        "Europe/Berlin",
        "2026-03-10T23:30:00Z",
        "This week, until 2026-03-15",
    ),
    "still today in the west": ("America/Los_Angeles", "2026-03-11T05:00:00Z", "Today, 2026-03-10"),
    "in the hour that is skipped": ("Europe/Berlin", "2026-03-29T01:30:00Z", "Week of 2026-03-23"),
    "in the first of the doubled hours": (
        "Europe/Berlin",
        "2026-10-25T00:30:00Z",
        "Week of 2026-10-19",
    ),
    "in the second of the doubled hours": (
        "Europe/Berlin",
        "2026-10-25T01:30:00Z",
        "Week of 2026-10-19",
    ),
    "the next Monday": ("UTC", "2026-03-16T00:00:00Z", "Next week, 2026-03-16 to 2026-03-22"),
    "the last week of the calendar": ("UTC", "9999-12-31T00:00:00Z", "Week of 9999-12-27"),
}


@pytest.mark.parametrize(
    ("name", "at", "heading"), [pytest.param(*row, id=id) for id, row in HEADINGS.items()]
)
def test_a_step_stands_under_its_local_day_or_week(
    found: Planned, name: str, at: str, heading: str
) -> None:
    report = record_with(found.report, zone=UTC if name == "UTC" else zone(name))
    assert [group.heading for group in groups([step(seconds(at))], report)] == [heading]


def test_what_lies_beyond_the_calendar_is_later(found: Planned) -> None:
    beyond = seconds("9999-12-31T00:00:00+00:00") + 400 * 86_400
    assert [group.heading for group in groups([step(beyond)], found.report)] == ["Later"]
