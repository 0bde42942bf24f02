"""May a complete contract be ended now? Asked of the records alone: no policy, no engine, no not knowing.

Written from what the sources say, as plain questions about one contract and the others of its account. All
contracts are of `stories.NOW`; everything about them is said.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from closeout.engine.snapshot.fields import POSITION
from closeout.engine.snapshot.model import Contract, Record, Value
from closeout.engine.units import Scope

from ..weeks import hours_disputable_until
from .stories import DAY, NOW

MONTH = 30 * DAY
EARNING = 90 * DAY
MEDIATION = 30 * DAY
ANSWER = 7 * DAY
PATIENCE = 14 * DAY
WINDOW = 14 * DAY
LEAST_PAID = 100
NEVER_BEGUN = (
    "client_not_paying",
    "unpaid_extra_work",
    "requirements_changed",
    "no_details",
    "time_misjudged",
)
GOOD_SCORE = 4


def milestone(record: Record, path: str) -> Value:
    """A field of a milestone."""
    return record[POSITION[Scope.MILESTONE][path]]


def number(value: Value) -> int:
    """An instant, an amount or a count; 0 for what never was."""
    return value if isinstance(value, int) else 0


@dataclass(frozen=True, slots=True)
class Case:
    """One contract, as its owner in a role sees it."""

    contract: Contract
    role: str

    def at(self, path: str) -> int:
        """An instant; 0 for never."""
        return number(self.contract.get(path))

    def says(self, path: str) -> Value:
        """A word or a flag."""
        return self.contract.get(path)

    def work(self) -> object:
        """The state of the work; what hours or payments are told of was begun."""
        told = self.says("work_state")
        hours = number(self.contract.get("hours.this_week")) + number(
            self.contract.get("hours.unlogged")
        )
        is_begun = (
            hours > 0 or self.at("last_paid_at") > 0 or number(self.contract.get("total_paid")) > 0
        )
        return "in_progress" if told == "not_started" and is_begun else told

    def notes(self) -> tuple[object, ...]:
        """What went differently than agreed."""
        value = self.contract.get("situation")
        return value if isinstance(value, tuple) else ()

    def milestones(self) -> list[Record]:
        """The parts of the work."""
        return self.contract.milestones or []

    # --- money ---

    def escrow(self) -> int:
        """Cents that lie in escrow."""
        return sum(number(milestone(each, "escrow_amount")) for each in self.milestones())

    def is_at_rest(self) -> bool:
        """It runs, and no money is in escrow, in review, sent back or argued about."""
        states = {milestone(each, "state") for each in self.milestones()}
        return (
            self.says("status") in ("active", "paused")
            and self.escrow() == 0
            and not states & {"submitted", "changes_requested"}
            and not self.is_argued_about()
        )

    def is_argued_about(self) -> bool:
        """A request for money back, or a dispute, is open."""
        asked = self.at("refund_request.requested_at") > 0
        answer = self.says("refund_request.response")
        if answer == "disputed" and not self.is_refusal_over():
            return True
        if asked and answer == "none":
            return True
        filed = self.at("dispute.filed_at") > 0
        if filed and self.says("dispute.response") == "none":
            return True
        is_mediated = (
            self.says("type") == "fixed"
            and answer != "accepted"
            and self.says("dispute.response") == "given"
            and self.at("dispute.filed_at") >= NOW - ANSWER - MEDIATION
        )
        # What was decided about hours that were answered for is not told.
        is_reviewed = self.says("type") == "hourly" and self.says("dispute.response") == "given"
        return is_mediated or is_reviewed

    def is_refusal_over(self) -> bool:
        """Pay for hours was not given back, and hours from before the request cannot be disputed any more; or a
        client did not want what the freelancer offered.
        """
        if self.says("refund_request.requested_by") == "freelancer":
            return True
        asked = self.at("refund_request.requested_at")
        is_paid_by_hour = self.says("type") == "hourly"
        return is_paid_by_hour and asked > 0 and hours_disputable_until(asked) < NOW

    def has_unfunded_work(self) -> bool:
        """Something was done for a milestone that holds no money."""
        return any(
            milestone(each, "state") == "not_funded"
            and milestone(each, "work_state") in ("in_progress", "complete")
            for each in self.milestones()
        )

    def has_unpaid_work(self) -> bool:
        """Work was done that nobody has paid for."""
        is_begun = self.work() in ("in_progress", "complete")
        states = [milestone(each, "state") for each in self.milestones()]
        is_all_paid = (
            self.work() == "complete" and "paid" in states and set(states) <= {"paid", "cancelled"}
        )
        is_nothing_paid = number(self.contract.get("total_paid")) == 0 and "paid" not in states
        return (
            self.has_unfunded_work()
            or (self.work() == "complete" and is_nothing_paid)
            or (is_begun and "client_not_paying" in self.notes())
            or (is_begun and "unpaid_extra_work" in self.notes() and not is_all_paid)
        )

    def is_pay_given_up(self) -> bool:
        """A client who does not pay, as is noted, was asked lately, and nothing came for two weeks."""
        asked = self.at("last_freelancer_message_at")
        heard = max(asked, self.at("last_client_message_at"), self.at("last_paid_at"))
        return (
            self.has_unpaid_work()
            and not {"client_not_paying", "mutual_stop"}.isdisjoint(self.notes())
            and self.is_at_rest()
            and asked > NOW - MONTH
            and heard < NOW - PATIENCE
        )

    def was_paid_twice(self) -> bool:
        """As much as some price that is paid was paid beyond all of them, and no bonus is as much."""
        prices = [number(milestone(each, "amount")) for each in self.milestones()]
        paid = [
            price
            if milestone(each, "state") == "paid"
            else min(price, number(milestone(each, "paid_amount")))
            for each, price in zip(self.milestones(), prices, strict=True)
        ]
        beyond = number(self.contract.get("total_paid")) - sum(paid)
        return (
            self.says("type") == "fixed"
            and any(
                0 < price <= min(of_it, beyond) for price, of_it in zip(prices, paid, strict=True)
            )
            and not self.at("refund_request.requested_at") > 0
            and number(self.contract.get("bonus.amount")) < beyond
        )

    def is_untouched(self) -> bool:
        """Nothing was done for any of the money in escrow, as far as the records tell."""
        return all(
            number(milestone(each, "escrow_amount")) == 0
            or (
                milestone(each, "state") == "funded"
                and milestone(each, "work_state") == "not_started"
                and not milestone(each, "submissions")
                and number(milestone(each, "paid_amount")) == 0
            )
            for each in self.milestones()
        )

    # --- reasons to end it ---

    def requests(self) -> list[int]:
        """When the client was asked to end it."""
        given = self.contract.get("close_requests")
        return sorted(map(number, given)) if isinstance(given, tuple) else []

    def is_request_over(self) -> bool:
        """The client was asked long enough ago, and did not answer."""
        asked = max(self.requests(), default=0)
        return 0 < asked < NOW - PATIENCE and not self.at("last_client_message_at") > asked

    def was_asked_in_vain(self) -> bool:
        """The client did not answer, or was asked once more when nothing was paid since."""
        requests = self.requests()
        was_asked_again = (
            bool(requests)
            and requests[-1] < NOW - PATIENCE
            and requests[-1] >= requests[0] + PATIENCE
            and requests[-1] >= self.at("last_paid_at") + PATIENCE
        )
        return self.is_request_over() or was_asked_again

    def is_finished(self) -> bool:
        """The work is done, and the client has not answered the request to end it."""
        return (
            self.is_at_rest()
            and self.work() == "complete"
            and self.was_asked_in_vain()
            and self.says("more_work_expected") is False
        )

    def is_agreed(self) -> bool:
        """Both sides agreed to stop."""
        return self.is_at_rest() and "mutual_stop" in self.notes()

    def never_begins(self) -> bool:
        """Nothing was begun, and there is a reason not to begin."""
        is_noted = not set(NEVER_BEGUN).isdisjoint(self.notes())
        return self.is_at_rest() and self.work() == "not_started" and is_noted

    def is_unanswered(self) -> bool:
        """A message of the last weeks has waited long enough for an answer."""
        wrote = self.at("last_freelancer_message_at")
        is_waiting = NOW - MONTH < wrote < NOW - ANSWER
        return is_waiting and wrote > self.at("last_client_message_at")

    def is_client_gone(self) -> bool:
        """The client is silent, and nothing happens or is paid."""
        return (
            self.is_at_rest()
            and self.work() != "complete"
            and self.at("last_client_message_at") < NOW - MONTH
            and self.is_unanswered()
            and self.at("last_activity_at") < NOW - MONTH
            and self.at("last_paid_at") < NOW - EARNING
            and self.says("more_work_expected") is False
        )

    def wants_closing(self) -> bool:
        """Somebody plans to end it, or it should be ended."""
        return self.says("closing_planned") is True or (
            self.is_finished()
            or self.is_agreed()
            or self.never_begins()
            or self.is_client_gone()
            or self.is_pay_given_up()
        )

    # --- what stands against it ---

    def is_kept_for_work(self) -> bool:
        """More work is to come."""
        is_over = self.is_agreed() or self.never_begins()
        return self.is_at_rest() and self.says("more_work_expected") is True and not is_over

    def last_word(self) -> int:
        """When the freelancer last wrote or asked."""
        requests = self.contract.get("close_requests")
        asked = [number(at) for at in requests] if isinstance(requests, tuple) else []
        return max([self.at("last_freelancer_message_at"), *asked])

    def must_talk(self) -> bool:
        """The freelancer has not written for weeks and is about to end it."""
        is_about = self.says("closing_planned") is True or self.never_begins()
        is_settled = self.is_finished() or self.is_agreed() or self.is_kept_for_work()
        return is_about and self.last_word() < NOW - MONTH and not is_settled

    def must_talk_it_over(self) -> bool:
        """Something was missed, and it was not talked over."""
        both = min(self.last_word(), self.at("last_client_message_at")) > NOW - MONTH
        is_settled = self.is_unanswered() or self.is_agreed() or self.is_kept_for_work()
        is_missed = self.says("requirements_missed") is True
        return self.wants_closing() and is_missed and not both and not is_settled

    def awaits_answer(self) -> bool:
        """A client who was silent for long was written to in these days, and may still answer."""
        is_settled = self.is_request_over() or self.is_agreed() or self.never_begins()
        return (
            self.says("closing_planned") is True
            and self.is_silent("last_client_message_at")
            and self.last_word() > NOW - ANSWER
            and not is_settled
            and not self.must_talk_it_over()
        )

    def is_silent(self, path: str) -> bool:
        """Whose last message this is has not written for long, or never since the start long ago."""
        wrote = self.at(path)
        return (wrote or self.at("started_at")) < NOW - MONTH

    def awaits_freelancer(self) -> bool:
        """A freelancer who was silent for long was written to in these days, and may still answer."""
        return (
            self.work() != "complete"
            and self.is_silent("last_freelancer_message_at")
            and self.at("last_client_message_at") > NOW - ANSWER
            and "mutual_stop" not in self.notes()
        )

    def has_ended_well(self) -> bool:
        """It was ended lately, and a good review of the client can be seen."""
        score = self.says("feedback.from_client.score")
        return (
            self.says("status") == "ended"
            and self.at("ended_at") >= NOW - WINDOW
            and self.says("feedback.from_client.state") == "given"
            and self.says("feedback.from_freelancer.state") == "given"
            and isinstance(score, int | Fraction)
            and score >= GOOD_SCORE
        )

    def may_come_first(self) -> bool:
        """Nothing stands against its end but other contracts."""
        return (
            self.wants_closing()
            and self.is_at_rest()
            and not self.is_kept_for_work()
            and number(self.contract.get("open_tasks")) == 0
            and number(self.contract.get("hours.unlogged")) == 0
            and not self.must_talk()
            and not self.must_talk_it_over()
            and not self.awaits_answer()
            and (not self.has_unpaid_work() or self.is_pay_given_up())
            and not self.was_paid_twice()
        )

    def turn(self) -> tuple[bool, int, str]:
        """Planned ones first, then the longest idle."""
        is_planned = self.says("closing_planned") is True
        return (not is_planned, self.at("last_activity_at"), self.contract.id)

    def awaits_feedback(self) -> bool:
        """It was ended by its freelancer lately, and the client may still leave feedback."""
        return (
            self.says("ended_by") == "freelancer"
            and self.says("feedback.from_client.state") == "none"
            and self.at("ended_at") >= NOW - WINDOW
            and number(self.contract.get("total_paid")) >= LEAST_PAID
        )

    def may_be_ended_by_client(self) -> bool:
        """A client ends what is finished, or what they plan to end and nobody is asked about."""
        is_done = self.work() == "complete"
        is_planned = self.says("closing_planned") is True
        is_left = (
            not is_done
            and self.at("last_freelancer_message_at") < NOW - MONTH
            and self.at("last_activity_at") < NOW - MONTH
            and self.at("last_client_message_at") < NOW - MONTH
        )
        is_finished = is_done and self.says("more_work_expected") is False
        return (
            self.is_at_rest()
            and not self.has_unfunded_work()
            and not self.was_paid_twice()
            and number(self.contract.get("hours.unlogged")) == 0
            and number(self.contract.get("open_tasks")) == 0
            and (is_finished or (is_planned and not is_left and not self.awaits_freelancer()))
        )


def may_be_ended(contract: Contract, account: Iterable[Contract], role: str) -> bool:
    """Whether a contract may be ended now, among all contracts of its account."""
    case = Case(contract, role)
    if role == "client":
        return case.may_be_ended_by_client()
    if not case.may_come_first():
        return False
    if case.is_agreed():
        return True
    others = [Case(other, role) for other in account if other.id != contract.id]
    before = [
        other
        for other in others
        if other.may_come_first() and not other.is_agreed() and other.turn() < case.turn()
    ]
    room = 2 if any(other.has_ended_well() for other in others) else 1
    just_ended = sum(other.awaits_feedback() for other in others)
    return len(before) < max(0, room - just_ended)
