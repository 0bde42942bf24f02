"""Contracts that a person told, answer by answer: the snapshot that is written, and how it is taken up."""

from __future__ import annotations

import json
from itertools import count

from msgspec import Struct, field

from ...problems import Place, UsageError
from ...units import Scope
from ..model import (
    AT_CLOSING_PLANNED,
    AT_PLATFORM,
    AT_TITLE,
    DEFAULT_PLATFORM,
    ID,
    ROLES,
    Contract,
    Snapshot,
    blank,
)
from ..read import read_snapshot
from ..writing import snapshot_document

MADE_BY = "closeout ask --new"


class ByMouth(Struct):
    """What was told so far; None: that was not said."""

    told_at: int
    """When the first answer was given, UTC seconds: nothing later is known."""
    platform: str | None = None
    role: str | None = None
    contracts: list[Contract] = field(default_factory=list)

    def begin(self, title: str | None) -> Contract:
        """Another contract of which nothing is known but that it is to be ended."""
        values = blank(Scope.CONTRACT)
        known = {one.id for one in self.contracts}
        values[ID] = next(id for id in map("C{}".format, count(1)) if id not in known)
        values[AT_TITLE] = title
        values[AT_CLOSING_PLANNED] = True
        contract = Contract(values, None)
        self.contracts.append(contract)
        return contract

    def settle(self, contract: Contract) -> None:
        """Put a contract with more answers in the place of the one before."""
        self.contracts = [contract if one.id == contract.id else one for one in self.contracts]

    def snapshot(self) -> Snapshot:
        """All of it; a platform and a role that were not said are the most common ones."""
        return Snapshot(
            list(self.contracts),
            exported_at=self.told_at,
            platform=self.platform or DEFAULT_PLATFORM,
            role=self.role or ROLES[0],
        )

    def text(self) -> str:
        """The document, which says of itself that it can be taken up."""
        document = snapshot_document(self.snapshot())
        for name, said in (("platform", self.platform), ("role", self.role)):
            if said is None:
                del document[name]
        version = document.pop("version")
        document = {"version": version, "made_by": MADE_BY, **document}
        return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def taken_up(name: str, text: str) -> ByMouth:
    """What was told in an earlier talk. `text` is what the file of that name holds.

    Raises `UsageError` for a file that no talk has written, `InputError` for one that was damaged.
    """
    header = _header(text)
    if header is None:
        message = f"is there already, and was not written by `{MADE_BY}`"
        raise UsageError.at(Place(name), message, "name another file with -o")
    snapshot = read_snapshot([name])
    if snapshot.exported_at is None or snapshot.as_of is not None or snapshot.accounts:
        message = f"is not as `{MADE_BY}` left it"
        raise UsageError.at(Place(name), message, "name another file with -o")
    for contract in snapshot.contracts:
        contract.values[AT_PLATFORM] = None
    return ByMouth(
        snapshot.exported_at,
        snapshot.platform if header.get("platform") else None,
        snapshot.role if header.get("role") else None,
        snapshot.contracts,
    )


def _header(text: str) -> dict[str, object] | None:
    """The document, if it is one that a talk has written."""
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        return None
    is_own = isinstance(document, dict) and document.get("made_by") == MADE_BY
    return document if is_own else None
