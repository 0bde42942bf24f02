"""`closeout config`: the settings that hold, and where each comes from."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from ..settings.settings import Chosen, Settings


class ConfigFormat(StrEnum):
    """How the settings are written."""

    TEXT = "text"
    JSON = "json"


NOTHING = "(none)"


def config(
    format: Annotated[
        ConfigFormat, typer.Option("--format", "-f", help="How the settings are written.")
    ] = ConfigFormat.TEXT,
) -> None:
    """Show every setting with its value and where it comes from.

    A flag comes before the environment (CLOSEOUT_FAIL_ON), that before closeout.yaml or
    [tool.closeout] in pyproject.toml, and that before the default.
    """
    from msgspec.structs import replace

    from ...engine.problems import Level, harmless
    from ..output import write
    from ..render.json_writing import document
    from ..settings.settings import effective
    from ..warned import warn

    settings = effective()
    lost = (one for chosen in settings.chosen.values() if (one := chosen.missing) is not None)
    warn([replace(one, level=Level.WARNING) for one in lost])
    if format is ConfigFormat.JSON:
        write(document(_json(settings)), None)
    else:
        write(harmless(_text(settings)), None)


def _text(settings: Settings) -> str:
    from ...engine.problems import shown

    rows = [
        (name, shown(", ".join(chosen.texts) or NOTHING), shown(chosen.origin))
        for name, chosen in settings.chosen.items()
    ]
    widths = [max(len(row[column]) for row in rows) for column in (0, 1)]
    lines = [f"{name:{widths[0]}}  {value:{widths[1]}}  {origin}" for name, value, origin in rows]
    file = f"Configuration file: {shown(settings.file)}" if settings.file else NO_FILE
    return "\n".join([*lines, "", file]) + "\n"


NO_FILE = "Configuration file: none (closeout.yaml, or [tool.closeout] in pyproject.toml)"


def _json(settings: Settings) -> dict[str, Any]:
    """As schemas/settings.schema.json describes it."""
    return {
        "version": 1,
        "file": settings.file,
        "settings": {
            name: {"value": _value(chosen), "origin": chosen.origin}
            for name, chosen in settings.chosen.items()
        },
    }


def _value(chosen: Chosen) -> str | int | bool | list[str] | None:
    """Lists as lists, numbers as numbers, flags as flags, what is not set as null, the rest as it was written."""
    if chosen.value is None:
        return None
    if chosen.key.is_list:
        return list(chosen.texts)
    if isinstance(chosen.value, bool):
        return chosen.value
    if isinstance(chosen.value, int) and chosen.texts[0].isdigit():
        return chosen.value
    return chosen.texts[0]
