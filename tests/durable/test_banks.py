"""Banks that are open for several instants: one for all at which the rules look the same."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from closeout.engine.durable import banks as banks_module
from closeout.engine.durable.bank import Bank, availability
from closeout.engine.durable.banks import ONE_AT_A_TIME, Banks
from closeout.engine.durable.engine import match, matched
from closeout.engine.meaning.matching import Match
from closeout.engine.policy.conditions import (
    Compare,
    Condition,
    Literal,
    Newer,
    Older,
    Op,
    WithinNext,
)
from closeout.engine.problems import EngineFault
from closeout.engine.records import record_with
from closeout.engine.units import Duration, Scope, Unit

from .made import (
    AS_OF,
    DAY,
    DUE,
    ENDED,
    SHARE,
    STARTED,
    STATUS,
    TASKS,
    Values,
    applied,
    chained,
    known,
    laid_out,
)

pytestmark = pytest.mark.skipif(availability() is not None, reason=str(availability()))

WEEK = Literal(Duration(seconds=7 * DAY), Unit.DURATION)

BY_AGE: list[Condition] = [
    Older(ENDED, WEEK),
    Newer(STARTED, WEEK),
    WithinNext(DUE, WEEK),
    Compare(ENDED, Op.LT, STARTED),
    Compare(TASKS, Op.GT, Literal(2, Unit.COUNT)),
    Compare(STATUS, Op.EQ, Literal("active", Unit.TEXT)),
]
"""Conditions that look the same at every instant."""

BY_DATE: list[Condition] = [Compare(ENDED, Op.LT, Literal(AS_OF, Unit.INSTANT))]

INSTANTS = [AS_OF + days * DAY + seconds for days in (-400, -3, 0, 5, 9_000) for seconds in (-1, 1)]


def entities(at: int) -> list[Values]:
    """A week before, or after, an instant, and a second beside that."""
    near = [at + sign * 7 * DAY + seconds for sign in (-1, 1) for seconds in (-1, 0, 1)]
    return [
        {
            ENDED: known(one),
            STARTED: known(other),
            DUE: (min(one, other), max(one, other), True),
            TASKS: known(place),
            STATUS: ("active", "paused", f"unheard of {at}", None)[place % 4],
        }
        for place, (one, other) in enumerate((one, other) for one in near for other in near)
    ]


class Asked:
    """Conditions, asked at one instant after the other."""

    def __init__(self, conditions: list[Condition]) -> None:
        self._applied = applied([(Scope.MILESTONE, each) for each in conditions])
        self._layout = laid_out(self._applied)

    def at(
        self, at: int, open_banks: Banks | None = None, more: Values | None = None
    ) -> list[Match]:
        """The matches of milestones around an instant; with banks of their own, or in those."""
        given = record_with(self._applied, as_of=at)
        layout = self._layout.under(given)
        chains = [chained(layout, {**each, **(more or {})}) for each in entities(at)]
        rows = {Scope.MILESTONE: [chain[Scope.MILESTONE] for chain in chains]}
        if open_banks is None:
            return match(given, layout, rows)
        return matched(given, layout, rows, open_banks)


class Noted(Bank):
    """A bank that says whether it is closed."""

    is_closed = False

    def close(self) -> None:
        """As inherited."""
        super().close()
        self.is_closed = True


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[Noted]:
    """The banks that are made from now on."""
    found: list[Noted] = []

    def noted(*arguments: Any) -> Bank:
        found.append(Noted(*arguments))
        return found[-1]

    monkeypatch.setattr(banks_module, "Bank", noted)
    return found


def test_one_bank_answers_at_every_instant_at_which_the_rules_look_the_same(
    made: list[Noted],
) -> None:
    asked = Asked(BY_AGE)
    with Banks() as open_banks:
        found = [asked.at(at, open_banks) for at in INSTANTS]
    assert len(made) == 1
    assert found == [asked.at(at) for at in INSTANTS]
    assert all(found)


def test_a_rule_that_names_a_date_has_a_bank_for_each_instant(made: list[Noted]) -> None:
    asked = Asked(BY_DATE)
    with Banks() as open_banks:
        found = [asked.at(at, open_banks) for at in INSTANTS]
    assert len(made) == len(INSTANTS)
    assert found == [asked.at(at) for at in INSTANTS]


def test_numbers_that_are_carried_by_rank_have_banks_of_their_own(made: list[Noted]) -> None:
    asked = Asked([Compare(SHARE, Op.LT, Literal(Fraction(1, 2), Unit.RATIO))])
    shares: list[Values] = [{SHARE: known(Fraction(1, parts))} for parts in (1, 2, 3, 4)]
    with Banks() as open_banks:
        found = [len(asked.at(AS_OF, open_banks, share)) for share in shares]
    assert len(made) == len(shares)
    assert found == [0, 0, len(entities(AS_OF)), len(entities(AS_OF))]


def test_no_more_banks_are_open_than_there_may_be(
    made: list[Noted], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(banks_module, "MOST", 3)
    asked = Asked(BY_DATE)
    with Banks() as open_banks:
        for at in INSTANTS:
            asked.at(at, open_banks)
            assert not made[-1].is_closed
            assert sum(not bank.is_closed for bank in made) <= 3
    assert all(bank.is_closed for bank in made)


def test_banks_are_closed_at_the_end_also_where_something_failed(made: list[Noted]) -> None:
    asked = Asked(BY_AGE)

    def fail() -> None:
        with Banks() as open_banks:
            asked.at(AS_OF, open_banks)
            assert ONE_AT_A_TIME.locked()
            asked.at(AS_OF, open_banks, {ENDED: (0.5, 0.5, False)})

    with pytest.raises(EngineFault, match="inexact"):
        fail()
    assert not ONE_AT_A_TIME.locked()
    assert [bank.is_closed for bank in made] == [True]
    assert asked.at(AS_OF)
