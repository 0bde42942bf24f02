"""Random portfolios of contracts that make sense, and the smallest part of one that still fails.

`worlds.SnapshotMaker` picks every value by itself, so that whatever a file may say is met; here the
values of a contract fit each other, so that the rules of the shipped packs are met often. One
contract in eight stays as it came.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence

from closeout.engine.records import record_with
from closeout.engine.snapshot.fields import ANNOTATIONS, FIELDS, POSITION
from closeout.engine.snapshot.model import NONE, Contract, Record, Snapshot, Value
from closeout.engine.units import Scope

from ..worlds import SnapshotMaker, Style

NEW_ACCOUNT = 1 / 5
"""Share of contracts that begin an account: large ones make rows and ranks, small ones first places."""

STATUSES = (
    ("active", "active", "active", "paused", "ended"),
    ("active", "ended", "ended", "ended"),
)
"""Of the contracts of one account: most run, or most have ended, in a row."""

ABSENT: dict[str, tuple[str, ...]] = {
    "end": ("ended_at", "ended_by", "end_reason"),
    "refund": ("refund_request.",),
    "dispute": ("dispute.",),
    "hold": ("hold.",),
    "feedback": ("feedback.",),
}
"""What an open contract, or one without requests for money, has not: paths and their beginnings."""


def _absent_values(beginnings: tuple[str, ...]) -> tuple[tuple[int, tuple[Value]], ...]:
    """The place of each field that begins so, and what it says where there is none of it."""
    return tuple(
        (place, ("none",) if field.choices and not field.path.startswith("end") else (NONE,))
        for place, field in enumerate(FIELDS[Scope.CONTRACT])
        if field.path.startswith(beginnings)
    )


ABSENT_VALUES = {what: _absent_values(beginnings) for what, beginnings in ABSENT.items()}

QUIET: dict[str, Value] = {"situation": (), "open_tasks": 0}
"""Annotations of a contract about which there is nothing to say; the others are flags."""

QUIET_VALUES: tuple[tuple[int, tuple[Value]], ...] = tuple(
    (place, (QUIET.get(field.path, False),))
    for place, field in enumerate(FIELDS[Scope.CONTRACT])
    if field.path in ANNOTATIONS
)


class PortfolioMaker(SnapshotMaker):
    """Makes contracts whose instants are all among a few, so that ties and windows coincide."""

    def __init__(self, rng: random.Random, past: Sequence[int], future: Sequence[int] = ()) -> None:
        super().__init__(rng, Style(stale=False))
        self.unknown = rng.choice((0.0, 0.0, 0.05, 0.2))
        self.past = sorted(past)
        self.future = future
        self.known = self.past
        """What has happened to the contract at hand: in some nothing happens any more."""
        self.accounts = 0
        self.statuses: tuple[str, ...] = STATUSES[0]

    def instant(self) -> int:
        """Something that has happened."""
        return self.choice(self.known)

    def portfolio(self, contracts: int, role: str, platform: str) -> Snapshot:
        """So many contracts, read as they are now."""
        made = [self.contract(number) for number in range(contracts)]
        return Snapshot(contracts=made, role=role, platform=platform)

    def contract(self, number: int) -> Contract:
        """A contract of an account that it shares with few others."""
        is_old = self.rng.random() < 0.2
        self.known = self.past[: len(self.past) // 2] if is_old else self.past
        if self.rng.random() < NEW_ACCOUNT:
            self.accounts += 1
            self.statuses = self.choice(STATUSES)
        made = Contract(
            self.values(Scope.CONTRACT),
            [self.milestone(place) for place in range(self.choice((0, 1, 1, 2)))],
        )
        if self.rng.random() < 7 / 8:
            self._make_sense(made)
        if made.get("status") != "ended":  # or it is no more than looked up
            self._set(made, "ended_by", None)
            self._set(made, "end_reason", None)
        self._set(made, "platform", None)
        self._set(made, "id", f"C{number}")
        self._set(made, "account_id", f"A{self.accounts}")
        self._set(made, "client.id", self._likely(("K1", "K1", "K2")))
        self._set(made, "member_id", self._likely(("M1", "M1", "M2")))
        return made

    def _due(self) -> Value:
        """When something is due, which may be later."""
        days: tuple[Value, ...] = (NONE, *self.known, *self.future, *self.future, *self.future)
        return self.choice(days)

    def _set(self, contract: Contract, path: str, value: Value) -> None:
        contract.values[POSITION[Scope.CONTRACT][path]] = value

    def _likely(self, values: Sequence[Value]) -> Value:
        """One of the values, or not known."""
        return None if self.rng.random() < self.unknown else self.choice(values)

    def _absent(self, contract: Contract, what: str) -> None:
        for place, absent in ABSENT_VALUES[what]:
            contract.values[place] = self._likely(absent)

    def _make_sense(self, contract: Contract) -> None:
        rng = self.rng
        self._set(contract, "status", self._likely(self.statuses))
        self._set(contract, "currency", "USD")
        self._set(contract, "escrow", None)
        self._set(contract, "due_at", self._likely((self._due(),)))
        for place, quiet in QUIET_VALUES:
            if rng.random() < 0.6:
                contract.values[place] = self._likely(quiet)
        if contract.get("status") == "ended":
            self._set(contract, "ended_at", self._likely(self.known))
            self._absent(contract, "hold")
            self._set(contract, "closing_planned", rng.random() < 0.1)
            feedback = self._likely(("none", "none", "given"))
            self._set(contract, "feedback.from_client.state", feedback)
        else:
            self._absent(contract, "end")
            self._set(contract, "closing_planned", rng.random() < 0.5)
            if rng.random() < 0.9:
                self._absent(contract, "feedback")
        for what, share in (("refund", 0.7), ("dispute", 0.8), ("hold", 0.9)):
            if rng.random() < share:
                self._absent(contract, what)
        if contract.get("total_paid") == 0:
            self._set(contract, "payments", ())
            self._set(contract, "last_paid_at", NONE)
        if contract.get("type") == "hourly":
            contract.milestones = []
        if rng.random() < 0.7:
            self._set(contract, "hours.unlogged", self._likely((0,)))
        for record in contract.milestones or ():
            self._make_sense_of_milestone(record)

    def _make_sense_of_milestone(self, record: Record) -> None:
        rng = self.rng
        state = rng.choice(
            ("not_funded", "funded", "submitted", "submitted", "changes_requested", "paid", "paid")
        )
        amount = 25_000
        funded = 0 if state == "not_funded" else rng.choice((amount, amount, amount // 2))
        submitted = state in ("submitted", "changes_requested", "paid")
        sent_back = state == "changes_requested" or rng.random() < 0.1
        values: dict[str, Value] = {
            "state": state,
            "amount": amount,
            "funded_amount": funded,
            "paid_amount": funded if state == "paid" else rng.choice((0, 0, funded // 5)),
            "submissions": tuple(self.instant() for _ in range(2 * submitted)),
            "changes_requested_at": self.instant() if sent_back else NONE,
            "due_at": self._due(),
        }
        for path, value in values.items():
            record[POSITION[Scope.MILESTONE][path]] = self._likely((value,))
        record[POSITION[Scope.MILESTONE]["escrow_amount"]] = None


Part = tuple[int, ...]
"""Where something stands: a contract, a milestone in it, or a value in a record of either."""

ITSELF = -1
"""In the place of a milestone: the contract's own record."""


