"""Values of Python as a JSON snapshot would hold them: exact, and nothing that JSON cannot say."""

from __future__ import annotations

import math
import struct
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal

from msgspec import Struct

from ..bad_value import BadValueError, Path
from ..conform import Fault, is_key
from ..nesting import MOST_LEVELS

NOT_A_NUMBER = "is no number that can be meant"
UNKNOWN_IS_NONE = "None says that it is not known"
CAST_COLUMN = "cast the column to text, numbers or dates"
NUMPY, SINGLE = "numpy", "float32"
_IN_32_BITS = struct.Struct("f")
DIGITS_OF_SINGLE = range(6, 10)
"""A float of 32 bits holds six decimal digits, and nine tell any two apart."""


class OfType(Struct, frozen=True):
    """Stands for a value of a type that no reader knows, or that Python cannot hold."""

    name: str

    @property
    def refusal(self) -> str:
        """Why it is not taken."""
        return f"a value of the type {self.name} is none that a cell can hold"


def exact(value: float | None) -> float | None:
    """What was written into 32 bits: 12.1, not 12.100000381469727, which is the nearest that they can hold."""
    if value is None or not math.isfinite(value):
        return value
    held = _IN_32_BITS.pack(value)
    written = (float(f"{value:.{digits}g}") for digits in DIGITS_OF_SINGLE)
    return next((each for each in written if _IN_32_BITS.pack(each) == held), value)


def _all_exact(value: object) -> object:
    """A float, or all in a list."""
    if isinstance(value, list):
        return [_all_exact(each) for each in value]
    return exact(value) if isinstance(value, float) else value


def plain(value: object) -> tuple[object, list[Fault]]:
    """The value with texts, whole numbers, `Decimal`, flags, None, lists and dicts alone; what is wrong.

    What is wrong with a key that no field has is not told: it is ignored. Instants become texts in UTC; one
    without a zone counts as UTC, as everywhere in a snapshot. What cannot be said is None. A value that is
    nested too deeply, or holds itself, is None as a whole.
    """
    faults: list[Fault] = []
    try:
        return _plain(value, faults, ()), told_of(faults)
    except BadValueError as refused:
        return None, [Fault((), refused.message)]


def told_of(faults: list[Fault]) -> list[Fault]:
    """What is wrong with values that a field holds: what else a record carries is ignored."""
    return [each for each in faults if not each.path or is_key(str(each.path[0]))]


def _plain(value: object, faults: list[Fault], path: Path) -> object:
    if type(value).__module__ == NUMPY and hasattr(value, "tolist"):
        is_single = str(getattr(value, "dtype", "")) == SINGLE
        value = _all_exact(value.tolist()) if is_single else value.tolist()
    match value:
        case None | bool():
            return value
        case str():
            return str.__str__(value)
        case int():
            return int(value)
        case float() | Decimal():
            return _number(value, faults, path)
        case date():
            return day_or_instant(value)
        case Mapping():
            return _mapping(value, faults, _checked(path))
        case Sequence() if not isinstance(value, bytes | bytearray | memoryview):
            entries = enumerate(value)
            path = _checked(path)
            return [_plain(each, faults, (*path, index)) for index, each in entries]
        case _:
            message = f"a value of the type {type(value).__name__} is none that a snapshot can hold"
            hint = "texts, numbers, dates, True, False, None, lists and dicts are"
            faults.append(Fault(path, message, hint))
            return None


def _checked(path: Path) -> Path:
    if len(path) >= MOST_LEVELS:
        raise BadValueError(f"nested more than {MOST_LEVELS} levels deep")
    return path


def day_or_instant(value: date) -> str:
    """`2026-03-15`, or `2026-03-15T09:00:00` in UTC; fractions of a second are kept."""
    if not isinstance(value, datetime):
        return value.isoformat()
    try:
        at = value.astimezone(UTC) if value.tzinfo is not None else value
    except OverflowError:
        return str(value)
    return at.replace(tzinfo=None).isoformat()


def _number(value: float | Decimal, faults: list[Fault], path: Path) -> Decimal | None:
    if not (math.isfinite(value) if isinstance(value, float) else value.is_finite()):
        faults.append(Fault(path, f"{value} {NOT_A_NUMBER}", UNKNOWN_IS_NONE))
        return None
    return Decimal(repr(float(value))) if isinstance(value, float) else value


def _mapping(value: Mapping[object, object], faults: list[Fault], path: Path) -> object:
    plain_one: dict[str, object] = {}
    for key, each in value.items():
        if isinstance(key, str):
            name = str.__str__(key)
            plain_one[name] = _plain(each, faults, (*path, name))
        else:
            message = f"the key {str(key)[:40]} is of the type {type(key).__name__}, not a text"
            faults.append(Fault(path, message, "keys are names of fields"))
    return plain_one
