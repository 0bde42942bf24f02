"""What time may be running for, where an export is too old to tell whether it still does."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from ..policy.pack import SEVERITIES
from .findings import Report, Undetermined


def running_out_on(report: Report, contracts: Collection[str]) -> Undetermined | None:
    """What time may be running for on some contracts of a report, by their ids."""
    found = map(report.undetermined_by_contract.get, contracts)
    return running_out((item for items in found for item in items or ()), report.as_of)


def running_out(items: Iterable[Undetermined], as_of: int) -> Undetermined | None:
    """Of rules that cannot be decided the most severe whose deadline is still ahead, the nearest first.

    `as_of`: UTC seconds. None where no deadline is known.
    """
    ahead = [item for item in items if item.deadline is not None and item.deadline >= as_of]
    return min(ahead, key=_most_harmful, default=None)


def _most_harmful(item: Undetermined) -> tuple[int, int, str, str]:
    return (
        SEVERITIES.index(item.severity),
        item.deadline or 0,
        item.subject.contract or "",
        item.rule,
    )
