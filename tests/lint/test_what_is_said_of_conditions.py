"""What lint says of a condition is so for every row: random conditions on random rows, known and not."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from closeout.engine.language.load import load_packs
from closeout.engine.lint.conditions import Said, said_of
from closeout.engine.lint.run import linted_pack
from closeout.engine.meaning.bounds import INF, NONE, Quantity
from closeout.engine.meaning.layout import Layout
from closeout.engine.meaning.reading import Reader
from closeout.engine.meaning.trace import decision
from closeout.engine.policy.conditions import (
    All,
    AnyOf,
    Certainly,
    Compare,
    Condition,
    IsNone,
    Literal,
    Not,
    Op,
    Present,
    Ref,
    TextMatch,
    TextOp,
)
from closeout.engine.units import Scope, Unit

from ..calls import calls_of
from ..sizes import examples

LINTED = linted_pack("fiverr", load_packs(["fiverr"])[0], 1_773_000_000)
TASKS = Ref(Scope.CONTRACT, "open_tasks", Unit.COUNT)
DUE = Ref(Scope.CONTRACT, "due_at", Unit.INSTANT)
STATUS = Ref(Scope.CONTRACT, "status", Unit.TEXT)
TITLE = Ref(Scope.CONTRACT, "title", Unit.TEXT)
REPEAT = Ref(Scope.CONTRACT, "repeat_client", Unit.FLAG)

numbers = st.integers(min_value=1, max_value=4)
leaves = st.one_of(
    st.builds(
        Compare,
        st.just(TASKS),
        st.sampled_from(Op),
        st.builds(Literal, numbers, st.just(Unit.COUNT)),
    ),
    st.builds(
        Compare,
        st.just(DUE),
        st.sampled_from(Op),
        st.builds(Literal, numbers, st.just(Unit.INSTANT)),
    ),
    st.builds(
        Compare,
        st.just(STATUS),
        st.just(Op.EQ),
        st.builds(Literal, st.sampled_from(("active", "paused", "ended")), st.just(Unit.TEXT)),
    ),
    st.builds(
        TextMatch,
        st.just(TITLE),
        st.sampled_from((TextOp.STARTS_WITH, TextOp.ENDS_WITH)),
        st.builds(Literal, st.sampled_from(("a", "ab", "b")), st.just(Unit.TEXT)),
    ),
    st.builds(
        Compare,
        st.just(REPEAT),
        st.just(Op.EQ),
        st.builds(Literal, st.booleans(), st.just(Unit.FLAG)),
    ),
    st.builds(Present, st.sampled_from((TASKS, DUE, STATUS))),
    st.just(IsNone(DUE)),
)


def _lists(items: st.SearchStrategy[Condition]) -> st.SearchStrategy[tuple[Condition, ...]]:
    return st.lists(items, min_size=1, max_size=3).map(tuple)


conditions: st.SearchStrategy[Condition] = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.builds(All, _lists(inner)),
        st.builds(AnyOf, _lists(inner)),
        st.builds(Not, inner),
        st.builds(Certainly, inner),
    ),
    max_leaves=6,
)
ends = st.sampled_from((-INF, 0, 1, 2, 3, 4, 5, INF))


@st.composite
def quantities(draw: Any, may_lack: bool) -> Quantity:
    low, high = sorted((draw(ends), draw(ends)))
    if low == high and abs(low) == INF:
        return NONE if may_lack else (-INF, INF, False)
    return (low, high, may_lack and draw(st.booleans()))


rows = st.fixed_dictionaries(
    {
        TASKS: st.one_of(numbers.map(lambda n: (n, n, False)), quantities(False)),
        DUE: st.one_of(numbers.map(lambda n: (n, n, False)), quantities(True), st.just(NONE)),
        STATUS: st.sampled_from((None, "active", "paused", "ended")),
        TITLE: st.sampled_from((None, "a", "b", "ab", "ba", "axb", "abxab", "c", "")),
        REPEAT: st.sampled_from((None, True, False)),
    }
)


class Row(Reader):
    """A row in which each fact has the value that is given."""

    def __init__(self, values: dict[Ref, Any]) -> None:
        super().__init__(Layout(LINTED.applied(LINTED.as_of), ()), Scope.CONTRACT, [])
        self.values = values

    def quantity(self, ref: Ref) -> Quantity:
        found: Quantity = self.values[ref]
        return found

    def plain(self, ref: Ref) -> Any:
        return self.values[ref]


def without(node: Condition, path: tuple[int, ...]) -> Condition:
    """A condition without one of its parts, which stands in a list."""
    if isinstance(node, All | AnyOf):
        place, *rest = path
        items = list(node.items)
        if rest:
            items[place] = without(items[place], tuple(rest))
        else:
            del items[place]
        return type(node)(tuple(items))
    assert isinstance(node, Not | Certainly)
    return type(node)(without(node.item, path[1:]))


def check(condition: Condition, said: Said, row: Row) -> None:
    whole = decision(condition, row)
    if said.check == "implied":
        assert decision(without(condition, said.path), row) == whole
    elif said.check == "always-holds":
        if all(row.is_known(ref) for ref in row.values):
            assert decision(said.part, row) == (True, True)
    elif not said.path:
        assert not whole[0]


@settings(max_examples=examples(60), deadline=None)
@given(conditions, st.lists(rows, min_size=8, max_size=8))
def test_it_is_so_for_every_row(condition: Condition, values: list[dict[Ref, Any]]) -> None:
    for said in said_of(LINTED, condition):
        for each in values:
            check(condition, said, Row(each))


@pytest.mark.parametrize("number", range(3))
def test_of_two_that_say_the_same_one_is_enough(number: int) -> None:
    leaf = Compare(TASKS, Op.GT, Literal(number, Unit.COUNT))
    (said,) = said_of(LINTED, All((leaf, leaf)))
    assert (said.check, said.path) == ("implied", (1,))


@pytest.mark.parametrize("joined", [AnyOf, All])
def test_a_long_list_of_words_takes_no_more_for_each_pair_of_them(
    joined: type[AnyOf] | type[All],
) -> None:
    """Every word is tried with every part: three times as many words are nine times as much, not 27 times."""

    def work(count: int) -> int:
        words = (Literal(f"w{number}", Unit.TEXT) for number in range(count))
        parts = [Compare(TITLE, Op.EQ, word) for word in words]
        told = tuple(parts if joined is AnyOf else map(Not, parts))
        return calls_of(lambda: said_of(LINTED, joined(told)))

    assert work(60) < 12 * work(20)
