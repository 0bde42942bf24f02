"""The published schema and the loader agree on the shape of packs, also of damaged ones."""

from __future__ import annotations

import copy
import json
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from closeout.cli.app import app
from closeout.engine.language import agreement
from closeout.engine.language.agreement import refused_by_loader, refused_by_schema
from closeout.engine.language.load import load_packs, shipped_pack_ids
from closeout.engine.problems import PolicyError

from ..sizes import examples

PACK = Path(__file__).parent / "agreement" / "pack"
FILES = {
    name: yaml.load((PACK / name).read_text("utf-8"), yaml.BaseLoader)
    for name in ("pack.yaml", "rules.yaml")
}
INSTEAD: tuple[Any, ...] = (None, "", [], {}, ["x"], {"zzz": "y"}, "zzz", "7", "true")

Step = str | int
Damage = tuple[str, tuple[Step, ...], str, Any]


def paths(value: Any, path: tuple[Step, ...] = ()) -> Iterator[tuple[Step, ...]]:
    entries: Any = value.items() if isinstance(value, dict) else ()
    for step, inner in enumerate(value) if isinstance(value, list) else entries:
        yield (*path, step)
        yield from paths(inner, (*path, step))


DAMAGES: list[Damage] = [
    (name, path, what, value)
    for name, document in FILES.items()
    for path in paths(document)
    for what, value in [("without", None), ("with", "zzz"), *(("is", each) for each in INSTEAD)]
]


def damaged(document: Any, path: tuple[Step, ...], what: str, value: Any) -> Any:
    """The document without a part, with an unknown key in it, or with another value for it."""
    document = copy.deepcopy(document)
    owner = document
    for step in path[:-1]:
        owner = owner[step]
    if what == "without":
        del owner[path[-1]]
    elif what == "is":
        owner[path[-1]] = value
    elif isinstance(owner[path[-1]], dict):
        owner[path[-1]][value] = "y"
    return document


def flow(value: Any) -> str:
    """The document as YAML in which every scalar is plain where that is possible."""
    if value is None:
        return ""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{flow(key)}: {flow(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(flow(each) or '""' for each in value) + "]"
    return value if re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_. -]*", value) else json.dumps(value)


def quoted(value: Any) -> str:
    """The document as YAML in which every value stands in quotes."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {quoted(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(quoted, value)) + "]"
    return json.dumps(value)


def differences(folder: str) -> list[str]:
    """Where the two judge a pack differently."""
    try:
        pack = load_packs([folder])[0]
    except PolicyError as error:
        found = refused_by_loader(folder, error.problems)
    else:
        found = refused_by_schema(folder, pack)
    return [problem.message for problem in found]


@pytest.mark.parametrize("name", shipped_pack_ids())
def test_they_agree_on_a_shipped_pack(name: str) -> None:
    assert differences(name) == []


def test_the_pack_to_be_damaged_is_sound() -> None:
    assert load_packs([str(PACK)])[0].id == "house"
    assert differences(str(PACK)) == []


QUOTED = """
- id: quoted
  title: Values in quotes
  for: contract
  when: {escrow: "0", hours.unlogged: {gt: "0"}, repeat_client: "true", closing_planned: ["false"]}
  then: {action: look, severity: info, message: x}
- id: quoted-twice
  title: More of them
  for: contract
  when: {budget: {gt: "0", present: "true"}}
  then: {action: look, severity: info, message: x}
"""


def test_they_agree_on_values_in_quotes(tmp_path: Path) -> None:
    for file, document in FILES.items():
        (tmp_path / file).write_text(quoted(document), "utf-8")
    (tmp_path / "quoted.yaml").write_text(QUOTED, "utf-8")
    assert "quoted" in [rule.id for rule in load_packs([str(tmp_path)])[0].rules]
    assert differences(str(tmp_path)) == []


@settings(max_examples=examples(60), deadline=None)
@given(st.sampled_from(DAMAGES))
def test_they_agree_on_a_damaged_pack(damage: Damage) -> None:
    name, path, what, value = damage
    with tempfile.TemporaryDirectory() as folder:
        for file, document in FILES.items():
            text = flow(damaged(document, path, what, value) if file == name else document)
            (Path(folder) / file).write_text(text, "utf-8")
        found = differences(folder)
    assert found == []


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the pack and a case."""
    monkeypatch.chdir(tmp_path)
    for path in PACK.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    (tmp_path / "one.test.yaml").write_text(
        "as_of: 2026-03-10\ncases: [{name: one, contract: {status: ended}, silent: quiet-client}]\n",
        "utf-8",
    )
    return tmp_path


def test_a_schema_that_refuses_what_is_loaded_is_told_and_fails_no_test(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert CliRunner().invoke(app, ["test"]).stderr == ""
    wrong = {"if": {"type": "object"}, "then": {"properties": {"version": {"type": "array"}}}}
    monkeypatch.setattr(agreement, "policy_schema", lambda packs: wrong)
    result = CliRunner().invoke(app, ["test"])
    assert result.exit_code == 0
    assert result.stderr == (
        "./pack.yaml:2:10: warning: `closeout schema policy` calls this wrong, and the pack was "
        "loaded: '1.0.0' is not of type 'array'\n"
        "  2 | version: 1.0.0\n"
        "    |          ^\n"
        "  a fault of closeout, not of this pack: please report it with this file\n"
    )


def test_a_schema_that_sees_nothing_wrong_in_what_is_refused_is_told(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "rules.yaml").write_text("- {id: a-rule, titel: x}\n", "utf-8")
    result = CliRunner().invoke(app, ["test"])
    assert (result.exit_code, "please report" in result.stderr) == (2, False)
    monkeypatch.setattr(agreement, "_judge_of_shipped_facts", lambda: agreement.validator({}))
    result = CliRunner().invoke(app, ["test"])
    assert result.exit_code == 2
    assert "calls this right, and the pack was refused: unknown key `titel`" in result.stderr
    assert "please report it with this file" in result.stderr
