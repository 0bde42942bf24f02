"""Makes large portfolios that look like real ones: most things known, one contract in ten with a gap.

    python benchmarks/portfolios.py 20000 > portfolio.ndjson

The same count gives the same bytes.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Iterator
from datetime import UTC, datetime

AS_OF = 1_773_144_000
"""2026-03-10T12:00:00Z"""
DAY = 86_400

Json = dict[str, object]


def header() -> Json:
    """The first line of the NDJSON."""
    return {"version": 1, "as_of": instant(AS_OF), "platform": "upwork", "role": "freelancer"}


def contracts(count: int, seed: int = 1) -> Iterator[Json]:
    """So many contracts, 50 to an account."""
    rng = random.Random(seed)
    for number in range(count):
        yield contract(number, rng)


def contract(number: int, rng: random.Random) -> Json:
    """One contract of a mixed portfolio."""
    status = rng.choices(("active", "paused", "ended"), (45, 5, 50))[0]
    started = AS_OF - rng.randrange(300, 900) * DAY
    last = AS_OF - rng.randrange(0, 40 if status == "active" else 200) * DAY
    fixed = rng.random() < 0.7
    result: Json = {
        "id": f"C{number:07}",
        "title": f"Project {number}",
        "account_id": f"A{number // 50:05}",
        "type": "fixed" if fixed else "hourly",
        "status": status,
        "client": {"id": f"K{rng.randrange(30)}", "name": f"Client {rng.randrange(30)}"},
        "started_at": instant(started),
        "ended_at": instant(last) if status == "ended" else "none",
        "currency": "USD",
        "total_paid": f"{rng.choice((0, 80, 250, 900, 4000))}.00",
        "last_paid_at": instant(last - rng.randrange(20) * DAY),
        "last_activity_at": instant(last),
        "last_client_message_at": instant(last - rng.randrange(30) * DAY),
        "last_freelancer_message_at": instant(last - rng.randrange(10) * DAY),
        "close_requests": [],
        "refund_request": "none",
        "dispute": "none",
        "payments": [{"amount": "80.00", "paid_at": instant(started + 30 * DAY)}],
        "feedback": {
            "from_client": rng.choice(({"state": "none"}, {"state": "given", "score": 5})),
            "from_freelancer": {"state": rng.choice(("none", "given"))},
            "change": {"state": "none"},
            "mid_contract": {"state": "none"},
        },
        "work_state": rng.choice(("in_progress", "complete")),
        "closing_planned": rng.random() < 0.1,
    }
    if fixed:
        result["milestones"] = [
            milestone(index, last, rng) for index in range(rng.choice((1, 1, 2)))
        ]
    else:
        result["hours"] = {"this_week": 5, "unlogged": 0, "manual_time_allowed": True}
    if rng.random() < 0.1:
        del result[
            rng.choice(("last_client_message_at", "feedback", "refund_request", "work_state"))
        ]
    return result


def milestone(index: int, last: int, rng: random.Random) -> Json:
    """One milestone of a fixed-price contract."""
    state = rng.choice(("funded", "submitted", "paid", "paid", "paid", "not_funded"))
    return {
        "id": f"m{index}",
        "state": state,
        "amount": "250.00",
        "funded_amount": "0.00" if state == "not_funded" else "250.00",
        "paid_amount": "250.00" if state == "paid" else "0.00",
        "due_at": instant(last + 5 * DAY),
        "submissions": [instant(last)] if state in ("submitted", "paid") else [],
        "changes_requested_at": "none",
        "work_state": "in_progress",
    }


def instant(seconds: int) -> str:
    """RFC 3339."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def main() -> None:
    """Write NDJSON to stdout."""
    sys.stdout.write(json.dumps(header()) + "\n")
    for item in contracts(int(sys.argv[1])):
        sys.stdout.write(json.dumps(item) + "\n")


if __name__ == "__main__":
    main()
