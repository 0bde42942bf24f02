"""Orders as people on Fiverr say them: `delivered 250`, `the order is in revision`, `completed`.

Where an order stands is turned into the words of the catalogue, and what the word tells beside (who cancelled it,
that money is asked back) is told of the contract, as it is where a list of orders has the word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec.structs import replace

from ..snapshot.conform import Fault, contract_of
from ..snapshot.model import ID, Contract
from ..snapshot.readers.fiverr_words import STATUSES, OrderStatus
from ..snapshot.readers.foreign import folded
from .said_words import typed
from .slots import MILESTONES, Slot

FIVERR = "fiverr"
QUESTION = (
    "Where does the order stand: in progress, delivered, in revision, completed, cancelled; and what is its "
    "price?",
    "like: delivered 250",
)
"""What is asked in place of milestones, and what may be answered."""

_STATUS, _ENDED, _RUNS = "status", "ended", "active"
_SAID_OF = ("type", MILESTONES, "milestone.state", _STATUS)
_AN_ORDER = re.compile(
    r"\b(?:(?:an?|the|my|this|one) )?(?:gig )?orders?\b(?: (?:is|are|was|has been|for)\b)?[,:]? ?"
)
_WORDS = re.compile(r"[a-z](?:[a-z -]*[a-z])?")
_AND = re.compile(r" and ")
_PRICE = re.compile(r"(?:,| for| at)(?= [^a-z ]*\d[\d.,]*(?: [a-z]{3})?$)")
"""What stands before the price, at the end."""


def in_words_of_all(slot: Slot, text: str) -> str:
    """An answer in the words that are read on every platform; as it was typed where it has none of an order's."""
    if slot.need not in _SAID_OF:
        return text
    bare = _bare(text)
    if slot.need == _STATUS:
        status = STATUSES.get(folded(bare))
        return text if status is None or status.state is None else _standing(status)
    if not bare:
        return "1"
    if not any(_told(bare)) and bare == typed(text)[1]:
        return text
    return _WORDS.sub(lambda match: _word_of_all(match[0]), bare)


def told_beside(contract: Contract, slot: Slot, text: str) -> Contract:
    """The contract with what the words tell beside where the order stands, as far as nothing is said of it."""
    told = list(_told(_bare(text))) if slot.need in _SAID_OF else []
    if len(told) != 1 or len(contract.milestones or told) != 1:
        return contract
    standing = _standing(told[0])
    stated = {**told[0].stated, _STATUS: standing}
    beside = contract_of({"id": contract.id, **stated}, list[Fault](), textual=True)
    values = [
        other if value is None and at != ID else value
        for at, (value, other) in enumerate(zip(contract.values, beside.values, strict=True))
    ]
    return replace(contract, values=values)


def _bare(text: str) -> str:
    """What is said of the order, without calling it one."""
    joined = _PRICE.sub("", _AND.sub("; ", typed(text)[1]))
    return _AN_ORDER.sub("", joined).strip(" ,")


def _told(bare: str) -> Iterator[OrderStatus]:
    for match in _WORDS.finditer(bare):
        status = STATUSES.get(folded(match[0]))
        if status is not None and status.state is not None:
            yield status


def _word_of_all(word: str) -> str:
    status = STATUSES.get(folded(word))
    return word if status is None or status.state is None else status.state.replace("_", " ")


def _standing(status: OrderStatus) -> str:
    return _ENDED if status.is_over else _RUNS
