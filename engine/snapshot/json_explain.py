"""Why a text is not JSON, in words that are the same in every version of Python.

A slow second reading of what the fast parser refused, token by token and without recursion.
"""

from __future__ import annotations

import json
import re
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from ..problems import KEEP_ONE

MOST_LEVELS = 100
"""Nesting beyond this is told as such; the parser gives up somewhat later."""

_TEXT = r'"(?:[^"\\\x00-\x1f]|\\["\\/bfnrt]|\\u[0-9a-fA-F]{4})*+'
"""A text up to its closing quote, or up to what keeps it from being closed."""
_TOKEN = re.compile(
    r"[ \t\r\n]*(?:(?P<mark>[{}\[\],:])|(?P<text>" + _TEXT + r'")|(?P<bare>[^\s{}\[\],:"]+))'
)
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
_OPEN_TEXT = re.compile(_TEXT)
_CONSTANTS = ("true", "false", "null")
_COMMENTS = ("//", "/*", "#")
_NO_COMMENTS = "JSON has no comments: remove it, or write the file as YAML"
_NOT_FINITE = ("NaN", "Infinity", "-Infinity")

MOST_DIGITS = 4000


class Fault(NamedTuple):
    """What is wrong, and the offset where it stands."""

    offset: int
    message: str
    hint: str = ""


class _Open(NamedTuple):
    """An object or a list that is not closed yet."""

    offset: int
    keys: dict[str, int] | None
    """The keys of an object, each with its offset; None for a list."""


def explain(text: str, offset: int, expects: str = "value") -> Fault:
    """The first thing that is wrong from an offset on.

    `expects` says what stands there: a value, or inside an object or a list a `key`, the `colon`
    behind it, or a `comma or }` and `comma or ]`.
    """
    return _Reading(text, offset, expects).fault()


class _Reading:
    def __init__(self, text: str, offset: int, expects: str) -> None:
        self.text = text
        self.offset = offset
        self.open: list[_Open] = []
        self.expects = expects
        if expects != "value":
            self.open.append(_Open(offset, None if expects.endswith("]") else {}))

    def fault(self) -> Fault:
        while True:
            match = _TOKEN.match(self.text, self.offset)
            if match is None:
                return self._no_token()
            at = match.start(match.lastgroup or 0)
            token = self.text[at : match.end()]
            self.offset = match.end()
            fault = self._step(token, at, str(match.lastgroup))
            if fault is not None:
                return fault
            if not self.open:
                return Fault(at, "this value cannot be read as JSON")

    def _step(self, token: str, at: int, kind: str) -> Fault | None:
        if self.expects == "colon":
            if token != ":":
                return Fault(at, f"expected a colon after the key, found {_shown(token)}")
            self.expects = "value"
            return None
        if self.expects.startswith("comma"):
            return self._after_value(token, at)
        if token in ("}", "]"):
            return self._close_early(token, at)
        if self.expects in ("key", "key or end"):
            return self._key(token, at, kind)
        return self._value(token, at, kind)

    def _after_value(self, token: str, at: int) -> Fault | None:
        inside = self.open[-1]
        is_object = inside.keys is not None
        if token == ",":
            self.expects = "key" if is_object else "value"
            return None
        if token == ("}" if is_object else "]"):
            self._close()
            return None
        expected = "a comma or }" if is_object else "a comma or ]"
        return Fault(at, f"expected {expected}, found {_shown(token)}")

    def _close_early(self, token: str, at: int) -> Fault | None:
        """A closing bracket where a key or a value might stand: right in an empty pair."""
        is_object = bool(self.open) and self.open[-1].keys is not None
        fits = token == ("}" if is_object else "]")
        if fits and self.expects in ("key or end", "value or end"):
            self._close()
            return None
        if fits and self.expects in ("key", "value") and self.text[:at].rstrip()[-1:] == ",":
            return Fault(at, f"expected another entry before {token}", "remove the comma before it")
        what = "a key" if self.expects.startswith("key") else "a value"
        return Fault(at, f"expected {what}, found {token}")

    def _close(self) -> None:
        self.open.pop()
        self.expects = "comma"

    def _key(self, token: str, at: int, kind: str) -> Fault | None:
        if kind != "text":
            hint = _NO_COMMENTS if token.startswith(_COMMENTS) else ""
            return Fault(at, f"expected a key in double quotes, found {_shown(token)}", hint)
        keys = self.open[-1].keys
        if keys is not None:
            key = json.loads(token)
            if key in keys:
                below = self.text.count("\n", keys[key], at)
                where = "in the same line" if not below else "in the line above"
                hint = f"first written {where if below < 2 else f'{below} lines above'}"
                message = f"the key {_shown(token)} is written twice in one object"
                return Fault(at, message, f"{hint}; {KEEP_ONE}")
            keys[key] = at
        self.expects = "colon"
        return None

    def _value(self, token: str, at: int, kind: str) -> Fault | None:
        if token in ("{", "["):
            if len(self.open) >= MOST_LEVELS:
                return Fault(at, f"nested more than {MOST_LEVELS} levels deep")
            self.open.append(_Open(at, {} if token == "{" else None))
            self.expects = "key or end" if token == "{" else "value or end"
            return None
        if kind == "mark":
            return Fault(at, f"expected a value, found {token}")
        if kind == "bare":
            fault = _bare(token, at)
            if fault is not None:
                return fault
        self.expects = "comma"
        return None

    def _no_token(self) -> Fault:
        rest = re.compile(r"[ \t\r\n]*").match(self.text, self.offset)
        at = rest.end() if rest else self.offset
        if at >= len(self.text):
            return self._ends_early(at)
        if self.text[at] != '"':
            return Fault(at, f"expected JSON, found {_shown(self.text[at])}")
        string = _OPEN_TEXT.match(self.text, at)
        end = string.end() if string else at
        if end >= len(self.text):
            return Fault(at, "cut off inside this text", _TRUNCATED)
        if self.text[end] == "\\":
            return Fault(end, "a backslash begins an escape that JSON does not know", r"write \\")
        if self.text[end] in "\r\n":
            return Fault(at, "the text is not closed in its line", "close it with a double quote")
        return Fault(end, "a control character must be written as an escape", r"for example \t")

    def _ends_early(self, at: int) -> Fault:
        # The last character, so that there is a line to quote.
        at = max(0, len(self.text[:at].rstrip()) - 1)
        if not self.open:
            return Fault(at, "expected a value, found the end")
        return Fault(at, "cut off here: an object or a list is not closed", _TRUNCATED)


_TRUNCATED = "export it again, or copy it whole"


def _bare(token: str, at: int) -> Fault | None:
    if token in _CONSTANTS:
        return None
    if _NUMBER.fullmatch(token):
        if len(token) > MOST_DIGITS:
            return Fault(at, f"the number has {len(token)} digits")
        try:
            Decimal(token)
        except InvalidOperation:
            return Fault(at, f"the number {_shown(token)} is too large or too small")
        return None
    if token in _NOT_FINITE:
        return Fault(
            at, f"{token} is not a number that can be used", "write null if it is not known"
        )
    if token in ("True", "False", "None"):
        right = {"True": "true", "False": "false", "None": "null"}[token]
        return Fault(at, f"expected a value, found {token}", f"write {right}")
    if token.startswith(_COMMENTS):
        return Fault(at, f"expected a value, found {_shown(token)}", _NO_COMMENTS)
    return Fault(at, f"expected a value, found {_shown(token)}", "texts stand in double quotes")


def _shown(token: str) -> str:
    return token if len(token) <= 40 else token[:37] + "..."
