"""`closeout.spark.check`: the contracts of a frame and policies become frames of what was found."""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from ..loading import Policies
    from .report import SparkReport

    PackName = str | os.PathLike[str]
    """As for `closeout.load_policies`."""
    Role = Literal["freelancer", "agency", "client"]


def check(
    frame: Any,
    policies: Policies | PackName | Iterable[PackName] | None = None,
    *,
    as_of: datetime | str | None = None,
    close: str | int | Iterable[str | int] = (),
    role: Role | None = None,
    strict: bool = False,
    lines: str | None = None,
) -> SparkReport:
    """Judge the contracts of a Spark data frame by policies, account by account.

    `frame`: a contract a row. Its columns are the fields of docs/fields.md, with structs and arrays where
    JSON nests; or one column holds lines of NDJSON, which `lines` names where it is not the only one.
    `policies`: what `load_policies` has read, or what it takes; without, every pack that comes with the
    program. Their texts go to the workers.
    `as_of`: judge at this instant; by default, and for `"now"`, that of the driver's clock.
    `close`, `role`, `strict`: as for `closeout.check`.

    Each contract is taken in at once, and judged when a frame of the report is asked for. What is wrong
    with rows is in `problems`. Raises `CloseoutError` for arguments and columns that make no sense, for
    what cannot be judged account by account, and where Spark or pyarrow is missing.
    """
    from .judged import judged

    return judged(frame, policies, as_of, close, role, strict, lines)
