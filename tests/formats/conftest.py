"""Reports built by hand: every verdict, hostile texts, empty parts; 2026-03-10 12:00 UTC."""

from __future__ import annotations

from fractions import Fraction
from types import SimpleNamespace

import pytest

from closeout.engine.language.condition_reader import ALWAYS
from closeout.engine.policy.pack import Action, Basis, Effect, Severity, Source
from closeout.engine.policy.readings import Reading
from closeout.engine.report.findings import (
    AccountResult,
    Age,
    Closing,
    ContractResult,
    Finding,
    Report,
    Subject,
    Undetermined,
    Verdict,
    shown,
)
from closeout.engine.report.question import Question, Questions
from closeout.engine.snapshot.model import NONE
from closeout.engine.units import Scope, Unit
from closeout.engine.written import DAY, HOUR

AS_OF = 1_773_144_000
MIDNIGHT = AS_OF - 12 * HOUR

OFFICIAL = Source(
    "H211063718",
    "Automatic release of milestone payments",
    "https://support.upwork.com/hc/en-us/articles/211063718",
    "2026-11-22",
)
SEED = Source("SEED1", "How do I close a contract?")

ACTIONS = {
    action.id: action
    for action in (
        Action("do-not-end", "Do not end the contract", Effect.BLOCK),
        Action("wait-for-auto-release", "Wait for the automatic release", Effect.WAIT, "platform"),
        Action(
            "respond-to-refund-request",
            "Answer the refund request",
            Effect.PREPARE,
            "freelancer",
            ("Open the contract.", "Choose Accept or Dispute, and say why."),
        ),
        Action("leave-feedback", "Leave feedback for the client", Effect.PREPARE),
        Action("keep-open", "Keep the contract open", Effect.KEEP),
        Action("close-contract", "End the contract yourself", Effect.CLOSE),
        Action("ask-for-feedback", "Ask politely for feedback", Effect.NONE),
        Action("contact-support", "Contact support", Effect.PREPARE),
    )
}


def assumption(id: str, says: str, short: str = "", may_close: bool = False) -> Reading:
    """An assumption about contracts."""
    return Reading(
        id=id,
        pack="upwork",
        scope=Scope.CONTRACT,
        refs=(),
        when=ALWAYS,
        value=None,
        at_least=None,
        at_most=None,
        lower_bound=None,
        mentioned="",
        is_assumed=True,
        may_close=may_close,
        overrules=False,
        roles=frozenset(),
        says=says,
        because="Whoever has it speaks of it.",
        short=short,
        basis=Basis.ADVICE,
    )


READINGS = (
    assumption("export-is-of-now", "The file is as of now.", "if the file is of today", True),
    assumption("no-dispute", "Nothing is in dispute.", "if nothing is in dispute", True),
    assumption("no-open-tasks", "No task is open.", "", True),
    assumption("their-feedback", "The client has not left feedback.", "if they have not"),
    assumption("client-was-told", "You have told the client.", "tell the client first", True),
)


def finding(
    rule: str,
    action: str,
    severity: str,
    message: str,
    *,
    contract: str | None = None,
    milestone: str | None = None,
    client: str | None = None,
    account: str | None = None,
    **more: object,
) -> Finding:
    """A finding with what tests do not care about filled in."""
    scope = Scope.CONTRACT
    if milestone is not None:
        scope = Scope.MILESTONE
    elif contract is None:
        scope = Scope.CLIENT if client is not None else Scope.ACCOUNT
    values: dict[str, object] = {
        "rule": rule,
        "pack": "upwork",
        "title": f"Title of {rule}",
        "subject": Subject(scope, account, client, contract, milestone),
        "action": ACTIONS[action],
        "severity": Severity(severity),
        "basis": Basis.OFFICIAL,
        "told": (message,),
        "why": "",
        "deadline": None,
        "safe_by": None,
        "evidence": {},
        "events": {},
        "sources": (OFFICIAL,),
        "fingerprint": "0123456789abcdef" * 4,
    }
    return Finding(**(values | more))  # type: ignore[arg-type]


def contract(id_: str, verdict: Verdict, **more: object) -> ContractResult:
    """A contract with what tests do not care about filled in."""
    values: dict[str, object] = {
        "title": None,
        "client": None,
        "status": "active",
        "until": None,
        "end_reason": None,
        "needs": (),
    }
    return ContractResult(id_, verdict, **(values | more))  # type: ignore[arg-type]


def undetermined(rule: str, needs: tuple[str, ...], **subject: str) -> Undetermined:
    """A rule that could not be decided for a contract, or else for a client or account."""
    scope = Scope.CONTRACT if "contract" in subject else Scope.ACCOUNT
    if scope is Scope.ACCOUNT and "client" in subject:
        scope = Scope.CLIENT
    action = ACTIONS["leave-feedback"]
    found = Subject(scope, **subject)
    return Undetermined(rule, "upwork", f"Title of {rule}", found, action, needs)


