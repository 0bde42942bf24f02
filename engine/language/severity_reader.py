"""The severity that a pack gives to a rule which it inherits."""

from __future__ import annotations

from ..policy.pack import Severity
from ..yaml_tree import Node
from .reading import misshapen, scalar_of, word_of

_OFF = frozenset({"off", "none", "no", "false", "never", "ignore", "disable", "disabled"})
"""What people write who want the rule gone."""


def severity_of(node: Node, rule_id: str) -> Severity:
    """The severity that is written. Raises a fault for another word."""
    text = scalar_of(node, "a severity").text
    if text.casefold() in _OFF:
        hint = f"to switch the rule off, write `disable: [{rule_id}]`"
        raise misshapen(node, f"`{text}` is not a severity", hint)
    return Severity(word_of(node, tuple(Severity), "a severity"))
