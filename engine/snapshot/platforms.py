"""The names of platforms: as people and exports write them, and as snapshots and policies do."""

from __future__ import annotations

import re

PLATFORMS = {"upwork": "upwork", "fiverr": "fiverr", "freelancer": "freelancer-com"}
"""By what is left of a name without case, marks, `www.` and `.com`."""

_ADDRESS = re.compile(r"(?:https?://)?(?:www\.)?(.*?)(?:[.\s-]com)?/?")


def platform_of_text(text: str) -> str:
    """The platform that is meant: `Upwork` and `www.upwork.com` are `upwork`; others as they are written."""
    match = _ADDRESS.fullmatch(text.strip().casefold().replace("_", "-"))
    name = re.sub(r"[\s-]+", "", match[1]) if match else ""
    return PLATFORMS.get(name, text)
