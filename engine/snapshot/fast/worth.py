"""Whether the fast lane is worth while: setting it up costs as much as reading a few hundred contracts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..sources import Source

if TYPE_CHECKING:
    from .lane import Lane

LEAST_BYTES = 1 << 18
"""A source of fewer bytes is read by the careful reader alone."""


def lane_for(source: Source) -> Lane | None:
    """The fast lane for a source that is large enough."""
    if len(source.head) < LEAST_BYTES:
        return None
    from .lane import Lane

    return Lane()
