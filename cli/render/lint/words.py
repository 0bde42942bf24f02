"""What lint found in words, as machines hand it on: the message, what to do, and the proof."""

from __future__ import annotations

from ....engine.lint.model import LintFinding
from ..layout import LONG_TEXT, plain


def told(finding: LintFinding) -> str:
    """All of it on one line, without a stop at its end."""
    parts = [finding.message, finding.hint, *(f"Proof: {line}" for line in finding.witness)]
    return ". ".join(plain(part, LONG_TEXT) for part in parts if part)
