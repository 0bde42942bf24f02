"""`check`: contracts and policies become a report."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence, ValuesView
from datetime import datetime
from typing import TYPE_CHECKING, Literal, Protocol

from .loading import Policies, load_policies

if TYPE_CHECKING:
    from .report import Report

    One = str | os.PathLike[str] | Mapping[str, object]
    """A path, a snapshot or a contract. Of several, type checkers are not told that any iterable would do:
    a dict is an iterable as well, and they would take its keys for paths."""
    Role = Literal["freelancer", "agency", "client"]


class DataFrame(Protocol):
    """A frame of pandas, polars, pyarrow, DuckDB or another library of the Arrow interface."""

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """The rows, by the Arrow PyCapsule interface."""
        ...


def check(
    contracts: One | Sequence[One] | Iterator[One] | ValuesView[One] | DataFrame,
    policies: Policies | None = None,
    *,
    as_of: datetime | str | None = None,
    close: str | int | Iterable[str | int] = (),
    role: Role | None = None,
    strict: bool = False,
    time_zone: str | None = None,
) -> Report:
    """Judge contracts by policies.

    `contracts`: paths of exports (as for `closeout check`), a snapshot as a dict, contracts as dicts, or
    a data frame with the columns of docs/spreadsheets.md or of docs/fields.md.
    `policies`: what `load_policies` has read; without, every pack that comes with the program.
    `as_of`: judge at this instant; by default the snapshot's, else now, as `"now"` does in any case.
    `close`: ids of contracts that are to be ended.
    `role`: who exported, for data that does not say so; a freelancer without it.
    `strict`: assume nothing that is not stated or implied.
    `time_zone`: of the times of the report, `Europe/Berlin`; by default the account's, else UTC.

    What is wrong with the data is in the `problems` of the report, and never raised. Raises
    `CloseoutError` for another argument that makes no sense, and where a library for data frames is
    missing; `TypeError` for policies that were not loaded. May be called from several threads at once.

    >>> report = check({"id": "C1", "type": "fixed", "status": "active"}, as_of="2026-03-10")
    >>> dict(report.verdicts)
    {'C1': <Verdict.CANNOT_TELL: 'cannot-tell'>}
    """
    from .judging import judged

    read = load_policies() if policies is None else policies
    return judged(contracts, read, as_of, close, role, strict, time_zone)
