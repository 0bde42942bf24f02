"""Numbers that a pack states otherwise than the one it extends, in words and as JSON."""

from __future__ import annotations

from typing import Any

from ...engine.policy.conditions import Literal
from ...engine.policy.overrides import Override
from ...engine.report.findings import Shown, shown


def override_words(override: Override) -> str:
    """`auto_release: 10 days by my-policies (upwork: 14 days), basis advice`."""
    text = f"{override.param}: {_words(override, override.value)} {stated_by(override)}"
    return f"{text}, basis {override.basis}"


def stated_by(override: Override) -> str:
    """`by my-policies (upwork: 14 days)`."""
    original = override.original
    words = "no value" if original is None else _words(override, original)
    return f"by {override.pack} ({override.original_pack}: {words})"


def override_json(override: Override) -> dict[str, Any]:
    """What a program reads of it; `original` is null where the extended pack has no value then."""
    original = override.original
    return {
        "param": override.param,
        "value": _shown(override.value).json,
        "pack": override.pack,
        "basis": str(override.basis),
        "original": None if original is None else _shown(original).json,
        "original_pack": override.original_pack,
    }


def _words(override: Override, value: Literal) -> str:
    label = f" {override.label}" if override.label else ""
    return f"{_shown(value).text}{label}"


def _shown(literal: Literal) -> Shown:
    return shown(literal.unit, literal.value)
