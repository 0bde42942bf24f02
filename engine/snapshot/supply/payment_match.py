"""Which contract a payment belongs to. What is not certain is told, never guessed.

A row of the weekly summary names its contract by id; where none of a file's ids is one of the export's
(the platform has two kinds), by title. A transaction names it by the title in one of its cells, as a
whole cell before as a part of one, and by the client's name beside it. A contract that began after the
payment is none of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from ...calendar import DAY
from ...problems import Level, Problem
from ...units import Scope
from ..fields import POSITION
from ..model import Contract
from .payment_report import Payment, Report

_TITLE, _CLIENT = POSITION[Scope.CONTRACT]["title"], POSITION[Scope.CONTRACT]["client.name"]
_STARTED = POSITION[Scope.CONTRACT]["started_at"]


@dataclass(slots=True)
class Matched:
    """The payments of each contract by its id, and what could not be matched."""

    payments: dict[str, list[Payment]] = field(default_factory=dict)
    doubtful: set[str] = field(default_factory=set)
    """Contracts that a row may belong to without being certain: theirs may be incomplete."""
    has_strays: bool = False
    """A row may belong to any contract."""
    unmatched: dict[tuple[str, str], list[Payment]] = field(default_factory=dict)
    """By what they name and why they could not be matched."""

    def add(self, payment: Payment, candidates: Sequence[Contract]) -> None:
        """Give a payment to its contract, or keep it with the reason why not."""
        if len(candidates) == 1:
            self.payments.setdefault(candidates[0].id, []).append(payment)
            return
        self.doubtful.update(contract.id for contract in candidates)
        reason = f"no contract has the {'id' if payment.contract_id else 'title'} that it names"
        if candidates:
            names = ", ".join(contract.id for contract in candidates[:5])
            reason = f"it may belong to {len(candidates)} contracts: {names}"
        named = payment.contract_id or "\n".join((*payment.texts, payment.client))
        self.unmatched.setdefault((named, reason), []).append(payment)

    def problems(self) -> Iterator[Problem]:
        """A warning for each contract that rows name in vain, with the lines of all its rows."""
        for (_, reason), payments in self.unmatched.items():
            first = payments[0]
            message = f"the {first.kind} payment could not be matched: {reason}"
            hint = ""
            if len(payments) > 1:
                lines = ", ".join(str(payment.place.line) for payment in payments)
                hint = f"{len(payments)} rows like it: lines {lines}"
            yield Problem(first.place, message, hint, Level.WARNING)


def match(reports: Iterable[Report], contracts: Sequence[Contract]) -> Matched:
    """Match every payment of some reports of one kind. Rows that two files share count once."""
    matched = Matched()
    titles = [(contract, _plain(contract.values[_TITLE])) for contract in contracts]
    ids = {contract.id: contract for contract in contracts}
    seen: dict[object, int] = {}
    for report in reports:
        knows_ids = any(payment.contract_id in ids for payment in report.payments)
        here: dict[object, int] = {}
        for payment in report.payments:
            key = _identity(payment)
            here[key] = here.get(key, 0) + 1
            if here[key] <= seen.get(key, 0):
                continue
            seen[key] = here[key]
            if knows_ids:
                found = [ids[payment.contract_id]] if payment.contract_id in ids else []
            else:
                found = _by_title(payment, titles)
            matched.add(payment, found)
            if not found and not payment.client:
                matched.has_strays = True
            elif not found:
                matched.doubtful.update(_of_client(payment.client, contracts))
    return matched


def _identity(payment: Payment) -> object:
    """What is the same in two files that cover the same days."""
    row = (payment.day, payment.kind, payment.cents, payment.hours, payment.client)
    return payment.reference, payment.contract_id, payment.title, payment.texts, row


def _by_title(payment: Payment, titles: list[tuple[Contract, str]]) -> list[Contract]:
    cells = [_plain(cell) for cell in (payment.title, *payment.texts) if cell]
    possible = [(each, title) for each, title in titles if title and _began(each, payment)]
    whole = [each for each, title in possible if title in cells]
    part = [each for each, title in possible if any(_contains(cell, title) for cell in cells)]
    return _same_client(payment, whole or part)


def _began(contract: Contract, payment: Payment) -> bool:
    started = contract.values[_STARTED]
    return not isinstance(started, int) or started // DAY * DAY <= payment.day


def _same_client(payment: Payment, found: list[Contract]) -> list[Contract]:
    """Without the contracts of other clients, as far as both names are known."""
    client = _plain(payment.client)
    if not client:
        return found
    names = [(each, _plain(each.values[_CLIENT])) for each in found]
    return [each for each, name in names if not name or name == client]


def _of_client(client: str, contracts: Sequence[Contract]) -> Iterable[str]:
    plain = _plain(client)
    return (each.id for each in contracts if _plain(each.values[_CLIENT]) == plain)


def _plain(value: object) -> str:
    """A text without regard to case and spaces."""
    return " ".join(value.casefold().split()) if isinstance(value, str) else ""


def _contains(cell: str, title: str) -> bool:
    """Whether a title stands in a cell as whole words."""
    return title in cell and re.search(rf"(?<!\w){re.escape(title)}(?!\w)", cell) is not None
