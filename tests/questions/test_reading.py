"""Answers as people type them."""

from __future__ import annotations

import pytest

from closeout.engine.questions.reading import read_answer
from closeout.engine.questions.slots import Slot
from closeout.engine.snapshot.bad_value import BadValueError
from closeout.engine.snapshot.fields import FIELDS, POSITION, Kind
from closeout.engine.snapshot.model import NONE
from closeout.engine.units import Scope

AS_OF = 1_773_144_000
"""2026-03-10 12:00 UTC."""
DAY = 86_400
MARCH_8 = 1_772_928_000

UNDERSTOOD = [
    ("status", "Active", "active"),
    ("status", "ENDED", "ended"),
    ("status", "running", "active"),
    ("milestone.state", "Sent back", "changes_requested"),
    ("milestone.state", "not-funded", "not_funded"),
    ("milestone.state", "subm", "submitted"),
    ("refund_request.response", "no", "none"),
    ("refund_request.response", "Accepted.", "accepted"),
    ("dispute.response", "yes", "given"),
    ("feedback.from_client.state", "not yet", "none"),
    ("more_work_expected", "Yes", True),
    ("more_work_expected", "n", False),
    ("open_tasks", "none", 0),
    ("open_tasks", "2", 2),
    ("escrow", "$1,200.50 USD", 120_050),
    ("escrow", "250", 25_000),
    ("escrow", "nothing", 0),
    ("hours.unlogged", "1.5 h", 5_400),
    ("hours.unlogged", "3 hours", 10_800),
    ("hours.unlogged", "5h 30m", 19_800),
    ("hours.unlogged", "5:30", 19_800),
    ("hours.unlogged", "45 min", 2_700),
    ("feedback.from_client.score", "4 stars", 4),
    ("ended_at", "2026-03-08", MARCH_8),
    ("ended_at", "2026-03-08 14:30", MARCH_8 + 14 * 3_600 + 1_800),
    ("ended_at", "2026-03-08T15:30+01:00", MARCH_8 + 14 * 3_600 + 1_800),
    ("ended_at", "2026-03-08T14:30:00Z", MARCH_8 + 14 * 3_600 + 1_800),
    ("ended_at", "8.3.26", MARCH_8),
    ("ended_at", "on 8 March 2026", MARCH_8),
    ("ended_at", "2026/3/8", MARCH_8),
    ("ended_at", "28/2/2026 2:30 pm", MARCH_8 - 8 * DAY + 14 * 3_600 + 1_800),
    ("close_requests", "8.3.2026 and 7 March 2026", (MARCH_8 - DAY, MARCH_8)),
    ("ended_at", "8 March 2026", MARCH_8),
    ("ended_at", "March 8, 2026", MARCH_8),
    ("ended_at", "2 days ago", MARCH_8),
    ("ended_at", "two days ago", MARCH_8),
    ("ended_at", "a week ago", MARCH_8 - 5 * DAY),
    ("ended_at", "yesterday", MARCH_8 + DAY),
    ("ended_at", "never", NONE),
    ("close_requests", "never", ()),
    ("close_requests", "2026-03-08; 7 March 2026", (MARCH_8 - DAY, MARCH_8)),
    ("situation", "nothing", ()),
    ("situation", "requirements changed; no details", ("requirements_changed", "no_details")),
    ("payments", "250 on 2026-03-08; $100", ((25_000, MARCH_8), (10_000, None))),
    ("currency", "usd", "USD"),
]


@pytest.mark.parametrize(
    ("need", "text", "value"), UNDERSTOOD, ids=[f"{need} {text}" for need, text, _ in UNDERSTOOD]
)
def test_an_answer_is_understood(need: str, text: str, value: object) -> None:
    assert read_answer(text, Slot(need), AS_OF) == value


@pytest.mark.parametrize(
    "text", ["", "  ", "?", "I don't know", "I DON\u2019T KNOW.", "idk", "not sure", "skip"]
)
@pytest.mark.parametrize("need", ["status", "escrow", "ended_at", "milestones", "client.name"])
def test_not_knowing_is_no_answer(need: str, text: str) -> None:
    assert read_answer(text, Slot(need), AS_OF) is None


