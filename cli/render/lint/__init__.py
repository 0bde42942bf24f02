"""The formats of `closeout lint`. To add one: a file with a `render` function here, and a line in `FORMATS`."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ....engine.lint.model import LintReport

FORMATS: dict[str, str] = {
    "text": "text",
    "json": "json",
    "sarif": "sarif",
    "github": "github",
    "gitlab": "gitlab",
    "junit": "junit",
}
"""Name of a format -> module of this folder; loaded only when it is used."""

Render = Callable[["LintReport"], str]


def renderer(name: str) -> Render:
    """The render function of a format."""
    render: Render = import_module(f".{FORMATS[name]}", __name__).render
    return render