def question(contract: str | None, field: str, text: str, **more: object) -> Question:
    """A question that decides the verdict of a contract."""
    values: dict[str, object] = {"milestone": None, "decides": ("verdict",), "until": None}
    return Question(contract=contract, field=field, told=(text,), **(values | more))  # type: ignore[arg-type]


def report(
    contracts: tuple[ContractResult, ...] = (),
    findings: tuple[Finding, ...] = (),
    missing: tuple[Undetermined, ...] = (),
    **more: object,
) -> Report:
    """A report of these results."""
    values: dict[str, object] = {
        "as_of": AS_OF,
        "exported_at": AS_OF,
        "engine": "durable",
        "role": "freelancer",
        "policies": (("upwork", "1.0.0"),),
    }
    return Report(
        **(values | more),  # type: ignore[arg-type]
        contracts=contracts,
        findings=findings,
        undetermined=missing,
    )


def portfolio() -> Report:
    """Every verdict, every kind of finding."""
    release = MIDNIGHT + 5 * DAY + 9 * HOUR
    jss = {
        "jss_weight": shown(Unit.RATIO, Fraction(5, 4)),
        "jss_outcome": shown(Unit.TEXT, "pending"),
        "dormant_at": None,
    }
    contracts = (
        contract(
            "C1", Verdict.WAIT, title="Logo for a bakery", client="Bakery Blum", until=release
        ),
        contract(
            "C2",
            Verdict.CLOSE,
            title="Menu translation",
            client="Trattoria Po",
            closing=Closing(False),
            end_reason="client_not_responsive",
            assumes=("client-was-told", "export-is-of-now", "no-dispute", "no-open-tasks"),
            facts=jss,
        ),
        contract(
            "C3", Verdict.DO_NOT_END, title="Web shop", client="Nordwind GmbH", status="paused"
        ),
        contract("C4", Verdict.NOTHING_TO_DO, title="Old flyer", status="ended"),
        contract("C5", Verdict.NOTHING_TO_DO, title="Older flyer", status="ended"),
        contract("C6", Verdict.PREPARE, title="Data cleaning", client="Acme"),
        contract("C7", Verdict.KEEP_OPEN, title="Monthly support", client="Acme"),
        contract(
            "C8",
            Verdict.CANNOT_TELL,
            title="Research",
            needs=("escrow", "milestone.state"),
            closing=Closing(False),
        ),
        contract("C9", Verdict.CANNOT_TELL, is_invalid=True, status=None),
        contract("C10", Verdict.NOTHING_TO_DO, title="Ended with a review to come", status="ended"),
        contract("C11", Verdict.PREPARE, title="Slow client", status="ended"),
    )
    findings = (
        finding(
            "refund-request-open",
            "respond-to-refund-request",
            "error",
            "The client asked for 120.00 USD back; without your answer it is refunded on "
            "2026-03-12 09:00 UTC.",
            contract="C6",
            why="Silence counts as consent.",
            deadline=MIDNIGHT + 2 * DAY + 9 * HOUR,
            safe_by=MIDNIGHT + 2 * DAY,
            evidence={
                "refund_request.amount": shown(Unit.MONEY, 12_000, "USD"),
                "refund_request.requested_at": shown(Unit.INSTANT, MIDNIGHT - 5 * DAY + 9 * HOUR),
                "dispute.filed_at": shown(Unit.INSTANT, NONE),
            },
            events={"refunded_at": MIDNIGHT + 2 * DAY + 9 * HOUR, "closed_at": None},
            sources=(OFFICIAL, SEED),
        ),
        finding(
            "never-end-with-escrow",
            "do-not-end",
            "error",
            "1250.00 USD lies in escrow; ending now gives it back to the client.",
            contract="C3",
            evidence={"escrow": shown(Unit.MONEY, 125_000, "USD")},
        ),
        finding(
            "auto-release-overdue",
            "contact-support",
            "warning",
            "The release was due on 2026-03-08 and has not come.",
            contract="C11",
            milestone="m2",
            deadline=AS_OF - 2 * DAY - HOUR,
        ),
        finding(
            "no-feedback-streak",
            "ask-for-feedback",
            "warning",
            "3 contracts in a row have ended without feedback.",
            account="A1",
            basis=Basis.ADVICE,
            sources=(SEED,),
        ),
        finding(
            "auto-release-pending",
            "wait-for-auto-release",
            "info",
            "250.00 USD is released on 2026-03-15 09:00 UTC unless the client acts.",
            contract="C1",
            milestone="m1",
            deadline=release,
            safe_by=MIDNIGHT + 5 * DAY,
            evidence={"last_submitted_at": shown(Unit.INSTANT, release - 14 * DAY)},
            events={"funds_available_at": release + 5 * DAY},
        ),
        finding(
            "still-earning",
            "keep-open",
            "info",
            "It was paid on 2026-03-01; an open contract that earns does no harm.",
            contract="C7",
            basis=Basis.MIXED,
        ),
        finding(
            "unresponsive-client",
            "close-contract",
            "info",
            "The client has not answered for 90 days.",
            contract="C2",
            assumes=("client-was-told", "no-dispute"),
        ),
        finding(
            "feedback-window-open",
            "ask-for-feedback",
            "info",
            "The client may leave feedback until 2026-03-10 13:30 UTC.",
            contract="C10",
            assumes=("no-dispute", "their-feedback"),
            deadline=AS_OF + 5_400,
            safe_by=MIDNIGHT,
        ),
        finding(
            "repeat-client",
            "ask-for-feedback",
            "info",
            "This client has 4 contracts with you.",
            account="A1",
            client="K7",
        ),
    )
    missing = (
        undetermined("feedback-window-open", ("feedback.from_client.state",), contract="C4"),
        undetermined("feedback-window-open", ("feedback.from_client.state",), contract="C5"),
        undetermined("streak", ("feedback.from_client.state", "ended_at"), account="A1"),
        undetermined("never-end-with-escrow", ("escrow", "milestone.state"), contract="C8"),
        undetermined("open-tasks-first", ("open_tasks",), contract="C1"),
        undetermined("open-tasks-first", ("open_tasks",), contract="C2"),
        undetermined("changed-plan", ("situation",), contract="C2"),
        undetermined("repeat-client", ("contract.platform",), account="A1", client="K8"),
    )
    account_facts = {
        "no_feedback_streak": shown(Unit.COUNT, 3),
        "no_feedback_share": shown(Unit.RATIO, Fraction(1, 3)),
        "jss_available": None,
    }
    return report(
        contracts,
        findings,
        missing,
        exported_at=AS_OF - 27 * HOUR,
        policies=(("my-policies", "0.2.0"), ("upwork", "1.0.0")),
        accounts=(AccountResult("A1", account_facts),),
        questions=Questions(
            (
                question(None, "exported_at", "Can you export again?"),
                question(
                    "C8",
                    "milestone.state",
                    "What does the page say about milestone Draft?",
                    milestone="m1",
                    decides=("verdict", "auto-release-pending"),
                    until=MIDNIGHT + 2 * DAY,
                ),
                *(question("C9", f"field_{number}", f"Question {number}?") for number in range(5)),
            )
        ),
        notes=("no policy pack covers platform fiverr: 2 not checked",),
        age=Age.OLD,
        readings={each.id: each for each in READINGS},
    )


