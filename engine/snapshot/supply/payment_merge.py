"""Adds what payment reports tell to the contracts of a snapshot: only what is not known yet.

Totals are known only where reports cover a contract from its start to the export; the latest payment
where they reach the export. The name of a statement tells its days, that of a transaction report its last one;
it is taken to cover the year that it can cover at most, and a weekly summary to cover everything.
Instants are UTC seconds, amounts cents.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction

from msgspec import Struct, field

from ...calendar import DAY, FIRST
from ...problems import Level, Place, Problem
from ...units import Scope
from ...written import date_text, decimal_text, money_text
from ..bad_value import found
from ..conform import HOURLY_TYPE
from ..fields import POSITION
from ..mentioned import note_mention
from ..model import NONE, Contract, Snapshot, Value
from ..money import SECONDS_OF_AN_HOUR
from ..spoken_of import DISPUTE
from .payment import REPORT_CURRENCY, TAKEN_BACK, Kind, Payment, Report, Tells, billed_at, monday
from .payment_match import Doubt, Matched, match
from .payment_possible import may_be_of

C = POSITION[Scope.CONTRACT]
M = POSITION[Scope.MILESTONE]
LONGEST_REPORT = 366 * DAY
LONG_PAUSE = 31 * DAY


def merge_payments(
    snapshot: Snapshot, reports: Sequence[Report], exported_at: int
) -> list[Problem]:
    """Fill in payments; returns what could not be matched and what stays not known, as warnings."""
    weekly = [report for report in reports if report.tells is Tells.WEEKS]
    transactions = [report for report in reports if report.tells is Tells.TRANSACTIONS]
    timed = [report for report in reports if report.tells is Tells.HOURS]
    contracts = [each for each in snapshot.contracts if not each.is_invalid]
    problems = [problem for report in reports for problem in report.problems]
    problems += _ends_early(reports, exported_at)
    if timed and all(report.has_next for report in timed):
        message = "a page is missing: the logged time goes on after the last page that is here"
        hint = "merge all pages; until then hours and activity stay not known"
        problems.append(Problem(Place(timed[-1].name), message, hint, Level.WARNING))
        timed = []
    logged, worked = match(weekly, contracts), match(timed, contracts)
    paid = match(transactions, contracts) if transactions else logged
    for matched in (logged, *([paid] if transactions else []), worked):
        problems += matched.problems()
    sign = -1 if snapshot.role == "client" and transactions else 1
    cover = _Cover.of(transactions or weekly, exported_at)
    cover.is_stated = cover.is_stated and not paid.has_strays
    _mention_unmatched(paid, contracts, exported_at)
    for contract in contracts:
        payments = paid.payments.get(contract.id, [])
        currency = contract.values[C["currency"]]
        problems += _mention_chargeback(contract, payments, exported_at)
        if transactions and payments and currency not in (None, REPORT_CURRENCY):
            message = f"the row is left out: it is in {REPORT_CURRENCY}, the contract in {currency}"
            rows = (Problem(each.place, message, level=Level.WARNING) for each in payments)
            problems += rows
            continue
        entries = list(_entries(payments, exported_at, sign, is_weekly=not transactions))
        merge = _Merge(contract, entries, cover, paid.doubts.get(contract.id))
        if transactions or weekly:
            merge.fill()
        for hours, told in ((logged, weekly), (worked, timed)):
            if told:
                merge.fill_hours(hours, exported_at, told)
        if transactions and entries and currency is None:
            contract.values[C["currency"]] = REPORT_CURRENCY
        problems += merge.problems
    return problems


def _mention_chargeback(
    contract: Contract, payments: Sequence[Payment], exported_at: int
) -> Iterator[Problem]:
    """Money that the client's bank took back is in dispute, as long as nothing is told of the dispute: not when it
    was filed, nor whether it was answered.
    """
    rows = [each for each in payments if each.kind is Kind.CHARGEBACK and each.day <= exported_at]
    disputed = [C[path] for path in C if path.startswith("dispute.")]
    if not rows or any(contract.values[index] is not None for index in disputed):
        return
    contract.values[C["dispute.filed_by"]] = "client"
    contract.values[C["dispute.hours"]] = 0
    message = f"contract {found(contract.id)[1:-1]}: money was taken back by a chargeback"
    hint = "a dispute of the client is noted; say whether it was answered"
    yield Problem(rows[-1].place, message, hint, Level.WARNING)


def _mention_unmatched(paid: Matched, contracts: Sequence[Contract], exported_at: int) -> None:
    """Money that was taken back, nobody knows of which contract: each that it may be of may be in dispute."""
    by_id = {contract.id: contract for contract in contracts}
    for payment, ids in paid.chargebacks():
        if payment.day > exported_at:
            continue
        named = [by_id[id] for id in ids]
        for contract in named or [each for each in contracts if may_be_of(payment, each)]:
            note_mention(contract.values, DISPUTE, stands=False)


def _ends_early(reports: Sequence[Report], exported_at: int) -> Iterator[Problem]:
    """Reports without stated days whose last row is old, so that nobody tells how far they reach."""
    for report in reports:
        if not _may_end_early(report, exported_at):
            continue
        last = date_text(max(report.days))
        if report.tells is Tells.HOURS:
            message = f"the last logged time is of {last}: taken to be the last until the export"
        else:
            message = f"the last payment is of {last}: what came after is not known"
        hint = "if the report ends there, download it again up to the day of the export"
        if report.tells is Tells.TRANSACTIONS and report.is_of_a_year:
            hint += "; its name, as it was downloaded, tells its last day"
        yield Problem(Place(report.name), message, hint, Level.WARNING)


def _may_end_early(report: Report, exported_at: int) -> bool:
    """Whether a report may have been made long before the export: nothing tells that there were no
    payments since its last row.
    """
    is_told = report.period is not None or report.ends is not None
    return not is_told and max(report.days, default=exported_at) < exported_at - LONG_PAUSE


def _entries(
    payments: Iterable[Payment], exported_at: int, sign: int, *, is_weekly: bool
) -> Iterator[tuple[int, int]]:
    """(cents, instant) of each payment; logged hours are paid together when their week is billed."""
    weeks: dict[int, int] = {}
    for payment in payments:
        if is_weekly and payment.kind is Kind.HOURLY:
            billed = billed_at(payment.day)
            if billed <= exported_at:
                weeks[billed] = weeks.get(billed, 0) + payment.cents
        elif payment.day <= exported_at:
            yield (
                payment.cents if payment.kind in TAKEN_BACK else sign * payment.cents,
                payment.day,
            )
    for billed, cents in weeks.items():
        yield cents, billed


class _Cover(Struct):
    """The days that reports tell about, as spans that do not touch."""

    until: int
    """The export: what comes later is not asked for."""
    spans: list[tuple[int, int]] = field(default_factory=list)
    is_stated: bool = True
    """Every file's name tells its days, and every row its contract: what is not there was not paid."""

    @classmethod
    def of(cls, reports: Sequence[Report], exported_at: int) -> _Cover:
        cover = cls(exported_at, is_stated=all(report.period for report in reports))
        for start, end in sorted(_span(report, exported_at) for report in reports):
            if cover.spans and start <= cover.spans[-1][1] + DAY:
                cover.spans[-1] = (cover.spans[-1][0], max(end, cover.spans[-1][1]))
            else:
                cover.spans.append((start, end))
        return cover

    def reaches_export(self, since: int) -> bool:
        """Whether everything from an instant to the export is covered."""
        since = since // DAY * DAY
        return any(start <= since and self.until < end + DAY for start, end in self.spans)

    def gap(self, since: int) -> str:
        """What is missing between an instant and the export."""
        since = since // DAY * DAY
        if not any(start <= since <= end for start, end in self.spans):
            return "the reports do not cover it from its start"
        last = max(end for _, end in self.spans)
        if self.until < last + DAY:
            return "days between the reports are missing"
        return f"the reports end on {date_text(last)}, before the export"


