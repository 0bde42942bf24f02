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

from msgspec import Struct, field

from ...calendar import BEFORE
from ...problems import Level, Problem
from ..bad_value import found as quoted
from ..model import AT_CLIENT_NAME, AT_TITLE, Contract, Value
from ..named_in_text import NamedInText
from .client_names import core, is_one_client, is_same_spelled, plain
from .payment import TAKEN_BACK, Kind, Payment, Report, Tells, billed_at
from .payment_possible import has_begun, is_of_kind, may_be_of


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


class _Unmatched(Struct):
    """Rows that name the same in vain, and the contracts that they may belong to all the same."""

    payments: list[Payment] = field(default_factory=list)
    of: dict[str, None] = field(default_factory=dict)


class Matched(Struct):
    """The payments of each contract by its id, and what could not be matched."""

    payments: dict[str, list[Payment]] = field(default_factory=dict)
    doubts: dict[str, Doubt] = field(default_factory=dict)
    """Of contracts that a row may belong to without being certain: their rows may be incomplete."""
    has_strays: bool = False
    """A row may belong to any contract."""
    unmatched: dict[tuple[str, str], _Unmatched] = field(default_factory=dict)
    """By what they name and why they could not be matched."""

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
        self._keep(payment, reason, (*candidates, *found.doubtful), tells)

    def leave_out(self, payment: Payment, found: _Found, tells: Tells) -> None:
        """Keep a row of a type that is not known, which leaves open what it may change."""
        reason = f"its type {quoted(payment.called)} is not known"
        self._keep(payment, reason, (*found.candidates, *found.doubtful), tells)

    def _keep(
        self, payment: Payment, reason: str, doubtful: Sequence[Contract], tells: Tells
    ) -> None:
        named = payment.contract_id or "\n".join((*payment.texts, payment.client))
        unmatched = self.unmatched.setdefault((named, reason), _Unmatched())
        unmatched.payments.append(payment)
        for contract in doubtful:
            unmatched.of[contract.id] = None
            self.doubts.setdefault(contract.id, Doubt()).add(payment, tells)

    def chargebacks(self) -> Iterator[tuple[Payment, Sequence[str]]]:
        """Money taken back that could not be matched, with the ids of the contracts that it may be of.

        None are named where it may be of any.
        """
        for unmatched in self.unmatched.values():
            for payment in unmatched.payments:
                if payment.kind is Kind.CHARGEBACK and (unmatched.of or not payment.client):
                    yield payment, tuple(unmatched.of)

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
    if unmatched.of:
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
    """Contracts of its client, where it names none."""


def match(reports: Iterable[Report], contracts: Sequence[Contract]) -> Matched:
    """Match every payment of some reports of one kind. Rows that two files share count once."""
    matched = Matched()
    known = _Known(contracts)
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
            found = _found(payment, known, knows_ids=knows_ids)
            if payment.kind is Kind.OTHER:
                matched.leave_out(payment, found, report.tells)
            else:
                matched.add(payment, found, report.tells)
            if not found.candidates and not payment.client:
                matched.has_strays = True
    return matched


def _found(payment: Payment, known: _Known, *, knows_ids: bool) -> _Found:
    """The contracts that a payment names, by id where its file has ids of the export, else by title."""
    if knows_ids and payment.contract_id:
        of_id = known.ids.get(payment.contract_id)
        return _Found((of_id,)) if of_id else _Found(reason=_UNKNOWN_ID)
    found = _by_title(payment, known)
    if found.candidates or not payment.client:
        return found
    possible = (each for each in known.of_client(payment.client) if may_be_of(payment, each))
    return _Found(reason=found.reason, doubtful=tuple(possible))


_UNKNOWN_ID = "no contract has the id that it names"
_SHORTEST_NAME = 3
"""Letters of an id that is taken for the title of a contract."""


