"""Where settings come from: a flag before the environment before the file before the default."""

from __future__ import annotations

import json
import os
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
import typer
import yaml
from jsonschema import Draft202012Validator
from typer.testing import CliRunner, Result

from closeout.cli.app import app
from closeout.cli.settings import file as config_file
from closeout.cli.settings.keys import KEYS, Kind
from closeout.cli.settings.schema import FLAGS_ALONE, WITH_VALUE, config_schema_text

from ..golden import golden

SCHEMA: dict[str, Any] = json.loads(
    (files("closeout") / "schemas" / "config.schema.json").read_text("utf-8")
)
CASES = Path(__file__).parent / "cases"
ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with a sub-folder, which is the working directory."""
    for name in [name for name in os.environ if name.startswith("CLOSEOUT_")]:
        monkeypatch.delenv(name)
    root = tmp_path / "repository"
    (root / ".git").mkdir(parents=True)
    (root / "sub" / "deep").mkdir(parents=True)
    monkeypatch.chdir(root / "sub")
    return root


def config(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["config", *arguments])


def settings() -> dict[str, tuple[Any, str]]:
    """Every setting that is not by default, with its origin."""
    result = config("-f", "json")
    assert result.exit_code == 0, result.stderr
    found = json.loads(result.stdout)["settings"]
    return {
        name: (entry["value"], entry["origin"])
        for name, entry in found.items()
        if entry["origin"] != "default"
    }


EVERYTHING = """\
policies: [upwork, ../rules]
as-of: 2026-03-10T12:00:00Z
max-snapshot-age: 2 days
format: [text, "sarif:out/found.sarif"]
fail-on: warning
undecided: ignore
strict: true
min-severity: error
engine: python
on-invalid: skip
waivers: waivers.yaml
max-waiver-days: 90
baseline: /srv/baseline.json
color: never
include: [exports/**, "*.json"]
exclude: old/
role: buyer
"""


def test_every_setting_is_read_from_the_file_and_paths_are_relative_to_it(repository: Path) -> None:
    (repository / "closeout.yaml").write_text(EVERYTHING, encoding="utf-8")
    baseline = Path(os.path.relpath("/srv/baseline.json")).as_posix()
    assert settings() == {
        "policies": (["upwork", "../../rules"], "../closeout.yaml:1"),
        "as-of": ("2026-03-10T12:00:00Z", "../closeout.yaml:2"),
        "max-snapshot-age": ("2 days", "../closeout.yaml:3"),
        "format": (["text", "sarif:../out/found.sarif"], "../closeout.yaml:4"),
        "fail-on": ("warning", "../closeout.yaml:5"),
        "undecided": ("ignore", "../closeout.yaml:6"),
        "strict": (True, "../closeout.yaml:7"),
        "min-severity": ("error", "../closeout.yaml:8"),
        "engine": ("python", "../closeout.yaml:9"),
        "on-invalid": ("skip", "../closeout.yaml:10"),
        "waivers": ("../waivers.yaml", "../closeout.yaml:11"),
        "max-waiver-days": (90, "../closeout.yaml:12"),
        "baseline": (baseline, "../closeout.yaml:13"),
        "color": ("never", "../closeout.yaml:14"),
        "include": (["../exports/**", "../**/*.json"], "../closeout.yaml:15"),
        "exclude": (["../**/old"], "../closeout.yaml:16"),
        "role": ("buyer", "../closeout.yaml:17"),
    }


def test_pyproject_holds_the_same_settings(repository: Path) -> None:
    (repository / "pyproject.toml").write_text(
        '[tool.other]\nengine = "x"\n\n[tool.closeout]\npolicies = ["upwork", "rules"]\n'
        'max-waiver-days = 90\nas-of = 2026-03-10\n"fail-on" = "never"\n',
        encoding="utf-8",
    )
    assert settings() == {
        "policies": (["upwork", "../rules"], "../pyproject.toml:5"),
        "as-of": ("2026-03-10", "../pyproject.toml:7"),
        "fail-on": ("never", "../pyproject.toml:8"),
        "max-waiver-days": (90, "../pyproject.toml:6"),
    }


