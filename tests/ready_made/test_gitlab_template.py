"""The GitLab template: its shape, and its script run as shell."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from jsonschema import Draft7Validator

from .repository import CLEAN, FAILING, ROOT, export, published_schema, read_yaml

TEMPLATE = read_yaml(ROOT / "docs" / "ci" / "gitlab.yml")
JOB = TEMPLATE["closeout"]

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the script needs a POSIX shell")


def with_local_references(schema: Any) -> Any:
    """The published schema names two others by address; they describe nothing that is used here."""
    if isinstance(schema, dict):
        if str(schema.get("$ref", "")).startswith("http"):
            return {}
        return {key: with_local_references(value) for key, value in schema.items()}
    if isinstance(schema, list):
        return [with_local_references(one) for one in schema]
    return schema


def test_the_template_fits_the_published_schema() -> None:
    schema = with_local_references(published_schema("gitlab-ci"))
    assert [error.message for error in Draft7Validator(schema).iter_errors(TEMPLATE)] == []
    broken = {**TEMPLATE, "closeout": {**JOB, "artifacts": {"when": "sometimes"}}}
    assert list(Draft7Validator(schema).iter_errors(broken))


def test_reports_are_kept_when_the_job_fails() -> None:
    assert JOB["artifacts"]["when"] == "always"
    assert JOB["artifacts"]["reports"] == {
        "codequality": "closeout-quality.json",
        "junit": "closeout-junit.xml",
    }


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A folder with stand-ins for the image's python and for the installed command."""
    tools = tmp_path / "tools"
    tools.mkdir()
    for name, line in (
        ("python", 'echo "$@" >> "$TOOLS/python.log"'),
        ("closeout", f'exec "{sys.executable}" -m closeout.cli.app "$@"'),
    ):
        path = tools / name
        path.write_text(f"#!/bin/sh\n{line}\n", "utf-8")
        path.chmod(0o755)
    return tmp_path


def run(project: Path, job: str = "closeout", **variables: str) -> subprocess.CompletedProcess[str]:
    """The script, as a runner joins its lines: it stops at the first that fails."""
    defaults = {name: one["value"] for name, one in TEMPLATE["variables"].items()}
    tools = project / "tools"
    environment = {
        **os.environ,
        "PATH": f"{tools}{os.pathsep}{os.environ['PATH']}",
        "TOOLS": str(tools),
        **defaults,
        **variables,
    }
    return subprocess.run(
        ["bash", "-eo", "pipefail", "-c", "\n".join(TEMPLATE[job]["script"])],
        cwd=project,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_script_installs_checks_and_writes_both_reports(project: Path) -> None:
    export(project / "contracts", FAILING)
    done = run(project, CHECKER_PACKAGE="closeout.whl")
    assert done.returncode == 1, done.stderr
    assert (project / "tools" / "python.log").read_text() == "-m pip install --quiet closeout.whl\n"
    issues = json.loads((project / "closeout-quality.json").read_text("utf-8"))
    assert issues[0]["location"] == {"path": "contracts/contracts.json", "lines": {"begin": 5}}
    assert (
        ElementTree.parse(project / "closeout-junit.xml").find("testsuite/testcase/failure")
        is not None
    )
    assert done.stdout.startswith("1 contract as of 2026-03-10 12:00 UTC")


def test_clean_exports_pass_wherever_they_lie(project: Path) -> None:
    export(project / "here", CLEAN, "a.json")
    export(project / "there", json.loads(json.dumps(CLEAN).replace("C1", "C2")), "b.json")
    done = run(project, CHECKER_PACKAGE="x", CONTRACTS_PATH="here there/b.json")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("2 contracts")


def test_patterns_are_left_to_the_command(project: Path) -> None:
    export(project / "teams" / "a" / "2026", CLEAN)
    done = run(project, CHECKER_PACKAGE="x", CONTRACTS_PATH="teams/**/*.json")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("1 contract as of")


def test_settings_come_from_variables(project: Path) -> None:
    export(project / "contracts", FAILING)
    done = run(project, CHECKER_PACKAGE="x", CLOSEOUT_FAIL_ON="never")
    assert done.returncode == 0, done.stderr


def test_a_forgotten_package_is_said_plainly(project: Path) -> None:
    done = run(project)
    assert done.returncode == 2
    assert done.stdout == "set the variable CHECKER_PACKAGE to what pip is to install\n"


def test_a_merge_request_says_what_it_changes_of_the_policies(project: Path) -> None:
    for name, length in (("base", "80 days"), ("mine", "70 days")):
        (project / name).mkdir()
        text = f"id: {name}\nextends: upwork\nparams: {{dormancy: {length}}}\n"
        (project / name / "pack.yaml").write_text(text, "utf-8")
    (project / "tools" / "git").write_text("#!/bin/sh\nexit 0\n", "utf-8")
    (project / "tools" / "git").chmod(0o755)
    export(project / "contracts" / "a" / "2026", FAILING)
    export(project / "contracts" / "b", json.loads(json.dumps(CLEAN).replace("C1", "C2")))
    variables = {
        "CI_MERGE_REQUEST_DIFF_BASE_SHA": "base",
        "POLICIES_PATH": "mine",
        "CONTRACTS_PATH": "contracts/**/*.json",
    }
    done = run(project, "closeout-policies", CHECKER_PACKAGE="x", COMMENT_TOKEN="", **variables)
    assert done.returncode == 0, done.stderr
    assert "param dormancy: 80 days -\\> 70 days" in (project / "closeout-diff.md").read_text(
        "utf-8"
    )
    assert done.stdout.startswith("Policies base -> mine, over 2 contracts as of ")


def test_a_comparison_that_cannot_be_made_fails_no_pipeline() -> None:
    assert TEMPLATE["closeout-policies"]["allow_failure"] is True
    assert "allow_failure" not in JOB
