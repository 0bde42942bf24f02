"""What every worker is told: the policies as their texts, what is asked, and the contracts of no known account."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

from msgspec import Struct, field

if TYPE_CHECKING:
    from ..engine.language.pack_reader import PackText

Guest = tuple[int, str, str | None]
"""Row, id and text of a contract that may belong to any account."""


class Plan(Struct, frozen=True):
    """Sent to each worker once."""

    version: str
    """Of the program on the driver."""
    lineages: tuple[tuple[PackText, ...], ...]
    as_of: int
    now: int
    """What the driver's clock says: contracts that do not say of when they are tell nothing later."""
    closing: frozenset[str]
    role: str | None
    is_strict: bool
    is_lines: bool
    """The texts of contracts are lines of NDJSON; else records of which every scalar is a text."""
    has_accounts: bool
    """Some contract names an account; if none does, all of a platform are of one."""
    guests: dict[str, tuple[Guest, ...]] = field(default_factory=dict)
    """By platform: the contracts of which the account is not known, where others name theirs."""


def own_version() -> str:
    """The version of the program that is installed here."""
    try:
        return version("closeout")
    except PackageNotFoundError:
        return ""
