"""The packs of two sides in pairs, all edits between them, and the packs with some of the edits."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from ..policy.pack import Pack
from ..variants.bench import Packs
from ..variants.edits import Edit, How, Kind, edits_between, renamed, with_edits
from .model import EditTold

Slot = tuple[Pack | None, Pack | None]


class Sides:
    """Packs before and after. Two that have one id are a pair, else the only two of a platform."""

    def __init__(self, old: Sequence[Pack], new: Sequence[Pack]) -> None:
        self.slots = _slots(old, new)
        self.edits_of_slots = [_edits(*slot) for slot in self.slots]

    @property
    def old(self) -> Packs:
        """The packs before, by slot."""
        return [old for old, _ in self.slots]

    @property
    def new(self) -> Packs:
        """The packs after, by slot."""
        return [new for _, new in self.slots]

    @property
    def edits(self) -> tuple[Edit, ...]:
        """Everything that differs."""
        return tuple(edit for edits in self.edits_of_slots for edit in edits)

    @property
    def told(self) -> tuple[EditTold, ...]:
        """The edits, of which nobody has asked yet what they do."""
        return tuple(EditTold(edit) for edit in self.edits)

    @property
    def names(self) -> dict[str, str]:
        """Rules that the newer side calls by another name."""
        found: dict[str, str] = {}
        for old, new in self.slots:
            if old is not None and new is not None:
                found |= renamed(old, new)
        return found

    def with_edits(self, chosen: Collection[Edit]) -> Packs | None:
        """The packs before with some of the edits; None where those cannot stand alone."""
        found: list[Pack | None] = []
        for (old, new), edits in zip(self.slots, self.edits_of_slots, strict=True):
            mine = [edit for edit in edits if edit in chosen]
            if old is None or new is None:
                found.append(new if mine else old)
            elif not mine:
                found.append(old)
            else:
                pack = with_edits(old, new, mine)
                if pack is None:
                    return None
                found.append(pack)
        return found


def _edits(old: Pack | None, new: Pack | None) -> tuple[Edit, ...]:
    if old is not None and new is not None:
        return edits_between(old, new)
    pack = old or new
    assert pack is not None
    how = How.ADDED if old is None else How.REMOVED
    return (Edit(Kind.PACK, pack.id, how, pack.id, (), old, new),)


def _slots(old: Sequence[Pack], new: Sequence[Pack]) -> list[Slot]:
    ids = {pack.id: pack for pack in new}
    found: list[Slot] = [
        (pack, ids[pack.id])
        for pack in old
        if pack.id in ids and ids[pack.id].platform == pack.platform
    ]
    paired = {id(pack) for slot in found for pack in slot}
    before = [pack for pack in old if id(pack) not in paired]
    after = [pack for pack in new if id(pack) not in paired]
    for pack in before:
        alike = [other for other in after if other.platform == pack.platform]
        alone = [other for other in before if other.platform == pack.platform]
        partner = alike[0] if len(alike) == len(alone) == 1 else None
        found.append((pack, partner))
        after = [other for other in after if other is not partner]
    return [*found, *((None, pack) for pack in after)]