def _span(report: Report, exported_at: int) -> tuple[int, int]:
    """First and last day of a report."""
    if report.period is not None:
        return report.period
    today = exported_at // DAY * DAY
    days = report.days
    today = today if report.ends is None else min(today, max([report.ends, *days]))
    is_weekly = report.tells is Tells.WEEKS
    if _may_end_early(report, exported_at):
        return (FIRST if is_weekly else min(days)), max(days)
    if is_weekly or not days:
        return (FIRST if is_weekly else today + DAY), today
    if not report.is_of_a_year:
        return min(days), today
    earliest = today - LONGEST_REPORT
    if min(days) >= earliest:
        return earliest, today
    end = min(days) + LONGEST_REPORT
    return min(days), end if report.ends is None else min(end, report.ends)


class _Merge(Struct):
    """One contract and its payments, oldest last."""

    contract: Contract
    entries: list[tuple[int, int]]
    cover: _Cover
    doubt: Doubt | None
    """Rows that may be of it as well."""
    problems: list[Problem] = field(default_factory=list)

    def fill(self) -> None:
        """Set the last payment, the total and the payments, as far as they are certain."""
        self.entries.sort(key=lambda entry: entry[1])
        started = self.contract.values[C["started_at"]]
        since = started if isinstance(started, int) else FIRST
        received = [at for cents, at in self.entries if cents > 0]
        if self._are_missing():
            self._fill_least(received)
            return
        is_whole = self.doubt is None and self.cover.reaches_export(since)
        if not self.entries:
            if is_whole and self.cover.is_stated:
                self._set("last_paid_at", NONE)
                self._set("total_paid", 0)
                self._set("payments", ())
            return
        if (
            received
            and self.cover.reaches_export(received[-1])
            and not self._may_be_paid_after(received[-1])
        ):
            self._set("last_paid_at", received[-1])
            self._set_activity(received[-1])
        elif received:
            self._fill_least(received)
            if not self.cover.reaches_export(received[-1]):
                self._warn(f"{self.cover.gap(received[-1])}: last_paid_at stays not known")
        total = sum(cents for cents, _ in self.entries)
        if is_whole and total >= 0:
            self._set("total_paid", total)
            self._set("payments", tuple(self.entries))
        elif self.doubt is not None:
            return  # told with the rows that may be of it
        elif total < 0:
            self._warn("more was paid back than paid in the reports: total_paid stays not known")
        else:
            self._warn(f"{self.cover.gap(since)}: total_paid stays not known")

    def _are_missing(self) -> bool:
        """Whether the milestones tell of more payments than the reports hold, which is told."""
        paid = sum(cents for cents, _ in self.entries if cents > 0)
        released = self._released()
        if self.doubt is not None or released is None or released <= paid:
            return False
        if not paid and not self.cover.is_stated:
            return False
        told = f"{money_text(paid)} in the reports, {money_text(released)} by its milestones"
        self._warn(f"payments are missing: {told}; they stay not known")
        return True

    def _may_be_paid_after(self, instant: int) -> bool:
        """Whether a row that may be of the contract is a later payment."""
        return self.doubt is not None and self.doubt.paid > instant

    def _fill_least(self, received: Sequence[int]) -> None:
        """Keep the payments that are known, beside one of which nothing is known: the last payment is no
        earlier than they are.
        """
        values = self.contract.values
        if received and values[C["last_paid_at"]] is None and values[C["payments"]] is None:
            self._set("payments", (*self.entries, (None, None)))

    def fill_hours(self, logged: Matched, exported_at: int, reports: Sequence[Report]) -> None:
        """Set the hours of the current week, and the latest activity of an hourly contract."""
        contract = self.contract
        mine = logged.payments.get(contract.id, [])
        rows = [each for each in mine if each.hours and each.day <= exported_at]
        if contract.values[C["type"]] != HOURLY_TYPE:
            self._leave_out(rows)
            return
        first = monday(exported_at)
        days = [day for report in reports for day in report.days]
        doubt = logged.doubts.get(contract.id, Doubt())
        if any(first <= day <= exported_at for day in days) and doubt.worked < first:
            week = [each.hours for each in rows if first <= each.day <= exported_at]
            self._set("hours.this_week", sum(week))
        if rows:
            is_of_hours = all(report.tells is Tells.HOURS for report in reports)
            self._set_hourly_activity(
                max(each.day for each in rows), doubt, is_of_hours=is_of_hours
            )

    def _set_hourly_activity(self, worked: int, doubt: Doubt, *, is_of_hours: bool) -> None:
        """The latest payment or day of work, where nothing that is not here can be later."""
        last_paid = self.contract.values[C["last_paid_at"]]
        paid = [at for _, at in self.entries]
        latest = max(worked, *paid, last_paid if isinstance(last_paid, int) else FIRST)
        is_last = is_of_hours or last_paid is not None or self.cover.reaches_export(latest)
        if is_last and doubt.seen <= latest and not self._may_be_paid_after(latest):
            self._set("last_activity_at", latest)

    def _leave_out(self, rows: Sequence[Payment]) -> None:
        """Say that logged time is left out, and why: it pays nothing on a contract of fixed price."""
        if not rows:
            return
        hours = decimal_text(Fraction(sum(each.hours for each in rows), SECONDS_OF_AN_HOUR), 100)
        is_known = self.contract.values[C["type"]] is not None
        why = "it is of fixed price" if is_known else "whether it is hourly is not known"
        self._warn(f"logged hours are left out ({hours}): {why}")

    def _set_activity(self, paid_at: int) -> None:
        """The latest payment or change of a milestone, where all changes are known."""
        milestones = self.contract.milestones
        if self.contract.values[C["type"]] != "fixed" or milestones is None:
            return
        changes = [record[M["modified_at"]] for record in milestones]
        known = [change for change in changes if isinstance(change, int)]
        if len(known) == len(changes):
            self._set("last_activity_at", max(paid_at, *known) if known else paid_at)

    def _released(self) -> int | None:
        """What the milestones say was paid."""
        amounts = [record[M["paid_amount"]] for record in self.contract.milestones or ()]
        known = [amount for amount in amounts if isinstance(amount, int)]
        return sum(known) if known else None

    def _set(self, path: str, value: Value) -> None:
        """Fill in what is not known; what is known differently is told and kept."""
        index = C[path]
        known = self.contract.values[index]
        if known is None:
            self.contract.values[index] = value
        elif known != value and path != "last_activity_at":
            self._warn(f"{path} is known and differs from the reports; it is kept")

    def _warn(self, message: str) -> None:
        place = self.contract.place or Place("")
        told = f"contract {found(self.contract.id)[1:-1]}: {message}"
        self.problems.append(Problem(place, told, level=Level.WARNING))
