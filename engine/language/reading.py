"""The plain parts of a policy file: mappings with known keys, texts, words out of a few, ids."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence

from ..problems import ShapeProblem, did_you_mean, likely, nearest
from ..yaml_tree import Mapping, Node, Scalar
from ..yaml_tree import Sequence as ListNode
from .choices import several_words, word_hint
from .gather import Fault, Gathered, fault
from .limits import LONGEST_NAME, LONGEST_TEXT

RULE_ID = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*", re.ASCII)
"""Ids of packs, rules and actions: `close-contract`."""
NAME = re.compile(r"[a-z][a-z0-9_]*", re.ASCII)
"""Names of params and events: `auto_release`."""
FACT_NAME = re.compile(r"[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)*", re.ASCII)
SOURCE_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*", re.ASCII)


def kind_of(node: Node) -> str:
    """What a node is, for a person: "a list"."""
    if isinstance(node, Mapping):
        return "a mapping"
    if isinstance(node, ListNode):
        return "a list"
    assert isinstance(node, Scalar)
    return "nothing" if node.is_empty else f"`{clipped(node.text)}`"


def clipped(text: str, width: int = 60) -> str:
    """A text short enough to be repeated in a message."""
    return text if len(text) <= width else text[: width - 3] + "..."


def misshapen(node: Node, message: str, hint: str = "") -> Fault:
    """A fault that the schema of policies tells too."""
    return Fault(ShapeProblem(node.place, message, hint))


def mapping_of(node: Node, what: str, hint: str = "") -> Mapping:
    """The node as a mapping; `what` is the subject of the error: "a rule"."""
    if not isinstance(node, Mapping):
        raise misshapen(node, f"{what} is a mapping of keys and values, not {kind_of(node)}", hint)
    return node


def list_of(node: Node, what: str, hint: str = "") -> list[Node]:
    """The items of a list."""
    if not isinstance(node, ListNode):
        raise misshapen(node, f"{what} is a list, not {kind_of(node)}", hint)
    return node.items


def one_or_more(node: Node, what: str) -> list[Node]:
    """The items of a list that is not empty, or the one value that stands in its place."""
    if not isinstance(node, ListNode):
        return [node]
    if not node.items:
        raise misshapen(node, f"{what} is empty")
    return node.items


def scalar_of(node: Node, what: str, hint: str = "") -> Scalar:
    """The node as a piece of text that is not empty."""
    if not isinstance(node, Scalar):
        raise misshapen(node, f"{what} is a single value, not {kind_of(node)}", hint)
    if node.is_empty or not node.text.strip():
        raise misshapen(node, f"{what} is empty", hint)
    return node


def text_of(node: Node, what: str) -> str:
    """A text for people: one paragraph, without line ends."""
    text = " ".join(scalar_of(node, what).text.split())
    if len(text) > LONGEST_TEXT:
        raise fault(node, f"{what} is longer than {LONGEST_TEXT} characters")
    return text


def texts_of(node: Node, what: str) -> tuple[str, ...]:
    """A list of texts for people, or a single one."""
    return tuple(text_of(item, what) for item in one_or_more(node, what))


def identifier_of(node: Node, pattern: re.Pattern[str], what: str) -> str:
    """A name that follows a pattern."""
    scalar = scalar_of(node, what)
    check_identifier(scalar, scalar.text, pattern, what)
    return scalar.text


_LOOKS = {
    RULE_ID: "lower-case letters from a to z, digits and single hyphens: `late-delivery`",
    NAME: "lower-case letters from a to z, digits and underscores: `review_days`",
    FACT_NAME: "lower-case letters from a to z, digits and underscores: `days_left`",
    SOURCE_ID: "letters, digits, hyphens and dots: `H211063718`",
}


def check_identifier(node: Node, text: str, pattern: re.Pattern[str], what: str) -> None:
    """Raise a fault unless the text follows the pattern."""
    if len(text) > LONGEST_NAME:
        raise fault(node, f"{what} is longer than {LONGEST_NAME} characters")
    if not pattern.fullmatch(text):
        raise fault(node, f"`{clipped(text)}` cannot be {what}", f"it has {_LOOKS[pattern]}")


def word_of(node: Node, words: Collection[str], what: str) -> str:
    """One of a few words; the error names the nearest, or all."""
    return _word(node, [*words], what, "only one of them can stand here")


def _word(node: Node, words: Sequence[str], what: str, of_several: str) -> str:
    """One of a few words; `of_several` says what to do with several in one text."""
    scalar = scalar_of(node, what)
    if scalar.text in words:
        return scalar.text
    message, hint = _not_among(scalar.text, words, what)
    if several := several_words(scalar.text, words):
        hint = of_several.format(listed(several))
    raise misshapen(node, message, hint)


MOST_LISTED = 12
"""Names that a hint lists; of more it names those that are most alike."""


def name_among(node: Node, names: Collection[str], what: str, remedy: str = "") -> str:
    """One of the names that a pack gives; the error names the nearest, or all of a few.

    `remedy`: what can be done where none comes close.
    """
    scalar = scalar_of(node, what)
    if scalar.text in names:
        return scalar.text
    message, hint = _not_among(scalar.text, names, what)
    if not names:
        raise fault(node, message, f"there is none yet; {remedy}".removesuffix("; "))
    if len(names) > MOST_LISTED and nearest(scalar.text, names) is None:
        hint = f"the nearest are {', '.join(likely(clipped(scalar.text), names))}"
        hint += f"; {remedy}" if remedy else ""
    raise fault(node, message, hint)


def _not_among(text: str, words: Collection[str], what: str) -> tuple[str, str]:
    return f"`{clipped(text)}` is not {what}", word_hint(text, [*words])


def words_of(node: Node, words: Collection[str], what: str) -> tuple[str, ...]:
    """A list of words out of a few, or a single one."""
    of_several = "several are a list: `[{}]`"
    items = one_or_more(node, what)
    return tuple(_word(item, [*words], what, of_several) for item in items)


def listed(words: Iterable[str]) -> str:
    """`a, b, c` in the given order."""
    return ", ".join(words)


def check_keys(
    mapping: Mapping,
    what: str,
    gathered: Gathered,
    allowed: Sequence[str],
    required: Sequence[str] = (),
    elsewhere: dict[str, str] | None = None,
) -> None:
    """Note unknown keys, with the nearest known one; raise a fault if a required one is missing.

    `elsewhere` explains keys that belong somewhere else.
    """
    for name, (key, _) in mapping.entries.items():
        if name not in allowed:
            hint = (elsewhere or {}).get(name) or did_you_mean(
                name, allowed, f"{what} knows {listed(allowed)}"
            )
            with gathered:
                raise misshapen(key, f"unknown key `{clipped(name)}` in {what}", hint)
    missing = [name for name in required if name not in mapping.entries]
    for name in missing:
        with gathered:
            raise misshapen(mapping, f"{what} lacks `{name}`", MISSING_HINTS.get(name, ""))
    if missing:
        raise Fault


MISSING_HINTS: dict[str, str] = {
    "for": "`for: contract` says what the rule speaks of: milestone, contract, client or account",
    "when": "`when: {status: active}` says when the rule applies",
    "severity": "one of error, warning, info",
    "basis": "one of official, mixed, advice",
    "action": "the id of an action of the pack",
    "message": 'a text for the reader: message: "{client.name} owes {budget}."',
    "effect": "one of block, wait, prepare, keep, close, none",
    "while": "`while: {...}` says which members the streak counts",
    "newest": "`newest: ended_at` says which member is the newest",
    "at": "`at: ended_at` says which instant to begin with",
    "title": "one line that says what it is about",
    "id": "a name of its own, e.g. `id: late-delivery`",
}
