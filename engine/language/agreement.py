"""Whether the published schema and the loader agree on the shape of a pack.

An editor tells an author what the schema says, and the loader judges the same file later. Where one
calls the shape right and the other wrong, the program is at fault and not the pack. Circles, units,
scopes, and names that reach into other files are for the loader alone to judge.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

from ..documents.judge import validator
from ..documents.shape import place_in
from ..policy.pack import Pack
from ..problems import Level, PolicyError, Problem, ShapeProblem
from ..yaml_tree import Mapping, Node, Scalar, YamlFault, read_tree
from ..yaml_tree import Sequence as ListNode
from .load import load_packs, pack_texts
from .schema import policy_schema

REPORT = "a fault of closeout, not of this pack: please report it with this file"

_WHOLE = re.compile(r"-?\d+", re.ASCII)
_BROKEN = re.compile(r"-?\d+\.\d+", re.ASCII)


def refused_by_schema(reference: str, pack: Pack) -> list[Problem]:
    """What of a pack that was loaded the schema calls wrong: one warning a file."""
    judge = validator(policy_schema([pack]))
    found: list[Problem] = []
    for _, root in _trees(reference):
        for path, message in _first_error(judge, root):
            text = f"`closeout schema policy` calls this wrong, and the pack was loaded: {message}"
            found.append(Problem(place_in(root)(path, False), text, REPORT, Level.WARNING))
    return found


def refused_by_loader(reference: str, problems: Sequence[Problem]) -> list[Problem]:
    """Which problems of shape of a pack that was refused the schema does not see; warnings.

    A file counts in which the schema sees nothing wrong at all.
    """
    of_shape = [problem for problem in problems if isinstance(problem, ShapeProblem)]
    if not of_shape:
        return []
    judge = _judge_of_shipped_facts()
    valid = {file for file, root in _trees(reference) if not list(_first_error(judge, root))}
    text = "`closeout schema policy` calls this right, and the pack was refused: {}"
    return [
        Problem(problem.place, text.format(problem.message), REPORT, Level.WARNING)
        for problem in of_shape
        if problem.place.file in valid
    ]


@cache
def _judge_of_shipped_facts() -> Any:
    return validator(policy_schema(load_packs(None)))


def _trees(reference: str) -> Iterator[tuple[str, Node]]:
    """The files of a pack that are YAML and not empty."""
    try:
        texts = pack_texts(reference)
    except PolicyError:
        return
    for file, text in texts:
        try:
            root = read_tree(text, file)
        except YamlFault:
            continue
        if root is not None:
            yield file, root


def _first_error(judge: Any, root: Node) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Path and words of what is most likely wrong, if anything is."""
    from jsonschema.exceptions import best_match

    error = best_match(judge.iter_errors(as_typed(root)))
    if error is not None:
        yield tuple(error.absolute_path), error.message[:200]


def as_typed(node: Node | None) -> object:
    """A tree as an editor sees it, by the core schema of YAML 1.2."""
    if isinstance(node, Mapping):
        return {name: as_typed(value) for name, (_, value) in node.entries.items()}
    if isinstance(node, ListNode):
        return [as_typed(item) for item in node.items]
    if not isinstance(node, Scalar) or (node.is_plain and node.text in ("", "~", "null")):
        return None
    if not node.is_plain:
        return node.text
    if node.text in ("true", "false"):
        return node.text == "true"
    if _WHOLE.fullmatch(node.text):
        return int(node.text)
    return float(node.text) if _BROKEN.fullmatch(node.text) else node.text
