"""Names of clients, which write their legal form in several ways: `Finch Foods BV`, `Finch Foods B.V.`."""

from __future__ import annotations

import re

LEGAL_FORMS = frozenset(
    {
        "ab",
        "ag",
        "aps",
        "as",
        "asa",
        "bv",
        "co",
        "corp",
        "corporation",
        "company",
        "cv",
        "dba",
        "doo",
    }
    | {
        "ek",
        "eurl",
        "gbr",
        "gmbh",
        "gmbhcokg",
        "inc",
        "incorporated",
        "kft",
        "kg",
        "lda",
        "limited",
    }
    | {"llc", "llp", "lp", "ltd", "ltda", "nv", "og", "ohg", "ou", "oy", "oyj", "plc", "private"}
    | {"pte", "pty", "pvt", "sa", "sarl", "sas", "se", "sl", "slu", "spa", "spzoo", "srl", "sro"}
    | {"srls", "ug", "vof", "zoo", "sp", "haftungsbeschränkt", "mbh", "und"}
)
"""Words for the legal form of a firm, without their points."""


def plain(value: object) -> str:
    """A text without regard to case and spaces."""
    return " ".join(value.casefold().split()) if isinstance(value, str) else ""


def is_same_spelled(one: object, other: object) -> bool:
    """Whether two names differ in points and commas alone: `B.V.` and `BV`."""
    words = _words(one)
    return bool(words) and words == _words(other)


def _words(value: object) -> list[str]:
    return re.findall(r"\w+", re.sub(r"[.'’]", "", plain(value)))


def core(value: object) -> tuple[str, ...]:
    """The words of a name without its legal form; all of them where nothing else would be left.

    Where these are the same, two names may be one client's: points, commas and the legal form alone differ.
    """
    words = _words(value)
    kept = len(words)
    while kept and words[kept - 1] in LEGAL_FORMS:
        kept -= 1
    return tuple(words[:kept] or words)
