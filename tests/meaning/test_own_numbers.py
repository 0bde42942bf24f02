"""With a number of one's own in a pack: nothing is over before it is due, no safe day lies after the last one."""

from __future__ import annotations

from pathlib import Path

import pytest

from closeout import check, load_policies

AS_OF = "2026-03-10T12:00:00Z"
DELIVERED = {"id": "m1", "state": "submitted", "amount": "80", "funded_amount": "80"}
ENDED = {"status": "ended", "ended_at": "2026-03-05T16:30:00Z", "total_paid": "80"}
NOT_LEFT = {"from_client": {"state": "none"}, "from_freelancer": {"state": "none"}}
LEFT = {"from_client": {"state": "given"}, "from_freelancer": {"state": "none"}}
FILED = {"filed_at": "2026-03-09T09:00:00Z", "filed_by": "freelancer", "response": "none"}


def told(
    folder: Path, platform: str, number: str, role: str, **contract: object
) -> list[dict[str, object]]:
    """The findings of one contract with a pack that states `number`."""
    (folder / "pack.yaml").write_text(
        f"id: own\nextends: {platform}\nparams: {{{number}}}\n", encoding="utf-8"
    )
    snapshot = {"version": 1, "as_of": AS_OF, "platform": platform, "role": role}
    contracts = [{"id": "C1", "status": "active", "currency": "USD", **contract}]
    report = check({**snapshot, "contracts": contracts}, load_policies(str(folder)), as_of=AS_OF)
    return list(report.to_dict()["findings"])


@pytest.mark.parametrize(
    ("platform", "number", "waited_for", "overdue"),
    [
        ("fiverr", "acceptance: 7 days", "acceptance-pending", "acceptance-overdue"),
        ("upwork", "auto_release: 30 days", "auto-release-pending", "auto-release-overdue"),
    ],
)
def test_what_silence_does_later_is_not_overdue_before(
    platform: str, number: str, waited_for: str, overdue: str, tmp_path: Path
) -> None:
    for day, expected in (("2026-03-04", waited_for), ("2026-02-01", overdue)):
        work = {**DELIVERED, "submissions": [f"{day}T09:00:00Z"]}
        rules = {
            str(each["rule"])
            for each in told(tmp_path, platform, number, "freelancer", milestones=[work])
        }
        assert rules & {waited_for, overdue} == {expected}


@pytest.mark.parametrize(
    ("platform", "number", "role", "rule", "contract"),
    [
        (
            "fiverr",
            "review_window: 7 days",
            "freelancer",
            "remind-client-of-review",
            {**ENDED, "feedback": NOT_LEFT},
        ),
        (
            "fiverr",
            "review_window: 7 days",
            "freelancer",
            "review-the-client",
            {**ENDED, "feedback": LEFT},
        ),
        (
            "fiverr",
            "review_window: 7 days",
            "client",
            "review-the-freelancer",
            {**ENDED, "feedback": NOT_LEFT},
        ),
        (
            "freelancer-com",
            "dispute_answer_client: 5 days",
            "client",
            "dispute-to-answer-as-client",
            {"dispute": FILED},
        ),
    ],
)
def test_a_safe_day_never_lies_after_the_last_one(
    platform: str, number: str, role: str, rule: str, contract: dict[str, object], tmp_path: Path
) -> None:
    found = {each["rule"]: each for each in told(tmp_path, platform, number, role, **contract)}
    assert str(found[rule]["safe_by"]) <= str(found[rule]["deadline"])
