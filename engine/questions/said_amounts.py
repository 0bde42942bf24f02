"""Amounts as people say them: `250`, `$1,200.50`, `300 EUR`, and the currency that they name.

All amounts of a contract are in its currency: what is named first is that of the contract, and another is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from msgspec.structs import replace

from ..policy.applied import Applied
from ..policy.conditions import All, Literal
from ..snapshot.bad_value import BadValueError, found
from ..snapshot.currencies import CODE_OF_SIGN, CODES, CODES_OF_SHARED_SIGN, NAMES
from ..snapshot.fields import POSITION, Kind
from ..snapshot.model import Contract
from ..snapshot.money import parse_cents
from ..units import Scope
from .said_words import typed
from .slots import Slot

_ALWAYS = All(())
_AT = POSITION[Scope.CONTRACT]["currency"]
_MEANT: Mapping[str, str] = {
    **NAMES,
    **{f"{name}s": code for name, code in NAMES.items()},
    **{code.casefold(): code for code in CODES},
    **{sign.casefold(): code for sign, code in CODE_OF_SIGN.items()},
    **{sign: sign for sign in CODES_OF_SHARED_SIGN},
    **dict.fromkeys(("dollar", "dollars"), "$"),
}
"""By what is said, in small letters: the code, or a sign that several currencies share."""
CURRENCY = "|".join(map(re.escape, sorted(_MEANT, key=len, reverse=True)))
AMOUNT = rf"(?:(?:{CURRENCY}) ?)?\d[\d.,]*(?: ?(?:{CURRENCY})(?![a-z]))?"
"""An amount in small letters, with or without its currency."""
_NAMED = re.compile(rf"({CURRENCY}) ?(?=\d)|(?<=\d) ?({CURRENCY})(?![a-z])")
_AROUND = re.compile(rf"({CURRENCY})? ?(.*?) ?({CURRENCY})?")
_GROUPED = re.compile(r"\d{1,3}(,\d{3})+(\.\d+)?", re.ASCII)


def amount_text(plain: str) -> str:
    """An amount without its currency and without the commas between thousands."""
    match = _AROUND.fullmatch(plain)
    bare = plain if match is None else match[2]
    return bare.replace(",", "") if _GROUPED.fullmatch(bare) else bare


def cents_said(plain: str) -> int:
    """The cents of an amount, with or without its currency. Raises `BadValueError`, with what was said."""
    bare = amount_text(plain)
    try:
        return parse_cents(bare)
    except BadValueError as refused:
        if bare == plain:
            raise
        message = f"expected an amount, found {found(plain)}"
        raise BadValueError(message, "write it like: 250, or $1,200.50") from refused


def is_of_money(slot: Slot) -> bool:
    """Whether an answer may name a currency: to what asks for amounts, or for milestones with theirs."""
    return slot.field is None or slot.field.kind in (Kind.MONEY, Kind.PAYMENTS)


def paid_in(packs: Iterable[Applied]) -> str | None:
    """The code of the currency that a platform pays in, where its packs imply one for every contract."""
    for pack in packs:
        for reading in pack.readings.get((Scope.CONTRACT, "currency"), ()):
            is_always = not reading.is_assumed and reading.when == _ALWAYS
            if is_always and isinstance(reading.value, Literal):
                return str(reading.value.value)
    return None


def in_its_currency(contract: Contract, text: str, paid_in: str | None) -> Contract:
    """The contract, in the currency that an answer about its money names.

    `paid_in`: the code of the currency that its platform pays in, if that is one for all. Raises `BadValueError`
    for another currency than that of the contract, also where one answer names two.
    """
    stated = contract.values[_AT]
    known = stated if isinstance(stated, str) else None
    for said in _named(typed(text)[1]):
        fits = CODES_OF_SHARED_SIGN.get(said, frozenset((said,)))
        if paid_in is not None and stated is None and paid_in not in fits:
            message = f"the amount is in {said}, and the platform pays in {paid_in}"
            raise BadValueError(message, f"write what the contract's page shows, in {paid_in}")
        if known is not None and not fits & CODES_OF_SHARED_SIGN.get(known, frozenset((known,))):
            message = f"the amount is in {said}, and that of the contract is {known}"
            raise BadValueError(message, "all amounts of a contract are in its currency")
        if known is None or len(fits) == 1:
            known = said
    if known is None or known in CODES_OF_SHARED_SIGN or known == stated:
        return contract
    values = list(contract.values)
    values[_AT] = known
    return replace(contract, values=values)


def _named(plain: str) -> Iterable[str]:
    """The currencies that stand beside numbers: their codes, or the signs that leave it open."""
    return (_MEANT[before or after] for before, after in _NAMED.findall(plain))
