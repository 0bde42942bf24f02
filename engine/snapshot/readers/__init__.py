"""The formats of an export. A new one is a module here and a line in `FORMATS` or `SHAPES`.

Modules are imported when a file needs them, so that reading JSON does not wait for YAML.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import cast

from ..json_text import JsonError, parse_at
from ..pieces import Reader, ShapeReader
from ..sources import GZIP_ENDING, Source


@dataclass(frozen=True, slots=True)
class Format:
    """A way to write an export, told by the ending of the file's name."""

    module: str
    endings: tuple[str, ...]


FORMATS: tuple[Format, ...] = (
    Format("json_document", (".json",)),
    Format("yaml_document", (".yaml", ".yml")),
    Format("ndjson", (".ndjson", ".jsonl")),
    Format("csv_rows", (".csv",)),
)

SHAPES: dict[str, str] = {"data": "upwork_graphql", "errors": "upwork_graphql"}
"""JSON documents of another shape than the snapshot's: the key that tells them, the module."""

ENDINGS: tuple[str, ...] = tuple(ending for each in FORMATS for ending in each.endings)


def reader_of(source: Source) -> Reader:
    """The reader for a source: by the ending of its name, else by its first bytes."""
    name = source.name.casefold().removesuffix(GZIP_ENDING)
    for each in FORMATS:
        if name.endswith(each.endings):
            return _module(each.module)
    return _module(_format_of_content(source.head))


def shape_of(keys: dict[str, object]) -> ShapeReader | None:
    """The reader for a JSON document of a foreign shape, if one of its keys tells it."""
    for key, module in SHAPES.items():
        if key in keys:
            return cast(ShapeReader, import_module(f"{__name__}.{module}"))
    return None


def _module(name: str) -> Reader:
    return cast(Reader, import_module(f"{__name__}.{name}"))


def _format_of_content(head: bytes) -> str:
    text = head.decode(errors="replace").lstrip("\ufeff \t\r\n")
    first = text.partition("\n")[0]
    if text.startswith("{"):
        return "ndjson" if _is_line(first) else "json_document"
    if text.startswith("["):
        return "json_document"
    columns = [cell.strip('" \r') for cell in first.split(",")]
    return "csv_rows" if len(columns) > 1 and "id" in columns else "yaml_document"


def _is_line(line: str) -> bool:
    """Whether a first line is a whole object of NDJSON, and no document of its own."""
    try:
        value, end = parse_at(line, 0)
    except JsonError:
        return False
    if not isinstance(value, dict) or not value or line[end:].strip():
        return False
    return "contracts" not in value and SHAPES.keys().isdisjoint(value)
