"""The calendar, read back by a parser that did not write it."""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
import vobject

from closeout.cli.render import RenderOptions, render
from closeout.engine.problems import UsageError
from closeout.engine.records import record_with
from closeout.engine.report.findings import Report

AS_OF = datetime(2026, 3, 10, 12, tzinfo=UTC)


def rendered(report: Report) -> str:
    return render("ics", report, RenderOptions())


def events(report: Report) -> list[Any]:
    calendar = vobject.readOne(rendered(report))
    return list(getattr(calendar, "vevent_list", []))


def by_uid(report: Report) -> dict[str, Any]:
    return {event.uid.value: event for event in events(report)}


def test_another_parser_reads_every_calendar(pipeline_report: tuple[str, Report]) -> None:
    _, report = pipeline_report
    dated = [one for one in report.findings if one.deadline is not None]
    earlier = [one for one in dated if one.safe_by is not None and one.safe_by < one.deadline]
    calendar = vobject.readOne(rendered(report))
    assert calendar.validate(raiseException=True)
    assert list(calendar.components())
    found = events(report)
    assert len(found) == len(dated) + len(earlier)
    assert len({event.uid.value for event in found}) == len(found)


def test_a_deadline_is_an_event_with_an_alarm_before_it(portfolio: Report) -> None:
    finding = portfolio.findings[0]
    event = by_uid(portfolio)[f"{finding.fingerprint}-deadline@closeout"]
    assert event.dtstart.value == datetime(2026, 3, 12, 9, tzinfo=UTC)
    assert event.summary.value == "Answer the refund request: Contract C6"
    assert event.description.value == (
        "Data cleaning (client Acme)\n"
        "Deadline, error, rule refund-request-open\n"
        "Contract C6: The client asked for 120.00 USD back; without your answer it is refunded on "
        "2026-03-12 09:00 UTC. Deadline 2026-03-12 09:00 UTC; safe until 2026-03-12 00:00 UTC.\n"
        "1. Open the contract.\n"
        "2. Choose Accept or Dispute, and say why.\n"
        "Source: Automatic release of milestone payments "
        "https://support.upwork.com/hc/en-us/articles/211063718\n"
        "Source: How do I close a contract?"
    )
    assert event.url.value == "https://support.upwork.com/hc/en-us/articles/211063718"
    assert event.valarm.trigger.value == timedelta(days=-1)
    assert event.valarm.action.value == "DISPLAY"
    assert event.valarm.description.value == event.summary.value


def test_an_earlier_safe_moment_is_an_event_of_its_own(portfolio: Report) -> None:
    first, overdue = portfolio.findings[0], portfolio.findings[2]
    found = by_uid(portfolio)
    safe = found[f"{first.fingerprint}-safe-by@closeout"]
    assert safe.dtstart.value == datetime(2026, 3, 12, tzinfo=UTC)
    assert "Last safe moment, error" in safe.description.value
    assert f"{overdue.fingerprint}-safe-by@closeout" not in found
    assert f"{overdue.fingerprint}-deadline@closeout" in found


def test_the_stamp_is_the_as_of_instant_and_not_the_clock(portfolio: Report) -> None:
    assert {event.dtstamp.value for event in events(portfolio)} == {AS_OF}
    assert "as of 2026-03-10 12:00 UTC (as given)" in rendered(portfolio).replace("\r\n ", "")


def test_a_later_report_moves_the_events_instead_of_doubling_them(portfolio: Report) -> None:
    first = portfolio.findings[0]
    assert first.deadline is not None
    moved = record_with(first, deadline=first.deadline + 3_600, told=("It changed.",))
    later = record_with(
        portfolio, as_of=portfolio.as_of + 86_400, findings=(moved, *portfolio.findings[1:])
    )
    before, after = by_uid(portfolio), by_uid(later)
    assert set(before) == set(after)
    uid = f"{first.fingerprint}-deadline@closeout"
    assert after[uid].dtstart.value - before[uid].dtstart.value == timedelta(hours=1)
    assert int(after[uid].sequence.value) > int(before[uid].sequence.value)
    assert after[uid].dtstamp.value > before[uid].dtstamp.value


def test_every_time_is_utc(pipeline_report: tuple[str, Report]) -> None:
    times = [
        line
        for line in rendered(pipeline_report[1]).split("\r\n")
        if line.startswith(("DTSTART", "DTSTAMP")) and line != "DTSTART:19700101T000000"
    ]
    assert [line for line in times if len(line) != 24 or not line.endswith("Z")] == []
    assert "TZID" not in "".join(times)


def test_lines_are_folded_at_75_octets_between_characters(
    pipeline_report: tuple[str, Report],
) -> None:
    raw = rendered(pipeline_report[1]).encode("utf-8")
    assert raw.endswith(b"END:VCALENDAR\r\n")
    assert raw.count(b"\r\n") == raw.count(b"\n") == raw.count(b"\r")
    for line in raw.split(b"\r\n"):
        assert len(line) <= 75
        line.decode("utf-8")


def test_no_text_adds_a_line_of_its_own(injection: Report) -> None:
    unfolded = rendered(injection).replace("\r\n ", "")
    names = {line.split(":")[0].split(";")[0] for line in unfolded.strip().split("\r\n")}
    assert names == {
        *("BEGIN", "END", "VERSION", "PRODID", "X-WR-CALNAME", "X-WR-CALDESC", "UID", "DTSTAMP"),
        *("SEQUENCE", "DTSTART", "SUMMARY", "DESCRIPTION", "CATEGORIES", "TRANSP", "URL"),
        *("ACTION", "TRIGGER"),
    }
    assert not any(event.summary.value == "pwned" for event in events(injection))


def test_texts_arrive_unchanged_in_the_other_parser(injection: Report) -> None:
    seen = "".join(event.description.value for event in events(injection))
    for text in ("a,b\"c'd;e", "back\\slash\\n \\; \\, %0A %25", "]]><failure/>", "語" * 70):
        assert text in seen


def test_a_waived_finding_says_so_in_its_title(portfolio: Report) -> None:
    first = portfolio.findings[0]
    waived = record_with(first, waived=portfolio.findings[1].waived)
    found = by_uid(record_with(portfolio, findings=(waived,)))
    titles = {event.summary.value for event in found.values()}
    assert titles == {"(waived) Answer the refund request: Contract C6"}


def test_dates_that_no_calendar_can_hold_are_counted(portfolio: Report) -> None:
    far = record_with(portfolio.findings[0], deadline=10**15, safe_by=None)
    text = rendered(record_with(portfolio, findings=(far,))).replace("\r\n ", "")
    assert "BEGIN:VEVENT" not in text
    assert "1 date beyond the year 9999 left out." in text


def test_without_the_library_the_user_is_told_what_to_install(
    portfolio: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "icalendar", None)
    with pytest.raises(UsageError) as caught:
        rendered(portfolio)
    problem = caught.value.problems[0]
    assert problem.message == ("the format ics needs the library icalendar, which is not installed")
    assert (
        problem.hint
        == "install it beside closeout: pip install icalendar; it is the extra `calendar`"
    )


def test_only_a_safe_moment_is_an_event_too(portfolio: Report, make: SimpleNamespace) -> None:
    one = record_with(portfolio.findings[0], deadline=None, safe_by=make.AS_OF + 60)
    assert list(by_uid(record_with(portfolio, findings=(one,)))) == [
        f"{one.fingerprint}-safe-by@closeout"
    ]
