"""The currency that an answer names: it becomes that of the contract, or is refused, and never passed over."""

from __future__ import annotations

import pytest

from closeout.engine.language.load import load_packs
from closeout.engine.policy.applied import apply_pack
from closeout.engine.questions.said_amounts import cents_said, in_its_currency, paid_in
from closeout.engine.snapshot.bad_value import BadValueError
from closeout.engine.snapshot.fields import POSITION
from closeout.engine.snapshot.model import Contract, blank
from closeout.engine.units import Scope

AS_OF = 1_773_144_000


def contract(currency: str | None = None) -> Contract:
    values = blank(Scope.CONTRACT)
    values[POSITION[Scope.CONTRACT]["currency"]] = currency
    return Contract(values, None)


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("250", 25_000),
        ("$1,200.50 usd", 120_050),
        ("€300", 30_000),
        ("300 euros", 30_000),
        ("us$ 20", 2_000),
        ("20 dollars", 2_000),
        ("1,250 kr", 125_000),
    ],
)
def test_an_amount_is_read_with_its_currency(text: str, cents: int) -> None:
    assert cents_said(text) == cents


@pytest.mark.parametrize("text", ["250 and 300", "250 tons", "12.345 usd"])
def test_what_is_no_amount_is_quoted_as_it_was_said(text: str) -> None:
    with pytest.raises(BadValueError) as refused:
        cents_said(text)
    assert f'found "{text}"' in refused.value.message


@pytest.mark.parametrize(
    ("before", "text", "after"),
    [
        (None, "paid 250", None),
        (None, "paid $250", None),
        (None, "paid €250; funded €300", "EUR"),
        (None, "Paid 250 GBP", "GBP"),
        (None, "$250 paid, 100 usd funded", "USD"),
        ("EUR", "300 euros", "EUR"),
        ("AUD", "$300", "AUD"),
        (None, "all 3 are paid", None),
    ],
)
def test_the_currency_that_is_named_is_that_of_the_contract(
    before: str | None, text: str, after: str | None
) -> None:
    assert in_its_currency(contract(before), text, None).get("currency") == after


@pytest.mark.parametrize(
    ("before", "text", "platform_pays_in", "message"),
    [
        (None, "funded €300", "USD", "the amount is in EUR, and the platform pays in USD"),
        (None, "paid $20; funded £30", "USD", "the amount is in GBP, and the platform pays in USD"),
        ("USD", "300 EUR", None, "the amount is in EUR, and that of the contract is USD"),
        ("EUR", "$300", None, "the amount is in $, and that of the contract is EUR"),
        (
            None,
            "paid €20; funded £30",
            None,
            "the amount is in GBP, and that of the contract is EUR",
        ),
        (None, "paid $20; funded €30", None, "the amount is in EUR, and that of the contract is $"),
    ],
)
def test_another_currency_than_that_of_the_contract_is_refused(
    before: str | None, text: str, platform_pays_in: str | None, message: str
) -> None:
    with pytest.raises(BadValueError) as refused:
        in_its_currency(contract(before), text, platform_pays_in)
    assert refused.value.message == message


def test_upwork_pays_in_us_dollars_and_the_others_in_any_currency() -> None:
    found = {
        pack.platform: paid_in([apply_pack(pack, AS_OF, AS_OF, "freelancer")])
        for pack in load_packs(None)
    }
    assert found == {"fiverr": None, "freelancer-com": None, "upwork": "USD"}
