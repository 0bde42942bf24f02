"""How a format tells findings one by one: what is needed to write them while they are found."""

from __future__ import annotations

from typing import Any, Protocol

from .findings import Finding


class Form(Protocol):
    """One format, for one report. Its texts are those of JSON, laid out as the format lays them out."""

    def __hash__(self) -> int: ...

    def finding(self, finding: Finding) -> str:
        """The whole text of a finding."""
        ...

    def template(self, finding: Finding) -> str:
        """The text of all findings of a rule, by one of them, with `%s` where they differ: account, client,
        contract, milestone, message, deadline, safe instant, evidence, events, assumptions, fingerprint.
        """
        ...

    def finished(self, text: str) -> str:
        """A filled template, with what could do harm as escapes."""
        ...

    def quoted(self, text: str) -> str:
        """A text."""
        ...

    def instant(self, at: int | None) -> str:
        """An instant; None: there is none."""
        ...

    def words(self, words: tuple[str, ...]) -> str:
        """A list of texts."""
        ...

    def value(self, value: Any) -> str:
        """A value in a mapping."""
        ...

    def keys(self, names: tuple[str, ...]) -> str:
        """A mapping with `%s` for each value."""
        ...