def test_milestones_are_told_by_state_and_amount() -> None:
    records = read_answer("paid 250; sent back $300", Slot("milestones"), AS_OF)
    assert isinstance(records, list)
    state, amount = (POSITION[Scope.MILESTONE][path] for path in ("state", "amount"))
    assert [(each[0], each[state], each[amount]) for each in records] == [
        ("m1", "paid", 25_000),
        ("m2", "changes_requested", 30_000),
    ]
    assert read_answer("none", Slot("milestones"), AS_OF) == []


@pytest.mark.parametrize(
    ("need", "text", "message"),
    [
        (
            "status",
            "actve",
            'expected active, paused, ended, suspended or disputed, found "actve"',
        ),
        ("more_work_expected", "perhaps", 'expected yes or no, found "perhaps"'),
        ("ended_at", "2026-02-30", "there is no day 2026-02-30 in the calendar"),
        ("ended_at", "about two weeks ago", 'expected a day, found "about two weeks ago"'),
        (
            "ended_at",
            "9999 weeks ago",
            '"9999 weeks ago" lies outside the years 1900 to 2999 in UTC',
        ),
        ("ended_at", "8 Brumaire 2026", 'no month is called "brumaire"'),
        (
            "ended_at",
            "03/08/2026",
            '"03/08/2026" is 2026-08-03 (day/month/year) or 2026-03-08 (month/day/year)',
        ),
        ("escrow", "-5", 'expected 0 or more, found "-5"'),
        ("open_tasks", "many", 'expected a whole number, found "many"'),
        ("escrow", "nothing I know of", 'expected an amount, found "nothing i know of"'),
        ("escrow", "5 and 6", 'expected an amount, found "5 and 6"'),
        ("milestones", "300", 'expected 40 milestones at most, found "300"'),
        (
            "milestones",
            "paid 300; #",
            'expected where each milestone stands and its price, found "#"',
        ),
    ],
)
def test_what_is_not_understood_is_told(need: str, text: str, message: str) -> None:
    with pytest.raises(BadValueError) as refused:
        read_answer(text, Slot(need), AS_OF)
    assert refused.value.message == message


@pytest.mark.parametrize(
    ("need", "text", "hint"),
    [
        ("milestone.state", "Disputed", "funded; the dispute is the contract's"),
        ("ended_at", "8 March", "say the year as well, like 15 March 2026"),
        ("ended_at", "8.3.", "say the year as well, like 15 March 2026"),
        ("ended_at", "5 days", "write it like 2026-03-15, 15 March 2026 or 2 weeks ago"),
        ("ended_at", "last week", "write it like 2026-03-15, 15 March 2026 or 2 weeks ago"),
        (
            "dispute.filed_by",
            "me",
            "freelancer, if you are the freelancer; client, if you are the client",
        ),
        ("milestone.state", "in review", "submitted: the client has been asked"),
        ("status", "late", "active; that a day was missed is asked for by itself"),
        ("status", "offer", "an offer is no contract yet"),
        ("status", "actve", 'did you mean "active"?'),
    ],
)
def test_a_word_that_says_something_else_is_told_with_what_it_says(
    need: str, text: str, hint: str
) -> None:
    with pytest.raises(BadValueError) as refused:
        read_answer(text, Slot(need), AS_OF)
    assert refused.value.hint.startswith(hint)


NEEDS = [
    field.need
    for fields in FIELDS.values()
    for field in fields
    if field.path != "id" and field.kind is not Kind.CUSTOM
]


@pytest.mark.parametrize(
    "text", ["\x00", "9" * 400, ";;;", "@", " on ", "0 days ago", "99 May 9999"]
)
def test_no_text_brings_a_talk_to_an_end(text: str) -> None:
    broken = {}
    for need in NEEDS:
        try:
            read_answer(text, Slot(need), AS_OF)
        except BadValueError:
            continue
        except Exception as fault:
            broken[need] = fault
    assert broken == {}
