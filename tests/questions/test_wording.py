"""Every field has a question in plain words, and its holes say what is known."""

from __future__ import annotations

import re

import pytest

from closeout.engine.questions.wording import holes, told
from closeout.engine.snapshot.fields import BY_PATH, FIELDS, POSITION, Field
from closeout.engine.snapshot.model import Contract, blank
from closeout.engine.units import Scope

ALL = [field for fields in FIELDS.values() for field in fields]
MARCH_8 = 1_772_928_000


def contract(**values: object) -> Contract:
    """A contract of which this is known."""
    record = blank(Scope.CONTRACT)
    record[0] = "R"
    for path, value in values.items():
        record[POSITION[Scope.CONTRACT][path.replace("__", ".")]] = value  # type: ignore[call-overload]
    milestone = blank(Scope.MILESTONE)
    milestone[0] = "m1"
    return Contract(record, [milestone])


def text(path: str, role: str = "freelancer", milestone: int | None = None, **known: object) -> str:
    """The question for a field, as one text."""
    scope = Scope.CONTRACT if milestone is None else Scope.MILESTONE
    parts = told(BY_PATH[scope, path], contract(**known), milestone, role)
    return "".join(part if isinstance(part, str) else part.text for part in parts)


@pytest.mark.parametrize("field", ALL, ids=lambda field: f"{field.scope} {field.path}")
def test_every_field_has_a_question(field: Field) -> None:
    assert field.question[0].isupper() or field.question.startswith("<")
    assert field.question.endswith("?")
    for path in holes(field.question):
        scope, name = Scope.CONTRACT, path
        if path.startswith("milestone."):
            scope, name = Scope.MILESTONE, path.removeprefix("milestone.")
        assert path == "milestone" or (scope, name) in BY_PATH


MARK = re.compile(r"[\[\]{}<>|]|  | \?| ,")


@pytest.mark.parametrize("role", ["freelancer", "agency", "client"])
def test_no_mark_of_the_template_is_left_where_nothing_is_known(role: str) -> None:
    questions = [
        "".join(
            part if isinstance(part, str) else part.text
            for part in told(field, contract(), 0 if field.scope is Scope.MILESTONE else None, role)
        )
        for field in ALL
    ]
    assert [question for question in questions if MARK.search(question)] == []


@pytest.mark.parametrize(
    "field", FIELDS[Scope.MILESTONE][1:], ids=lambda field: f"milestone {field.path}"
)
def test_a_question_about_a_milestone_names_it(field: Field) -> None:
    assert "milestone {milestone}" in field.question


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (
            text("refund_request.response", refund_request__requested_at=MARCH_8),
            "Did you answer the refund request of 2026-03-08?",
        ),
        (
            text("refund_request.response", role="client"),
            "Did the freelancer answer the refund request?",
        ),
        (
            text("refund_request.requested_at", refund_request__amount=10_000, currency="USD"),
            "When was the refund of 100.00 USD asked for?",
        ),
        (
            text("last_client_message_at", client__name="Bakery Blum"),
            "When did Bakery Blum last write?",
        ),
        (text("last_client_message_at"), "When did the client last write?"),
        (text("last_client_message_at", role="client"), "When did you last write?"),
        (
            text("state", milestone=0),
            "What does the page say about milestone m1: not funded, funded, submitted, "
            "sent back, paid, cancelled?",
        ),
        (
            text("status"),
            "What does the page say about the contract: active, paused, suspended, disputed, ended?",
        ),
    ],
)
def test_a_question_says_what_is_known(found: str, expected: str) -> None:
    assert found == expected


def test_a_milestone_is_named_by_its_title_and_amount() -> None:
    made = contract(currency="USD")
    assert made.milestones is not None
    made.milestones[0][POSITION[Scope.MILESTONE]["title"]] = "Draft"
    made.milestones[0][POSITION[Scope.MILESTONE]["amount"]] = 30_000
    parts = told(BY_PATH[Scope.MILESTONE, "state"], made, 0, "freelancer")
    assert "".join(part if isinstance(part, str) else part.text for part in parts) == (
        "What does the page say about milestone Draft (300.00 USD): not funded, funded, "
        "submitted, sent back, paid, cancelled?"
    )


@pytest.mark.parametrize(
    ("platform", "kind", "question"),
    [
        ("upwork", "fixed", "Which milestones does the contract have?"),
        (
            "upwork",
            None,
            "Is the contract paid by the hour, or which milestones does it have?",
        ),
        (
            "fiverr",
            None,
            "Where does the order stand: waiting for the delivery, delivered, in revision?",
        ),
        (
            "freelancer-com",
            "fixed",
            "Which Milestone Payments does the project have, and how far is each?",
        ),
        (
            "freelancer-com",
            None,
            "Is the project paid by the hour, or which Milestone Payments does it have, and how far is each?",
        ),
    ],
)
def test_milestones_are_asked_for_in_the_words_of_the_platform(
    platform: str, kind: str | None, question: str
) -> None:
    assert told(None, contract(type=kind), None, "freelancer", platform) == (question,)


def test_an_end_is_taken_for_granted_where_the_contract_is_called_ended_alone() -> None:
    assert text("ended_at") == "Has the contract ended, and when?"
    assert text("ended_at", status="ended") == "When did the contract end?"
