"""Policies for a program: read once, used as often as wanted, from as many threads as wanted."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from .engine.language.pack_reader import PackText
    from .engine.policy.pack import Pack

    PackName = str | os.PathLike[str]
    """The id of a shipped pack, or the path of a folder with a `pack.yaml`."""


@dataclass(frozen=True, slots=True)
class Policies:
    """Policy packs that were read and found good. Made by `load_policies`; never changes."""

    packs: tuple[Pack, ...]
    """The packs as the program holds them. Not part of the interface."""
    lineages: tuple[tuple[PackText, ...], ...] = field(default=(), compare=False)
    """The texts that they were read from, for other machines. Not part of the interface."""

    @property
    def names(self) -> tuple[str, ...]:
        """The ids of the packs."""
        return tuple(pack.id for pack in self.packs)

    @property
    def rules(self) -> tuple[str, ...]:
        """The ids of all rules, sorted."""
        return tuple(sorted({rule.id for pack in self.packs for rule in pack.rules}))

    def __repr__(self) -> str:
        """`<Policies upwork: 34 rules>`."""
        return f"<Policies {', '.join(self.names)}: {len(self.rules)} rules>"


def load_policies(packs: PackName | Iterable[PackName] | None = None) -> Policies:
    """The policies of some packs; without an argument, of every pack that comes with the program.

    A pack is named by the path of its folder or by a shipped id such as `upwork`. The files are read
    now and never again. Raises `PolicyError` with everything that is wrong (`problems`), for no pack
    and for packs without a rule as well; `CloseoutError` where a file may not be read.

    >>> load_policies("upwork").names
    ('upwork',)
    """
    from .engine.language.lineages import lineage_texts
    from .engine.language.load import load_packs, shipped_pack_ids
    from .engine.problems import Place, PolicyError

    names = _names(packs)
    loaded = load_packs(names)
    named_or_all = shipped_pack_ids() if names is None else names
    policies = Policies(loaded, tuple(lineage_texts(name) for name in named_or_all))
    if not policies.packs:
        raise PolicyError.at(Place("packs"), "no policy pack was named", "leave packs out for all")
    if not policies.rules:
        named = ", ".join(policies.names)
        raise PolicyError.at(Place("packs"), f"there is no rule in {named}", "write one, or extend")
    return policies


def _names(packs: PackName | Iterable[PackName] | None) -> list[str] | None:
    if packs is None:
        return None
    if isinstance(packs, Iterable) and not isinstance(packs, str | bytes | os.PathLike):
        return [_name(pack) for pack in packs]
    return [_name(packs)]


def _name(pack: object) -> str:
    """A path or an id as a text. Raises `UsageError` for what is neither."""
    from .engine.problems import Place, UsageError

    if isinstance(pack, str | os.PathLike):
        return os.fsdecode(cast("PackName", pack))
    message = f"expected the folder or the id of a pack, or several, found {type(pack).__name__}"
    raise UsageError.at(Place("packs"), message, 'such as "upwork", or ["upwork", "my-policies"]')
