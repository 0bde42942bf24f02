"""What `.ci/run` says about known vulnerabilities: a verdict only where there is one."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest

from .repository import ROOT


def dependency(name: str, **more: Any) -> dict[str, Any]:
    return {"name": name, "version": "1.0", **more}


SOUND = dependency("sound", vulns=[])
UNKNOWN = {"name": "unknown", "skip_reason": "not found"}
OPEN = dependency("open", vulns=[{"id": "V-1", "fix_versions": []}])
MENDED = dependency("mended", vulns=[{"id": "V-2", "fix_versions": ["1.1", "2.0"]}])


def answer(*dependencies: dict[str, Any]) -> str:
    return json.dumps({"dependencies": dependencies, "fixes": []})


@pytest.mark.parametrize(
    ("found", "code", "told"),
    [
        (answer(SOUND), 0, "no known vulnerability in 1 pinned versions\n"),
        (
            answer(SOUND, UNKNOWN),
            0,
            "no known vulnerability in 1 pinned versions; "
            "NOT CHECKED: 1 that the index does not know\n",
        ),
        (answer(UNKNOWN), 0, "NOT CHECKED: the index knows none of the 1 pinned versions\n"),
        ("", 0, "NOT CHECKED: no index of known vulnerabilities could be reached\n"),
        ("a proxy says no", 0, "NOT CHECKED: no index of known vulnerabilities could be reached\n"),
        (
            answer(SOUND, OPEN, MENDED),
            1,
            "open 1.0: V-1, mended in no version yet\nmended 1.0: V-2, mended in 1.1, 2.0\n",
        ),
    ],
    ids=["sound", "partly known", "unknown", "no answer", "another answer", "vulnerable"],
)
def test_the_answer_is_told_as_it_is(found: str, code: int, told: str) -> None:
    script = ROOT / ".ci" / "vulnerabilities.py"
    run = subprocess.run(
        [sys.executable, script], input=found, capture_output=True, text=True, check=False
    )
    assert (run.stdout, run.returncode, run.stderr) == (told, code, "")
