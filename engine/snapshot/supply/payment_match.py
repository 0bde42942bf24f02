"""Which contract a payment belongs to. What is not certain is told, never guessed.

A row of the weekly summary names its contract by id; where none of a file's ids is one of the export's
(the platform has two kinds), by title. A transaction names it by the title in one of its cells, as a
whole cell before as a part of one, and by the client's name beside it, which may write its legal form in
another way where the title leaves one contract. A contract that began after the payment is none of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct, field

from ...calendar import DAY
from ...problems import Level, Problem
from ...units import Scope
from ..bad_value import found as quoted
from ..fields import POSITION
from ..model import Contract
from .client_names import is_one_client, is_same_spelled, plain
from .payment import Kind, Payment, Report

_TITLE, _CLIENT = POSITION[Scope.CONTRACT]["title"], POSITION[Scope.CONTRACT]["client.name"]
_STARTED, _ENDED, _TYPE = (
    POSITION[Scope.CONTRACT][name] for name in ("started_at", "ended_at", "type")
)
PAID_AFTER = 60 * DAY
"""So long after its end a contract is paid at most for its work."""


class Matched(Struct):
    """The payments of each contract by its id, and what could not be matched."""

    payments: dict[str, list[Payment]] = field(default_factory=dict)
    doubtful: dict[str, int] = field(default_factory=dict)
    """Contracts that a row may belong to without being certain, and the latest day of such a row: their
    payments may be incomplete.
    """
    taken_back: dict[str, Payment] = field(default_factory=dict)
    """Contracts of which money was taken back."""
    has_strays: bool = False
    """A row may belong to any contract."""
    unmatched: dict[tuple[str, str], list[Payment]] = field(default_factory=dict)
    """By what they name and why they could not be matched."""

    taken_for: dict[tuple[str, str], Payment] = field(default_factory=dict)
    """By client as written and contract: rows whose client is written in another way than the export's."""

    def add(self, payment: Payment, found: _Found) -> None:
        """Give a payment to its contract, or keep it with the reason why not."""
        candidates = found.candidates
        if len(candidates) == 1 and not found.reason:
            self.payments.setdefault(candidates[0].id, []).append(payment)
            if found.is_tolerant:
                self.taken_for.setdefault((payment.client, candidates[0].id), payment)
            return
        self.doubt((contract.id for contract in candidates), payment)
        reason = found.reason
        if not reason and candidates:
            names = ", ".join(contract.id for contract in candidates[:5])
            reason = f"it may belong to {len(candidates)} contracts: {names}"
        named = payment.contract_id or "\n".join((*payment.texts, payment.client))
        self.unmatched.setdefault((named, reason), []).append(payment)

    def doubt(self, ids: Iterable[str], payment: Payment) -> None:
        """Note contracts to which a row may belong."""
        for id in ids:
            self.doubtful[id] = max(payment.day, self.doubtful.get(id, payment.day))

    def leave_out(self, payment: Payment, found: _Found) -> None:
        """Note the contracts of a row of which it is not known what it is."""
        self.doubt((contract.id for contract in found.candidates), payment)
        if len(found.candidates) == 1 and payment.kind is Kind.CHARGEBACK:
            self.taken_back.setdefault(found.candidates[0].id, payment)

    def problems(self) -> Iterator[Problem]:
        """A warning for each contract that rows name in vain, with the lines of all its rows, and for each
        client that is taken for another spelling of its name.
        """
        for (client, contract_id), payment in self.taken_for.items():
            message = f"the client {quoted(client)} is taken for that of contract {contract_id}"
            hint = "the title is the same, and the names differ in points or their legal form alone"
            yield Problem(payment.place, message, hint, Level.WARNING)
        for (_, reason), payments in self.unmatched.items():
            first = payments[0]
            what = "logged time" if first.is_time else f"{first.kind} payment"
            message = f"the {what} could not be matched: {reason}"
            hint = ""
            if len(payments) > 1:
                lines = ", ".join(str(payment.place.line) for payment in payments)
                hint = f"{len(payments)} rows like it: lines {lines}"
            yield Problem(first.place, message, hint, Level.WARNING)


class _Found(Struct, frozen=True):
    """The contracts that a payment may belong to."""

    candidates: Sequence[Contract] = ()
    reason: str = ""
    """Why it belongs to none of them, where that is certain."""
    is_tolerant: bool = False
    """The client's name is written in another way."""