def smallest(snapshot: Snapshot, fails: Callable[[Snapshot], bool]) -> Snapshot:
    """As little of a snapshot as still fails: contracts, milestones, values that do not matter go."""
    gone: set[Part] = set()
    for depth in (1, 2, 3):
        left = [
            part
            for part in _parts(snapshot)
            if len(part) == depth and not gone.intersection((part[:1], part[:2]))
        ]
        size = len(left)
        while size:
            size //= 2
            for start in range(0, len(left), max(1, size)):
                fewer = gone.union(left[start : start + max(1, size)])
                if fewer != gone and fails(_without(snapshot, fewer)):
                    gone = fewer
    return _without(snapshot, gone)


def _parts(snapshot: Snapshot) -> Iterator[Part]:
    for place, contract in enumerate(snapshot.contracts):
        yield (place,)
        records = dict(enumerate(contract.milestones or ())) | {ITSELF: contract.values}
        for number, record in records.items():
            if number != ITSELF:
                yield place, number
            for index, value in enumerate(record[1:], start=1):
                if value is not None:
                    yield place, number, index


def _without(snapshot: Snapshot, gone: set[Part]) -> Snapshot:
    def cut(record: Record, place: int, number: int) -> Record:
        return [
            None if (place, number, index) in gone else value for index, value in enumerate(record)
        ]

    contracts = []
    for place, contract in enumerate(snapshot.contracts):
        if (place,) not in gone:
            milestones = contract.milestones and [
                cut(record, place, number)
                for number, record in enumerate(contract.milestones)
                if (place, number) not in gone
            ]
            contracts.append(Contract(cut(contract.values, place, ITSELF), milestones))
    return record_with(snapshot, contracts=contracts)
