"""Texts of every unit, texts that are hostile, and other texts of the look of a given one."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

HOSTILE = (
    "",
    " ",
    "none",
    "null",
    "a'b\"c",
    "x\ny",
    "\x1b[31mred\x1b[0m",
    "\u202eevil",
    "\u2028",
    "\x00",
    "{0}",
    "{title}",
    "$forward",
    "=cmd|' /C calc'!A0",
    "::error::x",
    "]]>&<script>",
    "%(x)s",
    "a" * 300,
    "9" * 40,
    "😀" * 3,
    "0001-01-01",
    "9999-12-31T23:59:59Z",
)
"""Texts that some reader or some format might take for something else."""

INSTANTS = (
    "2026-03-10T12:00:00Z",
    "2026-03-10",
    "2026-02-28T23:59:59Z",
    "2024-02-29",
    "2026-01-31T10:00:00+02:00",
    "2025-12-31T23:59:59Z",
    "2026-03-07T23:00:00Z",
    "2026-03-24",
    "1970-01-01",
    "1901-01-01",
    "1900-01-01T00:00:00Z",
    "2999-12-31T23:59:59Z",
    "2998-11-30",
)
AMOUNTS = ("0", "0.01", "5.00", "250", "250.00", "99999.99", "9999999999999.99", "-5.00")
LENGTHS = (
    "0",
    "1 second",
    "90 minutes",
    "1 day",
    "14 days",
    "2 weeks",
    "400 days",
    "1 month",
    "13 months",
    "2 years",
    "900 years",
    "1 business day",
    "5 business days",
    "400 business days",
)
FIXED_LENGTHS = LENGTHS[:7]
NUMBERS = ("0", "1", "2", "3", "50", "100", "999999999", "0.5", "33%", "-1")
FLAGS = ("true", "false")
CURRENCIES = ("USD", "EUR", "JPY")

_LOOKS: tuple[tuple[re.Pattern[str], Callable[[random.Random, str], str]], ...] = (
    (re.compile(r"true|false"), lambda chance, _: chance.choice(FLAGS)),
    (
        re.compile(r"-?\d+(?:\.\d+)? [A-Z]{3}"),
        lambda chance, text: f"{chance.choice(AMOUNTS)} {_currency(chance, text)}",
    ),
    (
        re.compile(r"\d+(?:\.\d+)? (?:business day|month|year)s?"),
        lambda chance, _: chance.choice(LENGTHS),
    ),
    (
        re.compile(r"\d+(?:\.\d+)? (?:second|minute|hour|day|week)s?"),
        lambda chance, _: chance.choice(LENGTHS if chance.random() < 0.2 else FIXED_LENGTHS),
    ),
    (re.compile(r"\d{4}-\d\d-\d\d.*"), lambda chance, _: chance.choice(INSTANTS)),
    (re.compile(r"-?\d+\.\d+"), lambda chance, _: chance.choice(AMOUNTS)),
    (re.compile(r"-?\d+(?:\.\d+)?%?"), lambda chance, _: chance.choice(NUMBERS)),
)
"""How a value looks, and another one of the same unit."""


def _currency(chance: random.Random, text: str) -> str:
    return text[-3:] if chance.random() < 0.8 else chance.choice(CURRENCIES)


def same_look(chance: random.Random, text: str) -> str | None:
    """Another text of the unit that a text looks like; None for words."""
    for look, other in _LOOKS:
        if look.fullmatch(text):
            return other(chance, text)
    return None
