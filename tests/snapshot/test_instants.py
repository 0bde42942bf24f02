"""Instants are RFC 3339, held as whole UTC seconds."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from closeout.engine.calendar import FIRST, LAST
from closeout.engine.snapshot.bad_value import BadValueError
from closeout.engine.snapshot.instants import parse_instant
from closeout.engine.written import instant_json

NINE = 1_773_565_200
"""2026-03-15T09:00:00Z"""


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("2026-03-15T09:00:00Z", NINE),
        ("2026-03-15t09:00:00z", NINE),
        ("2026-03-15 09:00:00Z", NINE),
        ("2026-03-15T09:00:00", NINE),
        ("2026-03-15T09:00:00.999999Z", NINE),
        ("2026-03-15T09:00:00.9", NINE),
        ("2026-03-15T09:00:00+00:00", NINE),
        ("2026-03-15T09:00:00-00:00", NINE),
        ("2026-03-15T09:00:00+0000", NINE),
        ("2026-03-15 09:00:00+00", NINE),
        ("2026-03-15 04:00:00.123456-05", NINE),
        ("2026-03-15T14:30:00+05:30", NINE),
        ("2026-03-15T14:30:00+0530", NINE),
        ("2026-03-15T05:30:00-0330", NINE),
        ("2026-03-16T08:59:00+23:59", NINE),
        ("2026-03-15", NINE - 9 * 3600),
        ("2024-02-29", 1_709_164_800),
        ("1969-12-31T23:59:59.5Z", -1),
        ("1900-01-01", FIRST),
        ("2999-12-31T23:59:59Z", LAST),
        ("2999-12-31T23:59:59+01:00", LAST - 3600),
    ],
)
def test_an_instant_is_read(text: str, seconds: int) -> None:
    assert parse_instant(text) == seconds
    # The second time its pieces are remembered.
    assert parse_instant(text) == seconds


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("2026-02-30", "there is no day 2026-02-30 in the calendar", "write it like"),
        ("2025-02-29T00:00:00Z", "there is no day 2025-02-29 in the calendar", "write it like"),
        ("2026-00-10", "there is no day 2026-00-10 in the calendar", "write it like"),
        ("2026-03-15T24:00:00Z", "there is no time 24:00 in a day", "write it like"),
        ("2026-03-15T23:60:00Z", "there is no time 23:60 in a day", "write it like"),
        ("2026-03-15T23:59:60Z", "seconds go up to 59, found 60", "write it like"),
        ("2026-03-15T09:00:00+99:00", "the offset +99:00 is beyond 23:59", "write it like"),
        ("2026-03-15T09:00:00-0060", "the offset -00:60 is beyond 23:59", "write it like"),
        ("2026-03-15T09:00", 'expected an instant, found "2026-03-15T09:00"', "the seconds are"),
        ("2026-03-15T09:00:00+5", 'expected an instant, found "2026-03-15T09:00:00+5"', "write"),
        (
            "2026-03-15T09:00:00+053",
            'expected an instant, found "2026-03-15T09:00:00+053"',
            "write",
        ),
        ("2026-03-15T09:00:00+24", "the offset +24:00 is beyond 23:59", "write it like"),
        ("2026-03-15T", 'expected an instant, found "2026-03-15T"', "write it like"),
        ("2026-03-15Z", 'expected an instant, found "2026-03-15Z"', "write it like"),
        ("2026-03-15T09:00:00.Z", 'expected an instant, found "2026-03-15T09:00:00.Z"', "write"),
        ("2026-03-15T09:00:00Z\n", 'expected an instant, found "2026-03-15T09:00:00Z\n"', "remove"),
        ("2026-3-5", 'expected an instant, found "2026-3-5"', "write it like"),
        ("٢٠٢٦-03-15", 'expected an instant, found "٢٠٢٦-03-15"', "write it like"),
        ("none", 'expected an instant, found "none"', "write it like"),
        ("", 'expected an instant, found ""', "write it like"),
        ("1773565200", 'expected an instant, found "1773565200"', "this looks like seconds"),
        ("03/04/2026", 'expected an instant, found "03/04/2026"', "which part is the month"),
        (
            "29.11.2026",
            'expected an instant, found "29.11.2026"',
            "the day stands first between points: write 2026-11-29",
        ),
        (
            "1.3.2026",
            'expected an instant, found "1.3.2026"',
            "the day stands first between points: write 2026-03-01",
        ),
        ("3.31.2026", 'expected an instant, found "3.31.2026"', "write it like"),
        ("1.3.26", 'expected an instant, found "1.3.26"', "which part is the month"),
        ("2026-11-20 14:30 PST", "expected an instant", 'the time zone "PST" is not read'),
        ("2026-11-20T14:30:00 (CET)", "expected an instant", 'the time zone "CET" is not read'),
        (
            "2026-11-20T14:30:00 Europe/Berlin",
            "expected an instant",
            'the time zone "Europe/Berlin"',
        ),
        ("2026-11-20 2:30 PM ET", "expected an instant", 'the time zone "ET" is not read'),
        (
            "1900-01-01T00:00:00+00:01",
            '"1900-01-01T00:00:00+00:01" lies outside the years',
            "check",
        ),
        (
            "2999-12-31T23:59:59-00:01",
            '"2999-12-31T23:59:59-00:01" lies outside the years',
            "check",
        ),
        ("1899-12-31", '"1899-12-31" lies outside the years 1900 to 2999 in UTC', "check the year"),
        ("3000-01-01", '"3000-01-01" lies outside the years 1900 to 2999 in UTC', "check the year"),
        ("0001-01-01", '"0001-01-01" lies outside the years 1900 to 2999 in UTC', "check the year"),
        ("9999-12-31T23:59:59Z", '"9999-12-31T23:59:59Z" lies outside the years', "check the year"),
        ("0000-01-01", "there is no day 0000-01-01 in the calendar", "write it like"),
    ],
)
def test_every_other_text_is_refused_with_its_reason(text: str, message: str, hint: str) -> None:
    with pytest.raises(BadValueError) as refused:
        parse_instant(text)
    assert refused.value.message.startswith(message)
    assert refused.value.hint.startswith(hint)


seconds = st.integers(FIRST + 86_400, LAST - 86_400)


@given(seconds, st.integers(-1439, 1439), st.sampled_from(["T", "t", " "]), st.booleans())
def test_an_instant_written_with_any_offset_is_read_back(
    instant: int, offset: int, separator: str, has_colon: bool
) -> None:
    zone = timezone(timedelta(minutes=offset))
    moment = (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=instant)).astimezone(zone)
    text = moment.isoformat(sep=separator)
    if not has_colon:
        text = text[:-3] + text[-2:]
    assert parse_instant(text) == instant


@given(seconds)
def test_an_instant_that_is_shown_is_read_back(instant: int) -> None:
    assert parse_instant(instant_json(instant)) == instant
