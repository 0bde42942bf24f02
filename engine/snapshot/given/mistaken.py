"""What is easily given in place of data: the text of an export, an open file, a frame not yet computed."""

from __future__ import annotations

import os
import re

from ...problems import Place, Problem

_JSON_BEGINS = re.compile(r"\s*(?:\{|\[\s*[\[\]{\"])")
"""How JSON begins, and no pattern for paths: `[ab]*.json` is one."""
_PARSED = "parse it first: check(json.loads(text), ...)"
_IN_A_FILE = "write it to a file and give its path, or read it into a data frame"
PLACE = Place("contracts")


def text_as_path(name: str) -> Problem | None:
    """Why a text is no path but what stands in a file; None where it may be one."""
    is_json = _JSON_BEGINS.match(name) is not None
    if (not is_json and len(name.splitlines()) < 2) or os.path.lexists(name.replace("\0", "")):
        return None
    message = "expected a path, found the text of an export"
    return Problem(PLACE, message, _PARSED if is_json else _IN_A_FILE)


def no_data(value: object) -> Problem:
    """What is told of a value of another type."""
    message = f"expected paths, dicts or a data frame, found {type(value).__name__}"
    return Problem(PLACE, message, _remedy(value))


def _remedy(value: object) -> str:
    if isinstance(value, bytes | bytearray):
        return "give the path of the file, or parse it first: check(json.loads(data), ...)"
    if is_open_file(value):
        return "give the path of the file, or parse it first: check(json.load(file), ...)"
    if callable(getattr(value, "collect", None)):
        return "collect it first: check(frame.collect(), ...)"
    return ""


def is_open_file(value: object) -> bool:
    """Whether it reads as an open file does, whose lines are no contracts."""
    return callable(getattr(value, "read", None)) and callable(getattr(value, "readline", None))
