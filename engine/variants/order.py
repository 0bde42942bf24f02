"""In which order the parts of a pack stand that is put together of two."""

from __future__ import annotations

from collections.abc import Iterable

from ..policy.conditions import FactKey
from ..policy.definitions import FactDefinition
from ..policy.pack import Pack
from ..policy.walk import references


def facts_in_order(facts: Iterable[FactDefinition]) -> dict[FactKey, FactDefinition] | None:
    """Each fact after those that it names; None where some are made of each other."""
    waiting = {fact.ref.key: fact for fact in facts}
    needs = {
        key: {ref.key for ref in references(fact)} & set(waiting) for key, fact in waiting.items()
    }
    found: dict[FactKey, FactDefinition] = {}
    while waiting:
        ready = [key for key in waiting if needs[key] <= found.keys()]
        if not ready:
            return None
        found.update((key, waiting.pop(key)) for key in ready)
    return found


def reading_order(
    old: Pack, new: Pack, *, takes_new: bool = True, is_whole: bool = False
) -> list[str]:
    """The names of the readings that both packs have, in the order of the newer one, or of the older.

    `is_whole`: and of all others, each after the one that it follows in its own pack.
    """
    first, second = (new.readings, old.readings) if takes_new else (old.readings, new.readings)
    if not is_whole:
        return [name for name in first if name in second]
    found = list(first)
    before = ""
    for name in second:
        if name not in first:
            found.insert(found.index(before) + 1 if before else 0, name)
        before = name
    return found
