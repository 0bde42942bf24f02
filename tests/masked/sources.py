"""The same contracts as real sources show them: what each leaves out, read by the readers of the engine."""

from __future__ import annotations

import copy
import csv
import json
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from closeout.engine.snapshot.conform import Fault, contract_of, table_of
from closeout.engine.snapshot.fields import POSITION
from closeout.engine.snapshot.model import Contract, Record, Snapshot, blank
from closeout.engine.snapshot.read import read_snapshot
from closeout.engine.snapshot.supply.payment_merge import merge_payments
from closeout.engine.snapshot.supply.payment_report import read_report
from closeout.engine.units import Scope

from .stories import DAY, NOW, Document, Milestone, Portfolio, Story, instant, money

KEPT = ("id", "account_id", "platform", "closing_planned")
"""What every source tells, or the person who asks."""
Path_ = tuple[str | int, ...]
Show = Callable[[Portfolio, random.Random, Path], Snapshot]


@dataclass(frozen=True, slots=True)
class Source:
    """One way in which contracts come. `age`: seconds since the export; None: the file states no instant."""

    name: str
    show: Show
    age: int | None = 0


def snapshot_of(role: str, contracts: list[Contract], accounts: list[Record]) -> Snapshot:
    """An export of today."""
    return Snapshot(contracts, accounts, as_of=NOW, exported_at=NOW, role=role)


def read_contracts(documents: list[Document]) -> list[Contract]:
    """Contracts in the shape of a snapshot, without a file."""
    faults: list[Fault] = []
    contracts = [contract_of(document, faults, textual=False) for document in documents]
    assert not faults, faults[:3]
    return contracts


def account_of(document: Document) -> Record:
    """An account in the shape of a snapshot."""
    record = blank(Scope.ACCOUNT)
    table = table_of(Scope.ACCOUNT, textual=False)
    for key, value in document.items():
        leaf = table[key]
        record[leaf.index] = leaf.convert(value)  # type: ignore[union-attr]
    return record


def complete(made: Portfolio) -> Snapshot:
    """Everything is said."""
    accounts = [account_of(document) for document in made.accounts]
    return snapshot_of(made.role, read_contracts(made.contracts), accounts)


def only_ids(made: Portfolio) -> list[Record]:
    """Accounts of which nothing is told."""
    return [account_of({"id": document["id"]}) for document in made.accounts]


# --- pages of the interface for programs ---

STATES = {
    "not_funded": "NotFunded",
    "funded": "Active",
    "submitted": "Submitted",
    "changes_requested": "Submitted",
    "paid": "Paid",
    "cancelled": "Cancelled",
}
STATUSES = {"active": "ACTIVE", "paused": "PAUSED", "ended": "CLOSED"}
REASONS = {"completed": "Job completed successfully", "other": "Another reason"}


def stamp(at: int | None) -> str | None:
    """An instant as the interface writes it."""
    return None if at is None else instant(at).replace("Z", "+0000")


def node_money(cents: int) -> Document:
    """An amount as the interface writes it."""
    return {"rawValue": money(cents), "currency": "USD", "displayValue": f"${money(cents)}"}


def milestone_node(part: Milestone, with_events: bool) -> Document:
    """A milestone of a page."""
    node: Document = {
        "id": f"m{part.number}",
        "state": STATES[part.state],
        "description": f"Step {part.number}",
        "dueDateTime": stamp(part.due_at),
        "depositAmount": node_money(part.amount),
        "fundedAmount": node_money(part.funded),
        "currentEscrowAmount": node_money(part.escrow),
        "paid": node_money(part.paid),
        "submissionCount": len(part.submissions),
        "lastSubmissionCreatedTime": stamp(max(part.submissions, default=None)),
        "modifiedDateTime": stamp(part.changed_at),
    }
    if with_events:
        node["submissionEvents"] = [event(at, part.revisions.get(at)) for at in part.submissions]
    return node


def event(at: int, sent_back: int | None) -> Document:
    """A submission, and the request for changes that followed it."""
    made: Document = {"submission": {"createdDateTime": stamp(at)}, "revisionMessage": None}
    if sent_back is not None:
        made["revisionMessage"] = {"createdDateTime": stamp(sent_back), "message": "Please change"}
    return made


def contract_node(story: Story, document: Document, with_events: bool) -> Document:
    """A contract of a page with all details."""
    parts = [milestone_node(part, with_events) for part in story.milestones]
    reason = document.get("end_reason")
    return {
        "id": document["id"],
        "title": document["title"],
        "status": STATUSES[str(document["status"])],
        "kind": str(document["type"]).upper(),
        "startDate": stamp(story.start),
        "modifyDate": stamp(story.last_activity),
        "endDate": stamp(story.ended_at),
        "endedBy": document.get("ended_by"),
        "closingReason": {"id": "1", "reason": REASONS[str(reason)]} if reason else None,
        "freelancer": document["freelancer"],
        "clientOrganization": document["client"],
        "metadata": {"agencyContract": document["via_agency"]},
        "terms": {
            "fixedPriceTerms": [] if story.is_hourly else [{"milestones": parts}],
            "hourlyTerms": [{"id": "1"}] if story.is_hourly else [],
        },
    }


