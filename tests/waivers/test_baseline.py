"""A baseline knows its findings again, and a file that is none is refused with its place."""

from __future__ import annotations

import json
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from closeout.engine.problems import UsageError
from closeout.engine.records import record_with
from closeout.engine.report.baseline import MOST_TOLD, Known, baseline_text, read_baseline
from closeout.engine.report.findings import Report, Waived

from .conftest import SNAPSHOT

Evaluated = Callable[..., Report]
SCHEMA: dict[str, Any] = json.loads(
    (files("closeout") / "schemas" / "baseline.schema.json").read_text("utf-8")
)


def edited(tmp_path: Path, change: Callable[[dict[str, Any]], None]) -> Path:
    """The snapshot after a change."""
    document = json.loads(SNAPSHOT.read_text("utf-8"))
    change(document)
    path = tmp_path / "edited.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


def reordered(document: dict[str, Any]) -> None:
    document["contracts"].reverse()
    document["accounts"].reverse()


def retitled(document: dict[str, Any]) -> None:
    for contract in document["contracts"]:
        contract["title"] = "Something else"
        contract["client"]["name"] = "Somebody else"


def enriched(document: dict[str, Any]) -> None:
    document["contracts"][0]["milestones"][0].update(amount="9.00", funded_amount="9.00")


CHANGES = [reordered, retitled, enriched]


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_the_file_is_the_same_after_changes_that_make_no_other_finding(
    change: Callable[[dict[str, Any]], None], evaluated: Evaluated, tmp_path: Path
) -> None:
    before = evaluated()
    after = evaluated(path=edited(tmp_path, change))
    assert baseline_text(after) == baseline_text(before)
    known = read_baseline(baseline_text(before), "b.json")
    assert all(known.knows(item) for item in (*after.findings, *after.undetermined))
    assert known.gone(known.met(after)) == ()


def test_entries_are_sorted_readable_and_one_a_line(evaluated: Evaluated) -> None:
    text = baseline_text(evaluated())
    document = json.loads(text)
    assert [
        " ".join(value for key, value in entry.items() if key != "fingerprint")
        for entry in document["findings"]
    ] == [
        "many A1 K1",
        "many A1 K2",
        "many A2 K1",
        "money-inside C1",
        "named A1",
        "named A2",
        "silent C1",
        "silent C2",
    ]
    assert [entry["rule"] for entry in document["undetermined"]] == ["silent"]
    assert len(text.splitlines()) == 17
    assert list(Draft202012Validator(SCHEMA).iter_errors(document)) == []


def test_waived_findings_are_left_to_their_waivers(evaluated: Evaluated) -> None:
    report = evaluated()
    findings = tuple(record_with(item, waived=Waived("x", 1)) for item in report.findings)
    assert json.loads(baseline_text(record_with(report, findings=findings)))["findings"] == []


def test_a_rule_that_could_not_be_decided_and_now_is_found_is_new(
    evaluated: Evaluated, tmp_path: Path
) -> None:
    def finish(document: dict[str, Any]) -> None:
        document["contracts"][2]["work_state"] = "complete"

    known = read_baseline(baseline_text(evaluated()), "b.json")
    now = evaluated(path=edited(tmp_path, finish))
    assert [str(item.subject) for item in now.findings if not known.knows(item)] == ["C3"]


def test_what_has_gone_is_named(evaluated: Evaluated, tmp_path: Path) -> None:
    def release(document: dict[str, Any]) -> None:
        document["contracts"][0]["milestones"] = []

    before = evaluated()
    known = read_baseline(baseline_text(before), "b.json")
    gone = known.gone(known.met(evaluated(path=edited(tmp_path, release))))
    mark = next(item.fingerprint for item in before.findings if item.rule == "money-inside")
    assert gone == (Known(mark, "money-inside", "C1"),)


ENTRY = {"rule": "silent", "contract": "C1", "fingerprint": "0" * 64}
REFUSED = [
    pytest.param("", "b.json:1:1", "found the end", id="empty"),
    pytest.param('{"version": 1, "findings": [', "b.json:1:28", "", id="truncated"),
    pytest.param("<html>", "b.json:1:1", "", id="HTML"),
    pytest.param("[1]", "b.json:1:1", "a baseline is an object", id="a list"),
    pytest.param('{"findings": []}', "b.json:1:1", "a baseline lacks `version`", id="no version"),
    pytest.param(
        '{\n "version": 2, "findings": []}',
        "b.json:2:13",
        "no baseline of version 1",
        id="another version",
    ),
    pytest.param(
        '{"version": true, "findings": []}',
        "b.json:1:13",
        "no baseline of version 1",
        id="a flag as version",
    ),
    pytest.param(
        '{"version": "1", "findings": []}',
        "b.json:1:13",
        "no baseline of version 1",
        id="a text as version",
    ),
    pytest.param('{"version": 1}', "b.json:1:1", "lacks `findings`", id="no findings"),
    pytest.param(
        '{"version": 1, "findings": {}}', "b.json:1:28", "`findings` is a list", id="no list"
    ),
    pytest.param(
        '{"version": 1, "finding": []}', "b.json:1:16", 'did you mean "findings"?', id="misspelt"
    ),
    pytest.param(
        '{"version": 1, "findings": [3]}', "b.json:1:29", "an entry is an object", id="a number"
    ),
    pytest.param(
        json.dumps({"version": 1, "findings": [{**ENTRY, "fingerprint": "x"}]}),
        "b.json:1:81",
        "64 hexadecimal digits",
        id="no fingerprint",
    ),
    pytest.param(
        json.dumps({"version": 1, "findings": [{**ENTRY, "rule": 3}]}),
        "b.json:1:38",
        "the id of its `rule`",
        id="no rule",
    ),
    pytest.param(
        '{"version": 1, "findings": []} x', "b.json:1:32", "ends before this", id="more behind it"
    ),
    pytest.param(
        '{"version": 1, "version": 1, "findings": []}', "b.json:1:16", "twice", id="a key twice"
    ),
    pytest.param("waivers: []", "b.json:1:1", "a baseline is JSON, and this is", id="YAML"),
    pytest.param("- rule: x", "b.json:1:1", "a baseline is JSON, and this is", id="a YAML list"),
    pytest.param("[" * 100_000, "b.json:1:", "", id="deep"),
]


@pytest.mark.parametrize(("text", "place", "words"), REFUSED)
def test_a_file_that_is_no_baseline_is_refused_with_its_place(
    text: str, place: str, words: str
) -> None:
    with pytest.raises(UsageError) as caught:
        read_baseline(text, "b.json")
    told = str(caught.value)
    assert f"{place}: error: " in told or told.startswith(place)
    assert words in told
    assert caught.value.exit_code == 2


def test_of_a_baseline_full_of_mistakes_the_first_are_told() -> None:
    with pytest.raises(UsageError) as caught:
        read_baseline(json.dumps({"version": 1, "findings": [3] * 50_000}), "b.json")
    assert [str(problem.place) for problem in caught.value.problems] == [
        f"b.json:1:{29 + 3 * index}" for index in range(MOST_TOLD)
    ]
