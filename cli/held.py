"""Whether a run holds all of its contracts at once."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ..engine.evaluation.engines import AUTO_LIMIT
from ..engine.snapshot.databases.address import is_address
from .checking import Asked
from .outputs import has_summary
from .render.entry_wise import ENTRY_WISE
from .settings.choices import EngineName, OnInvalid
from .settings.keys import ENGINE, ON_INVALID, WAIVERS

if TYPE_CHECKING:
    from .outputs import Output
    from .settings.settings import Settings

HELD = 10_000
"""Contracts and milestones up to which a run holds all of them, where no second engine is asked."""


def most_held(
    asked: Asked, settings: Settings, plans: Sequence[Output], key: bytes | None
) -> int | None:
    """How many contracts and milestones a run may hold before it goes account by account; None: all of them."""
    looks_at_the_whole = (
        key is not None  # pseudonyms
        or asked.facts
        or asked.closing
        or asked.supplements
        or settings[WAIVERS] is not None
        or settings[ON_INVALID] is OnInvalid.SKIP
    )
    engine = settings[ENGINE]
    is_entry_wise = all(plan.format in ENTRY_WISE for plan in plans) and not has_summary(plans)
    if looks_at_the_whole or not is_entry_wise or engine is EngineName.DURABLE:
        return None
    # What has to be held is read once more, which a pipe cannot be.
    if not all(not is_address(name) and Path(name).is_file() for name in asked.files):
        return None
    return HELD if engine is EngineName.PYTHON else AUTO_LIMIT
