"""`closeout diff` as it is called: packs, folders, revisions of git, two exports, and what is refused."""

from __future__ import annotations

import json
import subprocess
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from typer.testing import CliRunner

from closeout.cli import clock
from closeout.cli.app import app
from closeout.cli.revisions import is_safe

SCHEMA: dict[str, Any] = json.loads(
    (files("closeout") / "schemas" / "diff.schema.json").read_text("utf-8")
)
BASE = """\
id: mine
title: Mine
actions:
  hold: {title: Hold, effect: block}
  ask: {title: Ask, effect: prepare}
  end: {title: End, effect: close, requires: {status: [active, paused], escrow: 0}}
params: {patience: {value: 10 days, basis: advice}}
rules:
  - {id: held, title: Held, for: contract, when: {budget: {gt: 5 USD}},
     then: {action: hold, severity: error, message: "Of {budget}."}}
  - {id: silent, title: Silent, for: contract,
     when: {last_client_message_at: {older_than: $patience}},
     then: {action: ask, severity: warning, message: "Ask {client.name}."}}
  - {id: done, title: Done, for: contract, when: {work_state: complete},
     then: {action: end, severity: info, message: "End it."}}
"""
SHORTER = BASE.replace("10 days", "5 days")
LOOSE = BASE.replace("effect: block", "effect: none")
EXPORT = {
    "version": 1,
    "as_of": "2026-03-10T12:00:00Z",
    "contracts": [
        {
            "id": "C1",
            "title": "A logo",
            "status": "active",
            "currency": "USD",
            "work_state": "complete",
            "budget": "10.00",
            "milestones": [],
            "last_client_message_at": "2026-03-09",
        },
        {
            "id": "C2",
            "status": "active",
            "budget": "1.00",
            "work_state": "in_progress",
            "currency": "USD",
            "milestones": [],
            "last_client_message_at": "2026-03-03",
        },
    ],
}