def older_node(story: Story, document: Document) -> Document:
    """A contract as the older type tells it: with the feedback that can be seen."""
    feedback: Document = document["feedback"]  # type: ignore[assignment]
    client: Document = feedback["from_client"]  # type: ignore[assignment]
    own: Document = feedback["from_freelancer"]  # type: ignore[assignment]
    both = client["state"] == own["state"] == "given"
    is_shown = both or (story.ended_at is not None and story.ended_at < NOW - 14 * DAY)
    return {
        "contractId": document["id"],
        "id": f"T{document['id']}",
        "title": document["title"],
        "contractType": str(document["type"]).upper(),
        "status": STATUSES[str(document["status"])],
        "paused": document["status"] == "paused",
        "startDateTime": stamp(story.start),
        "endDateTime": stamp(story.ended_at),
        "freelancer": document["freelancer"],
        "clientCompany": document["client"],
        "milestones": [milestone_node(part, True) for part in story.milestones],
        "feedback": {
            "clientFeedback": {"score": client.get("score") if is_shown else None},
            "freelancerFeedback": {"score": 5 if own["state"] == "given" else None},
        },
    }


def graphql(kind: str, with_payments: bool = False) -> Show:
    """A page; with statements of transactions merged in."""

    def show(made: Portfolio, rng: random.Random, folder: Path) -> Snapshot:
        pairs = zip(made.stories, made.contracts, strict=True)
        nodes = [
            older_node(story, document)
            if kind == "older"
            else contract_node(story, document, kind != "no-events")
            for story, document in pairs
        ]
        page = {"exported_at": instant(NOW), "data": {"contractList": {"contracts": nodes}}}
        at = folder / "page.json"
        at.write_text(json.dumps(page), encoding="utf-8")
        snapshot = read_snapshot([str(at)])
        snapshot.role, snapshot.as_of, snapshot.accounts = made.role, NOW, only_ids(made)
        if with_payments:
            reports = [each for path in statements(made, folder) for each in read_report(str(path))]
            merge_payments(snapshot, reports, NOW)
        return planned(snapshot, made)

    return show


def planned(snapshot: Snapshot, made: Portfolio) -> Snapshot:
    """A person has one file an account, and says what they want to end."""
    at = POSITION[Scope.CONTRACT]
    by_id = {document["id"]: document for document in made.contracts}
    for contract in snapshot.contracts:
        for path in ("account_id", "closing_planned"):
            contract.values[at[path]] = by_id[contract.id][path]  # type: ignore[assignment]
    return snapshot


STATEMENT = ("Date", "Ref ID", "Type", "Description", "Team", "Amount", "Currency")


def statements(made: Portfolio, folder: Path) -> Iterator[Path]:
    """A statement a year, with every payment."""
    sign = -1 if made.role == "client" else 1
    for year in (2024, 2025, 2026):
        first, last = date(year - 1, 3, 11), date(year, 3, 10)
        path = folder / f"statements_{first}_{last}.csv"
        with path.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream)
            writer.writerow(STATEMENT)
            for story, document in zip(made.stories, made.contracts, strict=True):
                client: Document = document["client"]  # type: ignore[assignment]
                for number, (cents, at) in enumerate(story.payments):
                    day = datetime.fromtimestamp(at, UTC).date()
                    if first <= day <= last:
                        kind = "Hourly" if story.is_hourly else "Fixed Price"
                        told = f"{document['title']}: invoice"
                        id = f"{document['id']}/{number}"
                        when = f"{day:%b %d, %Y}"
                        amount = money(sign * cents)
                        writer.writerow((when, id, kind, told, client["name"], amount, "USD"))
        yield path


# --- tables that a person types ---

MINIMAL = ("type", "status", "started_at", "ended_at", "closing_planned")
CAREFUL = (
    *MINIMAL,
    "work_state",
    "total_paid",
    "last_paid_at",
    "last_client_message_at",
    "last_freelancer_message_at",
    "close_requests",
    "ended_by",
    "more_work_expected",
)


