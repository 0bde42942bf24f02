"""What is certain stays certain, and what is impossible stays impossible, however the unknown turns out."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest

from closeout.engine.policy.applied import apply_pack
from closeout.engine.policy.pack import Pack
from closeout.engine.python.compute import filled
from closeout.engine.python.match import match
from closeout.engine.python.order import wanted
from closeout.engine.report.findings import Subject
from closeout.engine.report.subjects import subject_of
from closeout.engine.snapshot.denied import denied
from closeout.engine.snapshot.escrow import is_contradictory
from closeout.engine.snapshot.fields import FIELDS, NOT_UNDERSTOOD, POSITION
from closeout.engine.snapshot.misplaced import ORDER
from closeout.engine.snapshot.model import Contract, Record, Snapshot, Value
from closeout.engine.units import Scope

from ..sizes import sizes
from ..worlds import SnapshotMaker, Style, world

STYLE = Style(knowledge=False, stale=False, contracts=8)
COMPLETIONS = 6
WORLDS = 40

Outcomes = dict[tuple[int, Subject], bool | None]


def outcomes(pack: Pack, snapshot: Snapshot, as_of: int) -> Outcomes:
    """Every rule for every subject: True, False, or None where it cannot be decided."""
    applied = apply_pack(pack, as_of, as_of, snapshot.role)
    program, rows = filled(applied, snapshot, snapshot.contracts, wanted(applied))
    result: Outcomes = {}
    for index, rule in enumerate(applied.rules):
        for row in rows.subjects[rule.rule.scope]:
            result[index, subject_of(rule.rule.scope, row)] = False
    for item in match(applied, program.layout, rows.subjects):
        scope = applied.rules[item.rule].rule.scope
        subject = subject_of(scope, rows.subjects[scope][item.row])
        result[item.rule, subject] = True if item.is_certain else None
    return result


FOLLOWING = ("escrow", "member_id", "freelancer.id", "freelancer.name", NOT_UNDERSTOOD)
"""Where nothing is told another field tells them, or they tell another field."""


def completed(snapshot: Snapshot, as_of: int, rng: random.Random) -> Snapshot:
    """The same snapshot with every unknown field filled in at random."""
    maker = SnapshotMaker(rng, STYLE, as_of)
    maker.unknown = 0.0
    accounts = [
        [
            maker.value(field) if value is None else value
            for field, value in zip(FIELDS[Scope.ACCOUNT], record, strict=True)
        ]
        for record in snapshot.accounts
    ]
    ids = [str(record[0]) for record in accounts]
    return Snapshot(
        contracts=[_completed(contract, maker, ids) for contract in snapshot.contracts],
        accounts=accounts,
        role=snapshot.role,
    )


def _completed(contract: Contract, maker: SnapshotMaker, accounts: list[str]) -> Contract:
    values = list(contract.values)
    stated = values[POSITION[Scope.CONTRACT]["escrow"]]
    for index, field in enumerate(FIELDS[Scope.CONTRACT]):
        if field.path == "account_id":
            if values[index] is None and accounts:
                values[index] = maker.rng.choice(accounts)
        elif field.path == "payments" and isinstance(values[index], tuple):
            values[index] = _paid(values[index], maker)
        elif values[index] is None and field.path not in FOLLOWING:
            values[index] = maker.value(field)
    _put_in_order(values, contract.values)
    milestones = contract.milestones
    if milestones is None:
        milestones = [maker.milestone(index) for index in range(maker.rng.randrange(3))]
        if isinstance(stated, int):
            milestones = [_holding(maker, stated)]
    return Contract(values, [_filled(record, maker) for record in milestones])


def _put_in_order(values: Record, stated: Record) -> None:
    """No instant that was filled in lies before what it follows: then neither would be known any more."""
    at = POSITION[Scope.CONTRACT]
    for _ in ORDER:
        for first, second in ((at[one], at[other]) for one, other in ORDER):
            earlier, later = values[first], values[second]
            if isinstance(earlier, int) and isinstance(later, int) and later < earlier:
                if stated[second] is None:
                    values[second] = earlier
                elif stated[first] is None:
                    values[first] = later


def _paid(payments: Sequence[tuple[int | None, int | None]], maker: SnapshotMaker) -> Value:
    """Payments of which everything is known; no more was given back than paid."""
    known = sum(amount for amount, _ in payments if amount is not None)
    while True:
        filled = tuple(
            (
                maker.rng.choice((-5, 0, 5, max(0, -known))) if amount is None else amount,
                maker.instant() if paid_at is None else paid_at,
            )
            for amount, paid_at in payments
        )
        if sum(amount for amount, _ in filled) >= 0:
            return filled


def _filled(record: Record, maker: SnapshotMaker) -> Record:
    """A milestone of which everything is known, and of which no two values exclude each other."""
    while True:
        filled = [
            value
            if value is not None or field.path in ("escrow_amount", NOT_UNDERSTOOD)
            else maker.value(field)
            for field, value in zip(FIELDS[Scope.MILESTONE], record, strict=True)
        ]
        clashes = is_contradictory(filled) and not is_contradictory(record)
        if not clashes and denied(filled) == denied(record):
            return filled


def _holding(maker: SnapshotMaker, amount: int) -> Record:
    """A milestone with so much in escrow."""
    while True:
        record = maker.milestone(0)
        record[POSITION[Scope.MILESTONE]["escrow_amount"]] = amount
        if not is_contradictory(record):
            return record


@pytest.mark.parametrize("batch", range(sizes().completion_batches))
def test_every_completion_keeps_what_was_decided(batch: int) -> None:
    decided = 0
    for seed in range(batch * WORLDS, (batch + 1) * WORLDS):
        made = world(seed, STYLE)
        partly = outcomes(made.pack, made.snapshot, made.as_of)
        for number in range(COMPLETIONS):
            rng = random.Random(seed * 100 + number)
            snapshot = completed(made.snapshot, made.as_of, rng)
            whole = outcomes(made.pack, snapshot, made.as_of)
            for key, outcome in partly.items():
                if outcome is not None:
                    decided += 1
                    assert whole[key] is outcome, (seed, number, key, outcome, whole[key])
    assert decided > 1000 * WORLDS / 10