def git(*arguments: str) -> None:
    identity = ("-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *identity, *arguments], check=True, capture_output=True)


def put(file: str, content: object) -> None:
    Path(file).parent.mkdir(parents=True, exist_ok=True)
    text = content if isinstance(content, str) else json.dumps(content)
    Path(file).write_text(text, encoding="utf-8")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    put("old/pack.yaml", BASE)
    put("shorter/pack.yaml", SHORTER)
    put("loose/pack.yaml", LOOSE)
    put("a.json", EXPORT)


@pytest.fixture
def repository() -> None:
    git("init", "-q", "-b", "main", ".")
    put("packs/mine/pack.yaml", BASE)
    git("add", "packs")
    git("commit", "-q", "-m", "one")
    put("packs/mine/pack.yaml", SHORTER)
    git("commit", "-q", "-a", "-m", "two")


def diff(*arguments: str) -> Any:
    result = CliRunner().invoke(app, ["diff", *arguments])
    assert isinstance(result.exception, SystemExit | None), result.exception
    return result


def as_json(*arguments: str) -> dict[str, Any]:
    result = diff(*arguments, "-f", "json")
    assert result.exit_code == 0, result.stderr
    found: dict[str, Any] = json.loads(result.stdout)
    assert [error.message for error in Draft202012Validator(SCHEMA).iter_errors(found)] == []
    return found


def test_a_number_is_named_as_the_cause_of_what_it_changes() -> None:
    assert diff("--policies", "old", "shorter", "a.json").stdout == (
        "Policies old -> shorter, over 2 contracts as of 2026-03-10 12:00 UTC.\n"
        "No contract became `close`, none lost a block.\n"
        "Verdicts: 1 nothing to do -> prepare.\n"
        "Findings: 1 new.\n"
        "Edits of the policies: 1.\n"
        "\n"
        "Verdicts: 1\n"
        "  C2\n"
        "    nothing to do -> prepare\n"
        "    by param patience: 10 days -> 5 days\n"
        "\n"
        "New: 1\n"
        "  silent for contract C2: warning: Ask not known.\n"
        "    by param patience: 10 days -> 5 days\n"
        "\n"
        "Edits: 1\n"
        "  param patience: 10 days -> 5 days\n"
        "    2 changes\n"
    )


def test_what_became_close_and_what_lost_a_block_comes_before_everything_else() -> None:
    result = diff("--policies", "old", "loose", "a.json")
    lines = result.stdout.splitlines()
    assert lines[1] == "1 contract became `close`, 1 contract lost a block."
    assert lines[lines.index("Let go: 1") + 1 :][:3] == [
        "  C1: A logo",
        "    do not end -> close; no longer blocked by held",
        "    by action hold: effect block -> none",
    ]


def test_every_edit_of_the_json_has_its_place_in_the_causes() -> None:
    found = as_json("--policies", "old", "loose", "a.json")
    assert found["summary"]["became_close"] == found["summary"]["lost_a_block"] == ["C1"]
    assert [edit["name"] for edit in found["edits"]] == ["hold"]
    assert all(
        change["causes"] == {"edits": [0], "is_smallest": True} for change in found["contracts"]
    )


def test_a_pack_and_itself_differ_in_nothing_and_exit_code_says_so() -> None:
    result = diff("--policies", "old", "old", "a.json", "--exit-code")
    assert result.exit_code == 0
    assert "Both policies decide the same." in result.stdout
    assert diff("--policies", "old", "shorter", "a.json", "--exit-code").exit_code == 1
    assert diff("--policies", "old", "shorter", "a.json").exit_code == 0


def test_without_causes_edits_are_listed_and_nothing_is_looked_for() -> None:
    found = as_json("--policies", "old", "shorter", "a.json", "--no-causes")
    assert [edit["changes"] for edit in found["edits"]] == [None]
    assert {change["causes"] for change in found["findings"]} == {None}


def test_an_edit_that_changes_nothing_at_hand_changes_an_invented_contract() -> None:
    put("held/pack.yaml", BASE.replace("severity: info", "severity: warning"))
    put("b.json", {**EXPORT, "contracts": EXPORT["contracts"][1:]})  # type: ignore[index]
    (edit,) = as_json("--policies", "old", "held", "b.json")["edits"]
    assert (edit["name"], edit["changes"]) == ("done", 0)
    put("c.json", edit["witness"]["snapshot"])
    assert len(json.loads(edit["witness"]["snapshot"])["contracts"]) == 1
    again = as_json("--policies", "old", "held", "c.json")
    assert [(one["rule"], one["changed"]) for one in again["findings"]] == [("done", ["severity"])]


def test_what_the_invented_contract_says_is_the_least_that_matters() -> None:
    put("held/pack.yaml", BASE.replace("{gt: 5 USD}", "{gt: 500 USD}"))
    put("b.json", {**EXPORT, "contracts": EXPORT["contracts"][1:]})  # type: ignore[index]
    (edit,) = as_json("--policies", "old", "held", "b.json")["edits"]
    put("c.json", edit["witness"]["snapshot"])
    assert as_json("--policies", "old", "held", "c.json")["findings"]
    (contract,) = json.loads(edit["witness"]["snapshot"])["contracts"]
    for name in contract.keys() - {"id"}:
        less = {key: value for key, value in contract.items() if key != name}
        put("d.json", {**EXPORT, "contracts": [less]})
        found = as_json("--policies", "old", "held", "d.json")["findings"]
        assert [one["what"] for one in found] != [edit["witness"]["says"]], name


WHOLE = """\
  - {id: unasked, title: Nobody asked, for: contract, when: {refund_request.requested_at: none},
     then: {action: ask, severity: info, message: "Of {budget}."}}
"""
WHOLE_CASE = """\
as_of: 2026-03-10T12:00:00Z
rules: unasked
cases:
  - name: One word says that there is no request
    contract: {refund_request: none, dispute: none}
    findings: [unasked]
"""


def test_an_invented_contract_is_read_as_it_is_written() -> None:
    for name, word in (("asked", "Of"), ("worded", "About")):
        put(f"{name}/pack.yaml", BASE + WHOLE.replace("Of", word))
        put(f"{name}/unasked.test.yaml", WHOLE_CASE)
    asked_for = {"id": "C1", "refund_request": {"requested_at": "2026-03-09"}}
    put("b.json", {**EXPORT, "contracts": [asked_for]})
    (edit,) = as_json("--policies", "asked", "worded", "b.json")["edits"]
    assert json.loads(edit["witness"]["snapshot"])["contracts"] == [
        {"id": "C1", "refund_request": "none"}
    ]
    put("c.json", edit["witness"]["snapshot"])
    assert CliRunner().invoke(app, ["validate", "c.json"]).exit_code == 0
    found = as_json("--policies", "asked", "worded", "c.json")["findings"]
    assert [(one["rule"], one["changed"]) for one in found] == [("unasked", ["text"])]


@pytest.mark.usefixtures("repository")
@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("HEAD~1", "HEAD"),
        ("main~1", "packs/mine"),
        ("HEAD~1:packs/mine", "main:packs/mine"),
        ("HEAD~1:packs", "packs"),
        ("HEAD~1:packs/mine/pack.yaml", "packs/mine/pack.yaml"),
    ],
)
def test_packs_are_taken_from_revisions_of_git(old: str, new: str) -> None:
    found = as_json("--policies", old, new, "a.json")
    assert [(edit["name"], edit["words"]) for edit in found["edits"]] == [
        ("patience", "10 days -> 5 days")
    ]
    assert (found["before"]["name"], found["after"]["name"]) == (old, new)


