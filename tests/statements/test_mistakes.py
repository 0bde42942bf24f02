"""Every mistake in `cases/` is told in exactly the words beside it.

Each file stands beside the pack `house`.
"""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from closeout.engine.language.source_reader import SOURCE_KEYS
from closeout.engine.policy.pack import Pack
from closeout.engine.problems import PolicyError
from closeout.engine.statements.model import Kind
from closeout.engine.statements.reader import read_statements

from ..golden import golden

CASES = Path(__file__).parent / "cases"
FILES = sorted(CASES.glob("*.yaml"))
SCHEMA: dict[str, Any] = json.loads(
    (files("closeout") / "schemas" / "statements.schema.json").read_text("utf-8")
)

TOLD_BY_READING_ALONE = {
    # a name against the pack, or against the rest of the file
    "unknown-rule", "unknown-fact", "unknown-action", "unknown-param", "unknown-end-reason",
    "unknown-source", "name-of-another-kind", "rules-that-nothing-names", "source-of-the-pack",
    "unknown-assumption", "implication-among-assumptions", "readings-that-nothing-names",
    "source-that-nothing-names", "id-in-two-groups", "group-twice",
    # what the parser of an editor says or lets pass by itself
    "id-twice", "anchor", "tab",
}  # fmt: skip


@pytest.mark.parametrize("case", FILES, ids=lambda path: path.stem)
def test_the_mistake_is_told_in_these_words(case: Path, pack: Pack) -> None:
    with pytest.raises(PolicyError) as caught:
        read_statements(case.read_text("utf-8"), "house/statements.yaml", pack)
    told = str(caught.value) + "\n"
    assert told == golden(case.with_suffix(".txt"), told)
    assert caught.value.exit_code == 2


def test_every_expected_text_belongs_to_a_case() -> None:
    assert {path.stem for path in CASES.glob("*.txt")} == {path.stem for path in FILES}


@pytest.mark.parametrize(
    "case",
    [path for path in FILES if path.stem != "tab"],
    ids=lambda path: path.stem,
)
def test_an_editor_with_the_schema_sees_mistakes_of_shape(case: Path) -> None:
    document = yaml.load(case.read_text("utf-8"), yaml.BaseLoader)
    is_valid = Draft202012Validator(SCHEMA).is_valid(document)
    assert is_valid == (case.stem in TOLD_BY_READING_ALONE)


def test_the_schema_knows_the_kinds_of_carriers() -> None:
    parts = SCHEMA["$defs"]
    assert set(parts["statement"]["properties"]) >= set(Kind)
    assert list(parts["source"]["properties"]) == list(SOURCE_KEYS)
