"""The table of docs/importers.md: every shape that is recognised, and what it tells; made from examples."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from closeout.engine.snapshot.fields import POSITION
from closeout.engine.snapshot.model import Snapshot
from closeout.engine.snapshot.read import read_snapshot
from closeout.engine.snapshot.readers import SHAPES, TABLES
from closeout.engine.snapshot.supply.payment_answer import ANSWERS
from closeout.engine.snapshot.supply.payment_merge import merge_payments
from closeout.engine.snapshot.supply.payment_report import read_report
from closeout.engine.snapshot.supply.payment_table import FORMS
from closeout.engine.units import Scope

from ..golden import golden

ROOT = Path(__file__).parents[2]
DOC = ROOT / "docs" / "importers.md"
EXPORTS = ROOT / "examples" / "exports"
SCHEMAS = ROOT / "schemas" / "sources"
EXPORTED_AT = 1_773_144_000
"""2026-03-10T12:00:00Z."""

TOPICS = {
    "whether it is running": "status",
    "when it ended": "ended_at",
    "what lies in escrow": "milestone.state",
    "since when work is in review": "milestone.submissions",
    "whether changes were asked for": "milestone.changes_requested_at",
    "when it was paid last": "last_paid_at",
    "how much was paid": "total_paid",
    "hours of this week": "hours.this_week",
    "since when it is idle": "last_activity_at",
    "feedback of the client": "feedback.from_client.state",
    "refund requests": "refund_request.amount",
    "disputes": "dispute.hours",
    "messages": "last_client_message_at",
}
"""What is to be decided, by the field that tells it."""

OF_PAYMENTS = [
    "when it was paid last",
    "how much was paid",
    "hours of this week",
    "since when it is idle",
]

CONTRACTS = ["upwork-details-page-1.json", "upwork-details-page-2.json"]
EXAMPLES = {
    "upwork-graphql": [*CONTRACTS, "upwork-older-contracts.json"],
    "upwork-rest": ["upwork-engagements.json"],
    "upwork-profile": ["upwork-work-history.json"],
    "freelancer-com": ["freelancer-milestones.json"],
    "fiverr-orders": ["fiverr-orders.csv"],
    "fiverr-purchases": ["fiverr-purchases.csv"],
    "upwork-weekly-summary": ["weekly-summary.csv"],
    "upwork-transaction-report": ["2026-03-10_transaction_report.csv"],
    "upwork-statement": ["statements_2025-03-11_2026-03-10.csv"],
    "transactionHistory": ["payments/upwork-transaction-history.json"],
    "contractTimeReport": ["payments/upwork-time-report.json"],
}
TITLE = "| shape | what it is | tells | leaves to you |\n|---|---|---|---|\n"


def read(names: Iterable[str]) -> Snapshot:
    return read_snapshot([str(EXPORTS / name) for name in names])


def known(snapshot: Snapshot) -> set[tuple[str, str]]:
    """Contract and field of everything that is told."""
    return set(_known(snapshot))


def _known(snapshot: Snapshot) -> Iterator[tuple[str, str]]:
    for need in TOPICS.values():
        scope, path = Scope.CONTRACT, need
        if need.startswith("milestone."):
            scope, path = Scope.MILESTONE, need.removeprefix("milestone.")
        for contract in snapshot.contracts:
            records = [contract.values] if scope is Scope.CONTRACT else contract.milestones or ()
            if any(record[POSITION[scope][path]] is not None for record in records):
                yield contract.id, need


def told_by_payments(name: str) -> set[tuple[str, str]]:
    """What a report adds to the contracts of an export."""
    snapshot = read(CONTRACTS)
    snapshot.exported_at = EXPORTED_AT
    before = known(snapshot)
    reports = [each for file in EXAMPLES[name] for each in read_report(str(EXPORTS / file))]
    merge_payments(snapshot, reports, EXPORTED_AT)
    return known(snapshot) - before


def row(name: str, about: str, told: set[tuple[str, str]], asked: Iterable[str]) -> str:
    fields = {need for _, need in told}
    tells = [topic for topic, need in TOPICS.items() if need in fields]
    leaves = [topic for topic in asked if topic not in tells]
    return f"| `{name}` | {about} | {', '.join(tells)} | {', '.join(leaves)} |\n"


def table() -> str:
    text = TITLE
    for shape in (*SHAPES, *TABLES):
        text += row(shape.name, shape.about, known(read(EXAMPLES[shape.name])), TOPICS)
    for name, about in PAYMENTS.items():
        text += row(name, about, told_by_payments(name), OF_PAYMENTS)
    return text


PAYMENTS = {form.name: f"{form.about}, for `--merge`" for form in FORMS} | {
    answer.key: f"{answer.about}, for `--merge`" for answer in ANSWERS
}


def test_every_shape_stands_in_the_table_with_what_its_example_tells() -> None:
    text = DOC.read_text(encoding="utf-8")
    begin, end = "<!-- shapes -->\n", "<!-- end of shapes -->"
    before, _, rest = text.partition(begin)
    assert before and end in rest
    told = before + begin + table() + end + rest.partition(end)[2]
    assert told == golden(DOC, told)


def test_every_shape_has_a_schema_that_is_named_in_the_docs() -> None:
    schemas = {each.name.removesuffix(".schema.json") for each in SCHEMAS.glob("*.json")}
    answers = {answer.schema for answer in ANSWERS}
    shapes = {shape.name for shape in (*SHAPES, *TABLES, *FORMS)}
    assert schemas == shapes | answers


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_is_not_told_as_changed(name: str) -> None:
    if name in PAYMENTS:
        reports = [each for file in EXAMPLES[name] for each in read_report(str(EXPORTS / file))]
        problems = [problem for report in reports for problem in report.problems]
    else:
        problems = read(EXAMPLES[name]).problems
    assert not [each for each in problems if re.search("has changed", each.message)]
