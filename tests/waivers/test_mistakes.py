"""Every mistake in `cases/` is told in exactly the words beside it."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from closeout.engine.policy.pack import Pack
from closeout.engine.problems import PolicyError
from closeout.engine.report.waivers.reader import read_waivers

from ..golden import golden
from .conftest import AS_OF

CASES = Path(__file__).parent / "cases"
FILES = sorted(CASES.glob("*.yaml"))
SCHEMA: dict[str, Any] = json.loads(
    (files("closeout") / "schemas" / "waivers.schema.json").read_text("utf-8")
)


@pytest.mark.parametrize("case", FILES, ids=lambda path: path.stem)
def test_the_mistake_is_told_in_these_words(case: Path, packs: tuple[Pack, ...]) -> None:
    with pytest.raises(PolicyError) as caught:
        read_waivers(case.read_text("utf-8"), "waivers.yaml", packs, AS_OF)
    told = str(caught.value) + "\n"
    assert told == golden(case.with_suffix(".txt"), told)
    assert caught.value.exit_code == 2


def test_every_expected_text_belongs_to_a_case() -> None:
    assert {path.stem for path in CASES.glob("*.txt")} == {path.stem for path in FILES}


NOT_OF_SHAPE = [
    "alias",
    "thirtieth-of-february",
    "too-far-ahead",
    "unknown-rule",
    "block-by-pattern",
    "block-by-client",
    "twice-the-key",
]
"""Mistakes that only reading the file in its surroundings can tell."""


@pytest.mark.parametrize("case", FILES, ids=lambda path: path.stem)
def test_an_editor_with_the_schema_sees_mistakes_of_shape(case: Path) -> None:
    document = yaml.load(case.read_text("utf-8"), yaml.BaseLoader)
    is_valid = Draft202012Validator(SCHEMA).is_valid(document)
    assert is_valid == (case.stem in NOT_OF_SHAPE)


GOOD = [
    pytest.param("", 0, id="an empty file"),
    pytest.param("# nothing yet\n", 0, id="a comment"),
    pytest.param("[]\n", 0, id="an empty list"),
    pytest.param("waivers: []\n", 0, id="an empty list under its key"),
    pytest.param(
        "- {rule: silent, client: 'Ba*', reason: x, until: 2027-03-10T12:00:00Z}", 1, id="at most"
    ),
    pytest.param(
        "- {rule: money-inside, contract: C1, client: '*', reason: x, until: 2026-06-30}",
        1,
        id="both",
    ),
    pytest.param(
        "- {rule: silent, account: A1, reason: x, until: 2020-01-01, who: Ana}", 1, id="over"
    ),
]


@pytest.mark.parametrize(("text", "count"), GOOD)
def test_what_is_well_formed_is_read(text: str, count: int, packs: tuple[Pack, ...]) -> None:
    assert len(read_waivers(text, "waivers.yaml", packs, AS_OF)) == count
    assert Draft202012Validator(SCHEMA).is_valid(yaml.load(text, yaml.BaseLoader))


def test_the_span_ahead_is_configurable(packs: tuple[Pack, ...]) -> None:
    text = "- {rule: silent, contract: C1, reason: x, until: 2026-03-20}"
    assert read_waivers(text, "w", packs, AS_OF, max_days=10)
    with pytest.raises(PolicyError, match="at most 9 days"):
        read_waivers(text, "w", packs, AS_OF, max_days=9)


def test_a_rule_may_be_named_by_its_old_id(packs: tuple[Pack, ...]) -> None:
    text = "- {rule: quiet, contract: C1, reason: x, until: 2026-03-20}"
    assert [waiver.rule for waiver in read_waivers(text, "w", packs, AS_OF)] == ["silent"]
