"""What people answer to the first questions about a contract, and what is made of it."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from closeout.engine.questions.beginning import PAY, with_answer
from closeout.engine.questions.first_answers import (
    is_agreement,
    is_refusal,
    read_pay,
    read_place,
    read_platform,
    read_role,
    read_title,
)
from closeout.engine.questions.said_milestones import MOST_MILESTONES
from closeout.engine.snapshot.bad_value import BadValueError
from closeout.engine.snapshot.fields import BY_PATH, POSITION
from closeout.engine.snapshot.model import Record, Value
from closeout.engine.snapshot.supply.by_mouth import ByMouth, taken_up
from closeout.engine.units import Scope

PLATFORMS = ("fiverr", "freelancer-com", "upwork")
STATES = BY_PATH[Scope.MILESTONE, "state"].choices
STATE, AMOUNT, PAID = (
    POSITION[Scope.MILESTONE][path] for path in ("state", "amount", "paid_amount")
)
MARCH_10 = 1_773_144_000

Told = tuple[str, list[tuple[Value, Value]] | None]


@pytest.mark.parametrize(
    ("text", "pay"),
    [
        ("hourly", ("hourly", [])),
        ("By the hour.", ("hourly", [])),
        ("fixed price", ("fixed", None)),
        ("1", ("fixed", [(None, None)])),
        ("one", ("fixed", [(None, None)])),
        ("2 milestones", ("fixed", [(None, None)] * 2)),
        ("fixed, 2", ("fixed", [(None, None)] * 2)),
        ("fixed price in 2 milestones", ("fixed", [(None, None)] * 2)),
        ("2 paid", ("fixed", [("paid", None)] * 2)),
        ("3, all paid", ("fixed", [("paid", None)] * 3)),
        ("2 sent back", ("fixed", [("changes_requested", None)] * 2)),
        ("paid 250; funded $300", ("fixed", [("paid", 25_000), ("funded", 30_000)])),
        ("paid 250", ("fixed", [("paid", 25_000)])),
        ("1 sent back 80", ("fixed", [("changes_requested", 8_000)])),
        ("not funded", ("fixed", [("not_funded", None)])),
        ("2 paid, 1 funded", ("fixed", [("paid", None)] * 2 + [("funded", None)])),
        ("250 paid, 300 submitted", ("fixed", [("paid", 25_000), ("submitted", 30_000)])),
        ("paid 250 and funded 300", ("fixed", [("paid", 25_000), ("funded", 30_000)])),
        ("paid $1,250.00, not funded", ("fixed", [("paid", 125_000), ("not_funded", None)])),
        ("300 EUR funded", ("fixed", [("funded", 30_000)])),
        ("2 milestones, paid 100 each", ("fixed", [("paid", 10_000)] * 2)),
        ("12 milestones paid; 1 funded", ("fixed", [("paid", None)] * 12 + [("funded", None)])),
        ("fixed, paid 250", ("fixed", [("paid", 25_000)])),
        ("none", ("fixed", [(None, None)])),
    ],
)
def test_how_a_contract_is_paid(text: str, pay: Told) -> None:
    found = read_pay(text)
    assert found is not None
    kind, milestones = found
    assert (kind, _told(milestones)) == pay
    assert [each[0] for each in milestones or []] == [str(n + 1) for n in range(len(pay[1] or []))]


@pytest.mark.parametrize(
    "text",
    ["paid 100 of 300", "100 of 300 paid", "300 funded, 100 of it paid", "$100 of $300 is paid"],
)
def test_what_is_paid_in_part_is_funded_and_says_how_much_of_it_is_paid(text: str) -> None:
    found = read_pay(text)
    assert found is not None and found[1] is not None
    assert [(each[STATE], each[AMOUNT], each[PAID]) for each in found[1]] == [
        ("funded", 30_000, 10_000)
    ]


LIKE = "paid 250; funded 300; or 2 paid, 1 funded; of one that is paid in part: paid 150 of 300"


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        (
            "partly paid 300",
            'expected how much of it is paid, found "partly paid 300"',
            "write it like: paid 150 of 300",
        ),
        (
            "paid 300 of 250",
            'expected no more paid than there is, found "paid 300 of 250"',
            "",
        ),
        (
            "20 paid, 30 funded",
            'expected how many there are, or a price, found "20 paid"',
            "write it like: 12 milestones paid; or, if it is the price: paid 12",
        ),
        (
            "refunded 250",
            "expected not funded, funded, submitted, changes requested, paid or cancelled, "
            'found "refunded"',
            "cancelled, if it went back before it was paid; paid, if it was given back after that",
        ),
        (
            "250 paid, 300 in review",
            "expected not funded, funded, submitted, changes requested, paid or cancelled, "
            'found "in review"',
            "submitted: the client has been asked to look at it",
        ),
        (
            "paid 250; #2",
            'expected where each milestone stands and its price, found "#2"',
            f"write it like: {LIKE}",
        ),
        ("paid 1.250,00", 'expected an amount, found "1.250,00"', 'write it like "12.50"'),
    ],
)
def test_what_is_refused_is_quoted_as_it_was_typed_with_what_keeps_the_amounts(
    text: str, message: str, hint: str
) -> None:
    with pytest.raises(BadValueError) as refused:
        read_pay(text)
    assert (refused.value.message, refused.value.hint) == (message, hint)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("upwork, the freelancer", ("upwork", "freelancer")),
        ("On Upwork as an agency.", ("upwork", "agency")),
        ("fiverr client", ("fiverr", "client")),
        ("freelancer.com, freelancer", ("freelancer-com", "freelancer")),
        ("freelancer.com and I'm the client", ("freelancer-com", "client")),
        ("upwork", ("upwork", None)),
        ("freelancer.com", ("freelancer-com", None)),
        ("client", (None, "client")),
        ("I am the freelancer", (None, "freelancer")),
        ("?", (None, None)),
        ("fiverr, seller", ("fiverr", "freelancer")),
        ("fiverr, buyer", ("fiverr", "client")),
        ("Upwork as the hirer", ("upwork", "client")),
        ("upwork talent", ("upwork", "freelancer")),
        ("freelancer.com, employer", ("freelancer-com", "client")),
        ("fiverr.com, client", ("fiverr", "client")),
        ("https://www.upwork.com; I am the client", ("upwork", "client")),
        ("seller", (None, "freelancer")),
        ("I'm a freelancer on Upwork", ("upwork", "freelancer")),
        ("client, upwork", ("upwork", "client")),
        ("buyer on Fiverr", ("fiverr", "client")),
        ("freelancer on freelancer.com", ("freelancer-com", "freelancer")),
        ("Upwork (agency)", ("upwork", "agency")),
    ],
)
def test_platform_and_side_in_one_answer(text: str, place: tuple[str | None, str | None]) -> None:
    assert read_place(text, PLATFORMS) == place


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("upwork, wizard", 'expected freelancer, agency or client, found "wizard"'),
        ("etsy, client", 'expected fiverr, freelancer-com or upwork, found "etsy"'),
        ("client on etsy", 'expected fiverr, freelancer-com or upwork, found "etsy"'),
    ],
    ids=["the side", "the platform", "the platform behind the side"],
)
def test_of_platform_and_side_that_is_named_which_is_not_understood(
    text: str, expected: str
) -> None:
    with pytest.raises(BadValueError, match=expected):
        read_place(text, PLATFORMS)


def _told(milestones: list[Record] | None) -> list[tuple[Value, Value]] | None:
    """State and amount of each milestone."""
    if milestones is None:
        return None
    return [(each[STATE], each[AMOUNT]) for each in milestones]


@pytest.mark.parametrize("text", ["weekly", "2 payed", "-1", "1.5", "2 weeks", "41", "9" * 20])
def test_what_says_neither_is_refused(text: str) -> None:
    with pytest.raises(BadValueError, match="expected"):
        read_pay(text)


@given(st.integers(0, MOST_MILESTONES), st.sampled_from(["", *STATES]))
def test_any_number_of_milestones_in_any_one_state(count: int, state: str) -> None:
    found = read_pay(f"{count} {state.replace('_', ' ')}")
    assert found is not None and found[1] is not None
    assert _told(found[1]) == [(state or None, None)] * count or [(None, None)]


@pytest.mark.parametrize("text", ["", "?", "I don't know", "i do not know.", "no idea", "skip"])
def test_everything_may_be_not_known(text: str) -> None:
    assert read_title(text) is read_role(text) is read_pay(text) is None
    assert read_platform(text, PLATFORMS) is None


@pytest.mark.parametrize(
    ("text", "platform"),
    [("Upwork", "upwork"), ("freelancer.com", "freelancer-com"), ("ebay", None), ("fiv", "fiverr")],
)
def test_a_platform_by_its_name_or_its_beginning(text: str, platform: str | None) -> None:
    if platform is None:
        with pytest.raises(BadValueError, match="expected fiverr, freelancer-com or upwork"):
            read_platform(text, PLATFORMS)
    else:
        assert read_platform(text, PLATFORMS) == platform


@pytest.mark.parametrize(
    ("text", "role"),
    [("the client", "client"), ("I'm an agency", "agency"), ("Freelancer", "freelancer")],
)
def test_a_side_as_people_say_it(text: str, role: str) -> None:
    assert read_role(text) == role


def test_me_is_no_side() -> None:
    with pytest.raises(BadValueError, match="expected freelancer, agency or client"):
        read_role("me")


@pytest.mark.parametrize("title", ["a\x1b[2Jb", "\udcff", "x" * 201])
def test_a_name_that_no_line_can_show_is_refused(title: str) -> None:
    with pytest.raises(BadValueError, match="expected a name"):
        read_title(title)


def test_an_offer_is_taken_by_a_yes_and_turned_down_by_a_no() -> None:
    assert [is_agreement(text) for text in ("yes", "Y", "", "no", "Flyer")] == [True, True] + [
        False
    ] * 3
    assert [is_refusal(text) for text in ("no", "", "nothing", "yes", "Flyer")] == [True] * 3 + [
        False
    ] * 2


NAMES = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S")), min_size=1)
PAYS = st.sampled_from(["hourly", "fixed", "none", "1", "2 paid", "funded 10.50; paid"])


@given(
    st.lists(st.tuples(st.none() | NAMES, st.none() | PAYS), min_size=1, max_size=4),
    st.none() | st.sampled_from(PLATFORMS),
    st.none() | st.sampled_from(["freelancer", "agency", "client"]),
)
def test_what_was_told_is_taken_up_as_it_was(
    contracts: list[tuple[str | None, str | None]], platform: str | None, role: str | None
) -> None:
    told = ByMouth(MARCH_10, platform, role)
    for title, pay in contracts:
        begun = told.begin(title)
        variant = None if pay is None else with_answer(begun, PAY, pay, MARCH_10)
        if variant is not None:
            told.settle(variant)
    with TemporaryDirectory() as folder:
        file = Path(folder, "contracts.json")
        file.write_text(told.text(), encoding="utf-8")
        again = taken_up(str(file), told.text())
    assert again.text() == told.text()
    assert (again.told_at, again.platform, again.role) == (MARCH_10, platform, role)
    assert [(one.values, one.milestones) for one in again.contracts] == [
        (one.values, one.milestones) for one in told.contracts
    ]
