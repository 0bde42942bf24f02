"""What is to be written for one value that stands for a group of fields."""

from __future__ import annotations

import pytest

from closeout.engine.snapshot.fields import BY_PATH
from closeout.engine.snapshot.told_whole import column_of, none_of, said_in_full
from closeout.engine.units import Scope

HINTS: dict[tuple[str, object], str] = {
    ("refund_request", 100): 'write {"amount": 100}',
    ("refund_request", "100"): 'write {"amount": "100"}',
    ("refund_request", "2026-03-04"): 'write {"requested_at": "2026-03-04"}',
    ("refund_request", "client"): 'write {"requested_by": "client"}',
    ("refund_request", "no"): 'write "none"',
    ("dispute", False): 'write "none"',
    ("dispute", 3): 'write {"hours": 3}',
    ("dispute", "open"): 'write {"stage": "open"}',
    ("dispute", "yes"): (
        'write what is known of it, such as {"filed_at": "2026-03-04T12:00:00Z"}; '
        '"none", if there is none'
    ),
    ("hold", True): (
        'write what is known of it, such as {"since": "2026-03-02T09:00:00Z"}; '
        '"none", if there is none'
    ),
    ("hold", "billing"): 'write {"reason": "billing"}',
    ("bonus", 500): 'write {"amount": 500}',
    ("hours", 5): 'write {"this_week": 5} or {"unlogged": 5}',
    ("hours", "yes"): 'write what is known of it, such as {"this_week": 5.5}',
    ("feedback", 5): 'write {"from_client": {"score": 5}}',
    ("feedback", "none"): 'write {"from_client": {"state": "none"}}',
    ("feedback.from_client", "given"): 'write {"state": "given"}',
    ("client", 5): 'write what is known of it, such as {"id": "K3"}',
}


@pytest.mark.parametrize(("group", "value"), list(HINTS))
def test_a_value_that_stands_for_a_group_is_told_with_its_field(group: str, value: object) -> None:
    assert said_in_full(group, value) == HINTS[group, value]


NONE: dict[str, str] = {
    "refund_request.amount": "write refund_request: none, if there is none",
    "dispute.hours": "write dispute: none, if there is none",
    "total_paid": "write 0, if there is none",
    "feedback.from_client.score": "",
}


@pytest.mark.parametrize("path", list(NONE))
def test_none_is_said_of_the_claim_and_not_of_its_amount(path: str) -> None:
    assert none_of(BY_PATH[Scope.CONTRACT, path]) == NONE[path]


def test_a_cell_that_stands_for_a_claim_is_told_with_a_column_and_is_never_to_be_left_out() -> None:
    assert column_of("dispute") == (
        "say what is known of it in columns such as `dispute.filed_at`; write none, if there is none"
    )
