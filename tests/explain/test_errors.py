"""Names that do not exist and questions that do not fit: one clear error, exit 2; bad input, exit 3."""

from __future__ import annotations

from pathlib import Path

import pytest

from .conftest import WORLD, Run

EXPLAIN = ("explain", "contracts.yaml", "--policies", "pack")

REFUSED: dict[str, tuple[str, str]] = {
    "": (
        "CONTRACT: error: it is not said what to explain",
        "name a contract (and a rule), or a fact: --fact account.no_feedback_streak",
    ),
    "C44": ('CONTRACT: error: no contract has the id "C44"', 'did you mean "C4"?'),
    "zzz": (
        'CONTRACT: error: no contract has the id "zzz"',
        "there are C1, C2, C3, C4, E1 and 4 more",
    ),
    "C1/m22": ('CONTRACT: error: contract C1 has no milestone "m22"', 'did you mean "m2"?'),
    "E2/m1": (
        'CONTRACT: error: contract E2 has no milestone "m1"',
        "the export names no milestone of it",
    ),
    "C1 release-overdu": (
        'RULE: error: no rule is called "release-overdu"',
        'did you mean "release-overdue"?',
    ),
    "C1 zzz": (
        'RULE: error: no rule is called "zzz"',
        "`closeout check` names the rules that hold",
    ),
    "C1 escrow": (
        'RULE: error: no rule is called "escrow"',
        "it is a fact: closeout explain FILE C1 --fact escrow",
    ),
    "C1 release-overdue": (
        "RULE: error: it is asked of milestones, and contract C1 has 2",
        "name one: C1/m1, C1/m2",
    ),
    "E2 release-overdue": (
        "RULE: error: it is asked of milestones, and the export names none of contract E2",
        "",
    ),
    "C1 --fact row_withot": (
        '--fact: error: no fact is called "row_withot"',
        'did you mean "row_without"?',
    ),
    "C1 --fact account.payd": (
        '--fact: error: no fact is called "account.payd"',
        'did you mean "account.paid"?',
    ),
    "--fact weight": (
        "--fact: error: contract.weight is a fact of a contract",
        "name a contract before it",
    ),
    "C1 --fact in_reviev": (
        '--fact: error: no fact is called "in_reviev"',
        'did you mean "in_review"?',
    ),
    "C1 ask-again --fact weight": (
        "--fact: error: a rule is named too",
        "explain one after the other",
    ),
    "C1 --close C77": ('--close: error: no contract has the id "C77"', ""),
    "C1 --as-of 2026-02-30": ("--as-of: error: ", ""),
    "C1 --policies packs": ("packs: error: there is no such folder and no such shipped pack", ""),
}


@pytest.mark.parametrize("question", REFUSED)
def test_a_question_that_cannot_be_answered_is_refused(question: str, run: Run) -> None:
    message, hint = REFUSED[question]
    policies = () if "--policies" in question else EXPLAIN[2:]
    code, out, err = run(*EXPLAIN[:2], *question.split(), *policies)
    assert (code, out) == (2, "")
    assert message in err.splitlines()[0]
    assert hint in err
    assert "Traceback" not in err


def test_a_rule_of_another_platform_is_told_apart_from_none(run: Run) -> None:
    code, _, err = run(*EXPLAIN, "--policies", "fiverr", "C1", "acceptance-pending")
    assert code == 2
    assert 'RULE: error: rule "acceptance-pending" is of platform fiverr' in err
    assert "contract C1 is of workshop" in err


def test_a_rule_for_another_role_is_told_apart_from_none(run: Run, tmp_path: Path) -> None:
    text = (WORLD / "contracts.yaml").read_text("utf-8").replace("workshop", "upwork")
    (tmp_path / "mine.yaml").write_text(text, "utf-8")
    code, _, err = run("explain", str(tmp_path / "mine.yaml"), "C1", "end-finished-contract")
    assert code == 2
    assert 'rule "end-finished-contract" is for client' in err
    assert "the role of the export is freelancer" in err


@pytest.mark.parametrize(
    ("content", "expected"),
    [("", "empty"), ('{"version": 1, "contracts": [{"id": "C1"', ""), ("[1, 2]", "")],
)
def test_a_snapshot_that_cannot_be_read_is_exit_3(
    content: str, expected: str, run: Run, tmp_path: Path
) -> None:
    (tmp_path / "bad.json").write_text(content, "utf-8")
    code, out, err = run("explain", str(tmp_path / "bad.json"), "C1")
    assert (code, out) == (3, "")
    assert "bad.json" in err
    assert expected in err


def test_a_file_that_is_not_there_is_exit_3(run: Run) -> None:
    code, _, err = run("explain", "nowhere.json", "C1")
    assert code == 3
    assert "nowhere.json" in err


def test_an_account_fact_needs_a_contract_where_there_are_several_accounts(
    run: Run, tmp_path: Path
) -> None:
    text = "version: 1\nplatform: workshop\nas_of: 2026-03-10\ncontracts:\n"
    text += "".join(f"  - {{id: C{n}, account_id: A{n}, status: active}}\n" for n in (1, 2))
    (tmp_path / "two.yaml").write_text(text, "utf-8")
    command = (
        "explain",
        str(tmp_path / "two.yaml"),
        "--policies",
        "pack",
        "--fact",
        "account.paid",
    )
    code, _, err = run(*command)
    assert code == 2
    assert "there are several accounts" in err
    assert "C1 for account A1" in err
    assert run(*command[:2], "C2", *command[2:])[0] == 0
