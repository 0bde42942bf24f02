"""`closeout new rule`: what it writes passes its cases and lint; what is refused leaves nothing behind."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from closeout.cli.app import app

PACK = """
id: mine
extends: fiverr
params: {large: {value: 1000 USD, basis: advice}, most: {value: 30%, basis: advice}}
severity: {}
facts: {contract.tiny: {budget: {lt: 20 USD}}}
rules:
  - id: uses
    title: It uses what is there
    for: contract
    when: {tiny: true, budget: {lt: $large}, total_paid: {lt: $most of budget}}
    then: {action: ACTION, effect: none, severity: info, message: Look.}
    why: So it is.
"""


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    from closeout.engine.language.load import load_packs

    action = next(iter(load_packs(["fiverr"])[0].actions))
    folder = tmp_path / "mine"
    folder.mkdir()
    text = PACK.replace("ACTION", action).replace("severity: {}\n", "")
    (folder / "pack.yaml").write_text(text, encoding="utf-8")
    (folder / "uses.test.yaml").write_text(
        "as_of: 2026-03-10\ncases: [{name: All, contract: {}, undetermined: [uses]}]\n",
        encoding="utf-8",
    )
    return folder


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, arguments)


@pytest.mark.parametrize(
    "when",
    [
        "{status: active, budget: {gt: 1000 USD}}",
        "{status: active, total_paid: {lt: 50% of budget}}",
        "status: active, budget: {gt: 1000 USD}",
        "more_work_expected: true",
        "{due_at: {older_than: 3 days}, type: fixed}",
        "{any: [{title: {starts_with: Logo}}, {repeat_client: true}]}",
        "{tiny: true, open_tasks: {gte: 2}}",
        "{started_at: {older_than: 5 business days}, status: active}",
        "{last_activity_at: {newer_than: 1 month}}",
    ],
)
def test_what_it_writes_passes_its_cases_and_lint(when: str, pack: Path) -> None:
    made = run("new", "rule", "my-rule", "--pack", str(pack), "--when", when)
    assert made.exit_code == 0, made.output
    assert "no contract was found" not in made.stdout
    tested = run("test", str(pack))
    assert (tested.exit_code, tested.stdout.split(":")[0]) == (0, "4 cases in 2 files"), (
        tested.output
    )
    linted = run("lint", str(pack))
    assert linted.stdout == "1 pack: nothing found.\n"


@pytest.mark.parametrize(
    "when",
    [
        "{due_at: {within_next: 5 business days}}",
        "{due_at: {within_next: 2 months}}",
        "{paid: {gte: 2}}",
        "{paid: 1, every: 3}",
        "{sent_back: {gte: 1}, due: {gte: 2}}",
        "{due: {gt: 0}, status: paused}",
        "{priced: {gt: 100 USD}}",
        "{priced: {gt: 100 USD}, every: 2, paid: 0}",
    ],
)
def test_cases_of_counts_and_of_lengths_that_differ_from_day_to_day_are_found(
    when: str, tmp_path: Path
) -> None:
    facts = {
        "every": "{count: milestone}",
        "paid": "{count: milestone, where: {state: paid}}",
        "sent_back": "{count: milestone, where: {state: changes_requested}}",
        "due": "{count: milestone, where: {due_at: {within_next: 3 business days}}}",
        "priced": "{sum: milestone.amount, where: {state: not_funded}}",
    }
    lines = (f"  contract.{name}: {fact}\n" for name, fact in facts.items())
    text = f"id: mine\nextends: upwork\nfacts:\n{''.join(lines)}"
    (tmp_path / "pack.yaml").write_text(text, encoding="utf-8")
    made = run("new", "rule", "my-rule", "--pack", str(tmp_path), "--when", when)
    assert made.exit_code == 0, made.output
    assert "no contract was found" not in made.stdout
    assert run("test", str(tmp_path)).stdout.startswith("3 cases in 1 file: all passed")


@pytest.mark.parametrize(
    "arguments",
    [
        ("My Rule",),
        ("uses",),
        ("my-rule", "--when", "{statsu: active}"),
        ("my-rule", "--when", "{status: active"),
        ("my-rule", "--for", "planet"),
        ("my-rule", "--for", "client", "--when", "{contract_count: 0}"),
        ("my-rule", "--for", "account", "--when", "{top_rated: true}"),
        ("my-rule", "--action", "nothing"),
        ("my-rule", "--severity", "high"),
        ("my-rule", "--message", "{nothing}"),
    ],
    ids=" ".join,
)
def test_what_is_refused_leaves_nothing_behind(arguments: tuple[str, ...], pack: Path) -> None:
    before = {file.name: file.read_text("utf-8") for file in pack.iterdir()}
    result = run("new", "rule", *arguments, "--pack", str(pack))
    assert result.exit_code == 2
    assert "error: " in result.stderr
    assert {file.name: file.read_text("utf-8") for file in pack.iterdir()} == before


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--when", "{statuss: active}"], "--when:1:2: error: there is no fact `statuss`"),
        (["--when", "{status: active"], "--when:1:1: error: this mapping is not closed"),
        (["--when", "{status: active,\n  bud: 1}"], "--when: error: there is no fact `bud`"),
        (["--when", "{budget: {gt: 9 USD, lt: 5 USD}}"], "--when: error: the condition can never"),
        (["--action", "foo"], "--action: error: `foo` is not an action of this pack"),
        (["--severity", "warn"], "--severity: error: `warn` is not a severity"),
        (["--message", "{nothing}"], "--message: error: there is no fact `nothing`"),
    ],
)
def test_what_is_wrong_is_told_of_the_option_that_said_it(
    options: list[str], said: str, pack: Path
) -> None:
    refused = run("new", "rule", "my-rule", "--pack", str(pack), *options)
    assert (refused.exit_code, refused.stderr[: len(said)]) == (2, said)


@pytest.mark.parametrize("head", ["extends: upwork", "platform: fiverr"])
def test_the_first_rule_of_a_pack_is_written_into_its_bare_head(head: str, tmp_path: Path) -> None:
    (tmp_path / "pack.yaml").write_text(f"id: bare\n{head}\n", encoding="utf-8")
    made = run("new", "rule", "late", "--pack", str(tmp_path), "--when", "{status: active}")
    assert made.exit_code == 0, made.output
    assert run("lint", str(tmp_path)).stdout == "1 pack: nothing found.\n"
    assert run("test", str(tmp_path)).stdout.startswith("3 cases in 1 file: all passed")


def test_a_rule_may_use_a_param_that_nothing_else_uses(tmp_path: Path) -> None:
    head = "id: mine\nextends: upwork\nparams: {patience: 20 days}\n"
    (tmp_path / "pack.yaml").write_text(head, encoding="utf-8")
    when = "{last_client_message_at: {older_than: $patience}}"
    made = run("new", "rule", "my-rule", "--pack", str(tmp_path), "--when", when)
    assert made.exit_code == 0, made.output
    made = run("new", "rule", "another", "--pack", str(tmp_path), "--when", "{status: active}")
    assert made.exit_code == 0, made.output


def test_where_the_first_rule_is_refused_the_head_stays_bare(tmp_path: Path) -> None:
    (tmp_path / "pack.yaml").write_text("id: bare\nextends: upwork\n", encoding="utf-8")
    refused = run("new", "rule", "late", "--pack", str(tmp_path), "--when", "{statuss: active}")
    assert refused.exit_code == 2
    assert [file.name for file in tmp_path.iterdir()] == ["pack.yaml"]


def test_hostile_texts_are_texts(pack: Path) -> None:
    title = 'A "quoted" #: - {x} \\ rule'
    made = run(
        "new", "rule", "my-rule", "--pack", str(pack), "--title", title, "--message", "Look."
    )
    assert made.exit_code == 0, made.output
    assert run("test", str(pack)).exit_code == 0


INFORMS = """no action was named, so it recommends `look-at-it`, which only informs:
  name another with --action; `closeout rules --policies PACK` lists them
