"""Other names that people have for the words of a snapshot."""

from __future__ import annotations

ALIASES: dict[str, str] = {
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
