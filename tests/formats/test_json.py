"""What a program reads: the pinned shape, its schema, and texts that cannot do harm."""

from __future__ import annotations

import json
import re
from importlib.resources import files
from itertools import product
from types import SimpleNamespace
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from closeout.cli.render import RenderOptions, render
from closeout.cli.render.entry_wise import EntryWise, entries_of
from closeout.engine.report.findings import Closing, Report, Verdict
from closeout.engine.report.unmet import NO_CLOSING

from ..described import bare_fields
from .conftest import contract

SCHEMA: dict[str, Any] = json.loads(
    (files("closeout") / "schemas" / "findings.schema.json").read_text("utf-8")
)
FACTS = RenderOptions(facts=True)


@pytest.mark.parametrize("options", [RenderOptions(), FACTS, RenderOptions(verbose=True)])
def test_every_document_fits_the_schema(
    named_report: tuple[str, Report], options: RenderOptions
) -> None:
    document = json.loads(render("json", named_report[1], options))
    errors = [error.message for error in Draft202012Validator(SCHEMA).iter_errors(document)]
    assert errors == []


def entries(format: str) -> EntryWise:
    return entries_of(format, RenderOptions(), None)


@pytest.mark.parametrize("format", ["json", "ndjson"])
def test_a_contract_is_told_as_if_it_were_alone(format: str) -> None:
    closings = (Closing(False, unmet=(NO_CLOSING,)), None, Closing(False), Closing(True))
    contracts = [
        contract(f"C{number} % {verdict}", verdict, closing=closing, until=number, needs=needs)
        for number, (closing, needs) in enumerate(product(closings, ((), ("a %",))))
        for verdict in (Verdict.CANNOT_TELL, *Verdict)
    ]
    report = Report(0, 0, "python", "freelancer", (), tuple(contracts), (), ())
    all_of_them = entries(format)
    together = [all_of_them.contract(report, one) for one in contracts]
    assert together == [entries(format).contract(report, one) for one in contracts]


def test_the_schema_describes_every_field() -> None:
    assert bare_fields(SCHEMA) == []


SOME = ("not_read", "look_before", "unmet")
"""Keys of the contracts of which there is something to say."""


def test_keys_come_in_the_order_of_the_schema(full_report: Report) -> None:
    document = json.loads(render("json", full_report, FACTS))
    rare = ("overrides", "assumed_role")
    shown = [key for key in SCHEMA["properties"] if key in document or key not in rare]
    assert list(document) == shown
    for part, name in (("contracts", "contract"), ("accounts", "account")):
        described = [key for key in SCHEMA["$defs"][name]["properties"] if key not in SOME]
        assert [key for key in document[part][0] if key not in SOME] == described
    for part, name in (("findings", "finding"), ("undetermined", "undetermined")):
        assert list(document[part][0]) == usual(SCHEMA["$defs"][name])
    assert list(document["summary"]) == usual(SCHEMA["$defs"]["summary"])


def usual(schema: dict[str, Any]) -> list[str]:
    """The keys of a schema but those that only some findings have."""
    return [key for key in schema["properties"] if key not in ("waived", "known", "page")]


def test_layout_is_that_of_the_standard_library(named_report: tuple[str, Report]) -> None:
    text = render("json", named_report[1], FACTS)
    unescaped = re.sub("[^\x00-\x7f]", lambda match: json.dumps(match.group())[1:-1], text)
    again = json.dumps(json.loads(text), indent=2, ensure_ascii=True) + "\n"
    assert unescaped.replace("\\u0023#[", "##[").replace("\\u007f", "\x7f") == again


def test_facts_are_there_only_when_asked_for(full_report: Report) -> None:
    document = json.loads(render("json", full_report, RenderOptions()))
    assert "accounts" not in document
    assert not any("facts" in contract for contract in document["contracts"])
    with_facts = json.loads(render("json", full_report, FACTS))
    assert with_facts["accounts"] == [
        {
            "id": "A1",
            "facts": {
                "no_feedback_streak": 3,
                "no_feedback_share": 1 / 3,
                "jss_available": None,
            },
        }
    ]
    assert with_facts["contracts"][1]["facts"] == {
        "jss_weight": 1.25,
        "jss_outcome": "pending",
        "dormant_at": None,
    }


def test_findings_keep_their_order_and_are_counted(full_report: Report) -> None:
    document = json.loads(render("json", full_report, RenderOptions()))
    assert [one["rule"] for one in document["findings"]] == [
        one.rule for one in full_report.findings
    ]
    assert document["summary"] == {
        "contracts": 11,
        "findings": 9,
        "undetermined": 8,
        "error": 2,
        "warning": 2,
        "info": 5,
    }


def test_hostile_texts_arrive_unchanged_and_unprintable_ones_only_as_escapes(
    make: SimpleNamespace,
) -> None:
    texts = make.HOSTILE + tuple(chr(point) for point in range(0x20, 0x3000))
    texts += ("\ue000", "\ufff9", "\U000e0001", "\U0001f600", "\ud800", "\udfff", "\x7f", "##[x]")
    contracts = tuple(make.contract("C", Verdict.NOTHING_TO_DO, needs=(text,)) for text in texts)
    text = render("json", make.report(contracts), RenderOptions())
    assert [contract["needs"][0] for contract in json.loads(text)["contracts"]] == list(texts)
    assert (
        re.findall("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\ud800-\udfff]", text)
        == []
    )
    assert "##[" not in text
    assert text.encode("utf-8").decode("utf-8") == text


def test_an_empty_report_is_a_whole_document(make: SimpleNamespace) -> None:
    document = json.loads(render("json", make.report(policies=()), RenderOptions()))
    assert document == {
        "version": 1,
        "as_of": "2026-03-10T12:00:00Z",
        "as_of_origin": "given",
        "engine": "durable",
        "policies": [],
        "summary": {
            "contracts": 0,
            "findings": 0,
            "undetermined": 0,
            "error": 0,
            "warning": 0,
            "info": 0,
        },
        "contracts": [],
        "findings": [],
        "questions": [],
        "undetermined": [],
        "assumptions": [],
        "exported_at": "2026-03-10T12:00:00Z",
        "export_age": "fresh",
    }


def test_a_contract_that_may_be_ended_says_in_one_line_what_to_look_at_before(
    full_report: Report,
) -> None:
    contracts = json.loads(render("json", full_report, FACTS))["contracts"]
    looks = {one["verdict"]: one["look_before"] for one in contracts if "look_before" in one}
    assert set(looks) <= {"close"}
    assert all("\n" not in look for look in looks.values())