@pytest.mark.usefixtures("repository")
def test_files_of_a_revision_are_called_as_git_calls_them() -> None:
    put("packs/mine/pack.yaml", BASE.replace("status", "statuss").replace("id: mine", "idd: mine"))
    git("commit", "-q", "-a", "-m", "three")
    result = diff("--policies", "HEAD~1", "HEAD", "a.json")
    assert result.exit_code == 2
    assert "HEAD:packs/mine/pack.yaml:1:1: error: " in result.stderr
    assert "closeout-" not in result.stderr


@pytest.mark.usefixtures("repository")
@pytest.mark.parametrize(
    ("old", "message", "hint"),
    [
        ("nothing", 'no pack, folder or revision is called "nothing"', "or a commit: main, HEAD~1"),
        ("HEAD~9:packs/mine", 'there is no revision "HEAD~9" here', "git log --oneline"),
        ("HEAD:other", "the revision has no pack at other (HEAD)", "it has HEAD:packs/mine"),
        ("--output", "", ""),
        ("-x", 'no pack, folder or revision is called "-x"', ""),
        ("a\nb", 'no pack, folder or revision is called "a\\x0ab"', ""),
    ],
)
def test_what_is_no_policy_is_refused_with_what_there_is(old: str, message: str, hint: str) -> None:
    result = diff("--policies", old, "old", "a.json")
    assert result.exit_code == 2
    assert message in result.stderr and hint in result.stderr
    assert result.stdout == ""


def test_a_revision_outside_of_any_repository_is_no_revision() -> None:
    result = diff("--policies", "main", "old", "a.json")
    assert (result.exit_code, result.stdout) == (2, "")
    assert 'no pack, folder or revision is called "main"' in result.stderr


@pytest.mark.parametrize(
    "path",
    ["../a.yaml", "a/../../b.yaml", "/a.yaml", "a//b.yaml", "c:\\a.yaml", "a\nb.yaml", "./a.yaml"],
)
def test_no_name_of_a_revision_leads_out_of_its_folder(path: str) -> None:
    assert not is_safe(path)
    assert is_safe("packs/mine/pack.yaml")


