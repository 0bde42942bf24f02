"""What a heading that no field has may have meant: never a name where amounts or days stand."""

from __future__ import annotations

import pytest

from closeout.engine.snapshot.sheets.heading_names import CALLED
from closeout.engine.snapshot.sheets.headings import column_of, folded_headings, heading_hint
from closeout.engine.snapshot.sheets.headings_abroad import ABROAD


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


@pytest.mark.parametrize("english", ABROAD)
def test_a_heading_of_another_language_is_read_as_the_english_one(english: str) -> None:
    is_known = column_of(english) is not None or english in CALLED or heading_hint(english)
    assert is_known, english
    for name in ABROAD[english].split(", "):
        assert folded_headings([name]) == folded_headings([english])
        assert column_of(name) == column_of(english)
        assert column_of(name.upper()) == column_of(english)


def test_no_heading_of_another_language_means_two_things_or_is_one_of_ours() -> None:
    names = [name.casefold() for names in ABROAD.values() for name in names.split(", ")]
    assert len(names) == len(set(names))
    assert not {*names} & {*ABROAD}
