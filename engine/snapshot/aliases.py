"""Other names that people have for the words of a snapshot."""

from __future__ import annotations

import re
from collections.abc import Sequence

_CLIENTS = (
    "buyer employer hirer customer purchaser hiring_manager käufer käuferin kunde kundin auftraggeber "
    "auftraggeberin acheteur acheteuse comprador compradora cliente"
)
_FREELANCERS = (
    "seller talent contractor provider worker vendor supplier freelance verkäufer verkäuferin "
    "auftragnehmer auftragnehmerin freiberufler freiberuflerin vendeur vendeuse prestataire vendedor "
    "vendedora"
)
SIDES: dict[str, str] = dict.fromkeys(_CLIENTS.split(), "client") | dict.fromkeys(
    _FREELANCERS.split(), "freelancer"
)
"""What platforms and people call the two sides of a contract, folded."""

ALIASES: dict[str, str] = SIDES | {
    "fixed_price": "fixed",
    "fixedprice": "fixed",
    "hourly_rate": "hourly",
    "by_the_hour": "hourly",
    "canceled": "cancelled",
    "unfunded": "not_funded",
    "sent_back": "changes_requested",
    "released": "paid",
    "running": "active",
    "on_hold": "suspended",
    "held": "suspended",
    "in_dispute": "disputed",
    "started": "in_progress",
    "ongoing": "in_progress",
    "finished": "complete",
    "completed": "complete",
    "done": "complete",
}
"""Other names of words, folded, that leave nothing open where the word is a choice."""


def folded_word(text: str) -> str:
    """In small letters, with `_` for blanks, hyphens and underscores."""
    return re.sub(r"[\s_-]+", "_", text.strip()).casefold()


def known_word(text: str, words: Sequence[str]) -> str | None:
    """The one of some words that is meant: in other letters, or by another name; None for no such word."""
    plain = folded_word(text)
    return next((each for each in (plain, ALIASES.get(plain, "")) if each in words), None)
