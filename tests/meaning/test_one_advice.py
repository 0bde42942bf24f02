"""No contract is told two things that contradict each other, and one that is well is left alone.

The tables are about actions, whatever rule recommends them; an action that is new is met by the
groups of its effect at once, and has its own line where that is not enough.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, product
from pathlib import Path

import pytest

from closeout.engine.evaluation.engines import Engine
from closeout.engine.evaluation.evaluate import Options, evaluate
from closeout.engine.language.load import load_packs
from closeout.engine.policy.applied import apply_pack
from closeout.engine.policy.pack import Effect, Pack, Severity
from closeout.engine.python.compute import compile_facts
from closeout.engine.python.match import match
from closeout.engine.python.order import wanted
from closeout.engine.python.rows import build_rows
from closeout.engine.report.findings import Report, Verdict
from closeout.engine.report.subjects import subject_of
from closeout.engine.snapshot.model import Snapshot
from closeout.engine.snapshot.read import read_snapshot
from closeout.engine.snapshot.writing import snapshot_text
from closeout.engine.units import Scope

from ..sizes import sizes
from ..worlds import AS_OF
from .advice_portfolios import advice_portfolio
from .portfolios import smallest

PACKS = {pack.id: pack for pack in load_packs(["upwork", "fiverr", "freelancer-com"])}
ROLES = ("freelancer", "agency", "client")
SEEDS = sizes().advice_portfolios
MOST_SHOWN = 12
"""So many contradictions are told with a snapshot, which takes a moment each."""

NOT_MET = frozenset(
    [
        "unlogged-week-closed",
        "feedback-ended-since-export",
        "look-for-escrow-left",
        "answer-for-old-pay",
        "look-for-submitted-work",
        "dormancy-over",
        "order-not-told",
        "milestones-not-told",
        "delivered-for-nothing",
        "delivered-work-to-pay",
        "dispute-outcome-untold",
        "own-dispute-undated",
        "answer-review-undated",
        "cancellation-outlasts-due",
        "late-while-cancelling",
        "cancel-what-was-not-begun",
        "have-cancelled-what-was-not-begun",
        "tell-client-at-its-turn",
        "settle-end-in-doubt",
    ]
)
"""Only of pay that is older than half a year,
in exports that are old, that tell neither milestones nor escrow, that call delivered what holds nothing,
weeks after a dispute was answered, of an own dispute or the other side's review without its day, in the two
days of an own request to cancel what is nearly due, of what both sides stop before any of it was begun, of three
or more in line whose clients were not told, beside an end in doubt that makes a row of three or is an own one of
late, or, for a client, four months after the last activity;
these portfolios are read as they are now, tell the money and the days, and are younger."""

BLOCK, WAIT, PREPARE, KEEP = (
    f"effect {effect}" for effect in (Effect.BLOCK, Effect.WAIT, Effect.PREPARE, Effect.KEEP)
)
"""Every action of an effect."""

Table = tuple[tuple[str, str | None], ...]

END = "close-contract, ask-business-manager, ask-client-to-close, ask-client-to-end"
ON_ONE_CONTRACT: Table = (
    # Whoever says to end it says that nothing comes first and nothing is waited for.
    (END, BLOCK),
    (END, WAIT),
    (END, PREPARE),
    (END, KEEP),
    (END, "send-update, request-mid-contract-feedback, suggest-new-contract, note-escrow-left"),
    ("close-contract", "ask-client-to-close"),
    # In line to be ended, or the client is about to end it: so it is not to be kept or worked on.
    ("stagger-closures, wait-for-client-to-close", BLOCK),
    ("stagger-closures, wait-for-client-to-close", KEEP),
    ("stagger-closures", "wait-for-client-to-close"),
    # The client is asked to end a project, given time, or left alone.
    ("ask-client-to-end, wait-for-client-to-end, leave-to-the-client", None),
    ("wait-for-client-to-end, leave-to-the-client", BLOCK),
    ("wait-for-client-to-end", KEEP),
    # A client who was asked to pay is given time, or nothing is left to do.
    ("wait-for-payment, leave-unpaid, ask-for-milestone-payment", None),
    ("wait-for-payment, give-up-payment, collect-payment", None),
    ("wait-for-payment", "wait-for-answer-of-client"),
    (
        "stagger-closures, wait-for-client-to-close",
        "talk-to-client, send-update, request-mid-contract-feedback, suggest-new-contract",
    ),
    (
        "stagger-closures",
        "finish-open-tasks, log-time, collect-payment, submit-work, resubmit-work, ask-client-to-fund",
    ),
    # To be kept, so nobody is told that it ends.
    (KEEP, "talk-to-client, talk-to-freelancer, give-back-escrow"),
    ("suggest-new-contract", BLOCK),
    ("suggest-new-contract", "talk-to-client"),
    # What lies in escrow goes back, or it is earned.
    (
        "give-back-escrow",
        "note-escrow-left, submit-work, resubmit-work, wait-for-auto-release, collect-payment, "
        "ask-client-to-fund, update-milestone, request-release, wait-for-dormancy-answer, "
        "check-dormancy",
    ),
    ("give-back-escrow", BLOCK),
    # A dormant contract is at one stage.
    (
        "update-milestone, request-release, wait-for-dormancy-answer, answer-dormancy, "
        "check-dormancy",
        None,
    ),
    # One letter to the client at a time.
    ("talk-to-client", "send-update, request-mid-contract-feedback"),
    ("request-mid-contract-feedback", "wait-for-mid-contract-feedback"),
    # The time for feedback runs or is over; the client has left some or has not.
    ("leave-feedback, remind-client-of-feedback", "ask-to-enable-feedback"),
    ("remind-client-of-feedback", "reply-to-feedback, remove-feedback, enable-feedback-change"),
    ("enable-feedback-change", "wait-for-feedback-change"),
    ("check-review-window", "leave-review, remind-client-of-review"),
    # Nobody is asked for a favour while money is argued about.
    (
        "remind-client-of-feedback",
        "respond-to-refund-request, respond-to-dispute, expect-dispute-answer",
    ),
    # A request has an answer or has none.
    ("respond-to-refund-request", "expect-dispute-answer, expect-refund"),
    ("expect-refund", "respond-to-dispute"),
    ("see-refund-leave", "see-paid-money-leave"),
    ("see-refund-leave, see-paid-money-leave", "respond-to-refund-request, expect-refund"),
    ("see-paid-money-leave", "settle-own-refund, expect-offered-refund"),
    ("cancel-as-agreed, see-it-cancelled", "answer-refund-request, settle-refused-refund"),
    ("answer-cancellation-request", "expect-cancellation-answer"),
    ("expect-cancellation-answer", "deliver-again, accept-or-cancel"),  # no more work until then
    ("check-completion", "do-not-end"),
    # Who was refused a cancellation, or works on, does not ask for one.
    ("settle-declined-cancellation", "accept-or-cancel, wait-or-cancel, ask-to-cancel"),
    (
        "deliver-or-agree, press-for-work",
        "pay-or-cancel-first, settle-before-ending, cancel-as-agreed, see-it-cancelled, "
        "expect-refund-answer, press-for-refund-answer",
    ),
    # What is asked for or argued about is settled first.
    ("wait-or-cancel, accept-or-cancel", "expect-cancellation-answer"),
    (
        "pay-or-cancel-first",
        "respond-to-dispute, expect-dispute-answer, expect-decision, look-up-dispute",
    ),
    ("pay-or-cancel-first", "look-up-own-dispute, expect-refund-answer, press-for-refund-answer"),
    (
        "wait-or-cancel, accept-or-cancel",
        "respond-to-dispute, expect-dispute-answer, look-up-dispute",
    ),
)
"""Groups of actions of which no two may meet on one contract, its milestones included: any of the
first with any of the second; with None: any two of the first.

