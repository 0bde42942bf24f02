"""Packs as texts, with those that they extend: what they can be read from where there are no files of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ..policy.pack import Pack
from ..yaml_tree import Mapping, Scalar, read_tree
from .load import base_reference, pack_texts, shipped_pack_ids, without_inherited
from .pack_reader import PackText, read_pack

Lineage = tuple[PackText, ...]
"""A pack and those that it extends, itself first."""


def lineage_texts(reference: str) -> Lineage:
    """The texts of a pack that can be loaded, and of those that it extends: what it can be read from
    where there are no files of it.
    """
    texts = pack_texts(reference)
    label, text = texts[0]
    pack = PackText(texts[0], texts[1:], reference in shipped_pack_ids())
    root = read_tree(text, label, keys_may_be_alone=True)
    base = root.get("extends") if isinstance(root, Mapping) else None
    if not isinstance(base, Scalar):
        return (pack,)
    return (pack, *lineage_texts(base_reference(base.text, label)))


def policy_texts(references: Sequence[str] | None) -> dict[str, str]:
    """Shown name -> text of every file of packs that can be loaded, those they extend first."""
    return {
        name: text
        for reference in (shipped_pack_ids() if references is None else references)
        for pack in reversed(lineage_texts(reference))
        for name, text in (pack.pack_file, *pack.rule_files)
    }


def packs_of(lineages: Iterable[Lineage]) -> tuple[Pack, ...]:
    """The packs of texts that `lineage_texts` gave: those that `load_packs` would give."""
    return without_inherited([_pack_of(lineage) for lineage in lineages])


def _pack_of(lineage: Lineage) -> Pack:
    return read_pack(lineage[0], lambda _: _pack_of(lineage[1:]))
