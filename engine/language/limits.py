"""How large a pack may be, so that one from a stranger cannot take the machine: every number in one place.

The largest shipped pack reaches a fifth of the facts and less of all else. The packs that come with the program
are not measured.
"""

from __future__ import annotations

from msgspec import Struct

# --- files ---

LARGEST_FILE = 1_000_000
"""Bytes of one policy file."""
MOST_BYTES = 4_000_000
"""Bytes of all policy files of a pack."""
MOST_FILES = 2_000
DEEPEST_FOLDER = 20
"""Folders within folders of a pack that are looked into."""
LONGEST_LINEAGE = 8
"""Packs that extend one another."""

# --- values ---

MOST_VALUES = 100_000
"""Keys and values of a pack."""
LONGEST_LIST = 1_000
"""Entries of a list or mapping that has no limit of its own."""
LONGEST_SCALAR = 8_000
"""Characters of a value, as it is written."""
LONGEST_NAME = 80
LONGEST_TEXT = 4_000
"""Characters of a text for people."""
LONGEST_MESSAGE = 500
MOST_PLACEHOLDERS = 30
"""Of one message: each may stand for a long title."""
LONGEST_CHAIN = 60
"""Facts of which each is made of the one before. They are followed to their fields by calls within calls, of which
Python allows a thousand."""
DEEPEST_READING = 30
"""Facts that may be read within one another; only circles come near it."""

MAX_SECONDS = 1000 * 366 * 86_400
MAX_MONTHS = 12_000
MAX_BUSINESS_DAYS = 10_000
"""Longest durations, about as long as time itself: the years 1900 to 2999."""

# --- parts of a pack ---


class Part(Struct, frozen=True):
    """A part of a pack that has a limit of its own."""

    most: int
    remedy: str


PARTS: dict[str, Part] = {
    "rules": Part(1_000, "rules that differ in a value alone can be one rule and a table"),
    "facts": Part(2_000, "define a fact once and name it wherever it is needed"),
    "params": Part(500, "remove those that nothing uses"),
    "actions": Part(500, "let several rules recommend one action"),
    "sources": Part(2_000, "remove those that nothing rests on"),
    "severity": Part(1_000, "set the severity in the extended pack itself"),
    "disable": Part(1_000, "extend a pack that has fewer rules"),
}
"""By their keys in a pack; of a pack and all that it extends together."""

HOLIDAYS = Part(4_000, "leave out the years that no contract reaches")
PERIODS = Part(100, "leave out the periods that no contract reaches")
STEPS = Part(50, "name what has to be done, and link to the rest")
ENTRIES = Part(LONGEST_LIST, "compare with something that the values have in common")
