"""The JSON Schema of policy files: what an editor knows while a policy is written."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

import closeout.policies
import closeout.schemas
from closeout.engine.language.agreement import as_typed
from closeout.engine.language.file_names import OTHER_FILES
from closeout.engine.language.load import load_packs
from closeout.engine.language.schema import policy_schema, policy_schema_text
from closeout.engine.yaml_tree import YamlFault, read_tree

from .conftest import Load

CASES = Path(__file__).parent / "cases"
SHIPPED = sorted(
    path
    for path in Path(closeout.policies.__path__[0]).rglob("*.yaml")
    if not path.name.endswith(OTHER_FILES)
)
BAD = sorted(path for path in CASES.glob("*.yaml") if not path.name.startswith("shared."))

TOLD_BY_LOADING_ALONE = {
    # one value against another, of this file or of another
    "rule-id-twice", "name-in-two-files", "undefined-param", "fact-with-a-dollar-sign", "periods-of-a-rule",
    "action-of-a-pack-without-any.pack",
    "between-two-currencies", "reading-taken-for-a-rule.pack", "optional-parts", "close-without-review.pack",
    "extends-and-changes-nothing.pack", "extends-itself.pack", "extends-nothing-known.pack",
    "settled-in-a-circle.pack",
    "disable-without-extends.pack", "same-id-as-the-extended-pack.pack", "unsafe-close.pack",
    "params-that-nothing-uses.pack",
    "contains-a-word-that-never-occurs", "ends-with-what-never-occurs",
    "ends-with-a-param-that-is-no-text",
    "params-that-are-no-length", "parts-without-their-percent-sign", "param-in-words", "param-with-a-dollar-sign",
    "param-of-another-unit", "param-of-another-unit-compared", "param-word-that-never-occurs",
    "months-param-against-a-duration", "facts-of-two-units", "dated-facts",
    # messages
    "messages", "param-without-its-sign-in-a-message",
    # what a pattern cannot say
    "months-against-a-duration", "percent-of-a-number-up-to-100", "shares-of-100",
    "source-among-many.pack", "requirement-of-no-contract", "closing-that-does-not-close.pack",
    "without-rules.pack", "block-of-no-contract",
    # what is taken for granted: facts, other readings, and what it would let go
    "reading-of-no-field", "reading-of-money-for-a-closing",
    "reading-through-a-flag-for-a-closing", "readings-that-contradict",
    "reading-of-another-kind.pack", "reading-off-that-nobody-has.pack", "closing-requires-an-assumption.pack",
    "implication-of-money-for-a-closing", "reading-with-bounds-turned-round",
}  # fmt: skip


@cache
def validator() -> Draft202012Validator:
    schema = json.loads(policy_schema_text(load_packs(None)))
    return Draft202012Validator(schema)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_shipped_file_is_valid(path: Path) -> None:
    document = as_typed(read_tree(path.read_text(encoding="utf-8"), path.name))
    errors = [f"{error.json_path}: {error.message}" for error in validator().iter_errors(document)]
    assert errors == []


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.name)
def test_a_file_with_a_mistake_is_not(path: Path) -> None:
    try:
        document = as_typed(read_tree(path.read_text(encoding="utf-8"), path.name))
    except YamlFault:
        return
    is_valid = not any(validator().iter_errors(document))
    assert is_valid == (path.stem in TOLD_BY_LOADING_ALONE)


def test_facts_of_the_loaded_packs_are_known(load: Load) -> None:
    pack = load(
        rules="""
facts: {contract.my_fact: {status: active, about: Mine.}}
rules:
  - id: mine
    title: Mine
    for: milestone
    when: {my_fact: true}
    then: {action: look, severity: info, message: Look.}
"""
    )
    rule = {
        "id": "other",
        "title": "Other",
        "for": "milestone",
        "when": {"contract.my_fact": True},
        "then": {"action": "look", "severity": "info", "message": "Look."},
    }
    mine = Draft202012Validator(policy_schema([pack]))
    assert mine.is_valid([rule])
    assert not validator().is_valid([rule])
    assert not mine.is_valid([rule | {"for": "account"}])
    described = policy_schema([pack])["$defs"]
    assert isinstance(described, dict)
    assert described["contract.my_fact"]["description"] == "Mine. It is a flag."


ONE_RULE = """
- id: a-rule
  title: A rule
  for: contract
  when: {status: active}
  then: {action: look, severity: info, message: Look.}
"""


def _rule(**changes: object) -> dict[str, object]:
    then = {"action": "look", "severity": "info", "message": "Look."}
    return {
        "id": "other", "title": "Other", "for": "contract", "when": {"status": "active"}, "then": then,
        **changes,
    }  # fmt: skip


@pytest.mark.parametrize(
    "changes",
    [
        {"then": {"action": "lok", "severity": "info", "message": "Look."}},
        {"sources": ["NOTES"]},
        {"when": {"total_paid": {"lt": "$flor"}}},
        {"when": {"ended_at": {"older_than": "$revew"}}},
        {"when": {"status": "$favorite"}},
    ],
    ids=["an action", "a source", "an amount", "a length", "a word"],
)
def test_the_schema_of_an_authors_pack_marks_names_that_it_does_not_have(
    changes: dict[str, object], load: Load
) -> None:
    pack = load(rules=ONE_RULE)
    mine = Draft202012Validator(policy_schema([pack], is_closed=True))
    assert mine.is_valid([_rule()])
    assert not mine.is_valid([_rule(**changes)])
    assert validator().is_valid([_rule(**changes)])


def test_the_schema_of_an_authors_pack_knows_its_own_names(load: Load) -> None:
    mine = Draft202012Validator(policy_schema([load(rules=ONE_RULE)], is_closed=True))
    when = {
        "status": "$favourite",
        "total_paid": {"gt": "$floor", "lt": "$share of budget"},
        "ended_at": {"older_than": "$review"},
    }
    assert mine.is_valid([_rule(when=when, sources=["NOTE"])])


def test_an_editor_shows_what_a_field_means_and_how_its_values_look() -> None:
    shown = validator().schema["$defs"]["contract.budget"]["markdownDescription"]
    assert (
        shown
        == "Agreed price, in the contract's currency. It is money. Values look like `250 USD`."
    )
    assert "markdownDescription" not in validator().schema["$defs"]["matcher_money"]


def test_every_fact_is_described() -> None:
    for name, schema in validator().schema["$defs"].items():
        if "." in name:
            assert schema["description"].endswith("."), name


def test_the_shipped_schema_is_that_of_the_shipped_packs() -> None:
    """Write it again with: closeout schema policy > schemas/policy.schema.json"""
    path = Path(closeout.schemas.__path__[0]) / "policy.schema.json"
    assert path.read_text(encoding="utf-8") == policy_schema_text(load_packs(None))
