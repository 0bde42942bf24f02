"""Portfolios in which every rule of the shipped packs is met, so that their advice can be compared."""

from __future__ import annotations

import random

from closeout.engine.snapshot.fields import POSITION
from closeout.engine.snapshot.misplaced import ORDER
from closeout.engine.snapshot.model import NONE, Contract, Snapshot, Value
from closeout.engine.units import Scope

from ..worlds import AS_OF, DAY
from .portfolios import PortfolioMaker

CONTRACTS = {"upwork": 2_000, "fiverr": 2_000, "freelancer-com": 400}
"""In each portfolio, by platform."""

DAYS = ((0, 3), (3, 14), (14, 17), (17, 40), (40, 90), (76, 120))
PAST = {"upwork": DAYS, "fiverr": ((3, 7), *DAYS), "freelancer-com": DAYS}
"""Days before `AS_OF`; on one of each something happened."""

FUTURE = ((1, 3), (3, 30))
"""Days after it; on one of each something is due."""

REASONS = (
    "time_misjudged",
    "requirements_changed",
    "unpaid_extra_work",
    "client_not_paying",
    "no_details",
)
"""Why work does not begin."""


def advice_portfolio(
    platform: str, role: str, rng: random.Random, most: int | None = None
) -> Snapshot:
    """Contracts with which something happened on some days before `AS_OF`, or is due later; `most`: the
    first so many of them."""
    number = min(CONTRACTS[platform], most or CONTRACTS[platform])
    past = [AS_OF - rng.randrange(*some) * DAY for some in PAST[platform]]
    future = [AS_OF + rng.randrange(*some) * DAY for some in FUTURE]
    return AdviceMaker(rng, past, future).portfolio(number, role, platform)


