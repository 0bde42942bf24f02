"""What became of a condition that was edited, in the words of the policy: the parts that differ, and no others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeGuard

from ..meaning.words import described, one_of
from ..policy.conditions import All, AnyOf, Certainly, Compare, Condition, Not, Undecided

Key = tuple[str, ...]
"""What two parts have in common of which one became the other."""


def condition_change(before: Condition, after: Condition) -> str:
    """`last_paid_at: {newer_than: 90 days} -> {newer_than: 30 days}; without status: active`."""
    return "; ".join(_changes(_parts(before), _parts(after)))


def _changes(before: Sequence[Condition], after: Sequence[Condition]) -> Iterator[str]:
    gone = [each for each in before if each not in after]
    added = [each for each in after if each not in before]
    for key in (_alike, _about):
        for old in list(gone):
            new = next((each for each in added if key(each) == key(old)), None)
            if new is not None:
                gone.remove(old)
                added.remove(new)
                yield from _became(old, new)
    yield from (f"without {described(each)}" for each in gone)
    yield from (f"with {described(each)}" for each in added)


def _became(before: Condition, after: Condition) -> Iterator[str]:
    """What one part became: within it where both are made of parts, else as a whole."""
    inner: tuple[str, Sequence[Condition], Sequence[Condition]] | None = None
    if isinstance(before, Not) and isinstance(after, Not):
        inner = "not", _parts(before.item), _parts(after.item)
    elif isinstance(before, Certainly) and isinstance(after, Certainly):
        inner = "certainly", _parts(before.item), _parts(after.item)
    elif _is_choice(before) and _is_choice(after):
        inner = "any", before.items, after.items
    elif isinstance(before, All) and isinstance(after, All):
        inner = "all", _parts(before), _parts(after)
    if inner is None:
        old, new = described(before), described(after)
        name = old.partition(": ")[0] + ": "
        yield f"{old} -> {new.removeprefix(name)}"
        return
    word, olds, news = inner
    yield from (f"under {word}: {change}" for change in _changes(olds, news))


def _is_choice(condition: Condition) -> TypeGuard[AnyOf]:
    """Whether it is an `any` and no list of values."""
    return isinstance(condition, AnyOf) and one_of(condition) is None


def _parts(condition: Condition) -> Sequence[Condition]:
    """What has to hold together: a field with two comparisons is two parts."""
    if not isinstance(condition, All):
        return (condition,)
    return [part for item in condition.items for part in _parts(item)]


def _alike(condition: Condition) -> Key:
    """Its kind, the fact that it asks of, and how."""
    operator = str(condition.op) if isinstance(condition, Compare) else ""
    return (type(condition).__name__, operator, *_about(condition))


def _about(condition: Condition) -> Key:
    """The fact that it asks of; of what is made of parts its kind."""
    if (found := one_of(condition)) is not None:
        return ("fact", found[0].full)
    if isinstance(condition, All | AnyOf | Not | Certainly | Undecided):
        return (type(condition).__name__,)
    return ("fact", condition.left.full)
