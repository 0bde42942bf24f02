"""A snapshot in batches of whole accounts: no contract bears on one of another account.

Contracts whose account is not known are a batch of their own. They may belong to every account, so they are
guests in every other batch: counted among those that may belong, and judged where they are at home.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct

from ..python.rows import knows_accounts, platform_of
from ..snapshot.model import AT_ACCOUNT, ID, Contract, Record, Snapshot, Value

CONTRACTS = 500
"""In a batch at least, if there are so many: enough that what is done once for each weighs nothing, and few
enough that their rows stay in the cache of the processor."""


class Batch(Struct, frozen=True):
    """Whole accounts of one platform."""

    platform: str
    contracts: list[Contract]
    accounts: list[Record]
    guests: list[Contract]
    """Those whose account is not known."""
    has_accounts: bool
    """Whether the export knows of accounts at all; if not, all its contracts are of one."""


def batches_of(snapshot: Snapshot, least: int = CONTRACTS) -> Iterator[Batch]:
    """Every contract once; and every account of the export once for each platform."""
    has_accounts = knows_accounts(snapshot)
    for platform, contracts in by_platform(snapshot).items():
        yield from _of_platform(platform, contracts, snapshot.accounts, has_accounts, least)


def batches_beside(
    snapshot: Snapshot,
    platforms: Iterable[str],
    guests: Mapping[str, list[Contract]],
    least: int = CONTRACTS,
) -> Iterator[Batch]:
    """The batches of some accounts of an export that names accounts, beside its guests by platform, which are at
    home elsewhere; `platforms`: all that the export has.
    """
    own = by_platform(snapshot)
    for platform in platforms:
        beside = guests.get(platform, [])
        yield from _of_platform(
            platform, own.get(platform, []), snapshot.accounts, True, least, beside
        )


def by_platform(snapshot: Snapshot) -> dict[str, list[Contract]]:
    """The contracts of each platform, in order."""
    found: dict[str, list[Contract]] = {}
    for contract in snapshot.contracts:
        found.setdefault(platform_of(contract, snapshot), []).append(contract)
    return found


def _of_platform(
    platform: str,
    contracts: list[Contract],
    accounts: Sequence[Record],
    has_accounts: bool,
    least: int,
    guests: list[Contract] | None = None,
) -> Iterator[Batch]:
    """`guests`: those that are at home elsewhere; None: they are among the contracts."""
    by_account: dict[Value, list[Contract]] = {}
    for contract in contracts:
        by_account.setdefault(contract.values[AT_ACCOUNT], []).append(contract)
    records: dict[Value, list[Record]] = {}
    for record in accounts:
        records.setdefault(record[ID], []).append(record)
    if guests is None:
        guests = by_account.pop(None, []) if has_accounts and None not in records else []
        # None of them bears on another.
        for start in range(0, len(guests), least):
            yield Batch(platform, guests[start : start + least], [], [], has_accounts)
    # As many guests as contracts at most: else each batch would take longer, the more guests there are.
    least = max(least, len(guests))
    held: list[Contract] = []
    near: list[Record] = []
    for account in dict.fromkeys((*by_account, *records)):
        held += by_account.get(account, ())
        near += records.get(account, ())
        if len(held) + len(near) >= least:
            yield Batch(platform, held, near, guests, has_accounts)
            held, near = [], []
    if held or near:
        yield Batch(platform, held, near, guests, has_accounts)
