"""One object a line: the same as the document of the format `json`, taken apart."""

from __future__ import annotations

import json
from typing import Any

import pytest

from closeout.cli.render import RenderOptions, render
from closeout.engine.report.findings import Report

LISTS = {
    "contract": "contracts",
    "account": "accounts",
    "finding": "findings",
    "question": "questions",
    "undetermined": "undetermined",
    "assumption": "assumptions",
}


@pytest.mark.parametrize("facts", [False, True])
def test_the_lines_make_up_the_json_document(
    pipeline_report: tuple[str, Report], facts: bool
) -> None:
    options = RenderOptions(facts=facts)
    lines = render("ndjson", pipeline_report[1], options).removesuffix("\n").split("\n")
    objects: list[dict[str, Any]] = [json.loads(line) for line in lines]
    kinds = [one.pop("kind") for one in objects]
    assert kinds[0] == "report"
    assert kinds[1:] == sorted(kinds[1:], key=list(LISTS).index)
    document = objects[0]
    for name in LISTS.values():
        if name != "accounts" or facts:
            document[name] = []
    for kind, one in zip(kinds[1:], objects[1:], strict=True):
        document[LISTS[kind]].append(one)
    assert document == json.loads(render("json", pipeline_report[1], options))


def test_a_line_is_written_as_the_standard_library_writes_it(portfolio: Report) -> None:
    text = render("ndjson", portfolio, RenderOptions(facts=True))
    again = "".join(json.dumps(json.loads(line)) + "\n" for line in text.splitlines())
    assert text == again
