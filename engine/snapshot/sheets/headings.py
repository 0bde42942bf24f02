"""The headings of a table: which column each one means, in any case, with any blanks, its words in any order."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from ...problems import did_you_mean
from ..fields import Kind
from ..mentioned import claims_named, may_mention
from ..told_whole import told_by_fields
from .columns import Column, column_named, known_columns
from .words import folded

ALIASES: dict[str, str] = {
    "contract id": "id",
    "contract reference": "id",
    "contract number": "id",
    "contract title": "title",
    "contract name": "title",
    "job title": "title",
    "project title": "title",
    "project name": "title",
    "contract type": "type",
    "job type": "type",
    "contract status": "status",
    "client": "client.name",
    "client name": "client.name",
    "customer": "client.name",
    "customer name": "client.name",
    "buyer": "client.name",
    "buyer name": "client.name",
    "employer": "client.name",
    "employer name": "client.name",
    "freelancer": "freelancer.name",
    "freelancer name": "freelancer.name",
    "talent": "freelancer.name",
    "seller": "freelancer.name",
    "seller name": "freelancer.name",
    "contractor": "freelancer.name",
    "my role": "role",
    "your role": "role",
    "side": "role",
    "my side": "role",
    "start": "started_at",
    "start date": "started_at",
    "started": "started_at",
    "started on": "started_at",
    "contract start date": "started_at",
    "end date": "ended_at",
    "ended": "ended_at",
    "ended on": "ended_at",
    "contract end date": "ended_at",
    "due date": "due_at",
    "deadline": "due_at",
    "project price": "budget",
    "contract price": "budget",
    "contract amount": "budget",
    "contract value": "budget",
    "close": "closing_planned",
    "close now": "closing_planned",
    "to close": "closing_planned",
    "end now": "closing_planned",
    "total paid": "total_paid",
    "in escrow": "escrow",
    "funds in escrow": "escrow",
    "money in escrow": "escrow",
    "amount in escrow": "escrow",
    "escrow amount": "escrow",
    "escrow balance": "escrow",
    "hours not logged": "hours.unlogged",
    "time not logged": "hours.unlogged",
    "unlogged time": "hours.unlogged",
    "last activity": "last_activity_at",
    "last payment": "last_paid_at",
    "last payment date": "last_paid_at",
    "last paid": "last_paid_at",
    "last paid on": "last_paid_at",
    "last client message": "last_client_message_at",
    "last message from client": "last_client_message_at",
    "last message of the client": "last_client_message_at",
    "last client reply": "last_client_message_at",
    "last reply from client": "last_client_message_at",
    "milestone": "milestone.title",
    "milestone name": "milestone.title",
    "milestone description": "milestone.title",
    "milestone status": "milestone.state",
    "milestone price": "milestone.amount",
    "milestone due date": "milestone.due_at",
    "milestone in escrow": "milestone.escrow_amount",
    "submitted": "milestone.submissions",
    "submitted on": "milestone.submissions",
    "submission date": "milestone.submissions",
    "date submitted": "milestone.submissions",
    "changes requested": "milestone.changes_requested_at",
    "changes requested on": "milestone.changes_requested_at",
    "refund requested": "refund_request.requested_at",
    "refund requested on": "refund_request.requested_at",
    "exported on": "exported_at",
    "as of": "as_of",
    "account id": "account.id",
    "account name": "account.name",
    "job success": "account.job_success_score",
    "job success score": "account.job_success_score",
    "top rated": "account.top_rated",
}
"""Headings that platforms and people use, in small letters."""

CALLED: tuple[str, ...] = ("contract", "reference", "ref", "contract ref", "contract no")
"""What a contract is called by, in small letters, where another heading is known and none means the id."""

_PAID = frozenset(("payment_type", "transaction_type", "ref_id"))
"""Folded headings that payment reports have and lists of contracts have not."""
_GIG = "gig"
"""Folded heading of Fiverr's orders alone."""
_ORDERS, _OTHER_SIDES = frozenset((_GIG, "status")), frozenset(("buyer", "seller"))

_PAID_AMOUNT = "name it milestone.paid_amount or total_paid, if it holds amounts"
_AMOUNTS = "name it after what it is: milestone.amount, milestone.escrow_amount, budget, total_paid"
_RATES = "no rule asks for a rate"
_WORKED = "name it last_activity_at, if nothing has happened since"
_NOTES = "it is for you alone"
HINTS: dict[str, str] = {
    "amount": _AMOUNTS,
    "price": _AMOUNTS,
    "value": _AMOUNTS,
    "total": _AMOUNTS,
    "funded": "name it milestone.funded_amount, if it holds amounts; milestone.state says funded",
    "paid": _PAID_AMOUNT,
    "amount paid": _PAID_AMOUNT,
    "paid amount": _PAID_AMOUNT,
    "contract": "name it title, if it holds titles",
    "state": "name it status (of the contract) or milestone.state",
    "date": "name it after what it is: started_at, ended_at, milestone.submissions",
    "end": "name it ended_at, if it holds the day of the end; closing_planned, if it says what to end",
    "last worked": _WORKED,
    "last work": _WORKED,
    "last message": "name it last_client_message_at or last_freelancer_message_at",
    "rate": _RATES,
    "hourly rate": _RATES,
    "hours": "name it hours.this_week or hours.unlogged, if it holds hours",
}
"""Headings, in small letters, that may mean several fields, or none."""
TEMPLATE_HINT = "`closeout schema snapshot --template csv` prints the columns"

