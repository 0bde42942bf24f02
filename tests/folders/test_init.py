"""`closeout init`: what it writes works as it stands, and nothing that is there is touched."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft7Validator
from typer.testing import CliRunner, Result

from closeout.cli import clock
from closeout.cli.app import app
from closeout.engine.language.load import shipped_pack_ids

from ..ready_made import test_gitlab_template as gitlab
from ..ready_made.repository import ROOT, published_schema, read_yaml

NOW = 1_773_144_000
"""2026-03-10 12:00 UTC."""
NEXT = (
    "Next:\n"
    "  closeout test policies        # the cases of your rules\n"
    "  closeout validate contracts   # when your contracts stand in contracts/contracts.csv\n"
    "  closeout check contracts      # may they be ended?\n"
)
ADDRESS = "example-organisation/closeout"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in [name for name in os.environ if name.startswith("CLOSEOUT_")]:
        monkeypatch.delenv(name)
    (tmp_path / "new" / ".git").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "new")
    monkeypatch.setattr(clock, "now", lambda: NOW)
    return tmp_path / "new"


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, arguments)


def written() -> list[str]:
    return sorted(
        path.as_posix() for path in Path().rglob("*") if path.is_file() and path.parts[0] != ".git"
    )


def test_an_empty_folder_gets_settings_a_pack_and_a_table() -> None:
    done = run("init")
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout == (
        "Written:\n"
        "  closeout.yaml\n"
        "  policies/pack.yaml\n"
        "  policies/silence.yaml\n"
        "  policies/silence.test.yaml\n"
        "  contracts/contracts.csv\n" + NEXT
    )
    assert written() == sorted(done.stdout.split("Next:")[0].split()[1:])


@pytest.mark.parametrize("platform", shipped_pack_ids())
def test_the_three_next_commands_work_as_they_are_printed(platform: str) -> None:
    told = run("init", "--platform", platform).stdout
    commands = [line.split("#")[0].split()[1:] for line in told.split("Next:\n")[1].splitlines()]
    assert [command[0] for command in commands] == ["test", "validate", "check"]
    for command in (*commands, ["check", "."]):
        done = run(*command)
        assert done.exit_code == 0, done.stdout + done.stderr
    assert "mine" not in told
    report = run("check", "contracts", "-f", "json", "--fail-on", "undetermined").stdout
    assert '"id": "my-policies"' in report


def test_the_first_rule_is_heard() -> None:
    run("init")
    table = Path("contracts/contracts.csv")
    lines = table.read_text("utf-8").rsplit(",", 1)
    table.write_text(f"{lines[0]},2026-02-01\n", "utf-8")
    done = run("check", "contracts", "--fail-on", "warning", "--rule", "long-silence")
    assert done.exit_code == 1
    assert "Your last message is of 2026-02-01." in done.stdout


@pytest.mark.skipif(sys.platform == "win32", reason="the script needs a POSIX shell")
def test_from_an_empty_repository_to_a_check_in_the_pipeline_that_fails(tmp_path: Path) -> None:
    assert run("init", "--ci", "gitlab", "--address", ADDRESS).exit_code == 0
    settings = Path("closeout.yaml")
    settings.write_text(settings.read_text("utf-8").replace("require-as-of: today\n", ""), "utf-8")
    tools = tmp_path / "tools"
    tools.mkdir()
    command = f'"{sys.executable}" -m closeout.cli.app "$@"'
    for name, line in (("python", "true"), ("closeout", f"exec {command}")):
        (tools / name).write_text(f"#!/bin/sh\n{line}\n", "utf-8")
        (tools / name).chmod(0o755)
    variables = read_yaml(Path(".gitlab-ci.yml"))["variables"]
    assert read_yaml(Path("ci/closeout.yml")) == gitlab.TEMPLATE
    Path("tools").symlink_to(tools)
    assert gitlab.run(Path(), **variables).returncode == 0
    table = Path("contracts/contracts.csv")
    table.write_text(table.read_text("utf-8").replace(",active,false,", ",active,true,"), "utf-8")
    failed = gitlab.run(Path(), **variables)
    assert failed.returncode == 1, failed.stderr
    assert "Do not end this contract yet" in failed.stdout


def test_in_a_pipeline_a_table_that_nobody_renews_does_not_stay_green(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    run("init", "--ci", "github")
    assert run("check", "contracts").exit_code == 0
    monkeypatch.setattr(clock, "now", lambda: NOW + 3 * 86_400)
    done = run("check", "contracts")
    assert (done.exit_code, done.stdout) == (2, "")
    assert "lies more than a day before the clock" in done.stderr


@pytest.mark.parametrize(
    ("options", "file", "snippet"),
    [
        (["--ci", "github"], ".github/workflows/contracts.yml", "workflow"),
        (["--pre-commit"], ".pre-commit-config.yaml", "pre-commit"),
    ],
)
def test_what_is_written_for_a_pipeline_is_what_the_guide_shows(
    options: list[str], file: str, snippet: str
) -> None:
    guide = (ROOT / "docs" / "ci.md").read_text("utf-8")
    shown = guide.split(f"<!-- {snippet} -->\n```yaml\n")[1].split("```")[0]
    run(
        "init",
        *options,
        "--address",
        "https://git.example.org/tools/closeout"
        if snippet == "pre-commit"
        else "your-organisation/closeout",
    )
    assert Path(file).read_text("utf-8") == shown


def test_the_pack_to_begin_with_passes_lint() -> None:
    run("init")
    assert run("lint", "policies").stdout == "1 pack: nothing found.\n"


def test_the_job_for_gitlab_is_the_one_of_the_guide() -> None:
    starter = ROOT / "cli" / "starter" / "gitlab.yml"
    assert starter.read_bytes() == (ROOT / "docs" / "ci" / "gitlab.yml").read_bytes()


@pytest.mark.parametrize(
    ("options", "file", "schema", "lines"),
    [
        (
            ["--ci", "github"],
            ".github/workflows/contracts.yml",
            "https://json.schemastore.org/github-workflow.json",
            ["      - uses: example-organisation/closeout@v0.1.0"],
        ),
        (
            ["--ci", "gitlab"],
            ".gitlab-ci.yml",
            "gitlab-ci",
            ["  CHECKER_PACKAGE: git+https://github.com/example-organisation/closeout@v0.1.0"],
        ),
        (
            ["--pre-commit"],
            ".pre-commit-config.yaml",
            "https://json.schemastore.org/pre-commit-config.json",
            ["  - repo: https://github.com/example-organisation/closeout", "    rev: v0.1.0"],
        ),
    ],
)
def test_files_for_pipelines_fit_their_schemas_and_name_the_address(
    options: list[str], file: str, schema: str, lines: list[str]
) -> None:
    done = run("init", *options, "--address", ADDRESS)
    assert done.exit_code == 0
    assert "stands for" not in done.stdout
    text = Path(file).read_text("utf-8")
    assert [line for line in lines if line in text.splitlines()] == lines
    document = {"on" if key is True else key: value for key, value in yaml.safe_load(text).items()}
    validator = Draft7Validator(gitlab.with_local_references(published_schema(schema)))
    assert [error.message for error in validator.iter_errors(document)] == []


def test_a_tag_and_an_address_elsewhere_are_taken() -> None:
    address = "git@git.example.org:tools/closeout"
    assert run("init", "--pre-commit", "--address", f"{address}@v9").exit_code == 0
    (repo,) = read_yaml(Path(".pre-commit-config.yaml"))["repos"]
    assert (repo["repo"], repo["rev"]) == (address, "v9")


@pytest.mark.parametrize(
    ("address", "package"),
    [
        ("git@git.example.org:tools/closeout", "ssh://git@git.example.org/tools/closeout@v"),
        ("git@git.example.org:tools/closeout@v9", "ssh://git@git.example.org/tools/closeout@v9"),
        (
            "ssh://git@git.example.org:22/tools/closeout@v9",
            "ssh://git@git.example.org:22/tools/closeout@v9",
        ),
        ("https://git.example.org/tools/closeout@v9", "https://git.example.org/tools/closeout@v9"),
        ("tools/closeout@v9", "https://github.com/tools/closeout@v9"),
    ],
)
def test_gitlab_installs_from_an_address_that_pip_takes(address: str, package: str) -> None:
    assert run("init", "--ci", "gitlab", "--address", address).exit_code == 0
    assert f"CHECKER_PACKAGE: git+{package}" in Path(".gitlab-ci.yml").read_text("utf-8")


@pytest.mark.parametrize(
    "who", ["https://somebody:secret@", "https://secret@", "ssh://somebody:secret@"]
)
def test_an_address_with_a_credential_is_refused_and_not_repeated(who: str) -> None:
    refused = run("init", "--pre-commit", "--address", f"{who}git.example.org/tools/closeout")
    assert refused.exit_code == 2
    assert "--address: error: the address holds a name or a password\n" in refused.output
    assert "secret" not in refused.output
    assert not Path(".pre-commit-config.yaml").exists()


def test_without_an_address_the_placeholder_is_told() -> None:
    assert (
        "The address your-organisation/closeout stands for" in run("init", "--ci", "github").stdout
    )


def test_what_is_there_is_told_and_left_and_the_rest_is_written() -> None:
    Path("policies").mkdir()
    Path("policies/silence.yaml").write_text("mine", "utf-8")
    Path("pyproject.toml").write_text("[tool.closeout]\nfail-on = 'error'\n", "utf-8")
    Path("contracts").mkdir()
    done = run("init")
    assert (done.exit_code, done.stdout) == (
        0,
        "Written:\n"
        "  contracts/contracts.csv\n"
        "Left as it is, since it is there already:\n"
        "  pyproject.toml: settings\n"
        "  policies/silence.yaml: a policy pack of your own, a rule and its test\n" + NEXT,
    )
    assert written() == ["contracts/contracts.csv", "policies/silence.yaml", "pyproject.toml"]
    assert Path("policies/silence.yaml").read_text("utf-8") == "mine"


def test_a_second_time_nothing_is_written() -> None:
    run("init", "--ci", "github", "--pre-commit")
    before = {name: Path(name).read_bytes() for name in written()}
    done = run("init", "--ci", "github", "--pre-commit", "--platform", "fiverr")
    assert done.exit_code == 0
    assert "Written" not in done.stdout
    assert {name: Path(name).read_bytes() for name in written()} == before


@pytest.mark.parametrize("name", ["closeout.yml", ".closeout.yaml"])
def test_settings_that_are_spelt_otherwise_count_as_there(name: str) -> None:
    Path(name).write_text("fail-on: error\n", "utf-8")
    assert f"  {name}: settings\n" in run("init").stdout
    assert not Path("closeout.yaml").exists()


def test_another_folder_is_named_in_the_next_commands() -> None:
    Path("team \x1b").mkdir()
    done = run("init", "team \x1b")
    assert Path("team \x1b/closeout.yaml").is_file()
    assert "Next:\n  cd team \\x1b\n  closeout test policies" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (
            ["--platform", "upwrok"],
            '--platform: error: no shipped pack is called "upwrok"\n  did you mean "upwork"?\n',
        ),
        (["nowhere"], "nowhere: error: there is no such folder\n  create it first\n"),
        (
            ["--ci", "github", "--address", "x/y\n  evil: true"],
            "--address: error: this is no address of a repository\n"
            "  write your-organisation/closeout, or https://git.example.org/tools/closeout\n",
        ),
        (
            ["--ci", "github", "--address", "https://git.example.org/tools/closeout"],
            "--address: error: an action is named by owner and repository\n"
            "  write your-organisation/closeout\n",
        ),
    ],
)
def test_what_cannot_be_is_an_error_and_nothing_is_written(arguments: list[str], told: str) -> None:
    done = run("init", *arguments)
    assert (done.exit_code, done.stdout, done.stderr) == (2, "", told)
    assert written() == []


@pytest.mark.skipif(sys.platform == "win32", reason="links need a right there")
def test_nothing_is_written_through_a_link_that_leads_out_of_the_folder() -> None:
    Path("../outside").mkdir()
    Path("policies").symlink_to("../outside")
    done = run("init")
    assert (done.exit_code, done.stderr) == (
        2,
        "policies/pack.yaml: error: a link leads out of the folder\n  remove the link\n",
    )
    assert list(Path("../outside").iterdir()) == []
    assert written() == []


@pytest.mark.skipif(sys.platform == "win32", reason="links need a right there")
def test_a_link_that_leads_nowhere_is_there_already() -> None:
    Path("closeout.yaml").symlink_to("../elsewhere.yaml")
    assert "  closeout.yaml: settings\n" in run("init").stdout
    assert not Path("../elsewhere.yaml").exists()


def test_a_file_in_the_place_of_a_folder_is_told() -> None:
    Path("contracts").write_text("x", "utf-8")
    done = run("init")
    assert done.exit_code in (2, 3)
    assert "contracts/contracts.csv: error: cannot be written: " in done.stderr
