"""What to do about a document that has no list of contracts, or more behind it: the hint that leads on."""

from __future__ import annotations

from collections.abc import Collection

from ...problems import nearest
from ...units import Scope
from ..conform import CONTRACTS
from ..fields import FIELDS

SNAPSHOT = 'a snapshot is {"version": 1, "contracts": [...]}'
NDJSON = "one contract a line is NDJSON: name the file .ndjson"
AROUND = 'this is one contract: write {"version": 1, "contracts": [ before it, and ]} behind it'
ONE_DOCUMENT = (
    "a file holds one document: put all contracts into one list, or each document into its own file"
)

_SHARED = frozenset({"id", "title", "platform", "account_id", "status"})
"""Keys of a contract that a snapshot has as well, and those that answers of platforms have."""
_OF_CONTRACT = frozenset(field.path.partition(".")[0] for field in FIELDS[Scope.CONTRACT]) - _SHARED


def is_like_contract(keys: Collection[str]) -> bool:
    """Whether a document has what a contract alone has: an id, or a field of the catalogue."""
    return CONTRACTS not in keys and ("id" in keys or not _OF_CONTRACT.isdisjoint(keys))


def hint_without_contracts(keys: Collection[str], is_on_one_line: bool) -> str:
    """What to do about a document without `contracts`: it is one contract, or the key has a slip, or neither."""
    if is_like_contract(keys):
        return NDJSON if is_on_one_line and "id" in keys else AROUND
    slip = next((key for key in keys if nearest(key, [CONTRACTS])), None)
    return f'did you mean "{CONTRACTS}" by "{slip}"?' if slip else SNAPSHOT


def hint_behind(keys: Collection[str], is_on_one_line: bool) -> str:
    """What to do about an object that stands behind a document with these keys."""
    return NDJSON if is_on_one_line and CONTRACTS not in keys else ONE_DOCUMENT
