"""Pages of a list that was exported in pieces, and whether one of them is missing.

A missing page is no small thing: counts and streaks over an account's contracts would be wrong.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct

from ..problems import Level, Place, Problem


class Page(Struct, frozen=True):
    """One page of a list, as the answer describes it."""

    name: str
    """Which list: pages of one name belong together."""
    count: int
    """Entries on this page."""
    total: int | None = None
    """Entries of the whole list, where it is stated."""
    has_next: bool | None = None
    """Whether another page follows, where it is stated."""
    place: Place = Place("")


def missing_pages(pages: Iterable[Page]) -> Iterator[Problem]:
    """A warning for each list of which not every page is there."""
    lists: dict[str, list[Page]] = {}
    for page in pages:
        lists.setdefault(page.name, []).append(page)
    for name, found in lists.items():
        count = sum(page.count for page in found)
        total = max((page.total for page in found if page.total is not None), default=None)
        stated = [page for page in found if page.has_next is not None]
        last = found[-1]
        if total is not None and total > count:
            what = f"{count} of {total} entries of {name} are here"
        elif stated and all(page.has_next for page in stated):
            what, last = f"{name} goes on after the last page that is here", stated[-1]
        else:
            continue
        message = f"a page is missing: {what}; counts and streaks would be wrong"
        hint = "fetch the other pages and name all files together"
        yield Problem(last.place, message, hint, Level.WARNING)