def match(reports: Iterable[Report], contracts: Sequence[Contract]) -> Matched:
    """Match every payment of some reports of one kind. Rows that two files share count once."""
    matched = Matched()
    titles = [(contract, plain(contract.values[_TITLE])) for contract in contracts]
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
            found = _by_title(payment, titles)
            if knows_ids and payment.contract_id:
                known = ids.get(payment.contract_id)
                found = _Found((known,)) if known else _Found(reason=_UNKNOWN_ID)
            matched.add(payment, found)
            if found.candidates:
                continue
            if not payment.client:
                matched.has_strays = True
            elif not (knows_ids and payment.contract_id):
                matched.doubt(_of_client(payment.client, contracts), payment)
        for payment in report.left_out:
            found = _by_title(payment, titles)
            if knows_ids and payment.contract_id in ids:
                found = _Found((ids[payment.contract_id],))
            matched.leave_out(payment, found)
            if payment.client and not found.candidates:
                matched.doubt(_of_client(payment.client, contracts), payment)
    return matched


_UNKNOWN_ID = "no contract has the id that it names"


def _identity(payment: Payment) -> object:
    """What is the same in two files that cover the same days."""
    row = (payment.day, payment.kind, payment.cents, payment.hours, payment.client)
    return payment.reference, payment.contract_id, payment.title, payment.texts, row


def _by_title(payment: Payment, titles: list[tuple[Contract, str]]) -> _Found:
    cells = [plain(cell) for cell in (payment.title, *payment.texts) if cell]
    named = [(each, title) for each, title in titles if title]
    whole = [each for each, title in named if title in cells]
    part = [each for each, title in named if any(_contains(cell, title) for cell in cells)]
    running = [each for each in whole if _began(each, payment)] or [
        each for each in part if _began(each, payment)
    ]
    if running:
        return _of_same_client(payment, _of_kind(payment, running))
    if whole or part:
        later = (whole or part)[0]
        return _Found(reason=f"contract {later.id} has its title, and began after it")
    if payment.contract_id:
        return _Found(reason=_UNKNOWN_ID)
    return _Found(reason="no contract has the title that it names")


def _of_kind(payment: Payment, named: list[Contract]) -> list[Contract]:
    """Of several contracts with a title those that the payment can be for, if any.

    Hourly pay is of hourly work, and what was ended long before is paid no more, but for a bonus.
    """
    other = {Kind.HOURLY: "fixed", Kind.FIXED: "hourly"}.get(payment.kind)
    if other is None or len(named) == 1:
        return named
    fit = [each for each in named if each.values[_TYPE] != other]
    open_then = [each for each in fit if not _ended_before(each, payment.day - PAID_AFTER)]
    return open_then or fit or named


def _ended_before(contract: Contract, day: int) -> bool:
    ended = contract.values[_ENDED]
    return isinstance(ended, int) and ended < day


def _began(contract: Contract, payment: Payment) -> bool:
    started = contract.values[_STARTED]
    return not isinstance(started, int) or started // DAY * DAY <= payment.day


def _of_same_client(payment: Payment, named: list[Contract]) -> _Found:
    """Of the contracts with a title, those of the payment's client, as far as both names are known.

    A name that is written in another way is followed where one contract alone has the title.
    """
    client = plain(payment.client)
    if not client:
        return _Found(named)
    names = [(each, plain(each.values[_CLIENT])) for each in named]
    same = [each for each, name in names if not name or name == client]
    if same:
        return _Found(same)
    spelled = [each for each in named if is_same_spelled(payment.client, each.values[_CLIENT])]
    if spelled:
        return _Found(spelled, is_tolerant=True)
    alike = [each for each in named if is_one_client(payment.client, each.values[_CLIENT])]
    if len(alike) == len(named) == 1:
        return _Found(alike, is_tolerant=True)
    if alike:
        return _Found(
            alike, f"{_clients(alike)} has its title, and its client is written in another way"
        )
    first = quoted(named[0].values[_CLIENT])
    reason = f"contract {named[0].id} has its title, and another client: {first}, not {quoted(payment.client)}"
    return _Found(named, reason)


def _clients(contracts: Sequence[Contract]) -> str:
    names = ", ".join(each.id for each in contracts[:5])
    return f"contract {names}" if len(contracts) == 1 else f"each of the contracts {names}"


def _of_client(client: str, contracts: Sequence[Contract]) -> Iterable[str]:
    return (each.id for each in contracts if is_one_client(client, each.values[_CLIENT]))


def _contains(cell: str, title: str) -> bool:
    """Whether a title stands in a cell as whole words."""
    return title in cell and re.search(rf"(?<!\w){re.escape(title)}(?!\w)", cell) is not None
