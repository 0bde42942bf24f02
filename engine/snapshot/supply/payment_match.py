"""Which contract a payment belongs to. What is not certain is told, never guessed.

A row of the weekly summary names its contract by id; where none of a file's ids is one of the export's
(the platform has two kinds), by title. A transaction names it by the title in one of its cells, as a
whole cell before as a part of one, and by the client's name beside it, which may write its legal form in
another way where the title leaves one contract. A contract that cannot have been paid by it is none of it
(`payment_possible`). A row that is not certain leaves open what it may change of a contract, and no more.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import NamedTuple

from msgspec import Struct, field

from ...calendar import BEFORE
from ...problems import Level, Problem
from ..bad_value import found as quoted
from ..model import AT_CLIENT_NAME, Contract
from .client_names import is_same_spelled, plain
from .payment import TAKEN_BACK, Kind, Payment, Report, Tells, billed_at
from .payment_known import Known, called, having_begun
from .payment_possible import is_of_kind, may_be_of


class Doubt(Struct):
    """The latest of the rows that may be a contract's without being certain, in UTC seconds."""

    seen: int = BEFORE
    """Of any of them."""
    paid: int = BEFORE
    """When one was paid that is not taken back."""
    worked: int = BEFORE
    """The day of one with logged time."""

    def add(self, payment: Payment, tells: Tells) -> None:
        """Count a row as one of them."""
        self.seen = max(self.seen, payment.day)
        if payment.hours:
            self.worked = max(self.worked, payment.day)
        if payment.kind not in TAKEN_BACK:
            is_billed = tells is Tells.WEEKS and payment.kind is Kind.HOURLY
            self.paid = max(self.paid, billed_at(payment.day) if is_billed else payment.day)

    def join(self, other: Doubt) -> None:
        """Count other rows as well."""
        self.seen = max(self.seen, other.seen)
        self.paid = max(self.paid, other.paid)
        self.worked = max(self.worked, other.worked)


class _Possible(Struct):
    """Contracts that rows may belong to, and the latest of these rows: many rows name the same contracts."""

    contracts: Sequence[Contract]
    doubt: Doubt = field(default_factory=Doubt)


class _Unmatched(Struct):
    """Rows that name the same in vain, and the contracts that they may belong to all the same."""

    payments: list[Payment] = field(default_factory=list)
    possible: dict[int, _Possible] = field(default_factory=dict)

    @property
    def of(self) -> Iterator[str]:
        """The ids of the contracts, each once. Most ask for the first few of them alone."""
        seen: set[str] = set()
        for contract in chain.from_iterable(each.contracts for each in self.possible.values()):
            if contract.id not in seen:
                seen.add(contract.id)
                yield contract.id


