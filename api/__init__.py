"""Decides from policies what to do about freelance contracts that are to be closed.

    from closeout import check, load_policies

    policies = load_policies()
    report = check("contracts.json", policies)
    for contract in report.contracts:
        print(contract.id, contract.verdict)

What is named here is the interface: docs/python-api.md explains it, and under which version it may
change. Everything else in this package is the program's own.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .checks import check as check
    from .engine.policy.pack import Severity as Severity
    from .engine.problems import CloseoutError as CloseoutError
    from .engine.problems import PolicyError as PolicyError
    from .engine.problems import Problem as Problem
    from .engine.report.findings import Verdict as Verdict
    from .loading import Policies as Policies
    from .loading import load_policies as load_policies
    from .report import Report as Report
    from .results import ContractResult as ContractResult
    from .results import Finding as Finding
    from .results import Undetermined as Undetermined

__all__ = (
    "CloseoutError",
    "ContractResult",
    "Finding",
    "Policies",
    "PolicyError",
    "Problem",
    "Report",
    "Severity",
    "Undetermined",
    "Verdict",
    "check",
    "load_policies",
)

_HOMES = {
    "CloseoutError": ".engine.problems",
    "ContractResult": ".results",
    "Finding": ".results",
    "Policies": ".loading",
    "PolicyError": ".engine.problems",
    "Problem": ".engine.problems",
    "Report": ".report",
    "Severity": ".engine.policy.pack",
    "Undetermined": ".results",
    "Verdict": ".engine.report.findings",
    "check": ".checks",
    "load_policies": ".loading",
}
"""Where each name lives: it is loaded when it is asked for, and the program itself asks for none."""

if not TYPE_CHECKING:

    def __getattr__(name):
        """A name of the interface, loaded when it is first used."""
        if name not in _HOMES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        found = globals()[name] = getattr(import_module(_HOMES[name], __name__), name)
        return found

    def __dir__():
        """The names of the interface."""
        return sorted(__all__)
