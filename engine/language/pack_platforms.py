"""The platforms that packs are for, by their heads alone: to load a pack takes much longer."""

from __future__ import annotations

from collections.abc import Sequence

from ..snapshot.model import DEFAULT_PLATFORM
from ..snapshot.platforms import platform_of_text
from ..yaml_tree import Mapping, Scalar, read_tree
from .limits import LONGEST_LINEAGE
from .load import base_reference, pack_texts, shipped_pack_ids


def platforms_of(references: Sequence[str] | None) -> frozenset[str]:
    """The platforms of packs, of every shipped one for None. Raises `PolicyError` for what is no pack."""
    found = shipped_pack_ids() if references is None else references
    return frozenset(map(_platform_of, found))


def _platform_of(reference: str) -> str:
    """As the pack states it, or one that it extends."""
    for _ in range(LONGEST_LINEAGE):
        name, text = pack_texts(reference)[0]
        head = read_tree(text, name, keys_may_be_alone=True)
        if not isinstance(head, Mapping):
            break
        stated, base = head.get("platform"), head.get("extends")
        if isinstance(stated, Scalar):
            return platform_of_text(stated.text)
        if not isinstance(base, Scalar):
            break
        reference = base_reference(base.text, name)
    return DEFAULT_PLATFORM
