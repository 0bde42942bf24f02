"""Facts that name others twice double at every link: no contract is made up for what comes to too much."""

from __future__ import annotations

import pytest

from closeout.engine.language.load import load_packs
from closeout.engine.lint.run import linted_pack
from closeout.engine.lint.ways import MOST_COMPARISONS
from closeout.engine.lint.witness import contracts_for
from closeout.engine.policy.conditions import All, Condition, IsNone, Ref
from closeout.engine.units import Scope, Unit

LINTED = linted_pack("fiverr", load_packs(["fiverr"])[0], 1_773_000_000)
DUE = Ref(Scope.CONTRACT, "due_at", Unit.INSTANT)


@pytest.mark.parametrize(("links", "is_made"), [(4, True), (40, False)])
def test_contracts_are_made_up_for_what_names_the_one_before_twice_while_it_is_short(
    links: int, *, is_made: bool
) -> None:
    condition: Condition = IsNone(DUE)
    for _ in range(links):
        condition = All((condition, condition))
    assert (2**links < MOST_COMPARISONS) is is_made
    assert any(contracts_for(LINTED, condition)) is is_made
