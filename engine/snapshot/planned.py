"""Contracts that somebody wants to end: what `--close` names, put into the snapshot."""

from __future__ import annotations

from collections.abc import Collection

from msgspec.structs import replace

from .model import AT_CLOSING_PLANNED, Contract, Snapshot


def is_planned(contract: Contract) -> bool:
    """Whether the contract is to be ended now."""
    return contract.values[AT_CLOSING_PLANNED] is True


def with_planned(snapshot: Snapshot, closing: Collection[str]) -> Snapshot:
    """The snapshot in which the contracts with these ids are to be ended."""
    if not closing:
        return snapshot
    contracts = [
        _to_be_ended(contract) if contract.id in closing else contract
        for contract in snapshot.contracts
    ]
    return replace(snapshot, contracts=contracts)


def _to_be_ended(contract: Contract) -> Contract:
    values = list(contract.values)
    values[AT_CLOSING_PLANNED] = True
    return replace(contract, values=values)