class _Known:
    """The contracts of an export by all that a row can name them by, so that no row goes over all of them."""

    def __init__(self, contracts: Sequence[Contract]) -> None:
        self.ids = {contract.id: contract for contract in contracts}
        self._contracts = contracts
        self._of_client: dict[tuple[str, ...], list[Contract]] = {}
        self._titled: dict[str, dict[str, list[int]]] = {}
        for index, contract in enumerate(contracts):
            client = contract.values[AT_CLIENT_NAME]
            if words := core(client):
                self._of_client.setdefault(words, []).append(contract)
            if title := plain(_called(contract)):
                of_clients = self._titled.setdefault(title, {})
                of_clients.setdefault(plain(client), []).append(index)
        self._titles = [*self._titled]
        self._named = NamedInText([title] for title in self._titles)

    def of_client(self, name: str) -> Sequence[Contract]:
        """The contracts whose client may be of a name."""
        return self._of_client.get(core(name), ())

    def titles(self, cells: Iterable[str]) -> list[str]:
        """The titles that are a whole cell."""
        return [cell for cell in cells if cell in self._titled]

    def titles_in(self, cells: Iterable[str]) -> list[str]:
        """The titles that stand in a cell, as whole words."""
        return [self._titles[at] for cell in cells for at in self._named.in_text(cell)]

    def titled(self, titles: Iterable[str]) -> list[Contract]:
        """The contracts with a title, in their order."""
        of = chain.from_iterable(self._titled[title].values() for title in titles)
        return self._at(chain.from_iterable(of))

    def titled_of(self, titles: Iterable[str], client: str) -> list[Contract]:
        """Those of a client, and of none that is told."""
        of = (self._titled[title].get(name, ()) for title in titles for name in (client, ""))
        return self._at(chain.from_iterable(of))

    def _at(self, places: Iterable[int]) -> list[Contract]:
        return [self._contracts[index] for index in sorted(set(places))]


def _begun(payment: Payment, contracts: Iterable[Contract]) -> list[Contract]:
    return [each for each in contracts if has_begun(payment, each)]


def _called(contract: Contract) -> Value:
    """The title of a contract; where it has none, its id, if that is a name and no number.

    People who write down their contracts themselves call each by one name.
    """
    title = contract.values[AT_TITLE]
    is_name = sum(map(str.isalpha, contract.id)) >= _SHORTEST_NAME
    return contract.id if title is None and is_name else title


def _identity(payment: Payment) -> object:
    """What is the same in two files that cover the same days."""
    row = (payment.day, payment.kind, payment.cents, payment.hours, payment.client)
    return payment.reference, payment.contract_id, payment.title, payment.texts, row


def _by_title(payment: Payment, known: _Known) -> _Found:
    cells = [plain(cell) for cell in (payment.title, *payment.texts) if cell]
    client = plain(payment.client)
    later: Contract | None = None
    for look in (known.titles, known.titles_in):
        titles = look(cells)
        if client and (same := _begun(payment, known.titled_of(titles, client))):
            return _of_possible(payment, same)
        titled = known.titled(titles)
        if begun := _begun(payment, titled):
            return _of_same_client(payment, begun)
        later = later or next(iter(titled), None)
    if later is not None:
        return _Found(reason=f"contract {later.id} has its title, and began after it")
    if payment.contract_id:
        return _Found(reason=_UNKNOWN_ID)
    return _Found(reason="no contract has the title that it names")


def _of_same_client(payment: Payment, named: list[Contract]) -> _Found:
    """Of the contracts with a title, those of the payment's client, as far as both names are known.

    A name that is written in another way is followed where one contract alone has the title.
    """
    client = plain(payment.client)
    names = [(each, plain(each.values[AT_CLIENT_NAME])) for each in named]
    same = [each for each, name in names if not client or not name or name == client]
    if same:
        return _of_possible(payment, same)
    spelled = [
        each for each in named if is_same_spelled(payment.client, each.values[AT_CLIENT_NAME])
    ]
    if spelled:
        return _Found(spelled, is_tolerant=True)
    alike = [each for each in named if is_one_client(payment.client, each.values[AT_CLIENT_NAME])]
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
