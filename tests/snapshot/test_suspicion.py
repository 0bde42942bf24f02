"""The glance at a contract never misses what the tables of contradictions would tell of it."""

from __future__ import annotations

from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

from closeout.engine.snapshot import contradictions
from closeout.engine.snapshot.fields import FIELDS, Field, Kind
from closeout.engine.snapshot.model import NONE, Contract, Record, Value
from closeout.engine.units import Scope

KNOWN_UNTIL = 3
INSTANTS = st.integers(1, KNOWN_UNTIL + 1)
MONEY = st.sampled_from((0, 100, 200))


def values_of(field: Field) -> st.SearchStrategy[Value]:
    """A few values of each kind, so that they meet each other."""
    match field.kind:
        case Kind.INSTANT:
            return st.none() | st.just(NONE) | INSTANTS
        case Kind.INSTANTS:
            return st.none() | st.lists(INSTANTS, max_size=2).map(tuple)
        case Kind.MONEY:
            return st.none() | MONEY
        case Kind.PAYMENTS:
            payment = st.tuples(st.none() | MONEY, st.none() | INSTANTS)
            return st.none() | st.lists(payment, max_size=2).map(tuple)
        case Kind.ENUM:
            return st.none() | st.sampled_from(("none", *field.choices))
        case _:
            return st.none() | st.just(NONE)


def records(scope: Scope, id: str) -> st.SearchStrategy[Record]:
    fields: list[Any] = [st.just(id), *map(values_of, FIELDS[scope][1:])]
    return st.tuples(*fields).map(list)


CONTRACTS = st.builds(
    Contract,
    records(Scope.CONTRACT, "C1"),
    st.none() | st.lists(records(Scope.MILESTONE, "m1"), max_size=2),
)
UNTIL = st.none() | st.just(KNOWN_UNTIL)


@given(CONTRACTS, UNTIL)
def test_what_contradicts_itself_is_suspected(contract: Contract, until: int | None) -> None:
    assume(any(contradictions._told(contract, contradictions._latest(until, None))))
    assert contradictions.may_contradict(contract, until)


@given(records(Scope.CONTRACT, "C1"), records(Scope.MILESTONE, "m1"), UNTIL, st.data())
def test_so_is_a_single_thing_that_contradicts_another(
    stated: Record, milestone: Record, until: int | None, data: st.DataObject
) -> None:
    """Two fields of a contract and four of its milestone, so that one reason alone is there."""
    width, wide = len(stated), len(milestone)
    kept = {0, *data.draw(st.lists(st.integers(0, width - 1), min_size=2, max_size=3))}
    near = {0, *data.draw(st.lists(st.integers(0, wide - 1), min_size=2, max_size=4))}
    contract = Contract(
        [value if place in kept else None for place, value in enumerate(stated)],
        [[value if place in near else None for place, value in enumerate(milestone)]],
    )
    if any(contradictions._told(contract, contradictions._latest(until, None))):
        assert contradictions.may_contradict(contract, until)
