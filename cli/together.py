"""`check` of all files as one report."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from msgspec.structs import replace

from ..engine.problems import CloseoutError
from .apart import all_told_apart
from .checking import Asked, given
from .exports import choice_of, exports
from .held import most_held
from .judged import Judged, judged, tell
from .outputs import Output, write_all
from .progress import working
from .settings.keys import COLOR

if TYPE_CHECKING:
    from .progress import Progress
    from .render import RenderOptions
    from .settings.settings import Settings


def check_together(
    asked: Asked,
    settings: Settings,
    plans: Sequence[Output],
    key: bytes | None,
    options: Callable[[Judged], RenderOptions],
) -> bool:
    """Check the files, write the outputs; whether the run fails. Raises `CloseoutError` for whatever cannot be
    used, when the outputs that have a place for it tell it.
    """
    try:
        with working("checking contracts") as progress:
            choice = choice_of(settings, asked.supplements)
            found = exports(asked.files, choice, with_names=key is None)
            asked = replace(asked, files=found.files)
            one = _checked(asked, settings, plans, key, progress)
    except CloseoutError as raised:
        from .unchecked import tell_unchecked

        failure = all_told_apart(raised)
        tell_unchecked(failure, plans, asked.files, asked.supplements, key)
        raise failure from raised
    if isinstance(one, bool):
        return one
    tell(one)
    write_all(plans, one.report, options(one), settings[COLOR])
    return one.failed


def _checked(
    asked: Asked,
    settings: Settings,
    plans: Sequence[Output],
    key: bytes | None,
    progress: Progress,
) -> Judged | bool:
    """What was found; of contracts too many to be held it is told already, and this is whether the run fails."""
    held = most_held(asked, settings, plans, key)
    if held is None:
        return judged(asked, settings, key, progress)
    from .by_account import check_by_account, check_in_place

    failed = check_in_place(asked, settings, plans, held, progress)
    if failed is not None:
        return failed
    read = given(asked, settings, progress, held)
    if read.spool is not None:
        return check_by_account(asked, read, settings, plans, progress)
    return judged(asked, settings, key, progress, read)
