"""`check` with waivers, a baseline and pseudonyms, and `baseline write`, as their users call them."""

from __future__ import annotations

import json
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from jsonschema import Draft202012Validator
from typer.testing import CliRunner, Result

from closeout.cli.app import app
from closeout.cli.render import FORMATS

from .conftest import HOUSE, SNAPSHOT

FINDINGS: dict[str, Any] = json.loads(
    (files("closeout") / "schemas" / "findings.schema.json").read_text("utf-8")
)
BOTH = """\
- {rule: silent, client: 'Bakery *', reason: They are on holiday, until: 2026-04-01, who: Ana}
- {rule: money-inside, contract: C1, reason: Agreed by phone, until: 2026-03-20}
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("snapshot.json").write_bytes(SNAPSHOT.read_bytes())
    Path("waivers.yaml").write_text(BOTH, encoding="utf-8")
    return tmp_path


def run(*arguments: str) -> Result:
    command, *rest = arguments
    policies = ("--policies", str(HOUSE)) if command in ("check", "baseline") else ()
    return CliRunner().invoke(app, [command, *rest, *policies])


def check(*options: str) -> Result:
    return run("check", "snapshot.json", *options)


def report(*options: str) -> dict[str, Any]:
    result = check("-f", "json", *options)
    assert result.exit_code in (0, 1), result.stderr
    loaded: dict[str, Any] = json.loads(result.stdout)
    return loaded


def test_waiving_changes_the_exit_code_and_no_verdict() -> None:
    for engine in ("python", "auto"):
        plain = report("--engine", engine)
        waived = report("--engine", engine, "--waivers", "waivers.yaml")
        assert plain["contracts"] == waived["contracts"]
        assert check("--engine", engine).exit_code == 1
        assert check("--engine", engine, "--waivers", "waivers.yaml").exit_code == 0
        assert len(waived["findings"]) == len(plain["findings"]) == 8


def test_json_says_what_is_waived_and_keeps_every_other_byte() -> None:
    waived = report("--waivers", "waivers.yaml")
    assert list(Draft202012Validator(FINDINGS).iter_errors(waived)) == []
    assert waived["summary"].pop("waived") == 3
    marks = [one.pop("waived") for one in waived["findings"] if "waived" in one]
    assert marks[0] == {
        "reason": "Agreed by phone",
        "until": "2026-03-20T00:00:00Z",
        "who": None,
    }
    assert waived == report()


def test_text_shows_what_is_waived_and_counts_it() -> None:
    text = check("--waivers", "waivers.yaml").stdout
    assert "      Waived until 2026-03-20 00:00 UTC: Agreed by phone\n" in text
    assert "      Waived until 2026-04-01 00:00 UTC by Ana: They are on holiday\n" in text
    assert "8 findings (1 error, 2 warnings, 5 info), 3 waived." in " ".join(text.split())
    assert "Do first" not in text


def test_neither_a_waiver_nor_a_baseline_opens_the_gate_of_close() -> None:
    run("baseline", "write", "snapshot.json", "-o", "b.json")
    options = ("--waivers", "waivers.yaml", "--baseline", "b.json")
    assert check(*options).exit_code == 0
    assert check(*options, "--close", "C1").exit_code == 1
    assert check(*options, "--close", "C1", "--fail-on", "never").exit_code == 0


def test_a_waiver_that_has_ended_waives_nothing_and_is_told() -> None:
    result = check("--waivers", "waivers.yaml", "--as-of", "2026-03-20")
    assert result.exit_code == 1
    assert result.stderr == (
        "waivers.yaml:2:3: warning: this waiver ended on 2026-03-20 00:00 UTC: "
        "money-inside for contract C1\n"
        "  2 | - {rule: money-inside, contract: C1, reason: Agreed by phone, until: 2026-03-20}\n"
        "    |   ^\n"
        "  it waives nothing any more: act on the finding, or decide anew\n"
    )


def test_a_rule_of_a_pack_that_takes_no_part_is_no_mistake() -> None:
    Path("waivers.yaml").write_text(
        "- {rule: escrow-at-stake, contract: C1, reason: x, until: 2026-04-01}", encoding="utf-8"
    )
    result = check("--waivers", "waivers.yaml")
    assert result.exit_code == 1
    assert "this waiver is not used" in result.stderr


WRONG = [
    pytest.param(("--waivers", "none.yaml"), "none.yaml: error: cannot be read", id="no file"),
    pytest.param(("--waivers", "."), ".: error: is a folder", id="a folder"),
    pytest.param(
        ("--baseline", "snapshot.json"),
        "snapshot.json:1:1: error: a baseline lacks",
        id="no baseline",
    ),
    pytest.param(("--baseline", "waivers.yaml"), "waivers.yaml:1:1: error: ", id="no JSON"),
    pytest.param(
        ("--baseline", "none.json"), "none.json: error: cannot be read", id="no baseline file"
    ),
    pytest.param(
        ("--waivers", "waivers.yaml", "--max-waiver-days", "5"), "waivers.yaml:1:", id="too far"
    ),
    pytest.param(("--max-waiver-days", "0"), "--max-waiver-days: error: ", id="no days"),
    pytest.param(
        ("--redact-key", "waivers.yaml"), "--redact-key: error: nothing is redacted", id="key alone"
    ),
    pytest.param(("--redact", "--redact-key", "none"), "none: error: cannot be read", id="no key"),
    pytest.param(
        ("--redact", "--redact-key", "short"), "short: error: this key is too short", id="short key"
    ),
]


@pytest.mark.parametrize(("options", "told"), WRONG)
def test_what_cannot_be_used_is_told_and_nothing_is_printed(
    options: tuple[str, ...], told: str
) -> None:
    Path("short").write_text("secret\n\n", encoding="utf-8")
    result = check(*options)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(told)


def test_only_new_findings_fail_and_what_has_gone_is_told() -> None:
    assert run("baseline", "write", "snapshot.json", "-o", "b.json").stdout == ""
    assert check("--baseline", "b.json", "--fail-on", "undetermined").exit_code == 0
    document = json.loads(Path("snapshot.json").read_text("utf-8"))
    document["contracts"][0]["milestones"] = []
    Path("snapshot.json").write_text(json.dumps(document), encoding="utf-8")
    result = check("--baseline", "b.json", "--fail-on", "info")
    assert result.exit_code == 0
    assert result.stderr == (
        "b.json: warning: gone: money-inside for C1\n"
        "  write it anew to keep them from coming back: closeout baseline write\n"
    )
    assert "Note: 7 findings are known from the baseline" in result.stdout
    document["contracts"][1]["escrow"] = "3.00"
    del document["contracts"][1]["milestones"]
    Path("snapshot.json").write_text(json.dumps(document), encoding="utf-8")
    assert check("--baseline", "b.json").exit_code == 1


def test_a_single_rule_does_not_make_the_others_seem_gone() -> None:
    run("baseline", "write", "snapshot.json", "-o", "b.json")
    result = check("--baseline", "b.json", "--rule", "silent")
    assert result.stderr == ""
    assert "Note: 2 findings are known from the baseline" in result.stdout
    assert "gone" not in result.stdout


def test_what_is_waived_is_no_part_of_the_baseline_that_is_written() -> None:
    run("baseline", "write", "snapshot.json", "-o", "b.json", "--waivers", "waivers.yaml")
    assert check("--baseline", "b.json").exit_code == 1
    assert check("--baseline", "b.json", "--waivers", "waivers.yaml").exit_code == 0


SECRETS = [
    "C1",
    "C2",
    "C3",
    "A1",
    "A2",
    "K1",
    "K2",
    "m1",
    "Studio",
    "Bakery",
    "Blum",
    "Brot",
    "Nordwind",
    "Logo",
    "Menu",
    "Shop",
    "Draft",
    "snapshot.json",
    "holiday",
    "phone",
    "Ana",
]


def words(result: Result) -> str:
    """What was printed; of a workbook, the texts of its cells."""
    if not result.stdout_bytes.startswith(b"PK"):
        return result.stdout
    with ZipFile(BytesIO(result.stdout_bytes)) as parts:
        return parts.read("xl/sharedStrings.xml").decode()


@pytest.mark.parametrize("format", FORMATS)
def test_no_name_title_or_id_is_left_in_any_format(format: str) -> None:
    options = ("-f", format, "--waivers", "waivers.yaml", "--facts", "-v")
    Path("key").write_text("0123456789abcdef0123456789abcdef\n", encoding="utf-8")
    result = check(*options, "--redact", "--redact-key", "key")
    plain = check(*options)
    assert result.exit_code == plain.exit_code == 0
    assert any(secret in words(plain) for secret in SECRETS)
    assert [secret for secret in SECRETS if secret in words(result)] == []
    assert [secret for secret in SECRETS if secret in result.stderr] == []
    assert check(*options, "--redact", "--redact-key", "key").stdout == result.stdout


SPELLING = """\
id: spelling
version: 1.0.0
platform: upwork
title: A pack that spells a title in its own way
actions:
  talk: {title: Talk, effect: prepare}
