"""The steps of a verdict, one row each: the first that holds decides."""

from __future__ import annotations

import random
from collections.abc import Collection

import pytest

from closeout.engine.policy.pack import Action, Basis, Effect, Severity
from closeout.engine.records import record_with
from closeout.engine.report import verdicts
from closeout.engine.report.findings import Closing, Finding, Subject, Undetermined, Verdict
from closeout.engine.report.verdicts import ENDED, Standing, judge, nothing_assumed, steps
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
    """`wait!`: of a rule of severity warning."""
    severity = Severity.WARNING if effect.endswith("!") else Severity.INFO
    effect = effect.rstrip("!")
    return Undetermined(
        f"rule-{effect}", "p", "", SUBJECT, action(effect), (f"{effect}-field",), severity
    )


NOTHING = "nothing-to-do"

# status; effects of findings, of rules undetermined in the working state, of what could hinder a closing
# in the careful one; whether it is planned, and allowed; verdict, needs
STEPS = [
    ("active", "block wait close", "", "", None, "do-not-end", ""),
    ("active", "block", "block", "block", True, "do-not-end", ""),
    ("active", "wait close", "block", "block", None, "cannot-tell", "block-field"),
    ("active", "wait prepare keep close", "", "", None, "wait", ""),
    ("active", "prepare keep close", "", "", None, "prepare", ""),
    ("active", "prepare", "wait", "", None, "prepare", ""),
    ("active", "keep close", "", "", True, "keep-open", ""),
    ("active", "keep", "wait", "", None, "cannot-tell", "wait-field"),
    ("active", "keep", "keep", "keep", None, "keep-open", ""),
    ("active", "close", "", "", None, "close", ""),
    ("active", "close", "none close", "", None, "close", ""),
    ("active", "close", "wait", "", None, "close", ""),
    ("active", "close", "", "block", None, "cannot-tell", "block-field"),
    ("active", "close", "", "prepare keep", None, "cannot-tell", "keep-field prepare-field"),
    ("active", "", "", "", True, "close", ""),
    ("active", "", "", "wait", True, "cannot-tell", "wait-field"),
    ("active", "", "", "", False, "cannot-tell", "escrow"),
    ("active", "", "wait", "wait", False, "cannot-tell", "escrow"),
    ("active", "", "prepare", "", None, "cannot-tell", "prepare-field"),
    ("active", "none", "keep close none", "keep", None, NOTHING, ""),
    ("active", "", "", "", None, NOTHING, ""),
    ("paused", "close", "", "", None, "close", ""),
    (None, "", "block", "", None, "cannot-tell", "block-field"),
    ("ended", "prepare wait", "", "", None, "prepare", ""),
    ("ended", "block", "", "", None, "prepare", ""),
    ("ended", "wait", "block!", "", None, "wait", ""),
    ("ended", "", "prepare!", "", None, "cannot-tell", "prepare-field"),
    ("ended", "", "prepare", "", None, NOTHING, ""),
    ("ended", "none", "keep!", "", True, NOTHING, ""),
]


@pytest.mark.parametrize(
    ("status", "effects", "undetermined", "hindering", "allowed", "verdict", "needs"), STEPS
)
def test_the_first_step_that_holds_decides(
    status: str | None,
    effects: str,
    undetermined: str,
    hindering: str,
    allowed: bool | None,
    verdict: str,
    needs: str,
) -> None:
    judged = judge(
        Standing(
            status,
            [finding(effect) for effect in effects.split()],
            [unsure(effect) for effect in undetermined.split()],
            lambda: [unsure(effect) for effect in hindering.split()],
            None if allowed is None else Closing(allowed, frozenset({"escrow"})),
        )
    )
    assert judged.verdict is Verdict(verdict)
    assert judged.needs == tuple(needs.split())


def test_what_would_be_ended_but_for_what_nobody_said_is_asked_about() -> None:
    nearly = [unsure("close")]
    judged = judge(Standing("active", [], nearly, nearly=nearly))
    assert (judged.verdict, judged.needs) == (Verdict.CANNOT_TELL, ("close-field",))
    kept = judge(Standing("active", [finding("keep")], nearly, nearly=nearly))
    assert kept.verdict is Verdict.KEEP_OPEN
    assert judge(Standing("active", [], nearly)).verdict is Verdict.NOTHING_TO_DO


