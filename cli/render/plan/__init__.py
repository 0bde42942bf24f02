"""The formats of `closeout plan`. To add one: a file with a `render` function here, and a line below."""

from __future__ import annotations

from .. import Render, renderer_in

FORMATS: dict[str, str] = {"text": "text", "json": "json", "html": "html", "ics": "ics"}
"""Name of a format -> module of this folder; loaded only when it is used."""


def renderer(name: str) -> Render:
    """The render function of a format; UsageError if there is no such format."""
    return renderer_in(FORMATS, __name__, name)
