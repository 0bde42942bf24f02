"""Golden files: every hand-built report in every format, to the byte.

After a wanted change write them anew with `UPDATE_GOLDEN=1 pytest tests/formats/test_golden.py`
and read the difference.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from closeout.cli.render import RenderOptions, render
from closeout.engine.report.findings import Report

GOLDEN = Path(__file__).parent / "golden"
VARIANTS = {
    "txt": ("text", RenderOptions()),
    "verbose.txt": ("text", RenderOptions(verbose=True, facts=True)),
    "json": ("json", RenderOptions()),
    "facts.json": ("json", RenderOptions(facts=True)),
}


@pytest.mark.parametrize("variant", VARIANTS)
def test_output_is_as_it_was(named_report: tuple[str, Report], variant: str) -> None:
    name, report = named_report
    format_, options = VARIANTS[variant]
    path = GOLDEN / f"{name}.{variant}"
    found = render(format_, report, options).encode("utf-8")
    if os.environ.get("UPDATE_GOLDEN"):
        path.write_bytes(found)
    assert found.decode() == path.read_bytes().decode()
    assert render(format_, report, options).encode("utf-8") == found
