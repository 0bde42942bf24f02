"""Problems of a policy, gathered so that its author sees them all at once.

A reader of a part raises `Fault`; whoever reads a list of parts attempts each and goes on with the
next. A fault without a problem stands for one that has been told already.
"""

from __future__ import annotations

from collections.abc import Sequence
from types import TracebackType

from ..lookalikes import lookalike_hint
from ..problems import PolicyError, Problem
from ..yaml_tree import Node, Scalar

SHORT = 30
"""Characters of a text in quotes up to which it is a value or a name, and no sentence."""


class Fault(Exception):
    """A part of a policy cannot be read; None: because of a problem that is told elsewhere."""

    def __init__(self, problem: Problem | None = None) -> None:
        self.problem = problem
        super().__init__(problem.message if problem else "told elsewhere")


def fault(node: Node, message: str, hint: str = "") -> Fault:
    """A fault at a node of a file. A short text that holds a look-alike is wrong for that, most likely."""
    if isinstance(node, Scalar) and (node.is_plain or len(node.text) <= SHORT):
        hint = lookalike_hint(node.text) or hint
    return Fault(Problem(node.place, message, hint))


class Gathered:
    """The problems that were met so far. Use it as a context to go on after a fault."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self.faults = 0
        """Faults so far, told or not: an unchanged number means that nothing went wrong."""

    def __enter__(self) -> None:
        return None

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> bool:
        if not isinstance(error, Fault):
            return False
        self.faults += 1
        if error.problem is not None and error.problem not in self.problems:
            self.problems.append(error.problem)
        return True

    def add(self, node: Node, message: str, hint: str = "") -> None:
        """Note a problem and go on."""
        with self:
            raise fault(node, message, hint)

    def take(self, problems: Sequence[Problem]) -> None:
        """Note problems that were found elsewhere."""
        self.problems += problems
        self.faults += len(problems)

    def must_be_unchanged_since(self, faults: int) -> None:
        """Give up on the surrounding part if one of its parts failed."""
        if self.faults != faults:
            raise Fault

    def raise_any(self) -> None:
        """Raise `PolicyError` with every problem, ordered by file and line, if there is one."""
        if self.problems:
            raise PolicyError(
                sorted(
                    self.problems,
                    key=lambda problem: (
                        problem.place.file,
                        problem.place.line,
                        problem.place.column,
                    ),
                )
            )
