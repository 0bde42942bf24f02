"""Contracts of platforms for which there is no policy: nothing of them is checked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ..problems import Level, Place, Problem, did_you_mean
from ..python.rows import platform_of
from ..written import counted

if TYPE_CHECKING:
    from ..policy.pack import Pack
    from ..snapshot.model import Contract, Snapshot


def check_platforms(snapshot: Snapshot, packs: Sequence[Pack]) -> tuple[Problem, ...]:
    """A warning for each platform of the snapshot that no pack is for, at its first contract."""
    known = {pack.platform for pack in packs}
    missing: dict[str, list[Contract]] = {}
    for contract in snapshot.contracts:
        platform = platform_of(contract, snapshot)
        if platform not in known:
            missing.setdefault(platform, []).append(contract)
    return tuple(_told(platform, found, known) for platform, found in missing.items())


def _told(platform: str, contracts: Sequence[Contract], known: set[str]) -> Problem:
    message = (
        f"no policy pack is for the platform {platform}: "
        f"{counted(len(contracts), 'contract')} not checked"
    )
    hint = did_you_mean(platform, known, f"there are packs for {', '.join(sorted(known))}")
    return Problem(contracts[0].place or Place("platform"), message, hint, Level.WARNING)
