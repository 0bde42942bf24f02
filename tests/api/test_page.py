"""The page about the interface is true: every step runs, and prints what stands below it."""

from __future__ import annotations

import contextlib
import io
import re
from pathlib import Path
from typing import Any

import pytest

import closeout

from ..golden import golden

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "python-api.md"
STEP = re.compile(r"```python\n(?P<code>.*?)```\n\n```text\n(?P<printed>.*?)```\n", re.DOTALL)


def test_every_step_prints_what_the_page_shows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    text = PAGE.read_text("utf-8")
    names: dict[str, Any] = {}
    steps = 0

    def ran(step: re.Match[str]) -> str:
        nonlocal steps
        steps += 1
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            exec(compile(step["code"], f"step {steps}", "exec"), names)  # noqa: S102
        return f"```python\n{step['code']}```\n\n```text\n{printed.getvalue()}```\n"

    told = STEP.sub(ran, text)
    assert steps == text.count("```python\n") == 9
    assert told == golden(PAGE, told)


def test_the_page_names_every_name_and_no_other() -> None:
    table = PAGE.read_text("utf-8").partition("## The names")[2].partition("\n## ")[0]
    assert sorted(re.findall(r"^\| `(\w+)`", table, re.MULTILINE)) == sorted(closeout.__all__)
