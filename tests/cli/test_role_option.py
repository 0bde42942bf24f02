"""`--role` says for whom to judge what states no role: as if the file had said so, and never against it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from closeout.cli import held
from closeout.cli.app import app

from .talking import AS_CLIENT, Talk, kept

CONTRACT = {
    "id": "A",
    "type": "fixed",
    "status": "active",
    "closing_planned": True,
    "milestones": [{"id": "m1", "state": "submitted", "escrow_amount": 100}],
}
HEADER = {"version": 1, "as_of": "2026-03-10T00:00:00Z"}


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def export(name: str = "a.json", id: str = "A", **header: str) -> None:
    document = {**HEADER, **header, "contracts": [{**CONTRACT, "id": id}]}
    Path(name).write_text(json.dumps(document), encoding="utf-8")


def run(*words: str) -> Result:
    return CliRunner().invoke(app, list(words))


COMMANDS = {
    "check": ("check", "a.json"),
    "check --each": ("check", "a.json", "--each"),
    "check -f json": ("check", "a.json", "-f", "json"),
    "plan": ("plan", "a.json"),
    "ask": ("ask", "a.json", "-f", "text"),
    "explain": ("explain", "a.json", "A"),
    "validate": ("validate", "a.json"),
    "template": ("template", "--for", "a.json"),
    "baseline": ("baseline", "write", "a.json"),
    "diff": ("diff", "--policies", "upwork", "upwork", "a.json"),
    "sweep": ("sweep", "auto_release", "10..14 days", "a.json"),
    "convert": ("convert", "a.json"),
}


@pytest.mark.parametrize("words", COMMANDS.values(), ids=COMMANDS)
def test_a_file_without_a_role_is_judged_as_if_it_stated_the_one_that_is_given(
    words: tuple[str, ...],
) -> None:
    export(role="client")
    stated = run(*words)
    assert stated.exit_code in (0, 1)
    export()
    for name in ("client", "Buyer", "hiring manager"):
        given = run(*words, "--role", name)
        assert (given.exit_code, given.stdout) == (stated.exit_code, stated.stdout)


@pytest.mark.parametrize("words", COMMANDS.values(), ids=COMMANDS)
def test_a_role_that_the_file_states_is_never_overridden(words: tuple[str, ...]) -> None:
    export(role="freelancer")
    refused = run(*words, "--role", "client")
    assert refused.exit_code == 3
    told = [line for line in refused.output.splitlines() if not line.startswith("==>")]
    assert told[0] == "a.json:1:57: error: role is freelancer here and client by --role"
    assert told[3] == "  it is for files that state none: leave it out, or correct what is stated"
    assert run(*words, "--role", "seller").stdout == run(*words).stdout


def test_how_often_rules_hold_is_counted_for_the_side_that_is_given() -> None:
    Path("pack.yaml").write_text(
        "id: tiny\ntitle: Tiny\nplatform: upwork\n"
        "actions: {go: {title: Go, effect: prepare}}\n"
        "rules:\n  - {id: x, title: X, for: contract, roles: [client], when: {status: active},\n"
        "     then: {action: go, severity: info, message: m}, why: w}\n",
        encoding="utf-8",
    )
    export()
    words = ("lint", ".", "--with", "a.json", "--fail-on", "never", "-f", "json")
    held = [
        json.loads(run(*words, *more).stdout)["firings"][0]["holds"]
        for more in ((), ("--role", "client"))
    ]
    assert held == [0, 1]
    assert run("lint", ".", "--role", "client").stderr == (
        "--role: error: it is said of an export\n  name one: --with FILE\n"
    )


@pytest.mark.parametrize("where", ["option", "environment", "file"])
def test_a_role_may_be_a_setting_and_is_refused_where_it_stands(
    where: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    export(role="freelancer")
    options: list[str] = []
    if where == "option":
        options, told = ["--role", "agency"], "--role"
    elif where == "environment":
        monkeypatch.setenv("CLOSEOUT_ROLE", "agency")
        told = "CLOSEOUT_ROLE"
    else:
        Path("closeout.yaml").write_text("fail-on: never\nrole: agency\n", encoding="utf-8")
        told = "closeout.yaml:2:7"
    assert (
        f"role is freelancer here and agency by {told}\n" in run("check", "a.json", *options).stderr
    )
    export()
    assert "judged for" not in run("check", "a.json", *options).stdout


def test_a_word_that_is_no_role_is_told_with_those_that_are() -> None:
    export()
    assert run("check", "a.json", "--role", "king").stderr == (
        '--role: error: expected freelancer, agency or client, found "king"\n'
        "  say on which side you stand: where nothing is said, the answers are a freelancer's\n"
    )
    assert "did you mean" in run("check", "a.json", "--role", "agencyy").stderr


def test_what_is_added_by_hand_does_not_override_it_either() -> None:
    export()
    Path("more.csv").write_text("id,role\nA,freelancer\n", encoding="utf-8")
    refused = run("check", "a.json", "--role", "client", "--supplement", "more.csv")
    assert refused.exit_code == 3
    assert "role is freelancer here, and the export is judged for the client" in refused.stderr


def test_files_of_which_one_states_a_role_are_read_together_with_it() -> None:
    export("a.json")
    export("b.json", "B", role="client")
    refused = run("check", "a.json", "b.json")
    assert refused.exit_code == 3
    assert refused.stderr.splitlines()[0] == (
        "a.json:1:1: error: no role is stated here, and it is client at b.json:1:57"
    )
    assert refused.stderr.splitlines()[-1] == (
        "  state it in each file, or give that of those that state none: `--role client`; "
        "or take each file by itself: --each"
    )
    together = run("check", "a.json", "b.json", "--role", "client", "-f", "json")
    assert "assumed_role" not in together.stdout
    assert len(json.loads(together.stdout)["contracts"]) == 2


@pytest.mark.parametrize("has_file_lines", [True, False], ids=["in place", "by account"])
def test_contracts_that_are_too_many_to_be_held_are_judged_for_it(
    has_file_lines: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = [json.dumps({**CONTRACT, "id": f"C{n}", "account_id": f"A{n}"}) for n in range(40)]
    name = "a.ndjson" if has_file_lines else "a.json"
    text = f"[{','.join(lines)}]" if not has_file_lines else "\n".join(lines)
    whole = text if has_file_lines else f'{{"version": 1, "contracts": {text}}}'
    Path(name).write_text(whole + "\n", encoding="utf-8")
    words = ("check", name, "--as-of", "2026-03-10", "-f", "json", "--engine", "python")
    told = run(*words, "--role", "client").stdout
    monkeypatch.setattr(held, "HELD", 5)
    assert run(*words, "--role", "client").stdout == told
    assert "assumed_role" not in told
    assert "assumed_role" in run(*words).stdout


def test_a_talk_does_not_ask_for_the_side_that_is_given(talk: Talk) -> None:
    name, platform, _, *rest = AS_CLIENT
    said = talk([name, platform, *rest, "no"], "--role", "buyer")
    assert "what are you on it" not in said.stdout
    assert '"role": "client"' in kept()
    refused = talk(["Flyer"], "--role", "seller")
    assert refused.stderr == (
        "--role: error: the answers in contracts.json are the client's\n"
        "  leave it out, or begin anew: name another file with -o\n"
    )
