"""Every change names edits that bring it about by themselves, and no part of them does."""

from __future__ import annotations

import itertools
import random

import pytest

from closeout.engine.comparing import causes
from closeout.engine.comparing.causes import Search, with_causes
from closeout.engine.comparing.changes import compared, contract_told, item_told, items_of
from closeout.engine.comparing.model import Comparison, ContractChange, Of, RuleChange
from closeout.engine.comparing.sides import Sides
from closeout.engine.policy.pack import Pack
from closeout.engine.records import record_with
from closeout.engine.report.findings import Report
from closeout.engine.snapshot.fields import POSITION
from closeout.engine.snapshot.model import Snapshot
from closeout.engine.units import Scope
from closeout.engine.variants.edits import Edit, Kind

from ..worlds import World
from .mixed import OPTIONS, a_world, edited, report_of

ACCOUNT = POSITION[Scope.CONTRACT]["account_id"]


def compare(world: World, new: Pack) -> tuple[Comparison, Search]:
    sides = Sides([world.pack], [new])
    before = report_of(world.snapshot, world.pack, world.as_of)
    after = report_of(world.snapshot, new, world.as_of)
    found = compared(Of.POLICIES, ("old", before), ("new", after), sides.names)
    search = Search(found, sides, world.snapshot, OPTIONS)
    return with_causes(found, search), search


def told_with(
    change: ContractChange | RuleChange, edits: tuple[Edit, ...], world: World, sides: Sides
) -> object:
    """What is said of a change's subject with these edits alone, evaluated as a whole."""
    packs = sides.with_edits(edits)
    if packs is None or packs[0] is None:
        return None
    report = report_of(world.snapshot, packs[0], world.as_of)
    return told(change, report)


def told(change: ContractChange | RuleChange, report: Report) -> object:
    if isinstance(change, ContractChange):
        return contract_told(report.by_id[change.id])
    item = items_of(report, {}).get((change.rule, change.subject, 0))
    return type(item), item_told(item)


@pytest.mark.parametrize("most", [causes.MOST_SETS, 1], ids=["all sets", "leaving out edits"])
@pytest.mark.parametrize("seed", [2, 3, 5, 14, 17, 18])
def test_the_named_edits_alone_bring_a_change_about_and_no_part_of_them_does(
    seed: int, most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(causes, "MOST_SETS", most)
    world = a_world(seed)
    new = edited(world.pack, random.Random(seed), 6)
    found, search = compare(world, new)
    after = report_of(world.snapshot, new, world.as_of)
    changes: list[ContractChange | RuleChange] = [*found.contracts[:6], *found.rules[:10]]
    for change in changes:
        assert change.causes is not None and change.causes.edits and change.causes.is_smallest
        edits = change.causes.edits
        assert told_with(change, edits, world, search.sides) == told(change, after)
        for size in range(len(edits)):
            for part in itertools.combinations(edits, size):
                assert told_with(change, part, world, search.sides) != told(change, after)


def test_some_changes_of_these_worlds_need_two_edits_at_once() -> None:
    sizes = set()
    for seed in (2, 3, 5, 14, 17, 28):
        world = a_world(seed)
        found, _ = compare(world, edited(world.pack, random.Random(seed), 6))
        sizes |= {len(change.causes.edits) for change in found.rules if change.causes}
    assert sizes >= {1, 2}


@pytest.mark.parametrize("seed", range(4))
def test_a_pack_and_itself_differ_in_nothing(seed: int) -> None:
    world = a_world(seed)
    found, search = compare(world, record_with(world.pack, version="9", title="Another"))
    assert found.is_empty
    assert (found.edits, search.evaluated) == ((), 0)


def by_account(snapshot: Snapshot) -> Snapshot:
    """The snapshot in which every third contract shares an account."""
    contracts = []
    for place, contract in enumerate(snapshot.contracts):
        values = list(contract.values)
        values[ACCOUNT] = f"A{place % 3}"
        contracts.append(record_with(contract, values=values))
    return record_with(snapshot, contracts=contracts, accounts=[])


@pytest.mark.parametrize("seed", [2, 5, 17, 18])
def test_only_the_accounts_that_changed_are_evaluated_again(seed: int) -> None:
    world = a_world(seed)
    world = record_with(world, snapshot=by_account(world.snapshot))
    new = edited(world.pack, random.Random(seed), 4)
    found, search = compare(world, new)
    accounts = {one.id: one.values[ACCOUNT] for one in world.snapshot.contracts}
    changed = {
        change.subject.account
        if change.subject.contract is None
        else accounts[change.subject.contract]
        for change in found.rules
    } | {accounts[change.id] for change in found.contracts}
    assert changed and {one.values[ACCOUNT] for one in search.snapshot.contracts} == changed


def test_two_packs_of_one_platform_are_a_pair_and_all_others_come_or_go() -> None:
    world = a_world(1)
    other = record_with(world.pack, id="other")
    far = record_with(world.pack, id="far", platform="fiverr")
    assert [edit.kind for edit in Sides([world.pack], [other]).edits] == []
    (edit,) = Sides([world.pack], [other, far]).edits
    assert (edit.kind, edit.name, str(edit.how)) == (Kind.PACK, "far", "added")
    sides = Sides([world.pack, far], [other])
    assert sides.with_edits(sides.edits) == [world.pack, None]


def test_a_rule_that_was_renamed_is_the_same_rule() -> None:
    world = a_world(5)
    rules = tuple(
        record_with(rule, id=f"{rule.id}-anew", renamed_from=(rule.id,))
        for rule in world.pack.rules
    )
    found, _ = compare(world, record_with(world.pack, rules=rules))
    assert found.is_empty