def test_a_pack_with_errors_on_one_side_is_told_as_ever() -> None:
    put("bad/pack.yaml", BASE.replace("10 days", "10 dayz"))
    result = diff("--policies", "old", "bad", "a.json")
    assert result.exit_code == 2
    assert result.stderr.startswith("bad/pack.yaml:12:50: error: ")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("a.json",), "one export is named, and two are compared"),
        (("a.json", "a.json", "a.json"), "3 exports are named, and two are compared"),
        (("-", "a.json"), "stdin is read once and cannot be compared"),
        (
            ("--policies", "old", "old", "--under", "old", "a.json"),
            "the policies to compare are named too",
        ),
        (("a.json", "a.json", "-f", "svg"), 'there is no format "svg"'),
    ],
)
def test_what_does_not_fit_together_is_refused(arguments: tuple[str, ...], message: str) -> None:
    result = diff(*arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert message in result.stderr


def test_each_of_two_exports_is_judged_at_the_day_of_its_export() -> None:
    undated = {key: value for key, value in EXPORT.items() if key != "as_of"}
    put("a.json", {**undated, "exported_at": "2026-03-03T12:00:00Z"})
    put("b.json", {**undated, "exported_at": "2026-03-10T12:00:00Z"})
    head = diff("a.json", "b.json", "--under", "old").stdout
    assert head.startswith(
        "Exports a.json (2 contracts as of 2026-03-03 12:00 UTC) -> b.json (2 contracts\n"
        "  as of 2026-03-10 12:00 UTC).\n"
    )


def test_two_exports_are_compared_under_one_policy_and_their_data_is_told() -> None:
    first, second = json.loads(json.dumps(EXPORT["contracts"]))
    first["budget"] = "1.00"
    second["id"] = "C3"
    put("b.json", {**EXPORT, "as_of": "2026-03-17T12:00:00Z", "contracts": [first, second]})
    assert diff("a.json", "b.json", "--under", "old").stdout == (
        "Exports a.json (2 contracts as of 2026-03-10 12:00 UTC) -> b.json (2 contracts\n"
        "  as of 2026-03-17 12:00 UTC).\n"
        "1 contract became `close`, 1 contract lost a block.\n"
        "Verdicts: 1 do not end -> close.\n"
        "Findings: 2 new, 1 cleared.\n"
        "Contracts: 1 more, 1 fewer.\n"
        "\n"
        "Let go: 1\n"
        "  C1: A logo\n"
        "    do not end -> close; no longer blocked by held\n"
        "    budget 10.00 -> 1.00\n"
        "\n"
        "More contracts: 1\n"
        "  C3: prepare\n"
        "\n"
        "Fewer contracts: 1\n"
        "  C2: nothing to do\n"
        "\n"
        "New: 2\n"
        "  silent for contract C3: warning: Ask not known.\n"
        "  done for contract C1: info: End it.\n"
        "\n"
        "Cleared: 1\n"
        "  held for contract C1: error: Of 10.00 USD.\n"
    )


OWN_INSTANTS = [
    ({"as_of": "2026-03-10T12:00:00Z"}, (), "2026-03-10 12:00 UTC"),
    ({"exported_at": "2026-03-10T12:00:00Z"}, (), "2026-03-10 12:00 UTC"),
    ({"exported_at": "2026-03-09", "as_of": "2026-03-10"}, (), "2026-03-10 00:00 UTC"),
    ({"exported_at": "2026-03-20"}, (), "2026-03-15 00:00 UTC"),
    ({}, (), "2026-03-15 00:00 UTC"),
    ({"exported_at": "2026-03-10"}, ("--as-of", "2026-03-12"), "2026-03-12 00:00 UTC"),
    ({"exported_at": "2026-03-10"}, ("--as-of", "now"), "2026-03-15 00:00 UTC"),
]


@pytest.mark.parametrize(("stated", "options", "instant"), OWN_INSTANTS)
@pytest.mark.parametrize("place", [0, 1])
def test_each_of_two_exports_is_judged_at_its_own_instant_unless_one_is_given(
    stated: dict[str, str],
    options: tuple[str, ...],
    instant: str,
    place: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(clock, "now", lambda: 1_773_532_800)  # 2026-03-15
    put("own.json", {"version": 1, **stated, "contracts": EXPORT["contracts"]})
    files = ["a.json", "own.json"] if place else ["own.json", "a.json"]
    head = " ".join(diff(*files, "--under", "old", *options).stdout.partition(".\n")[0].split())
    assert head.split(" -> ")[place].endswith(f"own.json (2 contracts as of {instant})")
