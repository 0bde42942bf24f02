"""The README shows what the program prints and what the files hold."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
README = ROOT / "README.md"


def block(marker: str) -> str:
    """The fenced block after a marker."""
    found = re.search(
        rf"<!-- {re.escape(marker)} -->\n```\w+\n(.*?)```\n", README.read_text("utf-8"), re.DOTALL
    )
    assert found, marker
    return found[1]


def run(*arguments: str) -> str:
    """What a command prints to stdout, as in the root of the checkout."""
    done = subprocess.run(
        [sys.executable, "-m", "closeout.cli.app", *arguments],
        cwd=ROOT,
        capture_output=True,
        check=False,
        encoding="utf-8",
    )
    assert done.returncode in (0, 1), done.stderr
    return done.stdout


def test_the_output_in_the_readme_is_what_the_main_job_prints() -> None:
    printed = run("check", "examples/portfolio.json")
    shown = block("output: check examples/portfolio.json")
    assert len(shown.splitlines()) > 20
    assert printed.startswith(shown)


def test_the_override_in_the_readme_is_the_example() -> None:
    assert block("file: examples/my-policies/pack.yaml") == (
        ROOT / "examples/my-policies/pack.yaml"
    ).read_text("utf-8")


def test_the_first_two_code_blocks_are_the_set_up_commands() -> None:
    blocks = re.findall(r"```sh\n(.*?)```", README.read_text("utf-8"), re.DOTALL)
    assert blocks[0] == "python3 start.py check examples/portfolio.json --fail-on never\n"
    assert blocks[1] == "python3 start.py test\n"
