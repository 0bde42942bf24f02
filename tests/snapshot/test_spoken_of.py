"""What headings and texts speak of, and what they deny."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from closeout.engine.snapshot import spoken_as_open
from closeout.engine.snapshot.mentioned import mentioned_in

DISPUTE, REFUND, TASKS = ("dispute",), ("refund_request",), ("open_tasks",)
MORE, ESCROW, NOTHING = ("more_work_expected",), ("escrow",), ()
NOT_PAYING, HOURS, PAUSED = ("escrow", "situation"), ("hours.unlogged",), ("status",)

NOTES: dict[str, tuple[str, ...]] = {
    "Kunde will sein Geld zurück": REFUND,
    "asked me to give back the 300": REFUND,
    "asks to reimburse 50%": REFUND,
    "Stornierung beantragt": REFUND,
    "no dispute, but refund asked": REFUND,
    "no refund, not in dispute": NOTHING,
    "250 still in escrow": ESCROW,
    "300 released, 250 still in escrow": ESCROW,
    "he has not released the money in escrow": ESCROW,
    "was in escrow, not released yet": ESCROW,
    "was in escrow, released on Friday": NOTHING,
    "500 in escrow, 300 paid": ESCROW,
    "250 in escrow, paid 300": ESCROW,
    "250.0 in escrow": ESCROW,
    "funded but not paid": ESCROW,
    "escrow 0.00": NOTHING,
    "in review, all paid": NOTHING,
    "no money in escrow": NOTHING,
    "escrow: 0": NOTHING,
    "the second is funded": ESCROW,
    "funded and paid": NOTHING,
    "second milestone submitted on March 1": ESCROW,
    "second milestone paid": NOTHING,
    "waiting for his approval": ESCROW,
    "not released yet": ESCROW,
    "he has not released it, not even in part": ESCROW,
    "not released at first, released on Monday": NOTHING,
    "delivered, waiting for the client to approve": ESCROW,
    "she still has to release the rest": ESCROW,
    "nothing left to release": NOTHING,
    "in review since Monday": ESCROW,
    "one more revision to do": TASKS,
    "nothing left to do": NOTHING,
    "no more work to do": NOTHING,
    "not finished": TASKS,
    "more work in April": MORE,
    "no more work expected": NOTHING,
    "he did not pay the last milestone": NOT_PAYING,
    "client has not paid yet": NOT_PAYING,
    "The client hasn't paid me": NOT_PAYING,
    "He never pays": NOT_PAYING,
    "Kunde hat noch nicht bezahlt": NOT_PAYING,
    "le client n'a pas payé": NOT_PAYING,
    "last milestone unpaid": ESCROW,
    "paid 300, 200 not paid": ESCROW,
    "still owes me 200": ESCROW,
    "waiting for the last payment": ESCROW,
    "payment is overdue": ESCROW,
    "no ha pagado el último hito": ESCROW,
    "he owed me money, paid on Friday": NOTHING,
    "did not pay at first, paid on Monday": NOTHING,
    "never paid late": NOTHING,
    "no unpaid invoices": NOTHING,
    "no payment outstanding": NOTHING,
    "if he does not pay, write to support": NOTHING,
    "unpaid extra work asked for": NOTHING,
    "does not pay attention": NOTHING,
    "not paid by the hour": NOTHING,
    "all paid, pays on time": NOTHING,
    "3 hours not logged": HOURS,
    "need to log 3 more hours": HOURS,
    "2 h to log": HOURS,
    "forgot to log the last two hours": HOURS,
    "Stunden noch nicht erfasst": HOURS,
    "unlogged time left": HOURS,
    "all hours logged": NOTHING,
    "no hours left to log": NOTHING,
    "do not log more time": NOTHING,
    "log in to the site, track the parcel": NOTHING,
    "contract is paused": PAUSED,
    "Vertrag pausiert": PAUSED,
    "paused since May": PAUSED,
    "paused in May, resumed in June": NOTHING,
    "not paused, no longer on pause": NOTHING,
    "wants to pause": NOTHING,
    "very nice client, no problems": NOTHING,
    "all done, ask for a review": NOTHING,
    "called him, no answer": NOTHING,
}
CELLS: dict[tuple[str, str], tuple[str, ...]] = {
    ("To do", "send the files"): TASKS,
    ("To do", "nothing"): NOTHING,
    ("Tasks", "2"): TASKS,
    ("Tasks", "0"): NOTHING,
    ("Tasks", "all tasks done"): NOTHING,
    ("Problems", "colours wrong"): TASKS,
    ("Problems", "no problem"): NOTHING,
    ("Issue date", "2026-01-01"): NOTHING,
    ("Next step", "send the files"): TASKS,
    ("Next step", "ask client to close"): NOTHING,
    ("Next step", "answer the refund request"): TASKS + REFUND,
    ("Next meeting", "2026-03-12"): NOTHING,
    ("More to come", "no"): NOTHING,
    ("More to come", "a brochure"): MORE,
    ("Pending", "$250"): ESCROW,
    ("Pending", "0.00 USD"): NOTHING,
    ("Pending", "feedback"): NOTHING,
    ("Pending", "250 not paid"): ESCROW,
    ("Pending", "not yet paid"): ESCROW,
    ("Pending", "1.250,00"): ESCROW,
    ("Milestone 2", "not funded 250"): NOTHING,
    ("Milestone 2", "released 300, 250 pending"): ESCROW,
    ("Balance", "n/a"): NOTHING,
    ("In review", "yes"): ESCROW,
    ("Milestone 2 status", "submitted"): ESCROW,
    ("Milestone 2 status", "paid"): NOTHING,
    ("Milestone 2 amount", "300"): NOTHING,
    ("Milestones", "3"): NOTHING,
    ("Upwork status", "Disputed"): DISPUTE,
    ("Job description", "a site for refunds"): NOTHING,
    ("Disputed", "no"): NOTHING,
}


@pytest.mark.parametrize("text", list(NOTES))
def test_a_text_speaks_of_what_it_mentions_and_does_not_deny(text: str) -> None:
    assert mentioned_in("Notes", text) == NOTES[text]


@pytest.mark.parametrize(("heading", "cell"), list(CELLS))
def test_a_heading_is_about_what_it_names_where_its_cell_says_more_than_nothing(
    heading: str, cell: str
) -> None:
    assert mentioned_in(heading, cell) == CELLS[heading, cell]


def test_a_note_is_looked_through_once_however_often_it_says_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    looked_through: list[str] = []

    class Words:
        """The words of texts, which are noted."""

        def finditer(self, text: str) -> Iterator[re.Match[str]]:
            looked_through.append(text)
            return words.finditer(text)

        def findall(self, text: str) -> list[str]:
            looked_through.append(text)
            return words.findall(text)

    words = spoken_as_open._WORD
    monkeypatch.setattr(spoken_as_open, "_WORD", Words())
    note = "unpaid " * 50
    assert list(spoken_as_open.spoken_as_open(note, "")) == ["escrow"] * 50
    assert looked_through == [note, ""]