class Matched(Struct):
    """The payments of each contract by its id, and what could not be matched."""

    payments: dict[str, list[Payment]] = field(default_factory=dict)
    doubts: dict[str, Doubt] = field(default_factory=dict)
    """Of contracts that a row may belong to without being certain: their rows may be incomplete."""
    has_strays: bool = False
    """A row may belong to any contract."""
    unmatched: dict[tuple[str, str], _Unmatched] = field(default_factory=dict)
    """By what they name and why they could not be matched."""
    possible: dict[int, _Possible] = field(default_factory=dict)
    """By the identity of the list of contracts, which is held here."""

    taken_for: dict[tuple[str, str], Payment] = field(default_factory=dict)
    """By client as written and contract: rows whose client is written in another way than the export's."""

    def add(self, payment: Payment, found: _Found, tells: Tells) -> None:
        """Give a payment to its contract, or keep it with the reason why not."""
        candidates = found.candidates
        if len(candidates) == 1 and not found.reason:
            self.payments.setdefault(candidates[0].id, []).append(payment)
            if found.is_tolerant:
                self.taken_for.setdefault((payment.client, candidates[0].id), payment)
            return
        reason = found.reason
        if not reason and candidates:
            reason = f"it may belong to {len(candidates)} contracts: {_ids(each.id for each in candidates)}"
        self._keep(payment, reason, candidates or found.doubtful, tells)

    def leave_out(self, payment: Payment, found: _Found, tells: Tells) -> None:
        """Keep a row of a type that is not known, which leaves open what it may change."""
        reason = f"its type {quoted(payment.called)} is not known"
        self._keep(payment, reason, found.candidates or found.doubtful, tells)

    def _keep(
        self, payment: Payment, reason: str, doubtful: Sequence[Contract], tells: Tells
    ) -> None:
        named = payment.contract_id or "\n".join((*payment.texts, payment.client))
        unmatched = self.unmatched.setdefault((named, reason), _Unmatched())
        unmatched.payments.append(payment)
        if doubtful:
            possible = self.possible.setdefault(id(doubtful), _Possible(doubtful))
            possible.doubt.add(payment, tells)
            unmatched.possible[id(doubtful)] = possible

    def tell_doubts(self) -> None:
        """Note with each contract the latest of the rows that may be its."""
        for possible in self.possible.values():
            for contract in possible.contracts:
                self.doubts.setdefault(contract.id, Doubt()).join(possible.doubt)

    def chargebacks(self) -> Iterator[tuple[Payment, Sequence[str]]]:
        """Money taken back that could not be matched, with the ids of the contracts that it may be of.

        None are named where it may be of any.
        """
        for unmatched in self.unmatched.values():
            back = [each for each in unmatched.payments if each.kind is Kind.CHARGEBACK]
            of = tuple(unmatched.of) if back else ()
            for payment in back:
                if unmatched.possible or not payment.client:
                    yield payment, of

    def problems(self) -> Iterator[Problem]:
        """A warning for each contract that rows name in vain, with the lines of all its rows and what they
        leave open, and for each client that is taken for another spelling of its name.
        """
        for (client, contract_id), payment in self.taken_for.items():
            message = f"the client {quoted(client)} is taken for that of contract {contract_id}"
            hint = "the title is the same, and the names differ in points or their legal form alone"
            yield Problem(payment.place, message, hint, Level.WARNING)
        for (_, reason), unmatched in self.unmatched.items():
            first = unmatched.payments[0]
            what = "logged time" if first.is_time else f"{first.kind} payment"
            message = f"the {what} could not be matched: {reason}"
            if first.kind is Kind.OTHER:
                message = f"the row is left out: {reason}"
            yield Problem(first.place, message, "; ".join(_left_open(unmatched)), Level.WARNING)


def _left_open(unmatched: _Unmatched) -> Iterator[str]:
    """How many rows there are, and of which contracts they leave something open."""
    payments = unmatched.payments
    if len(payments) > 1:
        lines = ", ".join(str(payment.place.line) for payment in payments)
        yield f"{len(payments)} rows like it: lines {lines}"
    if unmatched.possible:
        these = "they" if len(payments) > 1 else "it"
        what = "hours" if payments[0].is_time else "payments"
        yield f"{these} may be of {_ids(unmatched.of)}, whose {what} stay incomplete"
    if any(each.kind is Kind.CHARGEBACK for each in payments):
        yield "nothing is taken for granted of a dispute"


def _ids(ids: Iterable[str]) -> str:
    """The first five ids."""
    return ", ".join(islice(ids, 5))


class _Found(Struct, frozen=True):
    """The contracts that a payment may belong to."""

    candidates: Sequence[Contract] = ()
    reason: str = ""
    """Why it belongs to none of them, where that is certain."""
    is_tolerant: bool = False
    """The client's name is written in another way."""
    doubtful: Sequence[Contract] = ()
    """Contracts of its client, where there are no candidates."""


def match(reports: Iterable[Report], contracts: Sequence[Contract]) -> Matched:
    """Match every payment of some reports of one kind. Rows that two files share count once."""
    matched = Matched()
    known, come_to = Known(contracts), _ComeTo()
    seen: dict[object, int] = {}
    for report in reports:
        knows_ids = any(payment.contract_id in known.ids for payment in report.payments)
        here: dict[object, int] = {}
        for payment in (*report.payments, *report.others):
            key = _identity(payment)
            here[key] = here.get(key, 0) + 1
            if here[key] <= seen.get(key, 0):
                continue
            seen[key] = here[key]
            found = _found(payment, known, come_to, knows_ids=knows_ids)
            if payment.kind is Kind.OTHER:
                matched.leave_out(payment, found, report.tells)
            else:
                matched.add(payment, found, report.tells)
            if not found.candidates and not payment.client:
                matched.has_strays = True
    matched.tell_doubts()
    return matched


