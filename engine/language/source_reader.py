"""Sources: where rules, facts and numbers were read."""

from __future__ import annotations

import re

from ..policy.pack import Source
from ..yaml_tree import Node, Scalar
from .gather import Gathered
from .literals import instant_hint, parse_instant
from .reading import SOURCE_ID, check_identifier, check_keys, clipped, mapping_of, text_of

SOURCE_KEYS = ("title", "url", "retrieved", "review_by", "quote")


def read_source(key: Scalar, node: Node, gathered: Gathered) -> Source:
    """The source of an entry `KEY: {title: ...}`. Raises `Fault`."""
    check_identifier(key, key.text, SOURCE_ID, "the key of a source")
    entry = mapping_of(node, "a source", "`{title: ..., url: ...}`")
    check_keys(entry, "a source", gathered, SOURCE_KEYS, ["title"])
    found = {
        name: text_of(value, f"`{name}`")
        for name, (_, value) in entry.entries.items()
        if name in SOURCE_KEYS
    }
    for name in ("retrieved", "review_by"):
        if name in found and parse_instant(found[name]) is None:
            message = f"`{clipped(found[name])}` is not a date"
            hint = instant_hint(found[name], "write it like `2026-11-22`")
            gathered.add(entry.entries[name][1], message, hint)
    if not re.match("https?://[^ ]+$", found.get("url", "https://x")):
        gathered.add(entry.entries["url"][1], "a url begins with https://")
    return Source(key.text, **found)
