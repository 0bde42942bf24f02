"""The 19 rules in Python that is written for speed: `{"rule", "entity"}` of what certainly holds.

python -m benchmarks.contenders.tuned portfolio.ndjson
"""

from __future__ import annotations

import sys
from collections import Counter
from operator import itemgetter

from benchmarks.contenders.lines import Contract, accounts

# 2026-03-10T12:00:00Z, less some days
DAYS_3, DAYS_7 = "2026-03-07T12:00:00Z", "2026-03-03T12:00:00Z"
DAYS_14, DAYS_21, DAYS_30 = "2026-02-24T12:00:00Z", "2026-02-17T12:00:00Z", "2026-02-08T12:00:00Z"


def cents(amount: str) -> int:
    """An amount with two decimals."""
    return int(amount[:-3]) * 100 + int(amount[-2:])


def account_hits(contracts: list[Contract], out: list[str]) -> None:
    """What holds in an account."""

    def hit(rule: str, entity: str) -> None:
        out.append(f'{{"rule": "{rule}", "entity": "{entity}"}}\n')

    account = contracts[0].account_id
    active: Counter[str] = Counter()
    paid: Counter[str] = Counter()
    ended: list[tuple[str, bool]] = []
    for one in contracts:
        id, status, client = one.id, one.status, one.client.id
        total = cents(one.total_paid)
        paid[client] += total
        is_active = status == "active"
        open_amount = 0
        for part in one.milestones:
            state = part.state
            if state == "submitted":
                open_amount += cents(part.funded_amount)
                if part.submissions:
                    is_over = max(part.submissions) <= DAYS_14
                    hit("release-overdue" if is_over else "release-pending", f"{id}/{part.id}")
            elif state == "funded":
                funded = cents(part.funded_amount)
                open_amount += funded
                if part.due_at <= DAYS_3:
                    hit("milestone-late", f"{id}/{part.id}")
                is_still = is_active and one.last_activity_at <= DAYS_30
                if is_still and funded > cents(part.paid_amount):
                    hit("money-lies-still", f"{id}/{part.id}")
            elif state == "not_funded" and is_active and part.work_state == "in_progress":
                hit("work-not-funded", f"{id}/{part.id}")
        if status == "ended":
            feedback = one.feedback
            none_came = feedback is not None and feedback.from_client.state == "none"
            ended.append((one.ended_at, none_came))
            if total == 0:
                hit("nothing-paid", id)
            if one.ended_at > DAYS_14:
                if total and feedback is not None and feedback.from_freelancer.state == "none":
                    hit("leave-feedback", id)
                if none_came:
                    hit("ask-for-feedback", id)
            elif total and none_came:
                hit("no-feedback-came", id)
            continue
        if one.last_activity_at <= DAYS_30:
            hit("dormant", id)
        if not is_active:
            continue
        active[client] += 1
        if one.type == "fixed":
            if open_amount > 30_000:
                hit("much-is-open", id)
        elif one.hours is not None and one.hours.this_week > 0:
            hit("hours-this-week", id)
        word = one.last_client_message_at
        if word is not None and word <= DAYS_21 and one.last_freelancer_message_at > DAYS_7:
            hit("silent-client", id)
        if one.work_state == "complete" and total >= 25_000:
            hit("work-complete", id)
        if one.refund_request not in (None, "none"):
            hit("refund-asked", id)
    for client, count in active.items():
        if count >= 2:
            hit("busy-client", f"{account}/{client}")
    for client, total in paid.items():
        if total > 500_000:
            hit("good-client", f"{account}/{client}")
    if active.total() >= 25:
        hit("many-open", account)
    if row(ended) >= 3:
        hit("feedback-fails-to-come", account)


def row(ended: list[tuple[str, bool]]) -> int:
    """How many in a row are certainly without feedback, from the newest on; of one instant by id, as they come."""
    ended.sort(key=itemgetter(0), reverse=True)
    for count, (_, none_came) in enumerate(ended):
        if not none_came:
            return count
    return len(ended)


def main() -> None:
    """Write what holds."""
    out: list[str] = []
    for contracts in accounts(sys.argv[1]):
        account_hits(contracts, out)
    sys.stdout.write("".join(out))


if __name__ == "__main__":
    main()
