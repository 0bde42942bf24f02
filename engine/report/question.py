"""What a person could say to decide what is open, as a report holds it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice

from msgspec import Struct

from .shown import Shown, told_text

VERDICT = "verdict"
"""Stands in `Question.decides` for the verdict of the contract, beside the ids of rules."""


class Question(Struct, frozen=True):
    """One field that is not known, as a question to a person."""

    contract: str | None
    """None: the question is about the whole export."""
    milestone: str | None
    field: str
    """The name of the field as `needs` has it."""
    told: tuple[str | Shown, ...]
    """The words of the question, and between them the values."""
    decides: tuple[str, ...]
    """What an answer may decide: `verdict`, and ids of rules."""
    until: int | None
    """When it will be too late for what it decides, UTC seconds; None where there is no such instant."""
    decides_for: str | None = None
    """The id of the contract of which it decides that, where it is another: one that waits for this one."""

    @property
    def text(self) -> str:
        """The question as one text."""
        return told_text(self.told)


class Questions:
    """Questions in their order, each looked for when somebody comes to it, and then kept."""

    def __init__(self, source: Iterable[Question] = ()) -> None:
        self._source = iter(source)
        self._found: list[Question] = []

    def __iter__(self) -> Iterator[Question]:
        index = 0
        while True:
            if index == len(self._found):
                following = next(self._source, None)
                if following is None:
                    return
                self._found.append(following)
            yield self._found[index]
            index += 1

    def __reduce__(self) -> tuple[type[Questions], tuple[tuple[Question, ...]]]:
        """A copy, also one for another process, has them all: what looks for them stays here."""
        return Questions, (tuple(self),)

    def first(self, count: int) -> tuple[list[Question], bool]:
        """The first ones, and whether there are more."""
        found = list(islice(self, count + 1))
        return found[:count], len(found) > count

    def mapped(self, change: Callable[[Question], Question]) -> Questions:
        """The same questions, each changed when somebody comes to it."""
        return Questions(change(question) for question in self)
