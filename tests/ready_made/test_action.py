"""The GitHub action: its description, and its shell steps run as GitHub runs them."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

from .repository import CLEAN, FAILING, ROOT, copied, export, offline, published_schema, read_yaml

ACTION = read_yaml(ROOT / "action.yml")
STEPS = ACTION["runs"]["steps"]
INPUT = re.compile(r"\$\{\{ inputs\.([a-z-]+) \}\}")

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the steps need a POSIX shell here")


def test_the_description_fits_the_published_schema() -> None:
    schema = published_schema("https://json.schemastore.org/github-action.json")
    assert [error.message for error in Draft7Validator(schema).iter_errors(ACTION)] == []


def test_inputs_never_become_text_of_a_script() -> None:
    assert [step["name"] for step in STEPS if "${{" in step.get("run", "")] == []


def test_other_actions_are_those_that_are_needed() -> None:
    used = [step["uses"].partition("@")[0] for step in STEPS if "uses" in step]
    assert used == ["actions/setup-python", "actions/cache", "github/codeql-action/upload-sarif"]


USES = re.compile(r"^[ -]*uses: +(\S+)(.*)$", re.MULTILINE)
OWN = "your-organisation/"
"""Stands for the address under which a user keeps this action."""


def uses() -> list[tuple[str, str, str]]:
    """File, action and comment of every line of the repository that uses an action."""
    files = [ROOT / "action.yml", ROOT / "README.md"]
    for folder in (ROOT / "docs", ROOT / "examples", ROOT / ".github"):
        files += [each for each in folder.rglob("*") if each.suffix in (".md", ".yml", ".yaml")]
    return [
        (file.relative_to(ROOT).as_posix(), *found)
        for file in files
        if file.is_file()
        for found in USES.findall(file.read_text(encoding="utf-8"))
    ]


def test_every_action_of_others_is_pinned_by_digest_with_its_version_beside_it() -> None:
    found = [each for each in uses() if not each[1].startswith((OWN, "./"))]
    assert {file for file, _, _ in found} >= {"action.yml", "docs/ci.md"}
    for file, action, comment in found:
        assert re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", action), (file, action)
        assert re.fullmatch(r" # v\d+\.\d+\.\d+", comment), (file, action, comment)


def test_findings_are_uploaded_even_if_the_check_failed() -> None:
    upload = STEPS[-1]
    assert "always()" in upload["if"]
    assert "steps.check.outputs.sarif != ''" in upload["if"]
    assert upload["with"]["sarif_file"] == "${{ steps.check.outputs.sarif }}"


@dataclass
class Runner:
    """A machine of GitHub, as far as a composite action sees it."""

    workspace: Path
    temporary: Path
    action: Path

    @property
    def environment(self) -> dict[str, str]:
        return {
            **offline(self.temporary),
            "GITHUB_ACTIONS": "true",
            "GITHUB_ACTION_PATH": str(self.action),
            "GITHUB_OUTPUT": str(self.temporary / "output"),
            "GITHUB_STEP_SUMMARY": str(self.temporary / "summary.md"),
            "RUNNER_TEMP": str(self.temporary),
        }

    def run(self, name: str, **inputs: str) -> subprocess.CompletedProcess[str]:
        """A step by its name, with inputs as they are given under `with`."""
        (step,) = (step for step in STEPS if step["name"] == name)
        given = {key.replace("_", "-"): value for key, value in inputs.items()}
        known = {key: one.get("default", "") for key, one in ACTION["inputs"].items()} | given
        own = {
            key: INPUT.sub(lambda match: known[match.group(1)], value)
            for key, value in step.get("env", {}).items()
        }
        script = self.temporary / "script.sh"
        script.write_text(step["run"], "utf-8")
        for file in ("output", "summary.md"):
            (self.temporary / file).write_text("", "utf-8")
        return subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", str(script)],
            cwd=self.workspace,
            env=self.environment | own,
            capture_output=True,
            text=True,
            check=False,
        )

    def outputs(self) -> dict[str, str]:
        lines = (self.temporary / "output").read_text("utf-8").splitlines()
        return dict(line.split("=", 1) for line in lines)

    def summary(self) -> str:
        return (self.temporary / "summary.md").read_text("utf-8")


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Runner:
    """A runner after the installation step, which is really carried out."""
    home = tmp_path_factory.mktemp("runner")
    runner = Runner(home / "workspace", home / "temp", copied(home / "action"))
    runner.workspace.mkdir()
    runner.temporary.mkdir()
    python = home / "tools"
    python.mkdir()
    (python / "python").symlink_to(sys.executable)
    (install,) = (step for step in STEPS if step["name"] == "Install closeout")
    done = subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", install["run"]],
        cwd=runner.workspace,
        env=runner.environment | {"PATH": f"{python}:{runner.environment['PATH']}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.match(r"closeout \d+\.\d+", done.stdout.splitlines()[-1])
    return runner


def test_what_pip_has_fetched_is_kept_for_as_long_as_the_pinned_dependencies_are_the_same(
    installed: Runner,
) -> None:
    assert installed.run("Name the pinned dependencies").returncode == 0
    digest = sha256((ROOT / "constraints.txt").read_bytes()).hexdigest()
    assert installed.outputs() == {"digest": digest}
    (cache,) = (step["with"] for step in STEPS if "actions/cache" in step.get("uses", ""))
    assert "steps.pins.outputs.digest" in cache["key"]
    assert cache["path"] == "${{ runner.temp }}/closeout-pip"


def results(runner: Runner) -> list[dict[str, Any]]:
    document = json.loads(Path(runner.outputs()["sarif"]).read_text("utf-8"))
    found: list[dict[str, Any]] = document["runs"][0]["results"]
    return found


def test_findings_fail_the_job_and_are_shown_everywhere(installed: Runner) -> None:
    export(installed.workspace / "in", FAILING)
    done = installed.run("Check contracts", path="in")
    assert done.returncode == 1, done.stderr
    assert done.stdout.startswith("::error file=in/contracts.json,line=5,col=5,title=")
    assert installed.outputs()["exit-code"] == "1"
    assert installed.summary().startswith("## Contracts as of 2026-03-10 12:00 UTC\n")
    place = results(installed)[0]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"] == {"uri": "in/contracts.json"}
    assert place["region"]["startLine"] == 5


def test_inputs_reach_the_command(installed: Runner) -> None:
    export(installed.workspace / "in", FAILING)
    done = installed.run(
        "Check contracts",
        path="in/contracts.json",
        policies="upwork\n",
        fail_on="never",
        format="markdown\njunit:junit.xml\n",
        as_of="2026-03-11T00:00:00Z",
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("## Contracts as of 2026-03-11 00:00 UTC")
    assert installed.outputs()["exit-code"] == "0"
    assert "<testsuites " in (installed.workspace / "junit.xml").read_text("utf-8")


def test_paths_may_have_spaces_and_patterns(installed: Runner) -> None:
    folder = installed.workspace / "two words"
    export(folder, CLEAN, "a b.json")
    other = json.loads(json.dumps(CLEAN).replace("C1", "C2"))
    export(folder, other, "c.json")
    done = installed.run("Check contracts", path="two words/*.json\n")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "2 contracts as of" in done.stdout


def test_patterns_reach_into_any_number_of_folders_and_files_may_be_checked_one_by_one(
    installed: Runner,
) -> None:
    export(installed.workspace / "teams" / "a" / "2026", CLEAN)
    export(installed.workspace / "teams" / "b", CLEAN | {"role": "client"})
    pattern = "teams/**/*.json"
    assert installed.run("Check contracts", path=pattern).returncode == 3
    done = installed.run("Check contracts", path=pattern, each="true", format="text")
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.endswith(
        "2 files checked one by one, exit code 0:\n"
        "  0  teams/a/2026/contracts.json: 1 contract, 0 findings\n"
        "  0  teams/b/contracts.json: 1 contract, 0 findings\n"
    )
    assert results(installed) == []


def test_an_unreadable_export_is_an_annotation_and_leaves_nothing_to_upload(
    installed: Runner,
) -> None:
    (installed.workspace / "bad.json").write_text("{", "utf-8")
    done = installed.run("Check contracts", path="bad.json")
    assert done.returncode == 3
    assert done.stdout == (
        "::error file=bad.json,line=1,col=1,title=Cannot be checked::cut off here: an object or a list "
        "is not closed; export it again, or copy it whole\n"
        "::error title=closeout::The contracts could not be checked (exit code 3); "
        "the log says why.\n"
    )
    assert "bad.json:1" in done.stderr
    assert installed.outputs() == {"exit-code": "3"}


@pytest.mark.parametrize("value", ["$(touch pwned)", "`touch pwned`", "; touch pwned", "--help"])
def test_hostile_inputs_are_names_and_nothing_else(installed: Runner, value: str) -> None:
    done = installed.run(
        "Check contracts", path=value, fail_on=value, format=value, policies=value, as_of=value
    )
    assert done.returncode == 2, done.stdout + done.stderr
    assert not list(installed.workspace.rglob("pwned"))


def git(folder: Path, *arguments: str) -> None:
    identity = ("-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True)


def test_an_edit_of_the_policies_is_compared_with_a_revision(installed: Runner) -> None:
    pack = installed.workspace / "mine" / "pack.yaml"
    pack.parent.mkdir()
    pack.write_text("id: mine\nextends: upwork\nparams: {dormancy: 80 days}\n", "utf-8")
    git(installed.workspace, "init", "-q", "-b", "main", ".")
    git(installed.workspace, "add", "mine")
    git(installed.workspace, "commit", "-q", "-m", "one")
    pack.write_text("id: mine\nextends: upwork\nparams: {dormancy: 70 days}\n", "utf-8")
    export(installed.workspace / "edited" / "a b" / "2026", FAILING)
    export(installed.workspace / "edited" / "c", json.loads(json.dumps(CLEAN).replace("C1", "C2")))
    pattern = "edited/**/*.json"
    done = installed.run("Compare policies", path=pattern, policies="mine\n", diff_from="main")
    assert done.returncode == 0, done.stderr
    assert "over 2 contracts" in done.stdout
    assert installed.summary().startswith("## Policies compared\n")
    assert "param dormancy: 80 days -\\> 70 days" in installed.summary()
    assert Path(installed.outputs()["diff"]).read_text("utf-8") == installed.summary()


@pytest.mark.parametrize("revision", ["nothing", "-x", "$(touch in)", "a\nb"])
def test_a_comparison_that_cannot_be_made_is_a_warning_and_fails_nothing(
    installed: Runner, revision: str
) -> None:
    export(installed.workspace / "in", FAILING)
    done = installed.run("Compare policies", path="in", policies="upwork", diff_from=revision)
    assert done.returncode == 0
    assert done.stdout.startswith("::warning title=closeout::")
    assert (installed.summary(), installed.outputs()) == ("", {})
