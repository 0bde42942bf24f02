"""The codes of currencies, and what people write for them: signs, small letters, names."""

from __future__ import annotations

import re

CODE_OF_SIGN = {
    "€": "EUR",
    "£": "GBP",
    "₹": "INR",
    "zł": "PLN",
    "US$": "USD",
    "R$": "BRL",
    "CA$": "CAD",
    "C$": "CAD",
    "A$": "AUD",
    "AU$": "AUD",
}
CODES_OF_SHARED_SIGN = {
    "$": frozenset("USD CAD AUD NZD SGD HKD MXN".split()),  # noqa: SIM905
    "¥": frozenset(("JPY", "CNY")),
    "kr": frozenset(("SEK", "NOK", "DKK", "ISK")),
}
"""Signs that leave open which currency is meant."""

_CODES = (
    "AED ARS AUD BDT BGN BRL CAD CHF CLP CNY COP CZK DKK EGP EUR GBP GEL HKD HRK HUF IDR ILS INR ISK "
    "JPY KES KRW MAD MXN MYR NGN NOK NZD PEN PHP PKR PLN RON RSD RUB SAR SEK SGD THB TRY TWD UAH USD "
    "UYU VND ZAR"
)
CODES = frozenset(_CODES.split())
"""Codes of ISO 4217 that are taken for one beside an amount."""

NAMES = {
    "us dollar": "USD",
    "u.s. dollar": "USD",
    "canadian dollar": "CAD",
    "australian dollar": "AUD",
    "euro": "EUR",
    "british pound": "GBP",
    "pound sterling": "GBP",
    "swiss franc": "CHF",
    "indian rupee": "INR",
}
"""Names that can mean one currency only, without the s of several."""

CODE = r"[A-Z]{3}"
"""How a code is written."""
_IS_CODE = re.compile(CODE, re.ASCII)
_IS_CODE_IN_SMALL = re.compile(r"[A-Za-z]{3}", re.ASCII)


def is_code(text: str) -> bool:
    """Whether a text is written as a code is: three capital letters."""
    return _IS_CODE.fullmatch(text) is not None


def code_of_text(text: str) -> str | None:
    """The code that a code in other letters, a sign or a name means; None where none is surely meant."""
    bare = text.strip()
    if bare in CODE_OF_SIGN:
        return CODE_OF_SIGN[bare]
    name = " ".join(bare.casefold().split()).removesuffix("s")
    if name in NAMES:
        return NAMES[name]
    if bare in CODES_OF_SHARED_SIGN or not _IS_CODE_IN_SMALL.fullmatch(bare):
        return None
    return bare.upper()


def currency_hint(text: str) -> str:
    """What to write instead of a text that is no code."""
    code = code_of_text(text)
    if code is not None:
        return f'write "{code}"'
    shared = CODES_OF_SHARED_SIGN.get(text.strip())
    if shared:
        return f"write which one it is: {', '.join(sorted(shared))}"
    return 'write the code of three letters, like "USD"'
