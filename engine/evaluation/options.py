"""How contracts are to be evaluated."""

from __future__ import annotations

from msgspec import Struct

from ..progress import Progress
from ..report.forms import Form
from .batches import CONTRACTS
from .engines import Engine


class Options(Struct, frozen=True):
    """How to evaluate. `closing`: ids of contracts that are to be ended."""

    engine: Engine = Engine.AUTO
    closing: frozenset[str] = frozenset()
    with_facts: bool = False
    is_brief: bool = False
    """Of contracts nothing is told beside their verdicts."""
    form: Form | None = None
    """The one in which findings are told."""
    with_preview: bool = False
    is_strict: bool = False
    """Nothing is assumed."""
    progress: Progress | None = None
    batched_from: int = 1_000
    """Contracts from which on an export is evaluated in batches."""
    batch: int = CONTRACTS
    """Contracts of a batch, at least."""
    jobs: int = 1
    """Processes that share the batches."""
