"""Contracts of platforms for which there is no policy: nothing of them is checked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from typing import TYPE_CHECKING

from ..problems import Level, Place, Problem, did_you_mean
from ..python.rows import platform_of
from ..written import counted

if TYPE_CHECKING:
    from ..policy.pack import Pack
    from ..snapshot.model import Contract, Snapshot
    from ..snapshot.parted import Met, Parted


def check_platforms(snapshot: Snapshot, packs: Sequence[Pack]) -> tuple[Problem, ...]:
    """A warning for each platform of the snapshot that no pack is for, at its first contract."""
    known = {pack.platform for pack in packs}
    missing: dict[str, list[Contract]] = {}
    for contract in snapshot.contracts:
        platform = platform_of(contract, snapshot)
        if platform not in known:
            missing.setdefault(platform, []).append(contract)
    return tuple(
        no_pack_for(platform, len(found), found[0].place, known)
        for platform, found in missing.items()
    )


def check_platforms_of(parted: Parted, packs: Sequence[Pack]) -> tuple[Problem, ...]:
    """The same for contracts that are not held."""
    return tuple(about_platforms(parted.platforms(), {pack.platform for pack in packs}))


def about_platforms(met: Mapping[str, Met], known: Set[str]) -> Iterator[Problem]:
    """The same for what was counted; `known`: the platforms that packs are for."""
    for platform, found in met.items():
        if platform not in known:
            yield no_pack_for(platform, found.count, found.first, known)


def no_pack_for(platform: str, count: int, first: Place | None, known: Set[str]) -> Problem:
    """The warning about a platform with so many contracts; `known`: those that packs are for."""
    message = (
        f"no policy pack is for the platform {platform}: {counted(count, 'contract')} not checked"
    )
    hint = did_you_mean(platform, known, f"there are packs for {', '.join(sorted(known))}")
    return Problem(first or Place("platform"), message, hint, Level.WARNING)
