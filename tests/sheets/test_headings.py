"""What a heading that no field has may have meant: never a name where amounts or days stand."""

from __future__ import annotations

import pytest

from closeout.engine.snapshot.sheets.headings import column_of, heading_hint


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("Milestone paid", "milestone.paid_amount"),
        ("Milestones funded", "milestone.funded_amount"),
        ("Paid milestone", "milestone.paid_amount"),
        ("Refund amount", "refund_request.amount"),
        ("milestone ids", "milestone.id"),
        ("Client nam", "client.name"),
    ],
)
def test_the_field_that_says_all_of_a_heading_is_named(heading: str, field: str) -> None:
    column = column_of(heading)
    told = heading_hint(heading) if column is None else column.name
    assert told in (field, f'did you mean "{field}"?')


@pytest.mark.parametrize("heading", ["Milestone i", "Milestone day", "Milestone fee", "Client i"])
def test_no_id_is_named_for_a_heading_that_speaks_of_none(heading: str) -> None:
    assert column_of(heading) is None
    assert not heading_hint(heading).endswith(('.id"?', '_id"?'))
