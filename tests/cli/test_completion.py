"""The shell completes commands, rule ids and pack names."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("closeout va", ["validate"]),
        ("closeout ini", ["init"]),
        ("closeout init --platform fr", ["freelancer-com"]),
        ("closeout check --rule auto-release-p", ["auto-release-pending"]),
        ("closeout check --policies fr", ["freelancer-com"]),
        ("closeout plan --role c", ["client"]),
    ],
)
def test_a_word_is_completed(words: str, expected: list[str]) -> None:
    asked = {
        "_CLOSEOUT_COMPLETE": "complete_bash",
        "COMP_WORDS": words,
        "COMP_CWORD": str(len(words.split()) - 1),
    }
    done = subprocess.run(
        [sys.executable, "-m", "closeout.cli.entry"],
        env={**os.environ, **asked},
        capture_output=True,
        check=False,
        encoding="utf-8",
    )
    assert done.stdout.split() == expected, done.stderr


@pytest.mark.skipif(shutil.which("bash") is None, reason="there is no bash")
def test_completion_is_installed_for_the_shell_that_asks(tmp_path: Path) -> None:
    asking = f"{shlex.quote(sys.executable)} -m closeout.cli.entry --install-completion; exit $?"
    done = subprocess.run(
        ["bash", "-c", asking],
        env={**os.environ, "HOME": str(tmp_path)},
        capture_output=True,
        check=False,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stderr
    assert "bash completion installed" in done.stdout
