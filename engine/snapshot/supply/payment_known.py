"""The contracts of an export by what a row of a payment report can name them by.

No row goes over all of them, and what many rows name alike is looked up once: the lists that come out are the same
objects.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain

from ..model import AT_CLIENT_NAME, AT_TITLE, Contract, Value
from ..named_in_text import NamedInText
from .client_names import core, plain
from .payment import Payment
from .payment_possible import has_begun, may_be_of

_SHORTEST_NAME = 3
"""Letters of an id that is taken for the title of a contract."""


class Known:
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
            if title := plain(called(contract)):
                of_clients = self._titled.setdefault(title, {})
                of_clients.setdefault(plain(client), []).append(index)
        self._titles = [*self._titled]
        self._named = NamedInText([title] for title in self._titles)
        self._possible: dict[tuple[object, ...], Sequence[Contract]] = {}
        self._begun: dict[tuple[object, ...], list[Contract]] = {}

    def of_client(self, name: str) -> Sequence[Contract]:
        """The contracts whose client may be of a name."""
        return self._of_client.get(core(name), ())

    def possible_of_client(self, payment: Payment) -> Sequence[Contract]:
        """Those that can have been paid by a payment of the client."""
        key = core(payment.client), payment.day, payment.kind
        if key not in self._possible:
            of_client = self.of_client(payment.client)
            self._possible[key] = [each for each in of_client if may_be_of(payment, each)]
        return self._possible[key]

    def titled_on(self, titles: tuple[str, ...], payment: Payment) -> list[Contract]:
        """The contracts with a title that had begun on the day of a payment."""
        key = titles, payment.day
        if key not in self._begun:
            self._begun[key] = having_begun(payment, self.titled(titles))
        return self._begun[key]

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


def having_begun(payment: Payment, contracts: Iterable[Contract]) -> list[Contract]:
    """Those that had begun on the day of a payment."""
    return [each for each in contracts if has_begun(payment, each)]


def called(contract: Contract) -> Value:
    """The title of a contract; where it has none, its id, if that is a name and no number.

    People who write down their contracts themselves call each by one name.
    """
    title = contract.values[AT_TITLE]
    is_name = sum(map(str.isalpha, contract.id)) >= _SHORTEST_NAME
    return contract.id if title is None and is_name else title
