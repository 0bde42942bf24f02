"""The steps of a program in stages, for contracts that do not come all at once.

In a stage steps of milestones and contracts are done contract by contract, and then, with all of them done, the
steps of clients and accounts that read them. Facts over siblings are the first of the next stage.
"""

from __future__ import annotations

from msgspec import Struct, field

from ..meaning.groups import OF_A_CONTRACT
from ..units import Scope
from .compute import FactProgram, Step
from .order import told_of_others

AROUND = (Scope.CLIENT, Scope.ACCOUNT, Scope.EXPORT)


class Stage(Struct):
    """Steps of one stage, in order."""

    inner: list[Step] = field(default_factory=list)
    """Of milestones and contracts."""
    outer: list[Step] = field(default_factory=list)
    """Of clients, accounts and the export, when the inner ones are done for all contracts."""


class Stages(Struct):
    """A program in stages. Before the last one every client and account is filled, and whatever is read of a
    contract for others.
    """

    first: list[Step]
    """Of clients, accounts and the export, row by row as they are met: they read no contracts."""
    stages: list[Stage]


def stages_of(program: FactProgram) -> Stages:
    """The steps of a program that was compiled."""
    first: list[Step] = []
    most = max(program.stages, default=0) + bool(told_of_others(program.layout.applied))
    stages = [Stage() for _ in range(max(most, 1) + 1)]
    for step, stage in zip(program.steps, program.stages, strict=True):
        if step[0] in OF_A_CONTRACT:
            stages[stage].inner.append(step)
        elif stage:
            stages[stage - 1].outer.append(step)
        else:
            first.append(step)
    return Stages(first, stages)
