"""Golden files: reports in the formats of pipelines, to the byte."""

from __future__ import annotations

from pathlib import Path

import pytest

from closeout.cli.render import RenderOptions, render
from closeout.engine.report.findings import Report

from ...golden import golden

GOLDEN = Path(__file__).parent / "golden"
ENDINGS = {
    "sarif": "sarif",
    "junit": "junit.xml",
    "github": "github.txt",
    "gitlab": "gitlab.json",
    "markdown": "md",
    "csv": "csv",
    "ndjson": "ndjson",
    "ics": "ics",
}


@pytest.mark.parametrize("format_", ENDINGS)
def test_output_is_as_it_was(pipeline_report: tuple[str, Report], format_: str) -> None:
    name, report = pipeline_report
    path = GOLDEN / f"{name}.{ENDINGS[format_]}"
    found = render(format_, report, RenderOptions())
    assert found == golden(path, found)
    assert render(format_, report, RenderOptions()) == found
