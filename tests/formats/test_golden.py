"""Golden files: every hand-built report in every format, to the byte."""

from __future__ import annotations

from pathlib import Path

import pytest

from closeout.cli.render import RenderOptions, render
from closeout.engine.report.findings import Report

from ..golden import golden

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
    found = render(format_, report, options)
    assert found == golden(path, found)
    assert render(format_, report, options) == found
