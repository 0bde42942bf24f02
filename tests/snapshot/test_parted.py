"""Contracts that lie in parts by account: their order, their slices, and whether an account is large."""

from __future__ import annotations

import pytest

from closeout.engine.snapshot import spool
from closeout.engine.snapshot.fields import POSITION
from closeout.engine.snapshot.model import ID, Contract, blank
from closeout.engine.snapshot.parted import PARTS, Parted, Slice, Spooled, part_of
from closeout.engine.units import Scope

ACCOUNT = POSITION[Scope.CONTRACT]["account_id"]


class Made(Parted):
    """A part of so many contracts of some accounts, which lie mixed, some together."""

    accounts: int = 1
    together: int = 1
    most: int = 0
    """Contracts that were read at once."""
    read_in_all: int = 0

    def slices(self, part: int, size: int) -> list[Slice]:
        return [[(start,)] for start in range(0, self.counts[part], self.together)]

    def read(self, part: int, some: Slice) -> list[Spooled]:
        found = []
        for (start,) in some:
            for place in range(start, start + self.together):
                values = blank(Scope.CONTRACT)
                values[ACCOUNT] = f"A{place // self.together % self.accounts}"
                found.append(Spooled(place, Contract(values, [])))
        self.most, self.read_in_all = max(self.most, len(found)), self.read_in_all + len(found)
        return found


@pytest.mark.parametrize("together", [1, 16, 1_000])
@pytest.mark.parametrize(
    ("accounts", "is_large"), [(1, True), (2, True), (50, False)], ids=["one", "two", "many"]
)
def test_few_contracts_tell_whether_an_account_is_large(
    accounts: int, is_large: bool, together: int
) -> None:
    made = Made(accounts=accounts, together=together)
    made.counts = [100_000, *[0] * PARTS]
    assert made.has_large_account(0, 20_000) is is_large
    assert made.most == together
    assert made.read_in_all <= max(2_048, 64 * together)


def test_a_small_part_is_not_looked_at() -> None:
    made = Made(together=1)
    made.counts = [20_000, *[0] * PARTS]
    assert not made.has_large_account(0, 20_000)
    assert not made.read_in_all


def test_contracts_that_are_placed_by_their_source_stand_in_the_order_of_the_input(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(spool, "_WRITTEN_AT_ONCE", 3)
    held = spool.Spool(held=0)
    for number in range(20):
        values = blank(Scope.CONTRACT)
        values[ID], values[ACCOUNT] = f"C{number}", None if number % 3 else "A3"
        held.put(0, Contract(values, []))
    held.close([("upwork", "A3")])
    part = part_of("A3")
    assert [one.contract.id for one in held.contracts(part)] == [f"C{n}" for n in range(20)]
    slices = held.slices(part, 6)
    assert [len(held.read(part, some)) for some in slices] == [6, 6, 6, 2]
    assert [one.place for some in slices for one in held.read(part, some)] == list(range(20))
