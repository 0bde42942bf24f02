"""The whole numbers that a fact carries, and where in a row each is read.

Every column is one number, chosen so that each half of a condition's pair, and its negation, is
one comparison or two. An ordered fact that may not exist, for instance, has no bound that is
certain, so its certain bounds are infinite and "certainly before v" is the one test `HI_SURE < v`.

| what                   | not known          | known not to exist | known                   |
|------------------------|--------------------|--------------------|-------------------------|
| LO                     | -INFINITE          | NOWHERE            | the value               |
| HI                     | INFINITE           | -NOWHERE           | the value               |
| LO_SURE                | -INFINITE          | -INFINITE          | the value               |
| HI_SURE                | INFINITE           | INFINITE           | the value               |
| EXACT                  | NOWHERE            | -NOWHERE           | the value               |
| OPTIONAL               | 0 or 1             | 1                  | 0                       |
| CODE, LAST_CODE        | -1, INFINITE       |                    | the code of text or flag|
| AMONG, MATCHES, KNOWN  | -1, -1, 0          |                    | 0 or 1                  |

Beyond INFINITE lies NOWHERE: what does not exist is before and after nothing, not even the unknown.
"""

from __future__ import annotations

import struct
from enum import Enum, auto
from typing import NamedTuple

from ..policy.conditions import TextOp
from ..units import Unit
from .bank import MAX_NUMBER

_LONG_HOLDS_THEM = struct.calcsize("l") == 8
"""Numbers in rules are held as C long: 32 bits on Windows."""

NOWHERE = MAX_NUMBER if _LONG_HOLDS_THEM else 2**31 - 1
INFINITE = NOWHERE - 1
LIMIT = (NOWHERE + 1) // 2
"""Values up to this size are carried as they are; larger ones and fractions by their rank."""

UNKNOWN = -1
"""The code of a text or flag that is not known."""


class Measure(Enum):
    """Which number a column carries; see the table above."""

    LO = auto()
    HI = auto()
    LO_SURE = auto()
    HI_SURE = auto()
    EXACT = auto()
    OPTIONAL = auto()
    CODE = auto()
    LAST_CODE = auto()
    AMONG = auto()
    MATCHES = auto()
    KNOWN = auto()


class Scale(Enum):
    """Kinds of numbers that are never compared with each other."""

    MONEY = auto()
    INSTANT = auto()
    DURATION = auto()
    NUMBER = auto()


SCALES = {
    Unit.MONEY: Scale.MONEY,
    Unit.INSTANT: Scale.INSTANT,
    Unit.DURATION: Scale.DURATION,
    Unit.COUNT: Scale.NUMBER,
    Unit.RATIO: Scale.NUMBER,
}


class Slot(NamedTuple):
    """A place in a row: so many rows outward, at this index of it."""

    hops: int
    at: int


class Bounds(NamedTuple):
    """Where an ordered fact lies."""

    lo: Slot
    hi: Slot
    optional: Slot
    scale: Scale
    currency: Slot | None = None
    """Where given: unless this currency is known and ..."""
    equals: Slot | str = ""
    """... equal to that one, the fact counts as not known, as far as it may exist."""
    times: int = 1
    """The numbers are multiplied by this."""


class Column(NamedTuple):
    """One number of a fact."""

    measure: Measure
    source: Bounds | Slot
    words: frozenset[str] = frozenset()
    """AMONG: the text is one of these. MATCHES: the one that the texts are asked by."""
    asks: TextOp | None = None
    """MATCHES: what is asked."""
