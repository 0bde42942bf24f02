"""Numbers that a pack states otherwise than the one it extends, in words and as JSON."""

from __future__ import annotations

from typing import Any

from ...engine.report.findings import Override, Report, Shown, shown


def override_words(override: Override) -> str:
    """`auto_release: 10 days by my-policies (upwork: 14 days), basis advice`."""
    value = _words(override, _value(override))
    return f"{override.param}: {value} {stated_by(override)}, basis {override.basis}"


def numbers_of(report: Report, rule: str) -> list[str]:
    """What a rule rests on that a pack states otherwise than the one it extends, in words."""
    return [override_words(one) for one in report.resting_on.get(rule, ())]


def stated_by(override: Override) -> str:
    """`by my-policies (upwork: 14 days)`."""
    words = _words(override, _original(override))
    return f"by {override.pack} ({override.original_pack}: {words})"


def override_json(override: Override) -> dict[str, Any]:
    """What a program reads of it; `original` is null where the extended pack has no value then."""
    original = _original(override)
    return {
        "param": override.param,
        "value": _value(override).json,
        "pack": override.pack,
        "basis": str(override.basis),
        "original": None if original is None else original.json,
        "original_pack": override.original_pack,
    }


def _words(override: Override, value: Shown | None) -> str:
    if value is None:
        return "no value"
    return f"{value.text} {override.label}" if override.label else value.text


def _value(override: Override) -> Shown:
    return shown(override.value.unit, override.value.value)


def _original(override: Override) -> Shown | None:
    original = override.original
    return None if original is None else shown(original.unit, original.value)