HOSTILE = (
    "\x1b[31mred\x1b[0m\x07 \u202etxt.exe \u2066x\u2069\r\n::error::pwned\n##[add-mask]x",
    "::set-output name=a::b",
    "=cmd|' /C calc'!A0",
    "語" * 300,
    "e" + "\u0301" * 400,
    "a" * 1_200,
    "lone \ud800 surrogate, \x00 nul, \x9b31m c1, \u2028 line, \ufeff bom, \U000e0041 tag",
    "<script>alert('x')</script> \"quoted\" \\ back",
    "",
    "   ",
    "Ünïcödé 😀 שלום 日本\u3000語",
)


def hostile() -> Report:
    """Every text that comes from somebody else is hostile."""
    contracts = tuple(
        contract(
            f"{place}{text}" if text.strip() else f"{place}",
            Verdict.CANNOT_TELL if place % 2 else Verdict.NOTHING_TO_DO,
            title=text,
            client=text,
            status=text,
            end_reason=text,
            needs=(text,),
        )
        for place, text in enumerate(HOSTILE)
    )
    findings = tuple(
        finding(
            "hostile-rule",
            "leave-feedback",
            "warning",
            f"Title: {text}",
            contract=contracts[place].id,
            milestone=text,
            why=text,
            evidence={"title": shown(Unit.TEXT, text)},
            sources=(Source(text, text, "https://example.org/" + text[:40]),),
        )
        for place, text in enumerate(HOSTILE)
    )
    others = tuple(
        finding("hostile-rule", "ask-for-feedback", "info", text, account=text, client=text)
        for text in HOSTILE
    )
    missing = tuple(undetermined(text, (text,), contract=text) for text in HOSTILE)
    return report(
        contracts,
        findings + others,
        missing,
        notes=HOSTILE,
        policies=((HOSTILE[0], "1"),),
        questions=Questions(question(text, text, text, milestone=text) for text in HOSTILE),
    )


REPORTS = {
    "portfolio": portfolio,
    "hostile": hostile,
    "empty": report,
}


@pytest.fixture
def make() -> SimpleNamespace:
    """The builders of this file."""
    return SimpleNamespace(
        report=report,
        contract=contract,
        finding=finding,
        undetermined=undetermined,
        AS_OF=AS_OF,
        HOSTILE=HOSTILE,
    )


@pytest.fixture(params=REPORTS)
def named_report(request: pytest.FixtureRequest) -> tuple[str, Report]:
    """Every hand-built report, with its name."""
    return request.param, REPORTS[request.param]()


@pytest.fixture
def full_report() -> Report:
    """The report with every verdict."""
    return portfolio()
