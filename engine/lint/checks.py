"""The checks, one row each. docs/lint.md explains each under its id."""

from __future__ import annotations

from ..policy.pack import Severity
from .model import Check

_ERROR, _WARNING, _INFO = Severity.ERROR, Severity.WARNING, Severity.INFO

_ROWS = (
    Check("does-not-load", _ERROR, "a pack that cannot be used"),
    Check("schema-differs", _ERROR, "the schema for editors and the loader judge a file differently"),
    Check("never-holds", _ERROR, "a condition that can never hold"),
    Check("always-holds", _WARNING, "a condition that always holds"),
    Check("implied", _WARNING, "a condition that follows from another one beside it"),
    Check("shadowed", _WARNING, "a rule that says nothing that another one does not say"),
    Check("opposite", _WARNING, "two rules that ask to keep and to end the same contract"),
    Check("informs-but-hinders", _WARNING, "a rule that only informs takes closings away"),
    Check("hinders-nothing", _WARNING, "a rule for a client or an account that means to hinder"),
    Check("contradicting-readings", _WARNING, "implications or assumptions at odds with each other"),
    Check("implication-without-source", _WARNING, "an implication for which nothing is cited"),
    Check("mutes-error", _WARNING, "a rule of severity error that is switched off, or said more quietly"),
    Check("overrides-official", _WARNING, "another number in the place of an official one"),
    Check("review-overdue", _WARNING, "a source that is due to be read again"),
    Check("dated-gap", _WARNING, "dates at which a dated value has none"),
    Check("unused-param", _WARNING, "a param that nothing names"),
    Check("unused-fact", _WARNING, "a fact that nothing names"),
    Check("unused-source", _WARNING, "a source that nothing cites"),
    Check("unused-action", _WARNING, "an action that no rule recommends"),
    Check("unused-reading", _WARNING, "an implication or assumption for what no rule asks for"),
    Check("rule-without-source", _WARNING, "an official rule that cites no source"),
    Check("rule-without-why", _WARNING, "a rule that does not say why"),
    Check("rule-without-test", _WARNING, "a rule that no case speaks of"),
    Check("test-without-rule", _WARNING, "a case that expects a rule that there is not"),
    Check("silence-without-reason", _WARNING, "a finding that is silenced without a reason"),
    Check("unused-silence", _WARNING, "a silence where nothing is found"),
    Check("fires-never", _INFO, "a rule that holds nowhere in the export"),
)  # fmt: skip

NEEDS_AN_EXPORT = "fires-never"

CHECKS = {row.id: row for row in _ROWS}
"""By their ids, the gravest first."""
