"""What is wrong with files, as each format of `closeout validate` writes it, while it is found."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module
from typing import cast

from .told import Told

Renderer = Callable[[Told], Iterator[str]]


def renderer(format_: str) -> Renderer:
    """The function that writes a format."""
    return cast(Renderer, import_module(f"{__name__}.{format_}").render)