OF_MILESTONES = {"total_paid": "milestone.paid_amount", "budget": "milestone.amount"}
"""What an amount of a contract is called of a milestone, where that is another name."""
ROLE = "role"
LEGEND = "what each column holds (this row is not read)"
"""Stands in the id column of a row that explains the others."""


def _key(name: str) -> str:
    return folded(name.rstrip(" ?:*")).replace(".", "_")


@cache
def _by_key() -> dict[str, Column]:
    known = known_columns()
    keys = {_key(name): column for name, column in known.items()}
    return keys | {_key(heading): known[name] for heading, name in ALIASES.items()}


@cache
def _hints() -> dict[str, str]:
    return {_key(name): hint for name, hint in HINTS.items()}


_LITTLE = frozenset(("the", "of", "from", "in", "is", "are", "for"))
"""Words that say nothing of the column."""
_WHEN = frozenset(("at", "on", "date"))
"""Words that say of a column that it holds instants."""


def _words(name: str) -> tuple[frozenset[str], bool]:
    """What a heading is made of, in no order and in the singular; and whether it asks for an instant."""
    words = frozenset(re.findall(r"[^\W_]+", folded(name))) - _LITTLE
    return frozenset(word.removesuffix("s") for word in words - _WHEN), bool(words & _WHEN)


@cache
def _by_words() -> dict[frozenset[str], Column | None]:
    """The column that has just these words; None where several have."""
    found: dict[frozenset[str], Column | None] = {}
    for name, column in known_columns().items():
        words, _ = _words(name)
        found[words] = None if words in found else column
    return found


def _of_words(heading: str) -> Column | None:
    """The column whose name has the words of a heading."""
    words, asks_when = _words(heading)
    column = _by_words().get(words)
    return column if column and (column.kind is Kind.INSTANT or not asks_when) else None


def column_of(heading: str) -> Column | None:
    """The column that a heading means."""
    key = _key(heading)
    by_key = column_named(heading) or _by_key().get(key)
    return by_key or (None if key in _hints() else _of_words(heading))


def columns_of(headings: Sequence[str]) -> list[Column | None]:
    """The columns that the headings of a table mean; None for a heading that no field has."""
    columns = [column_of(heading) if heading else None for heading in headings]
    named = {column.name for column in columns if column}
    if named and "id" not in named:
        called = {_key(name) for name in CALLED}
        index = next((i for i, heading in enumerate(headings) if _key(heading) in called), None)
        if index is not None:
            columns[index] = known_columns()["id"]
    return columns


def no_id_hint(headings: Sequence[str]) -> str:
    """What to do about a table that does not say which contract a row is about."""
    keys = {_key(heading) for heading in headings}
    if _PAID & keys:
        return "a payment report is added to contracts: closeout convert CONTRACTS --merge REPORT"
    if keys >= _ORDERS and not keys.isdisjoint(_OTHER_SIDES):
        return "a list of Fiverr orders is read from a text file: save it as CSV"
    if _GIG in keys:
        return "a list of Fiverr orders has the columns Buyer (or Seller), Gig and Status: download it again"
    return "give every contract a name or number of its own, in a column called id"


def heading_hint(heading: str) -> str:
    """What a heading that no field has may have meant.

    The nearest by its letters is no id, unless the heading speaks of one: whoever followed it would give
    contracts and milestones amounts or days for names.
    """
    if hint := _hints().get(_key(heading)):
        return hint
    words, _ = _words(heading)
    if name := _only_with_a_word_more(words):
        return f'did you mean "{name}"?'
    if claims := claims_named(heading):
        return told_by_fields(claims[0])
    if may_mention(heading):
        return _NOTES
    known = [name for name in known_columns() if "id" in words or "id" not in _words(name)[0]]
    return did_you_mean(heading, known, TEMPLATE_HINT)


def _only_with_a_word_more(words: frozenset[str]) -> str:
    """The only field that says all of a heading's words, and one more; "" where none does, or several."""
    found = [
        name
        for name in known_columns()
        if words < (own := _words(name)[0]) and len(own) == len(words) + 1
    ]
    return found[0] if len(words) > 1 and len(found) == 1 else ""


def known_headings(cells: list[str]) -> int:
    """How many different columns the cells of a row name."""
    return len({column.name for cell in cells if (column := column_of(cell.strip()))})


def other_row_hint(name: str) -> str:
    """What to do about rows of one contract that do not agree on a field."""
    if name == ROLE:
        return "a table is read for one side: keep the rows of the other in a file of their own"
    hint = "rows of one contract, account or export repeat the same values"
    of_milestones = (OF_MILESTONES.get(name, f"milestone.{name}"), f"milestone.{name}_amount")
    own = next((each for each in of_milestones if column_named(each)), None)
    return hint if own is None else f"{hint}; what is of the milestone is called {own}"


def means(heading: str, name: str) -> bool:
    """Whether a heading stands over the column of a name."""
    column = column_of(heading.strip())
    return column is not None and column.name == name