def _found(payment: Payment, known: Known, come_to: _ComeTo, *, knows_ids: bool) -> _Found:
    """The contracts that a payment names, by id where its file has ids of the export, else by title."""
    if knows_ids and payment.contract_id:
        of_id = known.ids.get(payment.contract_id)
        return _Found((of_id,)) if of_id else _Found(reason=_UNKNOWN_ID)
    found = _by_title(payment, known, come_to)
    if found.candidates or not payment.client:
        return found
    return _Found(reason=found.reason, doubtful=known.possible_of_client(payment))


_UNKNOWN_ID = "no contract has the id that it names"


def _identity(payment: Payment) -> object:
    """What is the same in two files that cover the same days."""
    row = (payment.day, payment.kind, payment.cents, payment.hours, payment.client)
    return payment.reference, payment.contract_id, payment.title, payment.texts, row


class _OfTitles(NamedTuple):
    """What a row comes to that names some titles."""

    found: _Found | None = None
    later: Contract | None = None
    """The first with such a title, where none of them had begun."""


_ComeTo = dict[tuple[tuple[str, ...], str, int, Kind], _OfTitles]
"""What rows came to that name the same titles, by all that bears on it."""


def _by_title(payment: Payment, known: Known, come_to: _ComeTo) -> _Found:
    cells = [plain(cell) for cell in (payment.title, *payment.texts) if cell]
    later: Contract | None = None
    for look in (known.titles, known.titles_in):
        titles = tuple(look(cells))
        key = titles, payment.client, payment.day, payment.kind
        if titles and key not in come_to:
            come_to[key] = _of_titles(payment, titles, known)
        of_titles = come_to.get(key, _OfTitles())
        if of_titles.found is not None:
            return of_titles.found
        later = later or of_titles.later
    if later is not None:
        return _Found(reason=f"contract {later.id} has its title, and began after it")
    if payment.contract_id:
        return _Found(reason=_UNKNOWN_ID)
    return _Found(reason="no contract has the title that it names")


def _of_titles(payment: Payment, titles: tuple[str, ...], known: Known) -> _OfTitles:
    """What follows from titles, from the client and the kind of a payment, and from its day."""
    client = plain(payment.client)
    if client and (same := having_begun(payment, known.titled_of(titles, client))):
        return _OfTitles(_of_possible(payment, same))
    if not (begun := known.titled_on(titles, payment)):
        return _OfTitles(later=next(iter(known.titled(titles)), None))
    if not client:
        return _OfTitles(_of_possible(payment, begun))
    return _OfTitles(_of_other_spelling(payment, begun, titles, known))


def _of_other_spelling(
    payment: Payment, named: list[Contract], titles: tuple[str, ...], known: Known
) -> _Found:
    """Of contracts with a title, all of clients of other names, those whose client's name is written otherwise.

    It is followed where one contract alone has the title.
    """
    alike = [
        each
        for each in having_begun(payment, known.of_client(payment.client))
        if plain(called(each)) in titles
    ]
    spelled = [
        each for each in alike if is_same_spelled(payment.client, each.values[AT_CLIENT_NAME])
    ]
    if spelled:
        return _Found(spelled, is_tolerant=True)
    if len(alike) == len(named) == 1:
        return _Found(alike, is_tolerant=True)
    if alike:
        return _Found(
            alike, f"{_clients(alike)} has its title, and its client is written in another way"
        )
    first = quoted(named[0].values[AT_CLIENT_NAME])
    reason = f"contract {named[0].id} has its title, and another client: {first}, not {quoted(payment.client)}"
    return _Found(named, reason)


def _of_possible(payment: Payment, named: list[Contract]) -> _Found:
    """Of several contracts of one name those that can have been paid by a payment."""
    possible = [each for each in named if may_be_of(payment, each)]
    if not possible and not any(is_of_kind(payment, each) for each in named):
        types = "hourly" if payment.kind is Kind.FIXED else "of fixed price"
        return _Found(named, f"{_clients(named)} has its title, and is {types}")
    return _Found(possible or named)


def _clients(contracts: Sequence[Contract]) -> str:
    names = ", ".join(each.id for each in contracts[:5])
    return f"contract {names}" if len(contracts) == 1 else f"each of the contracts {names}"
