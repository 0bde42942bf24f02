"""Numbers that YAML tears in two: within braces a `,` ends a value, so `{gt: 1,000 USD}` has a key `000 USD`.

What is left of such a number is never a value: half an hour, `0,5`, would be none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from msgspec import Struct

_BEGINNING = re.compile(r"-?[\d.]+", re.ASCII)
_REST = re.compile(r"(\d+(?:\.\d+)?)(%| ?[A-Za-z ]+)?", re.ASCII)
_GROUPS = re.compile(r"-?\d{1,3}(?:([.,])\d{3})(?:\1\d{3})*", re.ASCII)


class Torn(Struct, frozen=True):
    """A number that was torn."""

    key: str
    """The key whose value is its first part."""
    message: str
    hint: str


def torn_number(entries: Iterable[tuple[str, str | None]]) -> Torn | None:
    """The first number that is torn among the entries of a mapping.

    Each with its value where that is written without quotes; "" for none at all.
    """
    begun = ""
    parts: list[str] = []
    for key, value in entries:
        rest = _REST.fullmatch(key) if begun and value == "" else None
        if rest is not None:
            parts.append(rest[1])
            if rest[2]:
                return _torn(begun, parts, rest[2])
            continue
        if len(parts) > 1:
            break
        is_number = value is not None and _BEGINNING.fullmatch(value)
        begun, parts = (key, [value]) if is_number and value else ("", [])
    return _torn(begun, parts, "") if len(parts) > 1 else None


def _torn(key: str, parts: list[str], unit: str) -> Torn:
    written = ",".join(parts)
    whole = plain_number(written)
    hint = f"write `{whole}{unit}`" if whole else "write the number without it"
    if not unit and not any(part.startswith("00") for part in parts):
        hint += f"; several values are a list: `[{', '.join(parts)}]`"
    return Torn(key, f"a `,` ends a value here, so `{written}{unit}` is none", hint)


def plain_number(text: str) -> str | None:
    """A number without what divides its digits in groups, its decimals after a point; None where that is open.

    `1,000` is 1000, `1.000,50` is 1000.50, `0,5` is 0.5; `1.000` stays what it is here: 1.
    """
    last = max(text.rfind("."), text.rfind(","))
    marks = [mark for mark in text if mark in ".,"]
    if not marks:
        return text
    if len(set(marks)) == 1 and (len(marks) > 1 or marks == [","]):
        if _GROUPS.fullmatch(text):
            return text.replace(marks[0], "")
        if len(marks) > 1:
            return None
    whole, decimals = text[:last].replace(",", "").replace(".", ""), text[last + 1 :]
    return f"{whole}.{decimals}" if whole.strip("-").isdigit() and decimals.isdigit() else None
