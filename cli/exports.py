"""The exports that a command was given, and one line on stderr about what was passed over."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import typer

from ..engine.problems import harmless, shown
from ..engine.snapshot.finding.found import ALL, Choice, Found, found_files
from .settings.keys import EXCLUDE, INCLUDE

if TYPE_CHECKING:
    from .settings.settings import Settings


def choice_of(settings: Settings) -> Choice:
    """Which of the files that are found the settings want."""
    include, exclude = settings[INCLUDE], settings[EXCLUDE]
    return Choice(include or (), exclude or ())


def exports(names: Sequence[str], choice: Choice = ALL, *, with_names: bool = True) -> Found:
    """The files that the names mean. Raises `InputError` where there is none."""
    found = found_files(names, choice)
    tell_passed_over(found.passed_over(with_names=with_names))
    return found


def tell_passed_over(line: str) -> None:
    """The line, if there is one."""
    if line:
        typer.echo(harmless(shown(line)), err=True)
