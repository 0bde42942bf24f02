"""A snapshot in batches of whole accounts: no contract bears on one of another account.

Contracts whose account is not known are a batch of their own. They may belong to every account, so they are
guests in every other batch: counted among those that may belong, and judged where they are at home.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .python.rows import knows_accounts, platform_of
from .snapshot.fields import POSITION
from .snapshot.model import ID, Contract, Record, Snapshot, Value
from .units import Scope

CONTRACTS = 500
"""In a batch at least, if there are so many: enough that what is done once for each weighs nothing, and few
enough that their rows stay in the cache of the processor."""

_ACCOUNT = POSITION[Scope.CONTRACT]["account_id"]


@dataclass(frozen=True, slots=True)
class Batch:
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
    by_platform: dict[str, list[Contract]] = {}
    for contract in snapshot.contracts:
        by_platform.setdefault(platform_of(contract, snapshot), []).append(contract)
    has_accounts = knows_accounts(snapshot)
    for platform, contracts in by_platform.items():
        yield from _of_platform(platform, contracts, snapshot.accounts, has_accounts, least)


def _of_platform(
    platform: str,
    contracts: list[Contract],
    accounts: Sequence[Record],
    has_accounts: bool,
    least: int,
) -> Iterator[Batch]:
    by_account: dict[Value, list[Contract]] = {}
    for contract in contracts:
        by_account.setdefault(contract.values[_ACCOUNT], []).append(contract)
    records: dict[Value, list[Record]] = {}
    for record in accounts:
        records.setdefault(record[ID], []).append(record)
    guests: list[Contract] = []
    if has_accounts and None not in records:
        guests = by_account.pop(None, [])
    if guests:
        yield Batch(platform, guests, [], [], has_accounts)
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
