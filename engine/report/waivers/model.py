"""A waiver as the reader gives it, and the patterns of its subject."""

from __future__ import annotations

from msgspec import Struct

from ...problems import Place

ANY = "*"
"""In a pattern: any characters, also none. Nothing else is special."""


class Pattern(Struct, frozen=True):
    """A name, or a shape of names with `*` in it."""

    text: str

    @property
    def is_exact(self) -> bool:
        """Stands for one name alone."""
        return ANY not in self.text

    def fits(self, name: str | None) -> bool:
        """Whether the pattern stands for the name; a lone `*` stands for a missing one too."""
        if name is None:
            return self.text == ANY
        if self.is_exact:
            return name == self.text
        first, *middle, last = self.text.split(ANY)
        if not name.startswith(first) or not name.endswith(last):
            return False
        at, end = len(first), len(name) - len(last)
        for piece in middle:
            found = name.find(piece, at, end)
            if found < 0:
                return False
            at = found + len(piece)
        return at <= end


class Waiver(Struct, frozen=True):
    """Findings of a rule about the subjects that fit do not fail a run before `until`."""

    rule: str
    contract: Pattern | None
    client: Pattern | None
    """Fits the client's id or name."""
    account: Pattern | None
    reason: str
    until: int
    """UTC seconds, exclusive."""
    who: str | None
    place: Place

    @property
    def names_one_contract(self) -> bool:
        """Names a contract by its id, which is what a finding that forbids ending it asks for."""
        return self.contract is not None and self.contract.is_exact

    @property
    def label(self) -> str:
        """`escrow-at-stake for contract C105`, for messages."""
        parts = (
            ("contract", self.contract),
            ("client", self.client),
            ("account", self.account),
        )
        named = ", ".join(f"{word} {pattern.text}" for word, pattern in parts if pattern)
        return f"{self.rule} for {named}"
