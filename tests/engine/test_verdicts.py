"""The steps of a verdict, one row each: the first that holds decides."""

from __future__ import annotations

import pytest

from closeout.engine.policy.pack import Action, Basis, Effect, Severity
from closeout.engine.report.findings import Closing, Finding, Subject, Undetermined, Verdict
from closeout.engine.report.verdicts import Standing, judge
from closeout.engine.units import Scope

SUBJECT = Subject(Scope.CONTRACT, contract="C1")


def action(effect: str) -> Action:
    return Action(f"do-{effect}", effect, Effect(effect))


def finding(effect: str, deadline: int | None = None) -> Finding:
    return Finding(
        rule=f"rule-{effect}",
        pack="p",
        title="",
        subject=SUBJECT,
        action=action(effect),
        severity=Severity.INFO,
        basis=Basis.ADVICE,
        told=(),
        why="",
        deadline=deadline,
        safe_by=None,
        evidence={},
        events={},
        sources=(),
        fingerprint="",
    )


def unsure(effect: str) -> Undetermined:
    """`block!` is undetermined only for annotations."""
    annotation_only = effect.endswith("!")
    effect = effect.rstrip("!")
    return Undetermined(
        f"rule-{effect}", "p", "", SUBJECT, action(effect), (f"{effect}-field",), annotation_only
    )


# status, effects of findings, of undetermined rules, planned, closing allowed, verdict, needs
STEPS = [
    ("active", "block wait close", "", False, False, "do-not-end", ()),
    ("active", "block", "block", True, True, "do-not-end", ()),
    ("active", "wait close", "block", False, False, "cannot-tell", ("block-field",)),
    ("active", "wait", "block!", False, False, "wait", ()),
    ("active", "wait prepare keep close", "", False, False, "wait", ()),
    ("active", "prepare keep close", "", False, False, "prepare", ()),
    ("active", "keep close", "", False, False, "keep-open", ()),
    ("active", "close", "", False, False, "close", ()),
    ("active", "close", "none", False, False, "close", ()),
    ("active", "close", "close", False, False, "close", ()),
    ("active", "close", "wait", False, False, "cannot-tell", ("wait-field",)),
    (
        "active",
        "close",
        "prepare keep",
        False,
        False,
        "cannot-tell",
        ("keep-field", "prepare-field"),
    ),
    ("active", "close", "keep!", False, False, "close", ()),
    ("active", "", "", True, True, "close", ()),
    ("active", "none", "wait", True, True, "cannot-tell", ("wait-field",)),
    ("active", "", "", True, False, "cannot-tell", ("escrow",)),
    ("active", "", "wait", True, False, "cannot-tell", ("escrow",)),
    ("active", "", "", False, False, "nothing-to-do", ()),
    ("active", "none", "wait prepare keep", False, False, "nothing-to-do", ()),
    ("paused", "close", "", False, False, "close", ()),
    (None, "", "block", False, False, "cannot-tell", ("block-field",)),
    ("ended", "prepare wait", "", False, False, "prepare", ()),
    ("ended", "wait", "block", False, False, "wait", ()),
    ("ended", "none", "", True, False, "nothing-to-do", ()),
    ("ended", "", "", False, False, "nothing-to-do", ()),
]


@pytest.mark.parametrize(
    ("status", "effects", "undetermined", "planned", "allowed", "verdict", "needs"), STEPS
)
def test_the_first_step_that_holds_decides(
    status: str | None,
    effects: str,
    undetermined: str,
    planned: bool,
    allowed: bool,
    verdict: str,
    needs: tuple[str, ...],
) -> None:
    judged = judge(
        Standing(
            status,
            [finding(effect) for effect in effects.split()],
            [unsure(effect) for effect in undetermined.split()],
            Closing(allowed, frozenset({"escrow"})) if planned else None,
        )
    )
    assert judged.verdict is Verdict(verdict)
    assert judged.needs == needs


def test_until_is_the_latest_deadline_of_the_waits_and_of_nothing_else() -> None:
    findings = [
        finding("wait", 100),
        finding("wait", 300),
        finding("wait"),
        finding("prepare", 900),
    ]
    assert judge(Standing("active", findings)).until == 300
    assert judge(Standing("active", findings[3:])).until is None