def test_the_environment_comes_before_the_file(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (repository / "closeout.yaml").write_text("fail-on: warning\nengine: python\n", "utf-8")
    monkeypatch.setenv("CLOSEOUT_FAIL_ON", "info")
    monkeypatch.setenv("CLOSEOUT_POLICIES", "upwork, rules")
    monkeypatch.setenv("CLOSEOUT_ENGINE", "")
    assert settings() == {
        "policies": (["upwork", "rules"], "CLOSEOUT_POLICIES"),
        "fail-on": ("info", "CLOSEOUT_FAIL_ON"),
        "engine": ("python", "../closeout.yaml:2"),
    }


SNAPSHOT = {
    "version": 1,
    "as_of": "2026-03-10T12:00:00Z",
    "contracts": [{"id": "C1", "status": "active", "closing_planned": True}],
}


def exit_code(*flags: str) -> int:
    Path("a.json").write_text(json.dumps(SNAPSHOT), encoding="utf-8")
    return CliRunner().invoke(app, ["check", "a.json", *flags]).exit_code


def test_a_flag_comes_before_all(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert exit_code() == 1
    (repository / "closeout.yaml").write_text("fail-on: never\n", encoding="utf-8")
    assert exit_code() == 0
    monkeypatch.setenv("CLOSEOUT_FAIL_ON", "error")
    assert exit_code() == 1
    assert exit_code("--fail-on", "never") == 0


def test_a_flag_without_a_name_switches_a_file_off(repository: Path) -> None:
    (repository / "closeout.yaml").write_text("waivers: none.yaml\n", encoding="utf-8")
    assert exit_code() == 2
    assert exit_code("--waivers", "") == 1
    assert exit_code("--waivers", "", "--as-of", "") == 2


def test_the_nearest_file_counts_alone(repository: Path) -> None:
    (repository / "closeout.yaml").write_text("fail-on: warning\n", encoding="utf-8")
    (repository / "sub" / "closeout.yaml").write_text("engine: python\n", encoding="utf-8")
    assert settings() == {"engine": ("python", "closeout.yaml:1")}


def test_a_pyproject_without_the_table_is_passed_over(repository: Path) -> None:
    (repository / "closeout.yaml").write_text("fail-on: warning\n", encoding="utf-8")
    (repository / "sub" / "pyproject.toml").write_text('[project]\nname = "closeout-x"\n', "utf-8")
    assert settings() == {"fail-on": ("warning", "../closeout.yaml:1")}


def test_nothing_above_the_repository_counts(repository: Path) -> None:
    (repository.parent / "closeout.yaml").write_text("fail-on: warning\n", encoding="utf-8")
    assert settings() == {}


@pytest.mark.skipif(os.name != "posix", reason="folders have other permissions")
def test_without_a_repository_a_folder_that_is_open_to_all_ends_the_search(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (repository / ".git").rmdir()
    (repository / "closeout.yaml").write_text("fail-on: warning\n", encoding="utf-8")
    assert settings() == {"fail-on": ("warning", "../closeout.yaml:1")}
    repository.chmod(0o777)
    assert settings() == {}
    monkeypatch.chdir(repository)
    assert settings() == {"fail-on": ("warning", "closeout.yaml:1")}


REFUSED = [
    pytest.param(
        {"closeout.yaml": "", "pyproject.toml": "[tool.closeout]\n"},
        {},
        "../closeout.yaml: error: [tool.closeout] in pyproject.toml stands beside it",
        id="both",
    ),
    pytest.param(
        {"closeout.yml": ""},
        {},
        "../closeout.yml: error: this file would not be read",
        id="another ending",
    ),
    pytest.param(
        {"closeout.yaml": b"\xff\xfe"},
        {},
        "../closeout.yaml:1:1: error: this is not UTF-8 text",
        id="UTF-16",
    ),
    pytest.param(
        {},
        {"CLOSEOUT_FAILON": "never"},
        'CLOSEOUT_FAILON: error: there is no such setting\n  did you mean "CLOSEOUT_FAIL_ON"?',
        id="a variable with a slip",
    ),
    pytest.param(
        {},
        {"CLOSEOUT_ENGINE": "rust"},
        "CLOSEOUT_ENGINE: error: `engine` cannot be `rust`",
        id="a word in the environment",
    ),
    pytest.param(
        {},
        {"CLOSEOUT_FORMAT": "text,,json"},
        "CLOSEOUT_FORMAT: error: `format` is empty",
        id="an empty entry",
    ),
]


@pytest.mark.parametrize(("written", "environment", "told"), REFUSED)
def test_what_cannot_be_used_is_told(
    written: dict[str, str | bytes],
    environment: dict[str, str],
    told: str,
    repository: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name, content in written.items():
        data = content if isinstance(content, bytes) else content.encode()
        (repository / name).write_bytes(data)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    result = config()
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(told)


NOT_THERE = {
    "a pack of a file": (
        "engine: python\npolicies: [upwork, nope]\n",
        {},
        "../closeout.yaml:2:11: {level}: `policies`: there is no folder ../nope, and no such shipped pack\n"
        "  2 | policies: [upwork, nope]\n    |           ^\n"
        "  paths are relative to the folder of the file that names them\n",
    ),
    "a shipped pack with a slip": (
        "policies: upwerk\n",
        {},
        "../closeout.yaml:1:11: {level}: `policies`: there is no folder ../upwerk, and no such shipped pack\n"
        '  1 | policies: upwerk\n    |           ^\n  did you mean "upwork"?\n',
    ),
    "waivers": (
        "waivers: w.yaml\n",
        {},
        "../closeout.yaml:1:10: {level}: `waivers` names a file that is not there: ../w.yaml\n"
        "  1 | waivers: w.yaml\n    |          ^\n"
        "  paths are relative to the folder of the file that names them\n",
    ),
    "a baseline": (
        "baseline: b.json\n",
        {},
        "../closeout.yaml:1:11: {level}: `baseline` names a file that is not there: ../b.json\n"
        "  1 | baseline: b.json\n    |           ^\n"
        "  paths are relative to the folder of the file that names them\n",
    ),
    "a pack of the environment": (
        "",
        {"CLOSEOUT_POLICIES": "nope"},
        "CLOSEOUT_POLICIES: {level}: `policies`: there is no folder nope, and no such shipped pack\n"
        "  paths are relative to the working directory\n",
    ),
}


@pytest.mark.parametrize(("written", "environment", "told"), NOT_THERE.values(), ids=NOT_THERE)
def test_a_setting_that_names_what_is_not_there_is_told_where_it_was_written(
    written: str,
    environment: dict[str, str],
    told: str,
    repository: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (repository / "closeout.yaml").write_text(written, "utf-8")
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    Path("a.json").write_text(json.dumps(SNAPSHOT), encoding="utf-8")
    checked = CliRunner().invoke(app, ["check", "a.json"])
    assert (checked.exit_code, checked.stderr) == (2, told.format(level="error"))
    shown = config()
    assert (shown.exit_code, shown.stderr) == (0, told.format(level="warning"))


def test_a_command_that_has_no_use_for_a_setting_runs_without_its_file(repository: Path) -> None:
    (repository / "closeout.yaml").write_text("baseline: b.json\n", "utf-8")
    Path("a.json").write_text(json.dumps(SNAPSHOT), encoding="utf-8")
    written = CliRunner().invoke(app, ["baseline", "write", "a.json", "-o", "../b.json"])
    assert (written.exit_code, written.stderr) == (0, "")
    assert exit_code() == 0


def test_a_variable_that_is_nothing_like_a_setting_is_left_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("CLOSEOUT_TOKEN", "x")
    assert config().exit_code == 0


def test_text_shows_value_and_origin_in_columns(repository: Path) -> None:
    (repository / "closeout.yaml").write_text("fail-on: warning\nwaivers: w.yaml\n", "utf-8")
    assert config().stdout == (
        "include           (none)     default\n"
        "exclude           (none)     default\n"
        "policies          (none)     default\n"
        "as-of             (none)     default\n"
        "require-as-of     (none)     default\n"
        "max-snapshot-age  (none)     default\n"
        "role              (none)     default\n"
        "format            text       default\n"
        "fail-on           warning    ../closeout.yaml:1\n"
        "undecided         error      default\n"
        "strict            false      default\n"
        "min-severity      info       default\n"
        "engine            auto       default\n"
        "on-invalid        fail       default\n"
        "waivers           ../w.yaml  ../closeout.yaml:2\n"
        "max-waiver-days   365        default\n"
        "baseline          (none)     default\n"
        "time-zone         (none)     default\n"
        "cache             true       default\n"
        "color             auto       default\n"
        "\n"
        "Configuration file: ../closeout.yaml\n"
    )


def test_the_schema_is_made_from_the_settings() -> None:
    told = config_schema_text()
    assert golden(ROOT / "schemas" / "config.schema.json", told) == told
    document = yaml.load(EVERYTHING, yaml.BaseLoader)
    assert list(Draft202012Validator(SCHEMA).iter_errors(document)) == []


NOT_OF_SHAPE = [
    "as-of-and-today",
    "never-with-baseline",
    "unknown-format",
    "two-to-stdout",
    "wrong-instant",
    "tab",
]


@pytest.mark.parametrize("case", sorted(CASES.glob("*.yaml")), ids=lambda path: path.stem)
def test_an_editor_with_the_schema_sees_mistakes_of_shape(case: Path) -> None:
    if case.stem == "tab":
        pytest.skip("no YAML at all")
    document = yaml.load(case.read_text("utf-8"), yaml.BaseLoader)
    assert Draft202012Validator(SCHEMA).is_valid(document) == (case.stem in NOT_OF_SHAPE)


def test_every_setting_of_check_is_an_option_of_it() -> None:
    result = CliRunner().invoke(app, ["check", "--help"], env={"COLUMNS": "200", "NO_COLOR": "1"})
    assert [key.name for key in KEYS if f"--{key.name} " not in result.stdout] == []


def test_the_words_of_a_setting_are_there_only_where_it_takes_words() -> None:
    assert all(bool(key.words) == (key.kind is Kind.WORD) for key in KEYS)


def test_a_line_of_toml_is_found_or_left_out() -> None:
    lines = ["[tool.closeout]", "a = 1", "[tool.closeout.x]", "[other]", "b = 2"]
    assert config_file._place_of("a", "p", lines).line == 2
    assert config_file._place_of("b", "p", lines).line == 0


def test_every_option_of_check_is_a_setting_or_told_to_be_none() -> None:
    command = typer.main.get_command(app).get_command(None, "check")  # type: ignore[attr-defined]
    options = {max(one.opts, key=len)[2:] for one in command.params if one.opts[0].startswith("-")}
    assert options - {key.name for key in KEYS} == {*FLAGS_ALONE, *WITH_VALUE}
