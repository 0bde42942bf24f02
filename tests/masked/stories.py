"""Complete contracts that make sense: each is a story that ran from its start until today.

Everything is said, nothing contradicts. A story goes through what happens on the platform one event after
the other (funded, begun, submitted, sent back, approved or released by silence, paid, ended, argued about),
and stops somewhere: today, or long ago, when one side fell silent. Written in the shape of a snapshot.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import UTC, datetime

NOW = 1_773_144_000
"""2026-03-10T12:00:00Z, a Tuesday."""
DAY = 86_400
RELEASE = 14 * DAY
"""After so long the client's silence releases what was submitted."""
AMOUNTS = (6_000, 15_000, 32_000, 45_050, 80_000, 210_000)
NOTES = (
    "time_misjudged",
    "requirements_changed",
    "unpaid_extra_work",
    "client_not_paying",
    "no_details",
    "mutual_stop",
)

Document = dict[str, object]


@dataclass(frozen=True, slots=True)
class Mix:
    """How often something is met; shares of contracts."""

    planned: float = 0.15
    """Of the running ones, that are to be ended."""
    claims: float = 0.03
    unlogged: float = 0.06
    tasks: float = 0.06
    noted: float = 0.06
    silent: float = 0.3
    ended: float = 0.4
    ended_lately: float = 0.15
    """Of the ended ones, that the freelancer ended in the last two weeks."""


PLAIN = Mix()
TROUBLE = Mix(
    planned=0.5,
    claims=0.2,
    unlogged=0.35,
    tasks=0.2,
    noted=0.15,
    silent=0.5,
    ended=0.25,
    ended_lately=0.3,
)
"""Many want to end, and much stands against it."""


def instant(at: int) -> str:
    """RFC 3339."""
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def instant_or_none(at: int | None) -> str:
    """RFC 3339, or the word for what never was."""
    return "none" if at is None else instant(at)


def money(cents: int) -> str:
    """A decimal text."""
    return f"{cents / 100:.2f}"


@dataclass(slots=True)
class Milestone:
    """One part of the work. Instants in UTC seconds, amounts in cents."""

    number: int
    amount: int
    state: str = "not_funded"
    funded: int = 0
    paid: int = 0
    submissions: list[int] = field(default_factory=list)
    revisions: dict[int, int] = field(default_factory=dict)
    """When a submission was sent back."""
    changed_at: int = 0
    due_at: int | None = None
    work: str = "not_started"

    @property
    def escrow(self) -> int:
        """What lies in escrow for it."""
        return 0 if self.state in ("not_funded", "paid", "cancelled") else self.funded - self.paid

    @property
    def sent_back_at(self) -> int | None:
        """The latest request for changes."""
        return max(self.revisions.values(), default=None)

    def written(self) -> Document:
        """As a snapshot says it."""
        return {
            "id": f"m{self.number}",
            "title": f"Step {self.number}",
            "state": self.state,
            "amount": money(self.amount),
            "funded_amount": money(self.funded),
            "paid_amount": money(self.paid),
            "escrow_amount": money(self.escrow),
            "due_at": instant_or_none(self.due_at),
            "submissions": [instant(at) for at in self.submissions],
            "changes_requested_at": instant_or_none(self.sent_back_at),
            "modified_at": instant(self.changed_at),
            "work_state": self.work,
        }