class AdviceMaker(PortfolioMaker):
    """Of the open contracts one in six is quiet, with a client who does not answer, one in ten has not
    been begun, for a reason; of twenty one rests until its client comes back, and one is stopped
    midway; of fifty one is finished and not paid, and its client was asked to. Many
    requests for money have no answer.
    """

    platform = "upwork"

    def portfolio(self, contracts: int, role: str, platform: str) -> Snapshot:
        self.platform = platform
        return super().portfolio(contracts, role, platform)

    def contract(self, number: int) -> Contract:
        made = super().contract(number)
        rng = self.rng
        if made.get("status") in ("active", "paused"):
            if self.platform == "upwork" and rng.random() < 1 / 2:
                # A total below the milestones' leaves open what is in escrow.
                for path in ("total_paid", "payments"):
                    self._set(made, path, None)
            kind = rng.random()
            if kind < 1 / 6:
                self._quiet(made)
            elif kind < 1 / 6 + 1 / 10:
                self._not_begun(made)
            elif kind < 1 / 6 + 1 / 10 + 1 / 20:
                self._resting(made)
            elif kind < 1 / 6 + 1 / 10 + 2 / 20:
                self._stopped(made)
            elif kind < 1 / 6 + 1 / 10 + 2 / 20 + 1 / 50 and made.get("type") != "hourly":
                self._worked_for_nothing(made)
        elif made.get("status") == "ended" and rng.random() < 1 / 4:
            self._unreviewed(made)
        if made.get("refund_request.requested_by") is not NONE and rng.random() < 0.5:
            self._set(made, "refund_request.response", "none")
        self._put_in_order(made)
        return made

    def _put_in_order(self, made: Contract) -> None:
        """No instant lies before what it follows: nobody would know when either was."""
        for first, second in (*ORDER, *ORDER):
            earlier, later = made.get(first), made.get(second)
            if isinstance(earlier, int) and isinstance(later, int) and later < earlier:
                self._set(made, first, later)

    def _quiet(self, made: Contract) -> None:
        rng = self.rng
        began = AS_OF - rng.randrange(77, 110) * DAY
        for path in ("started_at", "last_activity_at", "last_client_message_at"):
            self._set(made, path, began)
        self._set(made, "last_freelancer_message_at", AS_OF - rng.randrange(8, 29) * DAY)
        self._set(made, "last_paid_at", rng.choice((NONE, began)))
        for path in ("payments", "bonus.paid_at"):
            self._set(made, path, None)
        self._set(made, "closing_planned", rng.random() < 0.1)
        self._set(made, "more_work_expected", False)
        self._set(made, "requirements_missed", False)
        self._untouched(made)
        if rng.random() < 1 / 2:
            self._unpaid(made)

    def _not_begun(self, made: Contract) -> None:
        rng = self.rng
        values: dict[str, Value] = {
            "situation": (rng.choice(REASONS),),
            "hours.this_week": 0,
            "hours.unlogged": 0,
            "open_tasks": 0,
            "closing_planned": rng.random() < 0.2,
            "more_work_expected": False,
            "requirements_missed": False,
        }
        for path, value in values.items():
            self._set(made, path, value)
        self._untouched(made)
        self._unpaid(made)

    def _unpaid(self, made: Contract) -> None:
        values: dict[str, Value] = {
            "work_state": "not_started",
            "total_paid": 0,
            "payments": (),
            "last_paid_at": NONE,
        }
        for path, value in values.items():
            self._set(made, path, value)
        for record in made.milestones or ():
            record[POSITION[Scope.MILESTONE]["state"]] = self.rng.choice(("funded", "not_funded"))
            record[POSITION[Scope.MILESTONE]["paid_amount"]] = 0
            record[POSITION[Scope.MILESTONE]["work_state"]] = "not_started"

    def _worked_for_nothing(self, made: Contract) -> None:
        values: dict[str, Value] = {
            "work_state": "complete",
            "situation": ("client_not_paying",),
            "total_paid": 0,
            "payments": (),
            "last_paid_at": NONE,
            "last_client_message_at": AS_OF - 50 * DAY,
            "last_freelancer_message_at": AS_OF - 20 * DAY,
            "closing_planned": False,
            "more_work_expected": False,
        }
        for path, value in values.items():
            self._set(made, path, value)
        made.milestones = []

    def _stopped(self, made: Contract) -> None:
        values: dict[str, Value] = {
            "work_state": "in_progress",
            "situation": ("mutual_stop",),
            "closing_planned": False,
        }
        for path, value in values.items():
            self._set(made, path, value)
        for record in made.milestones or ():
            record[POSITION[Scope.MILESTONE]["state"]] = "funded"
            record[POSITION[Scope.MILESTONE]["work_state"]] = "in_progress"
        self._untouched(made)

    def _resting(self, made: Contract) -> None:
        paid = AS_OF - self.rng.randrange(40, 200) * DAY
        values: dict[str, Value] = {
            "work_state": "in_progress",
            "situation": (),
            "total_paid": 25_000,
            "payments": ((25_000, paid),),
            "last_paid_at": paid,
            "last_activity_at": paid,
            "last_client_message_at": AS_OF - 5 * DAY,
            "last_freelancer_message_at": AS_OF - 4 * DAY,
            "closing_planned": False,
            "more_work_expected": False,
            "requirements_missed": False,
            "repeat_client": True,
        }
        for path, value in values.items():
            self._set(made, path, value)
        made.milestones = []
        self._untouched(made)

    def _unreviewed(self, made: Contract) -> None:
        """Paid, ended, and the client has left no feedback."""
        ended = AS_OF - self.rng.randrange(17, 90) * DAY
        values: dict[str, Value] = {
            "total_paid": 25_000,
            "payments": ((25_000, ended),),
            "last_paid_at": ended,
            "ended_at": ended,
            "feedback.from_client.state": "none",
        }
        for path, value in values.items():
            self._set(made, path, value)

    def _untouched(self, made: Contract) -> None:
        """Nothing was submitted, and no money is argued about."""
        for what in ("refund", "dispute", "hold"):
            self._absent(made, what)
        changes: dict[str, Value] = {
            "submissions": (),
            "changes_requested_at": NONE,
            "due_at": NONE,
            "modified_at": None,
        }
        for record in made.milestones or ():
            for path, value in changes.items():
                record[POSITION[Scope.MILESTONE][path]] = value