"""
HINDERS = """its severity is info, and `do-not-end` hinders a closing all the same:
  write `effect: none` below `action:` if it is only to inform
"""


@pytest.mark.parametrize(
    ("options", "effect", "severity", "said"),
    [
        ("--action do-not-end", "block", "warning", ""),
        ("--action do-not-end --severity error", "block", "error", ""),
        ("--action do-not-end --severity info", "block", "info", HINDERS),
        ("--action leave-review", "prepare", "warning", ""),
        ("--action check-review-window", "none", "info", ""),
        ("", "none", "info", INFORMS),
        ("--severity error", "none", "error", INFORMS),
    ],
)
def test_a_named_action_keeps_its_effect_and_one_that_nobody_named_is_told(
    options: str, effect: str, severity: str, said: str, pack: Path
) -> None:
    from closeout.engine.language.load import load_packs

    when = "{status: active, budget: {gt: 1000 USD}}"
    made = run("new", "rule", "my-rule", "--pack", str(pack), "--when", when, *options.split())
    assert made.exit_code == 0, made.output
    first, rest = made.stdout.split(": the rule\n")
    assert first == str(pack / "my-rule.yaml")
    assert rest.split(str(pack / "my-rule.test.yaml"))[0] == said.replace("PACK", str(pack))
    (loaded,) = load_packs([str(pack)])
    rule = next(one for one in loaded.rules if one.id == "my-rule")
    assert (loaded.action_of(rule).effect, rule.severity) == (effect, severity)


def test_a_second_rule_takes_the_action_that_the_first_one_defined(pack: Path) -> None:
    for id in ("one-rule", "other-rule"):
        assert run("new", "rule", id, "--pack", str(pack), "--message", id).exit_code == 0
    assert "look-at-it: {" in (pack / "one-rule.yaml").read_text("utf-8")
    assert "look-at-it: {" not in (pack / "other-rule.yaml").read_text("utf-8")


@pytest.mark.parametrize(
    ("options", "cases", "said"),
    [
        ("--when {ended_at:~none}", 3, ""),
        ("--when {ended_at:~{present:~false}}", 2, ""),
        ("--when {ended_at:~{present:~true}}", 2, ""),
        ("--when {ended_by:~client}", 3, ""),
        ("--when {status:~disputed}", 3, ""),
        ("--when {escrow:~{gt:~100~USD}}", 3, ""),
        ("--when {refund_request.requested_at:~none}", 2, ""),
        ("--when {dispute.response:~none}", 2, ""),
        ("--for milestone --when {state:~paid,~escrow_amount:~{gt:~0}}", 3, ""),
        ("--for milestone --when {state:~submitted}", 3, ""),
        ("--for milestone --when {amount:~{gt:~500~USD}}", 3, ""),
        ("--for milestone --when {due_at:~{older_than:~3~days},~state:~funded}", 3, ""),
        ("--for milestone --when {last_submitted_at:~{older_than:~10~days}}", 3, ""),
        ("--for milestone --when {release_due_at:~{within_next:~3~days}}", 3, ""),
        ("--when {last_close_request_at:~{older_than:~10~days}}", 2, ""),
        (
            "--when {last_paid_at:~none,~total_paid:~{gt:~0}}",
            1,
            "  last_paid_at: none, although total_paid is 0.01\n"
            "  look whether the condition can hold at all\n",
        ),
        (
            "--for milestone --when {state:~not_funded,~funded_amount:~{gt:~0}}",
            1,
            "  milestone.funded_amount: 0.01, although state is not_funded\n"
            "  look whether the condition can hold at all\n",
        ),
        ("--when {work_state:~complete} --action close-contract", 3, ""),
    ],
)
def test_no_case_contradicts_itself_and_what_can_never_be_is_told(
    options: str, cases: int, said: str, tmp_path: Path
) -> None:
    (tmp_path / "pack.yaml").write_text("id: bare\nextends: upwork\n", encoding="utf-8")
    words = [word.replace("~", " ") for word in options.split()]
    made = run("new", "rule", "my-rule", "--pack", str(tmp_path), *words)
    assert made.exit_code == 0, made.output
    _, _, impossible = made.stdout.partition(
        'the case "It holds" is left out, for no contract that was tried for it can be:\n'
    )
    assert impossible.partition("no contract was found")[0] == said
    tested = run("test", str(tmp_path))
    noun = "case" if cases == 1 else "cases"
    assert tested.exit_code == 0, tested.output
    assert tested.stdout.startswith(f"{cases} {noun} in 1 file: all passed")
    written = (tmp_path / "my-rule.test.yaml").read_text("utf-8")
    assert "closing_planned" not in written
    assert "1969" not in written


def test_where_no_case_can_be_made_up_there_is_no_file_of_cases(pack: Path) -> None:
    when = "{status: {fact: account.name}, any: [{account.top_rated: true}]}"
    made = run("new", "rule", "my-rule", "--pack", str(pack), "--when", when)
    assert made.exit_code == 0, made.output
    assert made.stdout.count("no contract was found for the case") == 3
    assert not (pack / "my-rule.test.yaml").exists()
    assert run("test", str(pack)).exit_code == 0


def test_a_shipped_pack_is_not_written_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    made = run("new", "rule", "my-rule", "--pack", "upwork")
    assert made.exit_code == 2
    assert made.stderr == (
        "--pack: error: upwork: this pack comes with the program, and rules are added in a pack of "
        "your own\n  name its folder, with `extends: upwork` in its pack.yaml; `closeout init` makes "
        "one\n"
    )
    assert not list(tmp_path.iterdir())
