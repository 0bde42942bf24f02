"""Cases that expect a rule that there is not: it was renamed, or never written."""

from __future__ import annotations

from collections.abc import Iterator

from ..cases.reading.discover import Found
from ..cases.reading.expected import KEYS
from ..problems import CloseoutError, did_you_mean
from ..yaml_tree import Mapping, Node, Scalar, Sequence, read_tree
from .checks import CHECKS
from .linted import Linted
from .model import LintFinding

_OF_RULES = ("findings", "silent", "undetermined")


def case_findings(linted: Linted) -> Iterator[LintFinding]:
    """Every id that a test file of the pack expects and that is no rule."""
    rules = {rule.id for rule in linted.pack.rules}
    former = {name for rule in linted.pack.rules for name in rule.renamed_from}
    for file in linted.tests:
        yield from _of(file, rules | former)


def _of(file: Found, rules: set[str]) -> Iterator[LintFinding]:
    try:
        root = read_tree(file.text, file.label)
    except CloseoutError:
        return
    if not isinstance(root, Mapping) or root.get("pack") is not None:
        return  # what is about another pack expects rules of that one
    for node, name in _under_test(root):
        yield from _unless_there(node, name, rules, "the file tests", file)
    cases = root.get("cases")
    for case in cases.items if isinstance(cases, Sequence) else ():
        for node, name in _expected(case):
            yield from _unless_there(node, name, rules, "the case expects", file)


def _unless_there(
    node: Node, name: str, rules: set[str], what: str, file: Found
) -> Iterator[LintFinding]:
    if name not in rules and name != "none":
        message = f"{what} `{name}`, and there is no such rule"
        hint = did_you_mean(name, rules, "`closeout rules` lists them")
        yield LintFinding(
            CHECKS["test-without-rule"], node.place, message, hint, f"case in {file.label}"
        )


def _under_test(root: Mapping) -> Iterator[tuple[Node, str]]:
    """The rules that a file says it is about."""
    if (value := root.get("rules")) is not None:
        yield from _names(value)


def _expected(node: Node) -> Iterator[tuple[Node, str]]:
    """The rules that a case, or a moment of it, names."""
    if not isinstance(node, Mapping):
        yield from _names(node)
        return
    for key in _OF_RULES:
        if (value := node.get(key)) is not None:
            yield from _names(value)
    moments = node.get("at")
    for _, value in moments.entries.values() if isinstance(moments, Mapping) else ():
        is_whole = isinstance(value, Mapping) and any(key in value.entries for key in KEYS)
        yield from _expected(value) if is_whole else _names(value)


def _names(node: Node) -> Iterator[tuple[Node, str]]:
    if isinstance(node, Scalar) and node.text:
        yield node, node.text
    elif isinstance(node, Sequence):
        for item in node.items:
            rule = item.get("rule") if isinstance(item, Mapping) else None
            if isinstance(rule, Scalar):
                yield rule, rule.text
            else:
                yield from _names(item)
    elif isinstance(node, Mapping):
        for name, (key, _) in node.entries.items():
            yield key, name
