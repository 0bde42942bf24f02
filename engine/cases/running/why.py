"""Says why a rule does not hold: the first leaf that decides, with its value."""

from __future__ import annotations

from ...meaning.layout import enclosing
from ...meaning.reading import Reader
from ...meaning.trace import Trace, trace
from ...meaning.words import expected_words, name_of, operand_words
from ...policy.applied import AppliedRule
from ...policy.conditions import (
    Bound,
    Certainly,
    Compare,
    Leaf,
    Literal,
    Not,
    Part,
    Ref,
    Undecided,
)
from ...policy.definitions import Named
from ...snapshot.value_text import as_text
from ...units import Unit

DEEPEST = 12
"""Named conditions within named conditions that are followed."""


def deciding(rule: AppliedRule, reader: Reader) -> str:
    """One sentence for a rule that does not certainly hold; empty where it does."""
    outcome = trace(rule.condition, reader)
    if outcome.certainly:
        return ""
    return "; ".join(_chain(outcome, reader))


def _chain(node: Trace, reader: Reader) -> list[str]:
    """The leaf that keeps a condition from being true, and, where it speaks of a named condition, what
    decides that one."""
    leaf, is_wanted = _leaf(node, wanted=True)
    texts = [leaf_text(leaf.condition, reader, is_wanted)]  # type: ignore[arg-type]
    for _ in range(DEEPEST):
        inner = _named(leaf.condition, reader, is_wanted)  # type: ignore[arg-type]
        if inner is None:
            break
        node, reader, wanted = inner
        leaf, is_wanted = _leaf(node, wanted)
        texts.append(leaf_text(leaf.condition, reader, is_wanted))  # type: ignore[arg-type]
    return texts


def _leaf(node: Trace, wanted: bool) -> tuple[Trace, bool]:
    """The leaf that decides, and whether it should have been true."""
    while node.parts:
        if isinstance(node.condition, Not):
            wanted = not wanted
            node = node.parts[0]
        elif isinstance(node.condition, Certainly):
            node = node.parts[0]
        else:
            bad = [part for part in node.parts if not _is(part, wanted)]
            surely = [part for part in bad if _is(part, not wanted)]
            node = (surely or bad or list(node.parts))[0]
    return node, wanted


def _is(node: Trace, wanted: bool) -> bool:
    return node.certainly if wanted else not node.possibly


def _named(leaf: Leaf, reader: Reader, wanted: bool) -> tuple[Trace, Reader, bool] | None:
    """The condition behind a flag that the leaf asks for."""
    if not (isinstance(leaf, Compare) and leaf.left.unit is Unit.FLAG):
        return None
    definition = reader.layout.applied.facts.get(leaf.left.key)
    if not isinstance(definition, Named) or not isinstance(leaf.operand, Literal):
        return None
    row = enclosing(reader.row, reader.scope, leaf.left.scope)
    inner = Reader(reader.layout, leaf.left.scope, row)
    return trace(definition.condition, inner), inner, wanted == bool(leaf.operand.value)


def leaf_text(leaf: Leaf, reader: Reader, wanted: bool = True) -> str:
    """`escrow is 250.00 USD, expected 0`: the value of a leaf and what it should have been."""
    if isinstance(leaf, Undecided):
        return leaf.reason
    value = value_text(leaf.left, reader)
    expected = expected_words(leaf, wanted, lambda operand: operand_text(operand, reader))
    return f"{name_of(leaf.left)} is {value}, {expected}"


def value_text(ref: Ref, reader: Reader) -> str:
    """A fact for a person."""
    value = reader.exact(ref)
    if value is None:
        return _bounds(ref, reader)
    if value == "none" and ref.unit.is_ordered:
        return "none"
    return as_text(ref.unit, value, _currency(ref, reader))


def _bounds(ref: Ref, reader: Reader) -> str:
    """`not known`, with the bounds of a count."""
    if ref.unit is Unit.COUNT and not ref.unit.is_list:
        low, high, _ = reader.quantity(ref)
        if high != float("inf") and low <= high:
            return f"not known (from {low} to {high})"
    return "not known"


def _currency(ref: Ref, reader: Reader) -> str | None:
    return reader.currency(ref) if ref.unit in (Unit.MONEY, Unit.PAYMENTS) else None


def operand_text(operand: Bound, reader: Reader) -> str:
    """`16 days ($auto_release_overdue)`, `last_submitted_at (2026-03-01 09:00 UTC)`."""
    text = operand_words(operand)
    if isinstance(operand, Ref):
        return f"{text} ({value_text(operand, reader)})"
    if isinstance(operand, Part):
        return f"{text} ({value_text(operand.of, reader)})"
    return f"{text} (${operand.param})" if isinstance(operand, Literal) and operand.param else text
