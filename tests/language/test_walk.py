"""What a policy refers to, in written order."""

from __future__ import annotations

from closeout.engine.language.load import load_packs
from closeout.engine.policy.conditions import Compare, IsNone, Undecided
from closeout.engine.policy.definitions import Definition
from closeout.engine.policy.pack import Pack
from closeout.engine.policy.walk import conditions_of, leaves, operands, params, references

from .conftest import Load
from .test_definitions import DEFINITIONS

RULES = """
rules:
  - id: a-rule
    title: A rule
    for: contract
    when:
      status: [active, paused]
      any:
        - {budget: {gt: {fact: total_paid}}}
        - {not: {ended_at: {older_than: $review}}}
      certainly: {due_at: none, situation: {contains: mutual_stop}, open_tasks: {present: true}}
    then:
      action: look
      severity: info
      deadline: {at: due_at, plus: [$patience, 3 days]}
      events: {one: {at: started_at, minus: $review}}
      message: "{title} {budget} {$floor}"
facts:
  contract.row:
    - until: 2020-01-01
      streak: contract
      by: member_id
      where: {status: ended}
      newest: ended_at
      skip: {budget: {lt: $floor}}
      while: {type: fixed}
    - {from: 2020-01-01, case: [{when: {escrow: 0}, value: 3}, {else: {fact: open_tasks}}]}
"""


def names(found: object) -> list[str]:
    return [ref.name for ref in references(found)]  # type: ignore[arg-type]


def test_a_rule_names_condition_moments_and_message_in_order(load: Load) -> None:
    (rule,) = load(rules=RULES).rules
    when = [
        "status", "status", "budget", "total_paid", "ended_at", "due_at", "situation", "open_tasks",
    ]  # fmt: skip
    assert names(rule.when) == when
    assert names(rule) == [*when, "due_at", "started_at", "title", "budget"]
    assert [param.name for param in params(rule)] == ["review", "patience", "review", "floor"]
    assert names(rule.message) == ["title", "budget"]
    assert [leaf.left.name for leaf in leaves(rule.when) if not isinstance(leaf, Undecided)] == [
        "status", "status", "budget", "ended_at", "due_at", "situation", "open_tasks",
    ]  # fmt: skip


def test_a_fact_names_what_all_its_periods_are_made_of(load: Load) -> None:
    (fact,) = load(rules=RULES).facts.values()
    assert names(fact) == [
        "member_id", "status", "ended_at", "budget", "type", "escrow", "open_tasks",
    ]  # fmt: skip
    assert [param.name for param in params(fact)] == ["floor"]
    first, second = (period.definition for period in fact.periods)
    kinds = [type(condition) for condition in conditions_of(first)]
    assert kinds == [Compare, Compare, Compare]
    assert [names(condition) for condition in conditions_of(second)] == [["escrow"]]


def test_an_action_names_what_it_requires() -> None:
    (pack,) = load_packs(["upwork"])
    assert names(pack.actions["close-contract"])[:3] == ["status", "status", "escrow"]


def test_every_kind_of_definition_can_be_walked() -> None:
    definitions: list[Definition] = [definition for _, definition in DEFINITIONS.values()]
    walked = [list(operands(definition)) for definition in definitions]
    assert sum(map(len, walked)) > len(definitions)
    assert all(isinstance(list(conditions_of(definition)), list) for definition in definitions)


def test_no_fact_of_a_shipped_pack_names_a_later_one() -> None:
    for pack in load_packs(None):
        assert _order_is_kept(pack)


def _order_is_kept(pack: Pack) -> bool:
    seen: set[tuple[object, str]] = set()
    for key, fact in pack.facts.items():
        named = {ref.key for ref in references(fact)} & set(pack.facts)
        if not named <= seen:
            return False
        seen.add(key)
    return True


def test_a_leaf_names_its_left_side_first(load: Load) -> None:
    (rule,) = load(rules=RULES).rules
    for leaf in leaves(rule.when):
        if isinstance(leaf, Compare | IsNone):
            assert next(references(leaf)) == leaf.left
