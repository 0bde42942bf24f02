"""Results on their way from one process to another."""

from __future__ import annotations


class Handed:
    """A dataclass with slots that is made anew from its values, in their order.

    What `dataclasses` generates for that takes several times as long, and there are millions of them.
    """

    __slots__ = ()

    def __reduce__(self) -> tuple[object, ...]:
        kind = type(self)
        return (kind, tuple([getattr(self, name) for name in kind.__match_args__]))  # type: ignore[attr-defined]
