"""The rules of Microsoft's `sarif-multitool validate`, by hand, so that they hold without it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from closeout.cli.render.layout import plain
from closeout.cli.render.phrases import link
from closeout.engine.report.findings import Report

from .test_sarif import log

Node = dict[str, Any]


def nodes(value: Any) -> Iterator[Node]:
    """Every object of a log."""
    if isinstance(value, dict):
        yield value
    for each in value.values() if isinstance(value, dict) else value:
        if isinstance(each, dict | list):
            yield from nodes(each)


def parts(report: Report) -> tuple[Node, Node, list[Node]]:
    """The whole log, its driver, and its results."""
    whole = log(report)
    (run,) = whole["runs"]
    return whole, run["tool"]["driver"], run["results"]


def test_sarif1001_no_rule_is_named_as_its_id(pipeline_report: tuple[str, Report]) -> None:
    for rule in parts(pipeline_report[1])[1]["rules"]:
        assert rule["id"] != rule.get("name")


def test_sarif1002_and_1005_every_address_is_whole_and_every_place_relative(
    pipeline_report: tuple[str, Report],
) -> None:
    for node in nodes(parts(pipeline_report[1])[0]):
        for name in ("helpUri", "informationUri", "downloadUri", "$schema"):
            assert name not in node or urlsplit(node[name]).scheme in ("http", "https")
        if "uri" in node:
            assert not urlsplit(node["uri"]).scheme and "\\" not in node["uri"]


def test_sarif1007_regions_begin_at_one_and_do_not_end_before_they_begin(
    pipeline_report: tuple[str, Report],
) -> None:
    for node in nodes(parts(pipeline_report[1])[0]):
        if "startLine" in node:
            assert node["startLine"] >= 1 and node.get("startColumn", 1) >= 1
            assert node.get("endLine", node["startLine"]) >= node["startLine"]


def test_sarif1009_and_1010_every_index_leads_to_the_rule_of_its_id(
    pipeline_report: tuple[str, Report],
) -> None:
    _, driver, results = parts(pipeline_report[1])
    for result in results:
        assert driver["rules"][result["ruleIndex"]]["id"] == result["ruleId"]


def test_sarif1011_the_schema_is_that_of_the_version(pipeline_report: tuple[str, Report]) -> None:
    whole = parts(pipeline_report[1])[0]
    assert (whole["version"], "sarif-2.1.0" in whole["$schema"]) == ("2.1.0", True)


def test_sarif1012_messages_have_a_text_and_no_holes(pipeline_report: tuple[str, Report]) -> None:
    for result in parts(pipeline_report[1])[2]:
        text = result["message"]["text"]
        assert text.strip() and "id" not in result["message"]
        assert not re.search(r"\{\d+\}", text.replace("{{", "").replace("}}", ""))


def test_sarif2012_every_rule_has_a_help_and_an_address_where_its_sources_have_one(
    pipeline_report: tuple[str, Report],
) -> None:
    report = pipeline_report[1]
    addresses = {plain(one.rule): any(map(link, one.sources)) for one in report.findings}
    for rule in parts(report)[1]["rules"]:
        assert rule["help"]["text"] and rule["help"]["markdown"]
        assert rule["shortDescription"]["text"] and rule["fullDescription"]["text"]
        assert ("helpUri" in rule) == addresses.get(rule["id"], False)


def test_sarif2004_nothing_is_repeated_that_the_rule_says_already(
    pipeline_report: tuple[str, Report],
) -> None:
    for result in parts(pipeline_report[1])[2]:
        assert "rule" not in result
        for location in result.get("locations", ()):
            assert "index" not in location["physicalLocation"]["artifactLocation"]
