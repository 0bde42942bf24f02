"""The columns of what goes between the driver and the workers, and of what comes out."""

from __future__ import annotations

from typing import Any

TEXT, NUMBER, INSTANT, TEXTS = "string", "bigint", "timestamp", "array<string>"
PROBLEMS = "array<struct<level:string,place:string,message:string,hint:string>>"

Columns = tuple[tuple[str, str], ...]

TAKEN: Columns = (
    ("row", NUMBER),
    ("id", TEXT),
    ("platform", TEXT),
    ("account", TEXT),
    ("text", TEXT),
    ("problems", PROBLEMS),
    ("is_header", TEXT),
)
"""A contract that was taken in. `row`: where it stands in the frame; `text`: the record, and null for a
contract that could not be read; `is_header`: not null for a line that is no contract."""

PROBLEM: Columns = (("level", TEXT), ("place", TEXT), ("message", TEXT), ("hint", TEXT))

_SUBJECT: Columns = (
    ("scope", TEXT),
    ("account", TEXT),
    ("client", TEXT),
    ("contract", TEXT),
    ("milestone", TEXT),
)

TABLES: dict[str, Columns] = {
    "finding": (
        ("rule", TEXT),
        ("severity", TEXT),
        ("action", TEXT),
        *_SUBJECT,
        ("message", TEXT),
        ("deadline", INSTANT),
        ("safe_by", INSTANT),
        ("assumes", TEXTS),
        ("fingerprint", TEXT),
        ("line", TEXT),
    ),
    "contract": (
        ("contract", TEXT),
        ("account", TEXT),
        ("verdict", TEXT),
        ("until", INSTANT),
        ("end_reason", TEXT),
        ("needs", TEXTS),
        ("assumes", TEXTS),
        ("line", TEXT),
    ),
    "undetermined": (
        ("rule", TEXT),
        ("severity", TEXT),
        *_SUBJECT,
        ("needs", TEXTS),
        ("line", TEXT),
    ),
}
"""What comes out, by the kind of line that the format ndjson writes; `line` is that line."""

RESULT: Columns = (
    ("kind", TEXT),
    *dict(column for columns in TABLES.values() for column in columns).items(),
)
"""All tables as one, as the workers give them: a worker has one output."""


def spark_schema(columns: Columns) -> str:
    """As Spark writes it."""
    return ", ".join(f"`{name}` {type}" for name, type in columns)


def arrow_schema(columns: Columns) -> Any:
    """As Arrow holds it."""
    import pyarrow

    text = pyarrow.string()
    types = {
        TEXT: text,
        NUMBER: pyarrow.int64(),
        INSTANT: pyarrow.timestamp("us", tz="UTC"),
        TEXTS: pyarrow.list_(text),
        PROBLEMS: pyarrow.list_(pyarrow.struct([(name, text) for name, _ in PROBLEM])),
    }
    return pyarrow.schema([(name, types[type]) for name, type in columns])


def storable(text: str | None) -> str | None:
    """A text that Arrow takes: half a pair of surrogates becomes its escape."""
    if text is None or text.isascii():
        return text
    return text.encode("utf-8", "backslashreplace").decode()
