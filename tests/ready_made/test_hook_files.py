"""Which files of a commit the hooks for exports look at, as pre-commit chooses: `files` without `exclude`."""

from __future__ import annotations

import re

import pytest

from .repository import ROOT, read_yaml

HOOKS = {hook["id"]: hook for hook in read_yaml(ROOT / ".pre-commit-hooks.yaml")}
DOCUMENTED = "^contracts/"
"""`files` of docs/ci.md."""


@pytest.mark.parametrize("hook", ["closeout-check", "closeout-validate"])
@pytest.mark.parametrize(
    ("path", "is_taken"),
    [
        ("contracts/march.json", True),
        ("contracts/a/march.yaml", True),
        ("contracts/a/packed.yaml", True),
        ("contracts/answers.csv", True),
        ("contracts/baseline-study.json", True),
        ("contracts/closeout.yaml", False),
        ("contracts/a/closeout.yaml", False),
        ("contracts/waivers.yaml", False),
        ("contracts/a/team-waivers.yml", False),
        ("contracts/closeout-baseline.json", False),
        ("contracts/policies/silence.yaml", False),
        ("contracts/rules/pack.yaml", False),
        ("contracts/rules/statements.yaml", False),
        ("contracts/rules/silence.test.yaml", False),
        ("contracts/march.answers.csv", False),
    ],
)
def test_files_of_closeout_itself_below_the_exports_are_left_out(
    hook: str, path: str, is_taken: bool
) -> None:
    is_excluded = re.search(HOOKS[hook]["exclude"], path) is not None
    assert (re.search(DOCUMENTED, path) is not None and not is_excluded) is is_taken


@pytest.mark.parametrize("hook", ["closeout-check", "closeout-validate"])
@pytest.mark.parametrize(
    ("path", "is_taken"),
    [
        ("exports/contracts-march.json", True),
        ("portfolio.csv", True),
        ("contracts-baseline.json", False),
        ("policies/contracts.yaml", False),
        ("contracts.test.yaml", False),
    ],
)
def test_without_a_folder_of_exports_their_names_count(
    hook: str, path: str, is_taken: bool
) -> None:
    chosen = HOOKS[hook]
    is_excluded = re.search(chosen["exclude"], path) is not None
    assert (re.search(chosen["files"], path) is not None and not is_excluded) is is_taken