def test_where_it_certainly_may_not_be_ended_it_is_asked_what_comes_first() -> None:
    open_before = [unsure("wait"), unsure("keep")]
    judged = judge(Standing("active", [], open_before, closing=Closing(False)))
    assert (judged.verdict, judged.needs) == (Verdict.CANNOT_TELL, ("wait-field",))
    assert judge(Standing("active", closing=Closing(False))).needs == ()


def test_nothing_is_ended_by_an_export_of_yesterday() -> None:
    judged = judge(Standing("active", [finding("close")], is_fresh=False))
    assert (judged.verdict, judged.needs) == (Verdict.CANNOT_TELL, ("exported_at",))


def test_an_old_export_is_asked_for_anew_and_nothing_else_is() -> None:
    judged = judge(Standing("active", [], [unsure("block")], is_fresh=False, is_stale=True))
    assert (judged.verdict, judged.needs) == (Verdict.CANNOT_TELL, ("exported_at",))


def test_a_verdict_names_what_it_and_the_steps_before_it_rest_on() -> None:
    seen: list[tuple[frozenset[Effect], bool]] = []

    def assumed(effects: Collection[Effect], for_closing: bool) -> tuple[str, ...]:
        seen.append((frozenset(effects), for_closing))
        return ("asked-before",)

    certain, assuming = finding("wait"), record_with(finding("wait"), assumes=("own",))
    told = judge(Standing("active", [assuming], assumed=assumed))
    assert told.assumes == ("asked-before", "own")
    assert judge(Standing("active", [assuming, certain], assumed=assumed)).assumes == (
        "asked-before",
    )
    closing = Closing(True, assumes=("of-requires",))
    assert judge(Standing("active", closing=closing, assumed=assumed)).assumes == (
        "asked-before",
        "of-requires",
    )
    ending = record_with(finding("close"), assumes=("own",))
    assert judge(Standing("active", [ending], closing=closing, assumed=assumed)).assumes == (
        "asked-before",
        "own",
    )
    planned = Standing("active", [ending], closing=Closing(True), assumed=assumed)
    assert judge(planned).assumes == ("asked-before",)
    wait = (frozenset({Effect.BLOCK}), False)
    close = (
        frozenset({Effect.BLOCK, Effect.WAIT, Effect.PREPARE, Effect.KEEP}),
        True,
    )
    assert seen == [wait, wait, close, close, close]


def test_until_is_the_latest_deadline_of_the_waits_and_of_nothing_else() -> None:
    findings = [
        finding("wait", 100),
        finding("wait", 300),
        finding("wait"),
        finding("prepare", 900),
    ]
    assert judge(Standing("active", findings)).until == 300
    assert judge(Standing("active", findings[3:])).until is None


def forget() -> None:
    verdicts._KNOWN.clear()
    verdicts._PLAIN.clear()


def assumed_of(effects: Collection[Effect], for_closing: bool) -> list[str]:
    return [f"{sorted(effects)} {for_closing}"]


def test_a_contract_like_one_that_was_judged_is_judged_by_its_own_findings() -> None:
    rng = random.Random(1)
    effects = [str(effect) for effect in Effect]
    for _ in range(4_000):
        standing = Standing(
            status=rng.choice((ENDED, "active", None)),
            findings=[
                finding(rng.choice(effects), rng.choice((None, 1, 2)))
                for _ in range(rng.randrange(3))
            ],
            undetermined=[
                unsure(rng.choice(effects) + rng.choice(("", "!"))) for _ in range(rng.randrange(3))
            ],
            closing=rng.choice((None, None, Closing(True), Closing(False, frozenset({"x"})))),
            is_fresh=rng.random() < 0.8,
            is_stale=rng.random() < 0.2,
            assumed=rng.choice((nothing_assumed, assumed_of)),
            is_invalid=rng.random() < 0.05,
        )
        forget()
        alone = judge(standing)
        forget()
        others = [record_with(one, deadline=9, assumes=("x",)) for one in standing.findings]
        judge(standing._replace(findings=others))
        assert judge(standing) == alone
        assert alone.verdict is next(step for step in steps(standing) if step.holds).verdict