def typed(is_careful: bool) -> Show:
    """A table as it is kept by hand: days instead of instants, one row a milestone."""

    def show(made: Portfolio, rng: random.Random, folder: Path) -> Snapshot:
        rows = [row for document in made.contracts for row in typed_rows(document, is_careful)]
        names = list(dict.fromkeys(name for row in rows for name in row))
        at = folder / "typed.csv"
        with at.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, names, restval="")
            writer.writeheader()
            writer.writerows(rows)
        snapshot = read_snapshot([str(at)])
        snapshot.role, snapshot.accounts = made.role, only_ids(made)
        snapshot.as_of = snapshot.exported_at = NOW
        return snapshot

    return show


def day(value: object) -> str:
    """A cell: of an instant the day."""
    if isinstance(value, list):
        return ";".join(day(item) for item in value) or "[]"
    if isinstance(value, bool):
        return "true" if value else "false"
    text = str(value)
    return text[:10] if text.endswith("Z") and "T" in text else text


def typed_rows(document: Document, is_careful: bool) -> Iterator[Document]:
    """The rows of one contract."""
    names = CAREFUL if is_careful else MINIMAL
    client: Document = document["client"]  # type: ignore[assignment]
    row: Document = {"id": document["id"], "account_id": document["account_id"]}
    row["client.name"] = client["name"]
    row |= {name: day(document[name]) for name in names if name in document}
    if document["status"] != "ended":
        del row["ended_at"]
    if is_careful:
        row |= typed_claims(document)
    parts: list[Document] = document["milestones"]  # type: ignore[assignment]
    if not parts:
        yield row
    for part in parts:
        cells = {"id": part["id"], "state": part["state"], "amount": part["amount"]}
        submissions: list[str] = part["submissions"]  # type: ignore[assignment]
        if submissions:
            cells["submissions"] = day(submissions[-1])
        if is_careful and part["state"] == "changes_requested":
            cells["changes_requested_at"] = day(part["changes_requested_at"])
        yield {**row, **{f"milestone.{name}": cell for name, cell in cells.items()}}


def typed_claims(document: Document) -> Document:
    """What a careful person notes of feedback and of an open request for money."""
    row: Document = {}
    if document["status"] == "ended":
        feedback: Document = document["feedback"]  # type: ignore[assignment]
        for side in ("from_client", "from_freelancer"):
            of_side: Document = feedback[side]  # type: ignore[assignment]
            row[f"feedback.{side}.state"] = of_side["state"]
    request = document["refund_request"]
    if isinstance(request, dict) and request["response"] == "none":
        for name in ("amount", "requested_at", "requested_by", "response"):
            row[f"refund_request.{name}"] = day(request[name])
    return row


# --- left out at random, and old ---


def leaves(document: Document) -> Iterator[Path_]:
    """Paths of everything that a contract says."""
    for key, value in document.items():
        if key == "milestones":
            for number, part in enumerate(value):  # type: ignore[var-annotated,arg-type]
                yield from ((key, number, *path) for path in leaves(part) if path != ("id",))
        elif isinstance(value, dict):
            yield from ((key, *path) for path in leaves(value))
        elif key not in KEPT:
            yield (key,)


def without(document: Document, paths: list[Path_]) -> Document:
    """A copy that does not say what the paths lead to."""
    made = copy.deepcopy(document)
    for path in paths:
        node: object = made
        for step in path[:-1]:
            node = node[step]  # type: ignore[index]
        del node[path[-1]]  # type: ignore[attr-defined]
    return made


def thinned(documents: list[Document], share: float, rng: random.Random) -> list[Document]:
    """So much of everything left out."""
    return [
        without(document, [path for path in leaves(document) if rng.random() < share])
        for document in documents
    ]


def at_random(share: float) -> Show:
    """So much of everything left out."""

    def show(made: Portfolio, rng: random.Random, folder: Path) -> Snapshot:
        accounts = [
            {key: value for key, value in each.items() if key == "id" or rng.random() >= share}
            for each in made.accounts
        ]
        contracts = read_contracts(thinned(made.contracts, share, rng))
        return snapshot_of(made.role, contracts, [account_of(each) for each in accounts])

    return show


def as_it_is(made: Portfolio, rng: random.Random, folder: Path) -> Snapshot:
    """Everything is said, some time ago."""
    return complete(made)


SOURCES = (
    Source("graphql", graphql("details")),
    Source("graphql+payments", graphql("details", with_payments=True)),
    Source("graphql-no-events", graphql("no-events")),
    Source("older", graphql("older")),
    Source("older+payments", graphql("older", with_payments=True)),
    Source("csv-minimal", typed(is_careful=False)),
    Source("csv-careful", typed(is_careful=True)),
    Source("random-10", at_random(0.1)),
    Source("random-30", at_random(0.3)),
    Source("random-50", at_random(0.5)),
    Source("stale-1h", as_it_is, age=3_600),
    Source("stale-3d", as_it_is, age=3 * DAY),
    Source("stale-4d", as_it_is, age=4 * DAY),
)
