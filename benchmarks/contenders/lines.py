"""The lines of a portfolio, typed: no more fields than the rules need."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct
from msgspec.json import Decoder


class Milestone(Struct):
    """A milestone."""

    id: str
    state: str
    amount: str
    funded_amount: str
    paid_amount: str
    due_at: str
    submissions: list[str]
    work_state: str


class Client(Struct):
    """The client of a contract."""

    id: str


class Given(Struct):
    """Feedback of one side."""

    state: str


class Feedback(Struct):
    """Feedback of both."""

    from_client: Given
    from_freelancer: Given


class Hours(Struct):
    """Hours of an hourly contract."""

    this_week: int


class Contract(Struct):
    """A contract; None: the export does not say."""

    id: str
    account_id: str
    type: str
    status: str
    client: Client
    ended_at: str
    total_paid: str
    last_activity_at: str
    last_freelancer_message_at: str
    last_client_message_at: str | None = None
    refund_request: str | None = None
    feedback: Feedback | None = None
    work_state: str | None = None
    milestones: list[Milestone] = []
    hours: Hours | None = None


def accounts(file: str) -> Iterator[list[Contract]]:
    """The contracts of each account, which stand one after the other; the header is passed over."""
    decode = Decoder(Contract).decode
    with Path(file).open("rb") as lines:
        next(lines)
        account: list[Contract] = []
        for line in lines:
            contract = decode(line)
            if account and account[0].account_id != contract.account_id:
                yield account
                account = []
            account.append(contract)
        if account:
            yield account
