"""Numbers that YAML tears in two: within braces a `,` ends a value, so `{gt: 1,000 USD}` has a key `000 USD`."""

from __future__ import annotations

import re

from ..yaml_tree import Mapping, Scalar
from .gather import fault
from .spelling import plain_number

_BEGINNING = re.compile(r"-?[\d.]+", re.ASCII)
_REST = re.compile(r"(\d+(?:\.\d+)?)(%| ?[A-Za-z ]+)?", re.ASCII)


def refuse_torn(mapping: Mapping) -> None:
    """Raise a fault where a number with a `,` stands for several entries."""
    number: Scalar | None = None
    parts: list[str] = []
    for name, (_, value) in mapping.entries.items():
        rest = _REST.fullmatch(name)
        if number is not None and rest and isinstance(value, Scalar) and value.is_empty:
            parts.append(rest[1])
            if rest[2]:
                raise _torn(number, parts, rest[2])
            continue
        if number is not None and len(parts) > 1:
            break
        is_number = (
            isinstance(value, Scalar) and value.is_plain and _BEGINNING.fullmatch(value.text)
        )
        number, parts = (
            (value, [value.text]) if is_number and isinstance(value, Scalar) else (None, [])
        )
    if number is not None and len(parts) > 1:
        raise _torn(number, parts, "")


def _torn(number: Scalar, parts: list[str], unit: str) -> Exception:
    whole = plain_number(",".join(parts))
    hint = f"write `{whole}{unit}`" if whole else "write the number without it"
    return fault(number, f"a `,` ends a value here, so `{','.join(parts)}{unit}` is none", hint)