Left out, for one is said because of the other or leaves room for it:
- do-not-end with what prepares (submit-work, log-time, ...) and with waiting: it says no, they say
  what to do instead; and with keep-open: both leave it open.
- verify-state with contact-support: support is for those who have looked.
- close-contract with ask-business-manager: the one says that it is time, the other who does it.
- close-contract with ask-for-feedback, check-work-diary, review-hours: done in the same minute.
- wait-for-client-to-close with log-time, collect-payment: quickly, before the client ends it.
- keep-open with suggest-new-contract: it may stay open, and the other is said to be a risk.
- keep-open with finish-open-tasks, log-time, collect-payment: work and pay go on.
- talk-to-client, finish-open-tasks with give-back-escrow: they all come before the end.
- submit-work with request-release, wait-for-dormancy-answer: it shows what the money is for.
- leave-feedback with respond-to-refund-request: a dispute asks for the feedback first; with
  remind-client-of-feedback, and leave-review with remind-client-of-review: the own one comes first.
- reply-to-feedback with enable-feedback-change: two ways to answer a low rating; with
  wait-for-feedback-change: the time for a reply may end before the time for the change.
- expect-refund with respond-to-dispute: two claims, or the freelancer disputes the request.
- respond-to-dispute with expect-freelancer-answer, expect-dispute-answer: two disputes, about hours
  and about escrow.
