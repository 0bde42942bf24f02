"""The exports that a command was given, and one line on stderr about what was passed over."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from ..engine.problems import harmless, shown
from ..engine.snapshot.finding.found import ALL, Choice, Found, found_files
from .settings.keys import BASELINE, EXCLUDE, INCLUDE, WAIVERS

if TYPE_CHECKING:
    from .settings.settings import Settings


def choice_of(settings: Settings, supplements: Sequence[str] = ()) -> Choice:
    """Which of the files that are found the settings want. What the run reads as something else is no export,
    whatever stands in it: else a slip in it would be told of an export that nobody meant.
    """
    include, exclude = settings[INCLUDE], settings[EXCLUDE]
    others = (settings.chosen[key.name].value for key in (WAIVERS, BASELINE))
    return Choice(include or (), exclude or (), _real((*others, *supplements)))


def all_but(others: Sequence[str]) -> Choice:
    """All that is found but the files that the run reads as something else."""
    return Choice(otherwise=_real(others))


def _real(others: Iterable[Path | str | None]) -> frozenset[str]:
    return frozenset(os.path.realpath(each) for each in others if each)


def exports(names: Sequence[str], choice: Choice = ALL, *, with_names: bool = True) -> Found:
    """The files that the names mean. Raises `InputError` where there is none."""
    found = found_files(names, choice)
    tell_passed_over(found.passed_over(with_names=with_names))
    return found


def tell_passed_over(line: str) -> None:
    """The line, if there is one."""
    if line:
        typer.echo(harmless(shown(line)), err=True)
