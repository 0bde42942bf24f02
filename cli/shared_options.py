"""Options that several commands take in the same words."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

SNAPSHOTS = "Snapshots: files, folders, patterns, or - for stdin."
FilesArgument = Annotated[
    list[str],
    typer.Argument(metavar="FILE...", help=SNAPSHOTS),
]
SupplementOption = Annotated[
    list[str] | None,
    typer.Option(
        "--supplement",
        metavar="CSV",
        help="What was added by hand: `closeout ask`, `template`.",
    ),
]
OutputOption = Annotated[
    Path | None,
    typer.Option("--output", "-o", metavar="FILE", help="Write here, whole or not at all."),
]
CloseOption = Annotated[
    list[str] | None, typer.Option("--close", metavar="ID", help="I want to end this contract.")
]
