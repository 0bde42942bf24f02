"""Whatever stands in a policy file, its author gets a pack or a clear refusal, never a traceback."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import closeout.policies
from closeout import check, load_policies
from closeout.engine.language.known import SNAPSHOT_FACTS
from closeout.engine.language.limits import LONGEST_CHAIN
from closeout.engine.language.load import load_packs
from closeout.engine.language.pack_files import PACK_KEYS
from closeout.engine.language.pack_reader import PackText, read_pack
from closeout.engine.language.rule_reader import RULE_KEYS, THEN_KEYS
from closeout.engine.policy.conditions import Literal
from closeout.engine.policy.operators import OPERATORS
from closeout.engine.policy.pack import Pack
from closeout.engine.policy.shapes import SHAPES
from closeout.engine.problems import PolicyError
from closeout.engine.units import Unit
from closeout.engine.yaml_tree import Scalar

from ..sizes import examples

SHARED = (Path(__file__).parent / "cases" / "shared.pack.yaml").read_text(encoding="utf-8")


def no_base(node: Scalar) -> Pack:
    return load_packs(["fiverr"])[0]


def outcome(*rules: str, pack: str = SHARED) -> Pack | None:
    """The pack, or None where it is refused in words."""
    files = tuple((f"rules{index}.yaml", text) for index, text in enumerate(rules))
    try:
        return read_pack(PackText(("pack.yaml", pack), files, is_shipped=False), no_base)
    except PolicyError as error:
        refusal = error
    assert refusal.problems
    assert all(problem.message and problem.place.file for problem in refusal.problems)
    told = str(refusal).replace("\xa0", " ")
    assert all(line.isprintable() for line in told.split("\n"))
    return None


@given(st.text())
def test_any_text_as_a_rule_file(text: str) -> None:
    outcome(text)


@given(st.text())
def test_any_text_as_a_pack(text: str) -> None:
    outcome(pack=text)


@given(st.text(alphabet=" \n\t:-[]{}'\"#&*!|>%@`,?abc", max_size=60))
def test_any_heap_of_yaml_signs(text: str) -> None:
    outcome(text)


WORDS = st.sampled_from(
    [
        *sorted(f"{scope}.{name}" for scope, name in SNAPSHOT_FACTS),
        *sorted(name for _, name in SNAPSHOT_FACTS),
        *("contract.a", "contract.b", "account.c", "a", "b", "c"),
        *SHAPES,
        *OPERATORS,
        *RULE_KEYS,
        *THEN_KEYS,
        *PACK_KEYS,
        *("all", "any", "not", "certainly", "fact", "else", "value", "about", "from", "until"),
        *("contract", "milestone", "client", "account", "export", "steps", "upto", "of", "where"),
    ]
)
VALUES = st.sampled_from(
    [
        *("none", "0", "3", "0.5", "30%", "-1", "250 USD", "14 days", "2 months", "1 business day"),
        *("2024-01-01", "2026-03-10T12:00:00Z", "true", "false", "null", "$review", "$patience"),
        *("$nothing", "active", "ended", "monday", "12:00", "{budget}", "{deadline:date}", "{{"),
        *("look", "close-contract", "info", "error", "official", "NOTE", "", " ", "9" * 40),
    ]
)
TREES = st.recursive(
    WORDS | VALUES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=12,
)
RULES = st.fixed_dictionaries(
    {
        "id": st.sampled_from(["a-rule", "b-rule"]),
        "title": st.just("A rule"),
        "for": st.sampled_from(["milestone", "contract", "client", "account"]),
        "when": TREES,
        "then": st.fixed_dictionaries(
            {"action": st.just("look"), "severity": st.just("info"), "message": VALUES},
            optional={"deadline": TREES, "events": TREES},
        ),
    }
)


@given(TREES)
def test_any_tree_of_the_words_of_the_language_as_a_rule_file(tree: object) -> None:
    outcome(json.dumps(tree))


@given(st.dictionaries(st.sampled_from(PACK_KEYS), TREES))
def test_any_tree_of_the_words_of_the_language_as_a_pack(tree: dict[str, object]) -> None:
    outcome(pack=json.dumps(tree | {"id": "mine"}))


@given(st.lists(RULES, max_size=2), st.dictionaries(WORDS, TREES, max_size=4))
def test_any_conditions_and_facts(rules: list[object], facts: dict[str, object]) -> None:
    outcome(json.dumps({"rules": rules, "facts": facts}))


NAMES = st.sampled_from(
    [
        *("status", "title", "total_paid", "budget", "ended_at", "due_at", "open_tasks", "id"),
        *("hours.unlogged", "situation", "close_requests", "payments", "payments.paid_at"),
        *("closing_planned", "client.id", "as_of", "account.recommend_rate", "milestone.due_at"),
        *("milestone.amount", "contract.total_paid", "contract.ended_at", "contract.client.id"),
        *(
            "a",
            "b",
            "contract.a",
            "d",
            "milestone.d",
            "contract",
            "milestone",
            "account",
            "$review",
        ),
    ]
)
FACT = st.fixed_dictionaries({"fact": NAMES})
OPERAND = VALUES | FACT
MATCHER = (
    OPERAND
    | st.lists(OPERAND, max_size=3)
    | st.dictionaries(
        st.sampled_from(sorted(OPERATORS)), OPERAND | st.lists(OPERAND, max_size=2), max_size=2
    )
)
CONDITION = st.recursive(
    st.dictionaries(NAMES, MATCHER, min_size=1, max_size=2),
    lambda inner: st.dictionaries(
        st.sampled_from(["all", "any", "not", "certainly"]),
        inner | st.lists(inner, max_size=2),
        min_size=1,
        max_size=2,
    ),
    max_leaves=3,
)
ROW = st.fixed_dictionaries({"when": CONDITION, "value": OPERAND})
STEP = st.fixed_dictionaries({"upto": OPERAND, "value": OPERAND})
LAST = st.fixed_dictionaries({"else": OPERAND})
STEPS = st.builds(lambda steps, last: [*steps, last], st.lists(STEP, max_size=3), LAST)
NEXT = st.fixed_dictionaries({"weekday": VALUES}, optional={"time": VALUES})
SHAPED = st.one_of(
    OPERAND,
    CONDITION,
    st.fixed_dictionaries(
        {"at": NAMES | OPERAND},
        optional={"plus": OPERAND | st.lists(VALUES), "minus": VALUES, "next": NEXT},
    ),
    st.fixed_dictionaries({"case": st.lists(ROW | LAST, max_size=3)}),
    st.fixed_dictionaries({"table": st.fixed_dictionaries({"of": NAMES, "steps": STEPS})}),
    st.fixed_dictionaries({"streak": NAMES, "newest": NAMES, "while": CONDITION}),
    st.fixed_dictionaries({"rank": NAMES, "order": st.lists(NAMES)}),
    st.fixed_dictionaries({"share": NAMES, "where": CONDITION}, optional={"of": CONDITION}),
    st.fixed_dictionaries({"count_periods": st.fixed_dictionaries({"of": NAMES, "every": VALUES})}),
    st.fixed_dictionaries(
        {
            "longest_gap": st.fixed_dictionaries(
                {"of": NAMES}, optional={"since": NAMES | OPERAND, "to": NAMES | OPERAND}
            )
        }
    ),
    *(
        st.fixed_dictionaries({word: NAMES}, optional={"where": CONDITION})
        for word in ("latest", "earliest", "count", "sum", "count_distinct")
    ),
    *(
        st.fixed_dictionaries({word: st.lists(NAMES | OPERAND, max_size=3)})
        for word in ("later_of", "earlier_of", "first_known", "difference")
    ),
)
DATED = st.lists(
    st.builds(
        lambda shaped, dates: shaped | dates if isinstance(shaped, dict) else shaped,
        SHAPED,
        st.dictionaries(st.sampled_from(["from", "until"]), VALUES, max_size=2),
    ),
    max_size=3,
)
RULE = {
    "id": "a",
    "title": "A",
    "for": "contract",
    "when": {"status": "active"},
    "then": {"action": "look", "severity": "info", "message": "{a} {b:date}"},
}


@given(
    st.fixed_dictionaries(
        {"contract.a": SHAPED},
        optional={
            "contract.b": SHAPED | DATED,
            "account.c": SHAPED | DATED,
            "milestone.d": SHAPED,
        },
    )
)
def test_any_definitions(facts: dict[str, object]) -> None:
    outcome(json.dumps({"facts": facts, "rules": [RULE | {"then": SAY_NOTHING}]}))


SAY_NOTHING = {"action": "look", "severity": "info", "message": "Look."}


@given(CONDITION, st.sampled_from(["milestone", "contract", "client", "account"]))
def test_any_condition(when: object, scope: str) -> None:
    outcome(json.dumps([RULE | {"when": when, "for": scope}]))


FOLDERS = sorted(path.parent for path in Path(closeout.policies.__path__[0]).glob("*/pack.yaml"))
TOKENS = ("{", "}", "[", "]", ":", "-", "'", '"', "\t", "none", "$x", "3 days", "contract.a", "&a")


@pytest.mark.parametrize("seed", range(12))
def test_shipped_packs_with_slips_of_the_pen(seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(4):
        files = {
            path.name: path.read_text(encoding="utf-8")
            for path in sorted(chance.choice(FOLDERS).glob("*.yaml"))
            if not path.name.endswith(".test.yaml")
        }
        name = chance.choice(sorted(files))
        lines = files[name].splitlines()
        for _ in range(chance.randint(1, 3)):
            _slip(lines, chance)
        files[name] = "\n".join(lines)
        pack = files.pop("pack.yaml")
        outcome(*files.values(), pack=pack)


def _slip(lines: list[str], chance: random.Random) -> None:
    index = chance.randrange(len(lines))
    words = lines[index].split(" ")
    match chance.randrange(5):
        case 0:
            del lines[index]
        case 1:
            lines.insert(chance.randrange(len(lines)), lines[index])
        case 2:
            words[chance.randrange(len(words))] = chance.choice(TOKENS)
            lines[index] = " ".join(words)
        case 3:
            lines[index] = lines[index][: chance.randrange(len(lines[index]) + 1)]
        case _:
            lines[index] = " " + lines[index]


@settings(max_examples=examples(200))
@given(st.sampled_from([unit for unit in Unit if not unit.is_list]), st.text(max_size=40))
def test_any_text_is_a_literal_or_not(unit: Unit, text: str) -> None:
    from closeout.engine.language.literals import literal_of
    from closeout.engine.language.spelling import misfit

    found = literal_of(text, unit)
    if found is None:
        message, _ = misfit(text, unit, "contract.x")
        assert message
    else:
        assert isinstance(found, Literal)


def test_a_circle_of_very_many_facts_is_told() -> None:
    ring = [f"  contract.f{i}: {{at: f{(i + 1) % 500}, plus: 1 day}}" for i in range(500)]
    files = (("rules.yaml", "facts:\n" + "\n".join(ring)),)
    with pytest.raises(PolicyError, match="facts form a circle: "):
        read_pack(PackText(("pack.yaml", SHARED), files, is_shipped=False), no_base)


def test_conditions_nested_as_deep_as_yaml_allows_are_read() -> None:
    deep = "{not: " * 90 + "{status: active}" + "}" * 90
    rule = "id: a, title: A, for: contract, then: {action: look, severity: info, message: L}"
    assert outcome(f"[{{{rule}, when: {deep}}}]") is not None


def test_a_long_chain_of_flags_that_fork_is_followed_to_the_field_that_it_tells_of() -> None:
    facts: dict[str, object] = {"contract.f0": {"work_state": "complete"}}
    for number in range(1, LONGEST_CHAIN):
        below = {f"f{number - 1}": True}
        facts[f"contract.f{number}"] = {"any": [below, {"all": [below]}]}
    texts = {"says": "It is done.", "because": "Nobody says otherwise.", "basis": "advice"}
    done = {
        "for": "contract",
        "field": f"f{LONGEST_CHAIN - 1}",
        "value": True,
        "may_close": True,
        **texts,
    }
    then = "then: {action: look, severity: info, message: L}"
    rule = f"{{id: a, title: A, for: contract, when: {{f{LONGEST_CHAIN - 1}: true}}, {then}}}"
    files = (
        ("rules.yaml", f"[{rule}]"),
        ("facts.yaml", json.dumps({"facts": facts, "assumptions": {"done": done}})),
    )
    with pytest.raises(
        PolicyError, match=r"no closing may rest on an assumption of contract\.work_state"
    ):
        read_pack(PackText(("pack.yaml", SHARED), files, is_shipped=False), no_base)


@pytest.mark.parametrize(
    "made_of",
    [
        pytest.param("{%s: true}", id="the one before"),
        pytest.param(
            "{all: [{any: [{not: {not: {%s: true}}}, {status: ended}]}, {type: fixed}]}",
            id="the one before, deep in conditions",
        ),
        pytest.param(
            "{case: [{when: {%s: true}, value: true}, {else: false}]}",
            id="a case of the one before",
        ),
    ],
)
def test_what_rests_on_the_longest_chain_of_facts_is_judged(tmp_path: Path, made_of: str) -> None:
    facts = "".join(
        f"  contract.f{number}: {made_of % f'f{number - 1}'}\n"
        for number in range(1, LONGEST_CHAIN)
    )
    (tmp_path / "pack.yaml").write_text(
        f"id: mine\nextends: upwork\nfacts:\n  contract.f0: {{work_state: complete}}\n{facts}"
        f"rules: [{{id: a, title: A, for: contract, when: {{f{LONGEST_CHAIN - 1}: true}}, "
        "then: {action: talk-to-client, severity: info, message: m}}]\n",
        encoding="utf-8",
    )
    report = check(
        {"id": "C1", "type": "fixed"}, load_policies([tmp_path]), as_of="2026-03-10T12:00:00Z"
    )
    open_rule = next(each for each in report.undetermined if each.rule == "a")
    assert "work_state" in open_rule.needs


def test_nesting_in_a_circle_is_refused_in_words() -> None:
    def nested(name: str) -> str:
        return "{not: " * 90 + f"{{{name}: true}}" + "}" * 90

    ring = [f"  contract.f{i}: {nested(f'f{(i + 1) % 40}')}" for i in range(40)]
    assert outcome("facts:\n" + "\n".join(ring)) is None
