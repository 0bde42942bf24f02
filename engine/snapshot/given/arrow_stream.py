"""A data frame of any library, taken over by the Arrow C stream interface.

The library `nanoarrow` reads the interface; it is imported when a frame comes.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from msgspec import Struct

from ...problems import InputError, Place, SurroundingsError, on_one_line
from ..sources import error
from .plain_values import CAST_COLUMN, OfType

STREAM, ARRAY = "__arrow_c_stream__", "__arrow_c_array__"
NOT_INSTALLED = "data frames need the library nanoarrow, which is not installed"
INSTALL = "install it beside closeout: pip install 'closeout[arrow]'"
UNREADABLE = "the table cannot be read"
CAST = "give every column one type, and cast what is no text, number, flag or date"
NULL_FORMAT = "n"
_BUFFERS_AT = 24
"""Where an array of the C interface counts its buffers, in bytes: after three 64-bit numbers."""


class Columns(Struct, frozen=True):
    """A frame: the names of its columns, and its rows."""

    names: tuple[str, ...]
    nested: frozenset[str]
    """The columns that hold lists, structs or maps."""
    rows: Iterable[tuple[object, ...]]
    """To be gone through once; they may raise `InputError`."""


def is_frame(data: object) -> bool:
    """Whether it hands itself over by the Arrow interface."""
    return hasattr(type(data), STREAM) or hasattr(type(data), ARRAY)


def columns_of(frame: object, name: str) -> Columns:
    """The frame as values of Python.

    Raises `InputError` for what its own library cannot hand over or this one cannot take, and
    `SurroundingsError` where a library is missing.
    """
    try:
        import nanoarrow
    except ImportError:
        raise SurroundingsError.at(Place(name), NOT_INSTALLED, INSTALL) from None
    with _readable(name):
        stream = nanoarrow.c_array_stream(frame)
        schema = nanoarrow.Schema(stream.get_schema())
        if schema.type != nanoarrow.Type.STRUCT:
            what = f"expected a data frame, found one column of {schema.type.name.lower()}"
            raise error(Place(name), what)
        fields = list(schema.fields)
        names = tuple(str(field.name) for field in fields)
        nested = (nanoarrow.Type.STRUCT, *_lists(nanoarrow.Type))
        held = frozenset(str(field.name) for field in fields if field.type in nested)
        return Columns(names, held, _rows(stream, names, name))


@contextmanager
def _readable(name: str) -> Iterator[None]:
    """Whatever a library of frames raises becomes an error about the frame."""
    try:
        yield
    except InputError:
        raise
    except ImportError as missing:
        raise SurroundingsError.at(Place(name), f"{UNREADABLE}: {missing}") from missing
    except Exception as failure:
        raise error(Place(name), f"{UNREADABLE}: {on_one_line(failure)}", CAST) from failure


def _rows(stream: Any, names: tuple[str, ...], name: str) -> Iterator[tuple[object, ...]]:
    """The rows, chunk by chunk. They are looked at where they lie: handed on, views of texts would break."""
    from .arrow_values import Rows

    with _readable(name):
        rows, before = Rows(stream.get_schema()), 0
        for array in stream:
            _correct_nulls(array)
            try:
                yield from rows.of(array)
            except Exception as failure:
                raise _torn(rows.torn_at(), names, name, before) or failure from failure
            before += len(array)


def _torn(
    found: tuple[int, int, OfType] | None, names: tuple[str, ...], name: str, before: int
) -> InputError | None:
    """Where a value cannot be read: in which column and row, counted from the first of the table."""
    if found is None:
        return None
    column, row, value = found
    place = Place(f"{name}[{before + row}]", cell=f"column `{names[column]}`")
    return error(place, value.refusal, CAST_COLUMN)


def _correct_nulls(array: Any) -> None:
    """Say that a column of nothing has no buffers: polars 2.1 counts one, which no reader takes."""
    if array.schema.format == NULL_FORMAT:
        ctypes.c_int64.from_address(array._addr() + _BUFFERS_AT).value = 0
    for index in range(array.n_children):
        _correct_nulls(array.child(index))


def _lists(types: Any) -> list[Any]:
    return [each for each in types if "LIST" in each.name or each.name == "MAP"]