class Story:
    """One contract, told from its start. `clock` stands at what happened last."""

    def __init__(self, rng: random.Random, mix: Mix, number: int) -> None:
        self.rng = rng
        self.mix = mix
        self.number = number
        self.start = NOW - int(rng.choice((20, 60, 120, 250, 500)) * rng.uniform(0.2, 1) * DAY)
        self.clock = self.start
        self.is_hourly = rng.random() < 0.3
        self.milestones: list[Milestone] = []
        self.payments: list[tuple[int, int]] = []
        self.is_stalled = False
        self.ended_at: int | None = None
        self.ended_by: str | None = None
        self.refund: dict[str, object] | None = None
        self.dispute: dict[str, object] | None = None
        self.close_requests: list[int] = []
        self._run()

    def chance(self, share: float) -> bool:
        """Whether something happens that happens so often."""
        return self.rng.random() < share

    def _pass(self, low: float, high: float) -> bool:
        """Let so many days go by; False where today comes first, or everything stops."""
        if self.is_stalled or self.chance(0.04):
            self.is_stalled = True
            return False
        later = self.clock + int(self.rng.uniform(low, high) * DAY)
        if later > NOW:
            self.is_stalled = True
            return False
        self.clock = later
        return True

    def _run(self) -> None:
        if self.is_hourly:
            self._work_by_the_hour()
        else:
            for number in range(1, self.rng.choice((0, 1, 1, 1, 2, 2, 3, 4)) + 1):
                if not self.is_stalled:
                    self.milestones.append(self._milestone(number))
        self.work = self._work_state()
        self.last_activity = max([self.start, self.clock, *(at for _, at in self.payments)])
        if self.chance(self.mix.ended):
            self._end()
        self._talk()
        self._argue()

    def _milestone(self, number: int) -> Milestone:
        part = Milestone(number, self.rng.choice(AMOUNTS), changed_at=self.clock)
        if self.chance(0.6):
            part.due_at = self.clock + self.rng.randint(3, 60) * DAY
        if self.chance(0.08) or not self._pass(0, 4):
            if self.chance(0.35):
                part.work = self.rng.choice(("in_progress", "complete"))
            self.is_stalled = True
            return part
        part.state, part.changed_at = "funded", self.clock
        part.funded = part.amount if self.chance(0.92) else part.amount // 2
        if self.chance(0.06) or not self._pass(0, 3):
            self.is_stalled = True
            return part
        part.work = "in_progress"
        if not self._pass(1, 25):
            if self.chance(0.1):
                part.paid = part.funded // 4
                self._pay(part.paid, self.clock)
                part.changed_at = self.clock
            part.work = "complete" if self.chance(0.15) else "in_progress"
            return part
        self._review(part)
        return part

    def _review(self, part: Milestone) -> None:
        """From the first submission to the payment."""
        part.state, part.work = "submitted", "complete"
        part.submissions.append(self.clock)
        while self.chance(0.25) and self._pass(0.5, 6):
            part.revisions[part.submissions[-1]] = self.clock
            part.state, part.work = "changes_requested", "in_progress"
            if not self._pass(0.5, 9):
                part.changed_at = self.clock
                return
            part.state, part.work = "submitted", "complete"
            part.submissions.append(self.clock)
        part.changed_at = self.clock
        due = part.submissions[-1] + RELEASE
        wanted = part.submissions[-1] + int(self.rng.choice((1, 3, 6, 14, 14)) * DAY)
        if min(due, wanted) > NOW:
            self.is_stalled = True
            return
        self.is_stalled = False  # silence releases the money, whoever stopped
        self.clock = part.changed_at = min(due, wanted)
        part.state, part.funded, part.paid = "paid", part.amount, part.amount
        self._pay(part.amount, self.clock)

    def _pay(self, cents: int, at: int) -> None:
        if cents:
            self.payments.append((cents, at))

    def _work_by_the_hour(self) -> None:
        if self.chance(0.1):
            return
        while self._pass(4, 16):
            self._pay(self.rng.randint(20, 400) * 100, self.clock)
            if self.chance(0.05):
                return

    def _work_state(self) -> str:
        if self.is_hourly:
            if not self.payments:
                return "in_progress" if self.chance(0.3) else "not_started"
            return "complete" if self.chance(0.3) else "in_progress"
        states = {part.work for part in self.milestones}
        if not states or states == {"not_started"}:
            return "not_started"
        is_over = all(part.state in ("submitted", "paid") for part in self.milestones)
        return "complete" if is_over and self.chance(0.75) else "in_progress"

    def _hours_of_the_week(self, is_live: bool) -> int:
        """Who works by the hour and was never paid has begun this week: zeros mean not started."""
        if self.is_hourly and self.work == "in_progress" and not self.payments:
            return self.rng.choice((3, 12))
        return self.rng.choice((0, 3, 12)) if is_live else 0

    def _end(self) -> None:
        if self.chance(self.mix.ended_lately):
            self.ended_by, days = "freelancer", self.rng.uniform(0.1, 14)
        else:
            self.ended_by = self.rng.choice(
                ("client", "client", "client", "freelancer", "platform")
            )
            days = self.rng.choice((14, 60, 200, 400)) * self.rng.uniform(0.1, 1)
        self.ended_at = max(self.clock, NOW - int(days * DAY))
        left = sum(part.escrow for part in self.milestones)
        if self.ended_by == "freelancer":
            self._give_back()
        elif left:
            answer = self.rng.choice(("none", "none", "accepted", "disputed"))
            if answer == "none" and NOW - self.ended_at > 7 * DAY:
                answer = "accepted"
            self._ask_back(left, self.ended_at, answer)
            if answer == "accepted":
                self._give_back()
        self.last_activity = min(self.ended_at, self.last_activity)

    def _give_back(self) -> None:
        for part in self.milestones:
            if part.state in ("funded", "submitted", "changes_requested"):
                part.state, part.funded = "cancelled", part.paid

    def _ask_back(self, cents: int, at: int, answer: str) -> None:
        answered = None if answer == "none" else min(NOW, at + self.rng.randint(3_600, 7 * DAY))
        self.refund = {
            "amount": money(cents),
            "requested_at": instant(at),
            "requested_by": "client",
            "response": answer,
            "responded_at": instant_or_none(answered),
        }

    def _argue(self) -> None:
        """Money asked back, and hours in dispute, on contracts that run."""
        if self.ended_at is not None or not self.chance(self.mix.claims):
            return
        paid = sum(cents for cents, _ in self.payments)
        left = sum(part.escrow for part in self.milestones)
        at = max(self.start, NOW - self.rng.randint(0, 8 * DAY))
        if self.is_hourly and paid:
            is_given = self.chance(0.4)
            self.dispute = {
                "filed_at": instant(at),
                "hours": self.rng.choice((1, 3, 8)),
                "response": "given" if is_given else "none",
                "responded_at": instant_or_none(min(NOW, at + DAY) if is_given else None),
            }
        elif left or paid:
            self._ask_back(left or paid // 2, at, self.rng.choice(("none", "none", "disputed")))

    def _talk(self) -> None:
        until = NOW if self.ended_at is None else self.ended_at
        quiet = (
            self.rng.uniform(31, 150) if self.chance(self.mix.silent) else self.rng.uniform(0, 25)
        )
        self.client_wrote = max(self.start, until - int(quiet * DAY))
        own = self.rng.choice((2, 10, 25, 29, 31, 60)) * self.rng.uniform(0.4, 1.1)
        self.freelancer_wrote = max(self.start, until - int(own * DAY))
        if self.work == "complete" and self.chance(0.55):
            asked = min(until, self.last_activity + self.rng.randint(0, 30) * DAY)
            self.close_requests = [asked]
            if self.chance(0.3):
                self.close_requests.append(min(until, asked + 12 * DAY))
            self.freelancer_wrote = max(self.freelancer_wrote, self.close_requests[-1])

    def _feedback(self) -> Document:
        given: dict[str, int | None] = {"from_client": None, "from_freelancer": None}
        if self.ended_at is not None and sum(cents for cents, _ in self.payments) >= 100:
            window = min(NOW, self.ended_at + 14 * DAY)
            for side in given:
                given[side] = self.rng.randint(self.ended_at, window) if self.chance(0.6) else None
        sides = {
            side: {"state": "none" if at is None else "given", "given_at": instant_or_none(at)}
            for side, at in given.items()
        }
        sides["from_client"]["reply"] = "none"
        if given["from_client"] is not None:
            score: object = self.rng.choice((1.5, 3, 4, 4.8, 5, 5, 5))
            sides["from_client"] |= {"score": score}  # type: ignore[dict-item]
        asked = None
        if self.ended_at is None and self.start < NOW - 45 * DAY and self.chance(0.08):
            asked = NOW - self.rng.randint(0, 14 * DAY)
        return {
            **sides,
            "change": {"state": "none", "enabled_at": "none"},
            "mid_contract": {
                "state": "none" if asked is None else "requested",
                "requested_at": instant_or_none(asked),
                "given_at": "none",
            },
        }

    def _situation(self) -> list[str]:
        share = 5 * self.mix.noted if self.work == "not_started" else self.mix.noted
        is_noted = self.ended_at is None and self.chance(share)
        return [self.rng.choice(NOTES)] if is_noted else []

    def written(self, account: str, role: str) -> Document:
        """As a snapshot says it."""
        rng = self.rng
        is_open = self.ended_at is None
        is_live = self.is_hourly and is_open and self.last_activity > NOW - 8 * DAY
        unlogged = is_open and self.work != "not_started" and self.is_hourly
        paid = sum(cents for cents, _ in self.payments)
        client = rng.randrange(9)
        document: Document = {
            "id": f"{account}-{self.number}",
            "title": f"{rng.choice(('Atlas', 'Jingle', 'Ledger', 'Banner', 'Forms'))} {account} {self.number}",
            "account_id": account,
            "member_id": f"M{rng.randint(1, 3)}",
            "via_agency": role == "agency",
            "platform": "upwork",
            "type": "hourly" if self.is_hourly else "fixed",
            "status": ("paused" if self.chance(0.1) else "active") if is_open else "ended",
            "client": {"id": f"K{client}", "name": f"House {account} {client}"},
            "freelancer": {"id": "F1", "name": "Mara S."},
            "started_at": instant(self.start),
            "ended_at": instant_or_none(self.ended_at),
            "closing_planned": is_open and self.chance(self.mix.planned),
            "work_state": self.work,
            "due_at": "none",
            "requirements_missed": self.chance(0.05),
            "currency": "USD",
            "budget": money(sum(part.amount for part in self.milestones) or 50_000),
            "total_paid": money(paid),
            "last_paid_at": instant_or_none(max((at for _, at in self.payments), default=None)),
            "escrow": money(sum(part.escrow for part in self.milestones)),
            "last_activity_at": instant(self.last_activity),
            "last_client_message_at": instant(self.client_wrote),
            "last_freelancer_message_at": instant(self.freelancer_wrote),
            "close_requests": [instant(at) for at in self.close_requests],
            "more_work_expected": self.chance(0.12),
            "situation": self._situation(),
            "open_tasks": rng.choice((1, 3)) if self.chance(self.mix.tasks) else 0,
            "repeat_client": self.chance(0.25),
            "payments": [
                {"amount": money(cents), "paid_at": instant(at)} for cents, at in self.payments
            ],
            "refund_request": self.refund or "none",
            "dispute": self.dispute or "none",
            "hours": {
                "this_week": self._hours_of_the_week(is_live),
                "unlogged": 2.5 if unlogged and self.chance(self.mix.unlogged) else 0,
                "manual_time_allowed": True,
            },
            "feedback": self._feedback(),
            "milestones": [part.written() for part in self.milestones],
        }
        if not is_open:
            document["ended_by"] = self.ended_by
            document["end_reason"] = rng.choice(("completed", "completed", "other"))
        return document


@dataclass(slots=True)
class Portfolio:
    """The contracts of some accounts in one role, and what their stories know that no field says."""

    role: str
    accounts: list[Document]
    contracts: list[Document]
    stories: list[Story]


def portfolio(
    rng: random.Random, role: str, accounts: int, mix: Mix = PLAIN, size: int = 18
) -> Portfolio:
    """So many accounts, each with about `size` contracts."""
    made = Portfolio(role, [], [], [])
    for number in range(accounts):
        account = f"{role[0].upper()}{number}"
        made.accounts.append(
            {
                "id": account,
                "name": f"House {account}",
                "time_zone": "UTC",
                "top_rated": rng.random() < 0.3,
                "recommend_rate": rng.choice((70, 85, 95)),
                "job_success_score": rng.choice((80, 93, 99)),
            }
        )
        for place in range(rng.randint(max(1, size // 2), size + size // 2)):
            story = Story(rng, mix, place)
            made.stories.append(story)
            made.contracts.append(story.written(account, role))
    return made
