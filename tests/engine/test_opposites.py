"""A hint at the nearest name never leads to the opposite."""

from __future__ import annotations

import pytest

from closeout.engine.problems import did_you_mean_word, nearest

OPPOSITES = [
    ("inactive", ["active", "paused"]),
    ("incomplete", ["complete", "ended"]),
    ("unpaid", ["paid", "funded"]),
    ("unpaid_milestones", ["paid_milestones"]),
    ("not_given", ["given"]),
    ("started", ["not_started"]),
    ("first_activity_at", ["last_activity_at", "contract.last_activity_at"]),
    ("requirements_met", ["requirements_missed"]),
    ("last_freelancer_message_at", ["last_client_message_at"]),
    ("last_seller_message_at", ["last_client_message_at"]),
]


@pytest.mark.parametrize(("name", "known"), OPPOSITES)
def test_what_says_the_opposite_is_not_proposed(name: str, known: list[str]) -> None:
    assert nearest(name, known) is None


SIDES = ["last_client_message_at", "last_freelancer_message_at"]
GIVERS = ["feedback.from_freelancer.state", "feedback.from_client.state"]
MEANT = [
    ("talent", ["agency", "client", "freelancer"], "freelancer"),
    ("Buyer", ["agency", "client", "freelancer"], "client"),
    ("last_talent_message_at", SIDES, "last_freelancer_message_at"),
    ("feedback.from_buyer.state", GIVERS, "feedback.from_client.state"),
    ("older_then", ["newer_than", "older_than"], "older_than"),
    ("in_reviw", ["in_review", "paid"], "in_review"),
    ("nodetails", ["mutual_stop", "no_details"], "no_details"),
    ("nver", ["error", "never", "warning"], "never"),
    ("nto", ["not", "any", "all"], "not"),
    ("not_strated", ["not_started", "started"], "not_started"),
]


@pytest.mark.parametrize(("name", "known", "meant"), MEANT)
def test_another_word_or_a_slip_leads_to_the_name_that_is_meant(
    name: str, known: list[str], meant: str
) -> None:
    assert nearest(name, known) == meant


STATES = ("not_funded", "funded", "submitted", "changes_requested", "paid", "cancelled")


@pytest.mark.parametrize(
    ("told", "word"),
    [
        ("fundd", "funded"),
        ("payed", "paid"),
        ("Submited", "submitted"),
        ("change requested", "changes_requested"),
        ("notfunded", "not_funded"),
        ("cancled", "cancelled"),
    ],
)
def test_a_slip_in_a_word_is_told_as_the_word(told: str, word: str) -> None:
    assert did_you_mean_word(told, STATES) == f'did you mean "{word}"?'


@pytest.mark.parametrize(
    "told",
    [
        *(
            "50% paid",
            "half paid",
            "paid 50",
            "prepaid",
            "paid?",
            "repaid",
            "paid / funded",
            "to be paid",
        ),
        *("un-funded", "to be funded", "part funded", "funded?", "to submit", "will submit"),
        *("almost submitted", "Cancel requested", "change not requested", "not cancelled"),
    ],
)
def test_what_says_more_or_less_than_a_word_is_told_as_none(told: str) -> None:
    assert did_you_mean_word(told, STATES, "write the one that it is") == "write the one that it is"