params:
  favourite: {value: STUDIO NORD, basis: advice}
facts:
  contract.low: {case: [{when: {title: Logo}, value: lOGO}, {else: other}]}
  contract.reason: {case: [{when: {title: Logo}, value: LoGo}, {else: other}]}
verdict: {end_reason: contract.reason}
rules:
  - id: spelled
    title: It is spelled otherwise
    for: contract
    when: {title: Logo}
    then: {action: talk, severity: info, message: "{low} of {$favourite}"}
    basis: advice
    why: To see.
  - id: said
    title: The policy says it
    for: contract
    when: {title: Menu}
    then: {action: talk, severity: info, message: "Bakery brot bakes."}
    basis: advice
    why: To see.
"""


@pytest.mark.parametrize("format", FORMATS)
def test_another_spelling_is_hidden_and_what_a_policy_says_itself_is_told(format: str) -> None:
    Path("spelling").mkdir()
    Path("spelling/pack.yaml").write_text(SPELLING, encoding="utf-8")
    options = ("snapshot.json", "--policies", "spelling", "-f", format, "--facts", "-v")
    plain = CliRunner().invoke(app, ["check", *options, "--close", "C1"])
    hidden = CliRunner().invoke(app, ["check", *options, "--close", "C1", "--redact"])
    assert plain.exit_code == hidden.exit_code == 1, hidden.stderr
    if format != "ics" and not format.startswith(("contracts-", "undetermined-")):
        assert "lOGO of STUDIO NORD" in words(plain)
    for spelled in ("logo", "studio nord"):
        assert spelled not in words(hidden).casefold()
    told = (
        "not hidden by --redact: a title, name or id of the snapshot that the policy says in its "
        "own words, in 1 rule: said\n"
    )
    assert (
        hidden.stderr.removesuffix("As of 2026-03-10 12:00 UTC (from the snapshot).\n") == told
    )  # where the format has no room for it


def test_another_key_gives_other_pseudonyms_and_nothing_else() -> None:
    first, second, plain = report("--redact"), report("--redact"), report()
    assert first["contracts"][0]["id"] != second["contracts"][0]["id"]
    for found in (first, second):
        assert [one["verdict"] for one in found["contracts"]] == [
            one["verdict"] for one in plain["contracts"]
        ]
        assert found["summary"] == plain["summary"]
        assert {one["rule"] for one in found["findings"]} == {
            one["rule"] for one in plain["findings"]
        }
        marks = {one["fingerprint"] for one in found["findings"]}
        assert not marks & {one["fingerprint"] for one in plain["findings"]}


def test_gate_filters_and_baseline_work_on_the_true_names() -> None:
    run("baseline", "write", "snapshot.json", "-o", "b.json")
    options = ("--redact", "--close", "C1", "--rule", "money-inside", "--baseline", "b.json")
    result = check(*options)
    assert result.exit_code == 1
    assert "[money-inside]" in " ".join(result.stdout.split())
    assert check("--redact", "--baseline", "b.json").exit_code == 0
