"""`closeout init`: the files to begin with, in a folder that has none of them."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from ..completion import pack_names


class Pipeline(StrEnum):
    """Where the check is to run by itself."""

    GITHUB = "github"
    GITLAB = "gitlab"


def init(
    folder: Annotated[
        Path, typer.Argument(metavar="[FOLDER]", help="Where; default: the current folder.")
    ] = Path(),
    platform: Annotated[
        str,
        typer.Option(
            metavar="PACK", help="The pack that yours starts from.", autocompletion=pack_names
        ),
    ] = "upwork",
    ci: Annotated[Pipeline | None, typer.Option(help="Write the file of a pipeline too.")] = None,
    pre_commit: Annotated[
        bool, typer.Option("--pre-commit", help="Write the lines for pre-commit too.")
    ] = False,
    address: Annotated[
        str,
        typer.Option(
            metavar="OWNER/REPOSITORY|URL",
            help="Where your organisation keeps closeout, for --ci and --pre-commit.",
        ),
    ] = "",
) -> None:
    """Write settings, a policy pack of your own with a rule and its test, and a table to fill in.

    Nothing is overwritten: what is there already is told and left, and the rest is written. A pack
    that is there is left whole.
    """
    from ...engine.problems import harmless
    from ..output import write
    from ..starting import Wanted, start

    wanted = Wanted(platform, ci and ci.value, pre_commit, address)
    write(harmless(start(folder, wanted)), None)
