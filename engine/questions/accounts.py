"""Which account a contract may belong to, where the export does not say."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

from ..snapshot.bad_value import BadValueError, found, one_of
from ..snapshot.model import AT_ACCOUNT, ID, Contract, Snapshot

ACCOUNT_ID = "account_id"
FEW = 3
"""So many accounts are tried."""
MOST, MOST_ASTRAY = 100, 4
"""Among so many contracts, of which so many tell no account, one is put into another: all are filled once more
for each such try."""
ANOTHER = "another account"
"""Id of an account that nobody has told yet."""


def listed(snapshot: Snapshot) -> tuple[str, ...]:
    """The ids of the accounts that the export lists."""
    ids = (record[ID] for record in snapshot.accounts)
    return tuple(each for each in ids if isinstance(each, str))


def expected_account(snapshot: Snapshot) -> str:
    """`A1, A2 or A3`: the few accounts that there are; else that it is the id of one."""
    ids = listed(snapshot)
    return one_of(ids) if 0 < len(ids) <= FEW else "the id of an account"


def refuse_unlisted(snapshot: Snapshot, told: Iterable[Contract]) -> None:
    """Raise `BadValueError` where a contract was told to belong to an account that the export does not list."""
    ids = listed(snapshot)
    for one in told:
        account = one.values[AT_ACCOUNT]
        if ids and isinstance(account, str) and account not in ids:
            raise BadValueError(f"expected {expected_account(snapshot)}, found {found(account)}")


def some_accounts(snapshot: Snapshot) -> tuple[str, ...]:
    """A few accounts of the export, and another where it tells one at most; none where much would be tried."""
    told = [one.values[AT_ACCOUNT] for one in snapshot.contracts]
    if len(told) > MOST or told.count(None) > MOST_ASTRAY:
        return ()
    ids = dict.fromkeys((*listed(snapshot), *(each for each in told if isinstance(each, str))))
    return (*islice(ids, FEW), *(() if len(ids) > 1 else (ANOTHER,)))
