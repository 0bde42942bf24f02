"""`--redact`: the key of the pseudonyms, and the report under them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ..engine.problems import Place, UsageError
from .text_file import read_bytes

if TYPE_CHECKING:
    from ..engine.report.findings import Report
    from ..engine.snapshot.model import Snapshot

SHORTEST = 16
"""Bytes of a key; with fewer, somebody could try all keys."""
RANDOM = 32


def read_key(is_wanted: bool, file: Path | None) -> bytes | None:
    """The key of the file, or a random one; None where nothing is to be redacted.

    Raises `UsageError` for a key without --redact, and for one that is too short.
    """
    if not is_wanted:
        if file is not None:
            hint = "add --redact, or leave --redact-key out"
            raise UsageError.at(Place("--redact-key"), "nothing is redacted without --redact", hint)
        return None
    if file is None:
        import secrets

        return secrets.token_bytes(RANDOM)
    key = read_bytes(file).strip()
    if len(key) < SHORTEST:
        hint = f"write {SHORTEST} random characters or more: openssl rand -hex 32"
        raise UsageError.at(Place(str(file)), "this key is too short", hint)
    return key


def under_pseudonyms(report: Report, snapshot: Snapshot, key: bytes) -> tuple[Report, list[str]]:
    """The report, filtered and waived as it is, with pseudonyms for titles, names and ids, and the
    rules whose policy says one of them in a sentence of its own, which stays.
    """
    from ..engine.report.redact import Disguise, redacted, telling

    disguise = Disguise(key, snapshot)
    return redacted(report, disguise), [rule for _, rule in telling(report, disguise)]


def renamed(ids: frozenset[str] | None, before: Report, after: Report) -> frozenset[str] | None:
    """The pseudonyms of contracts: those that stand in the places of these ids."""
    if ids is None:
        return None
    pairs = zip(before.contracts, after.contracts, strict=True)
    return frozenset(new.id for old, new in pairs if old.id in ids)