- accept-or-cancel with check-cancellation: one delivery of several is called cancelled.
"""

ON_ONE_MILESTONE: Table = (
    # Work is to be submitted, to be changed, in review, or overdue.
    ("submit-work, resubmit-work, wait-for-auto-release, verify-state", None),
    ("contact-support", "submit-work, resubmit-work, wait-for-auto-release"),
    ("review-submission, expect-resubmission, press-for-changes", None),
    ("review-submission, expect-resubmission", "verify-state"),
    ("wait-for-acceptance, deliver-again, verify-state", None),
    ("request-release, press-for-release, deliver-again", None),
    ("expect-new-delivery, press-for-changes, release-or-ask-for-changes", None),
    ("review-delivery, expect-new-delivery, verify-state", None),
    ("settle-before-ending", "request-release, press-for-release, deliver-again"),
    ("ask-client-to-fund", "resubmit-work"),  # the one says to stop working on it
)
"""The same for one milestone. Left out:
- ask-client-to-fund with submit-work, wait-for-auto-release: that work is finished.
- note-escrow-left with submit-work: what is left is paid for by what is submitted.
"""

OF_THE_END = (
    "leave-feedback, remind-client-of-feedback, ask-to-enable-feedback, enable-feedback-change, "
    "wait-for-feedback-change, change-feedback, reply-to-feedback, remove-feedback, "
    "know-payment-dates, wait-for-clearance, leave-review, remind-client-of-review, "
    "check-review-window, allow-late-feedback, look-up-feedback, ask-for-bonus, look-up-the-end, "
    "settle-held-payment, settle-held-money, wait-for-last-hours"
)
"""Only for ended contracts."""

OF_BOTH = (
    "respond-to-refund-request, expect-refund, respond-to-dispute, expect-dispute-answer, "
    "expect-freelancer-answer, request-release, press-for-release, release-or-ask-for-changes, look-up-claim, "
    "answer-mediator, expect-mediation, decide-on-arbitration, wait-for-dispute-answer, "
    "look-up-dispute, answer-refund-request, expect-refund-answer, press-for-refund-answer, "
    "look-up-own-dispute, answer-cancellation-request, expect-cancellation-answer, check-cancellation, "
    "review-hours, ask-for-mediation, ask-again-for-refund, ask-once-more-for-refund, "
    "look-up-escrow, see-refund-leave, see-paid-money-leave, "
    "cancel-as-agreed, see-it-cancelled, give-back-as-agreed, see-it-come-back, "
    "wait-for-review-of-hours, expect-decision, note-the-day, settle-own-refund, expect-offered-refund"
)
"""For ended contracts as well: the end of a project at Freelancer.com releases nothing, and a claim whose
time is over is looked up whether or not the contract has ended; money of a completed order can be asked back
or offered, and the hours of the last week are billed after the end; what was agreed to go
back may still be held, or not have come back. Every other action is for open contracts only."""


def names(text: str, pack: Pack) -> set[str]:
    """The actions of a pack that a group names."""
    if text.startswith("effect "):
        effect = Effect(text.removeprefix("effect "))
        return {id for id, action in pack.actions.items() if action.effect is effect}
    return set(text.split(", ")) & set(pack.actions)


def pairs(table: Table, pack: Pack) -> set[frozenset[str]]:
    """Every two actions of a pack that may not meet."""
    found = set()
    for first, second in table:
        members = names(first, pack)
        others = members if second is None else names(second, pack)
        found |= {frozenset(pair) for pair in product(members, others) if len(set(pair)) == 2}
    return found


@dataclass(frozen=True, slots=True)
class Said:
    """A rule that holds for a contract or for one of its milestones."""

    rule: str
    action: str
    milestone: str | None


class Adviser:
    """A pack at an instant for a role: what it says of each contract, without the words."""

    def __init__(self, pack: Pack, role: str) -> None:
        self.pack = pack
        self.applied = apply_pack(pack, AS_OF, AS_OF, role)
        self.program = compile_facts(self.applied, wanted(self.applied))
        self.apart = pairs(ON_ONE_CONTRACT, pack)
        self.apart_in_milestone = pairs(ON_ONE_MILESTONE, pack)

    def says(self, snapshot: Snapshot) -> dict[str, list[Said]]:
        """What is certain, by contract."""
        rows = build_rows(self.program.layout, snapshot, snapshot.contracts)
        self.program.fill(rows)
        found: dict[str, list[Said]] = {contract.id: [] for contract in snapshot.contracts}
        for item in match(self.applied, self.program.layout, rows.subjects):
            rule = self.applied.rules[item.rule].rule
            if item.is_certain and rule.scope.sees(Scope.CONTRACT):
                subject = subject_of(rule.scope, rows.subjects[rule.scope][item.row])
                said = Said(rule.id, rule.action, subject.milestone)
                found[str(subject.contract)].append(said)
        return found

    def contradictions(
        self, snapshot: Snapshot, every: dict[str, list[Said]] | None = None
    ) -> Iterator[tuple[str, str]]:
        """Each contract with what must not be said of it. `every`: what is said, where that is known."""
        status = {contract.id: contract.get("status") for contract in snapshot.contracts}
        ended, both = names(OF_THE_END, self.pack), names(OF_BOTH, self.pack)
        for id, said in (every or self.says(snapshot)).items():
            for one in said:
                if status[id] == "ended" and one.action not in ended | both:
                    yield id, f"{_told(one)} although the contract is ended"
                if status[id] in ("active", "paused") and one.action in ended:
                    yield id, f"{_told(one)} although the contract is open"
            for one, other in combinations(said, 2):
                pair = frozenset((one.action, other.action))
                same = one.milestone is not None and one.milestone == other.milestone
                if pair in self.apart or (same and pair in self.apart_in_milestone):
                    first, second = sorted((one, other), key=_told)
                    yield id, f"{_told(first)} together with {_told(second)}"


def _told(said: Said) -> str:
    return f"{said.action} [{said.rule}]"


def described(adviser: Adviser, cases: dict[str, tuple[Snapshot, int]]) -> str:
    """Each contradiction once, the first ones with the smallest snapshot that shows it."""
    lines = [f"{len(cases)} contradictions, pack {adviser.pack.id}, role {adviser.applied.role}"]
    for place, (what, (snapshot, times)) in enumerate(sorted(cases.items())):

        def fails(some: Snapshot, what: str = what) -> bool:
            return what in {told for _, told in adviser.contradictions(some)}

        lines.append(f"{times} times: {what}")
        if place < MOST_SHOWN:
            lines.append(snapshot_text(smallest(snapshot, fails)))
    return "\n".join(lines)


# --- tests ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("id", PACKS)
def test_no_contract_is_told_two_things_that_contradict_each_other(id: str, role: str) -> None:
    adviser = Adviser(PACKS[id], role)
    cases: dict[str, tuple[Snapshot, int]] = {}
    met: set[str] = set()
    for seed in range(SEEDS):
        snapshot = advice_portfolio(PACKS[id].platform, role, random.Random(f"{id} {role} {seed}"))
        every = adviser.says(snapshot)
        for _, what in adviser.contradictions(snapshot, every):
            first, times = cases.get(what, (snapshot, 0))
            cases[what] = (first, times + 1)
        met |= {one.rule for said in every.values() for one in said}
    assert not cases, described(adviser, cases)
    rules = {rule.rule.id for rule in adviser.applied.rules if rule.rule.scope.sees(Scope.CONTRACT)}
    assert rules - met <= NOT_MET, f"never met: {sorted(rules - met - NOT_MET)}"


def test_every_action_of_the_tables_is_one_of_a_shipped_pack() -> None:
    known = {action for pack in PACKS.values() for action in pack.actions}
    groups = [group for pair in (*ON_ONE_CONTRACT, *ON_ONE_MILESTONE) for group in pair if group]
    named = {name for group in (*groups, OF_THE_END, OF_BOTH) for name in group.split(", ")}
    named = {name for name in named if not name.startswith("effect ")}
    assert named <= known, sorted(named - known)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("id", PACKS)
def test_a_verdict_of_close_stands_beside_nothing_that_comes_first(id: str, role: str) -> None:
    hindering = {Effect.BLOCK, Effect.WAIT, Effect.PREPARE, Effect.KEEP}
    rng = random.Random(f"{id} {role}")
    snapshot = advice_portfolio(PACKS[id].platform, role, rng, sizes().judged_advice)
    report = evaluate(snapshot, [PACKS[id]], AS_OF, Options(engine=Engine.PYTHON))
    closed = {one.id for one in report.contracts if one.verdict is Verdict.CLOSE}
    for finding in report.findings:
        if finding.action.effect in hindering:
            assert finding.subject.contract not in closed, finding
    closing = [rule for rule in PACKS[id].rules if rule.action == "close-contract"]
    assert closed or not any(role in rule.roles for rule in closing)


WELL: dict[str, dict[str, object]] = {
    "a healthy active contract": {
        "status": "active",
        "started_at": "2026-02-02T09:00:00Z",
        "work_state": "in_progress",
        "budget": "800.00",
        "total_paid": "400.00",
        "last_paid_at": "2026-02-25T09:00:00Z",
        "last_activity_at": "2026-03-05T09:00:00Z",
        "last_client_message_at": "2026-03-09T15:00:00Z",
        "last_freelancer_message_at": "2026-03-09T14:00:00Z",
        "more_work_expected": True,
        "milestones": [
            {
                "id": "m1",
                "state": "paid",
                "amount": "400.00",
                "funded_amount": "400.00",
                "paid_amount": "400.00",
                "submissions": ["2026-02-20T09:00:00Z"],
                "work_state": "complete",
            },
            {
                "id": "m2",
                "state": "funded",
                "amount": "400.00",
                "funded_amount": "400.00",
                "paid_amount": "0.00",
                "submissions": [],
                "due_at": "2026-03-31T00:00:00Z",
                "work_state": "in_progress",
            },
        ],
    },
    "nothing paid, and the time for feedback over": {
        "status": "ended",
        "started_at": "2026-01-05T09:00:00Z",
        "ended_at": "2026-01-20T09:00:00Z",
        "ended_by": "client",
        "end_reason": "other",
        "work_state": "not_started",
        "total_paid": "0.00",
        "last_paid_at": "none",
        "payments": [],
        "milestones": [],
    },
    "both sides have left feedback": {
        "status": "ended",
        "started_at": "2025-11-03T09:00:00Z",
        "ended_at": "2026-02-20T09:00:00Z",
        "ended_by": "client",
        "end_reason": "completed",
        "work_state": "complete",
        "total_paid": "900.00",
        "last_paid_at": "2026-02-20T09:00:00Z",
        "feedback": {
            "from_client": {
                "state": "given",
                "given_at": "2026-02-20T09:00:00Z",
                "score": 5,
                "reply": "none",
            },
            "from_freelancer": {"state": "given", "given_at": "2026-02-21T09:00:00Z"},
        },
        "milestones": [],
    },
}
"""Contracts that are well, as of 2026-03-10."""

KNOWN: dict[str, object] = {
    "id": "C1",
    "client": {"id": "K1"},
    "type": "fixed",
    "currency": "USD",
    "refund_request": "none",
    "dispute": "none",
    "close_requests": [],
    "situation": [],
    "open_tasks": 0,
    "requirements_missed": False,
    "feedback": {"from_client": {"state": "none"}, "from_freelancer": {"state": "none"}},
}
"""What else is known of each of them."""


def report_of(contract: dict[str, object], platform: str, role: str, folder: Path) -> Report:
    """What a pack says of one contract."""
    file = folder / "snapshot.json"
    head = {"version": 1, "as_of": "2026-03-10T12:00:00Z", "platform": platform, "role": role}
    document = {**head, "account": {"id": "A1"}, "contracts": [KNOWN | contract]}
    file.write_text(json.dumps(document), "utf-8")
    snapshot = read_snapshot([str(file)])
    assert not snapshot.problems and snapshot.as_of is not None
    return evaluate(snapshot, [PACKS[platform]], snapshot.as_of, Options(engine=Engine.PYTHON))


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("platform", PACKS)
@pytest.mark.parametrize("name", WELL)
def test_a_contract_that_is_well_is_left_alone(
    name: str, platform: str, role: str, tmp_path: Path
) -> None:
    report = report_of(WELL[name], platform, role, tmp_path)
    loud = [one for one in report.findings if one.severity is not Severity.INFO]
    assert not loud, [(one.rule, one.message) for one in loud]
    assert report.contracts[0].verdict not in (Verdict.DO_NOT_END, Verdict.CANNOT_TELL)
