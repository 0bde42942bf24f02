"""The hooks, installed and run by pre-commit itself on a scratch repository, without a network."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from jsonschema import Draft7Validator

from .repository import CLEAN, FAILING, ROOT, copied, export, offline, published_schema, read_yaml

CASES = """
as_of: 2026-03-10T12:00:00Z
cases:
  - name: A planned closing can go ahead where nothing lies in escrow or in review
    contract:
      {closing_planned: true, type: fixed, status: active, milestones: [], work_state: complete,
       open_tasks: 0, total_paid: 100, last_freelancer_message_at: 2026-03-08,
       refund_request: none, dispute: none, last_activity_at: 2026-03-08}
    verdict: close
"""
HOOKS = {hook["id"]: hook for hook in read_yaml(ROOT / ".pre-commit-hooks.yaml")}


def git(folder: Path, *arguments: str) -> None:
    identity = ("-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false")
    subprocess.run(
        ["git", *identity, *arguments], cwd=folder, check=True, capture_output=True, text=True
    )


def test_the_hooks_fit_the_published_schema() -> None:
    schema = published_schema(".pre-commit-hooks.yml")
    found = list(HOOKS.values())
    assert [error.message for error in Draft7Validator(schema).iter_errors(found)] == []
    assert list(HOOKS) == ["closeout-check", "closeout-validate", "closeout-test", "closeout-lint"]


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository whose configuration names this one, at its newest commit."""
    home = tmp_path_factory.mktemp("pre-commit")
    hooks = copied(home / "closeout")
    git(hooks, "init", "--quiet")
    git(hooks, "add", "--all")
    git(hooks, "commit", "--quiet", "--message", "x")
    revision = subprocess.run(
        ["git", "rev-parse", "HEAD"], cwd=hooks, check=True, capture_output=True, text=True
    ).stdout.strip()
    repository = home / "scratch"
    repository.mkdir()
    git(repository, "init", "--quiet")
    entries = [
        {"id": "closeout-check", "args": ["--fail-on", "error"]},
        {"id": "closeout-validate"},
        {"id": "closeout-test", "args": ["policies"]},
    ]
    entries = [entry | {"language_version": sys.executable} for entry in entries]
    config = {"repos": [{"repo": str(hooks), "rev": revision, "hooks": entries}]}
    # JSON is YAML.
    (repository / ".pre-commit-config.yaml").write_text(json.dumps(config), "utf-8")
    export(repository / "clean", CLEAN)
    export(repository / "failing", FAILING)
    export(repository / "invalid", {"version": 1, "contracts": [{"id": "C1", "status": 7}]})
    pack = repository / "policies"
    pack.mkdir()
    (pack / "pack.yaml").write_text(
        "id: mine\nextends: upwork\nparams: {auto_release: 10 days}\n", "utf-8"
    )
    (pack / "mine.test.yaml").write_text(CASES, "utf-8")
    git(repository, "add", "--all")
    return repository


def run(repository: Path, hook: str, *files: str) -> subprocess.CompletedProcess[str]:
    environment = offline(repository.parent) | {
        "PRE_COMMIT_HOME": str(repository.parent / "cache"),
        "PRE_COMMIT_COLOR": "never",
        "GIT_CONFIG_GLOBAL": "",
    }
    chosen = ("--files", *files) if files else ("--all-files",)
    return subprocess.run(
        [sys.executable, "-m", "pre_commit", "run", hook, "--verbose", *chosen],
        cwd=repository,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("hook", "file", "code", "told"),
    [
        ("closeout-check", "clean/contracts.json", 0, "Passed"),
        ("closeout-check", "failing/contracts.json", 1, "exit code: 1"),
        ("closeout-validate", "failing/contracts.json", 0, "Passed"),
        ("closeout-validate", "invalid/contracts.json", 1, "exit code: 3"),
        ("closeout-check", "policies/pack.yaml", 0, "Skipped"),
        ("closeout-test", "policies/pack.yaml", 0, "Passed"),
        ("closeout-test", "clean/contracts.json", 0, "Skipped"),
    ],
)
def test_hooks_pass_fail_and_leave_other_files_alone(
    scratch: Path, hook: str, file: str, code: int, told: str
) -> None:
    done = run(scratch, hook, file)
    assert (done.returncode, told in done.stdout) == (code, True), done.stdout + done.stderr


def test_a_failing_case_of_a_policy_fails_the_hook(scratch: Path) -> None:
    cases = scratch / "policies" / "mine.test.yaml"
    before = cases.read_text("utf-8")
    cases.write_text(before.replace("verdict: close", "verdict: wait"), "utf-8")
    done = run(scratch, "closeout-test", "policies/pack.yaml")
    cases.write_text(before, "utf-8")
    assert done.returncode == 1
    assert "exit code: 1" in done.stdout, done.stdout + done.stderr
