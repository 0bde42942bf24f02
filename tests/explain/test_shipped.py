"""On the examples and the shipped packs, explanations say what `check` says."""

from __future__ import annotations

from pathlib import Path

import pytest

from closeout.cli.render.explain_text import render
from closeout.engine.evaluation.engines import Engine
from closeout.engine.evaluation.evaluate import Options, evaluate
from closeout.engine.explain.explain import explain_rule, explain_verdict
from closeout.engine.explain.outcome import Outcome
from closeout.engine.explain.timeline import Stretch, Timeline
from closeout.engine.language.load import load_packs
from closeout.engine.report.findings import Finding, Report, Subject, Undetermined
from closeout.engine.snapshot.model import Snapshot
from closeout.engine.snapshot.read import read_snapshot

from ..sizes import sizes

EXAMPLES = Path(__file__).parents[2] / "examples"
FILES = ("portfolio.json", "agency.json", "client.json", "upwork-graphql-page.json")
AS_OF = 1_773_144_000
"""2026-03-10T12:00:00Z, for the files that name no instant."""


def read(file: str) -> tuple[Snapshot, int]:
    snapshot = read_snapshot([str(EXAMPLES / file)])
    return snapshot, AS_OF if snapshot.as_of is None else snapshot.as_of


def checked(snapshot: Snapshot, as_of: int) -> Report:
    return evaluate(snapshot, load_packs(None), as_of, Options(engine=Engine.PYTHON))


@pytest.mark.parametrize("file", FILES)
def test_every_verdict_is_explained_by_its_steps(file: str) -> None:
    snapshot, as_of = read(file)
    report = checked(snapshot, as_of)
    for contract in report.contracts:
        found = explain_verdict(snapshot, load_packs(None), contract.id, as_of)
        assert found.verdict is not None
        assert found.verdict.result == contract
        assert found.verdict.steps[found.verdict.decided].verdict is contract.verdict
        fields = {need for item in found.verdict.undetermined for need in item.needs}
        assert {missing.field for missing in found.verdict.missing} == fields
        assert render(found).startswith(contract.id)


def name_of(subject: Subject, snapshot: Snapshot) -> str:
    if subject.contract is None:
        return snapshot.contracts[0].id
    return "/".join(part for part in (subject.contract, subject.milestone) if part is not None)


@pytest.mark.parametrize("file", FILES)
def test_every_finding_holds_and_every_undetermined_rule_is_not_known(file: str) -> None:
    snapshot, as_of = read(file)
    report = checked(snapshot, as_of)
    part = sizes().explained_part
    entries: list[Finding | Undetermined] = [
        *report.findings[::part],
        *report.undetermined[::part],
    ]
    for entry in entries:
        name = name_of(entry.subject, snapshot)
        found = explain_rule(snapshot, load_packs(None), name, entry.rule, as_of, horizon=0).rule
        assert found is not None
        assert found.subject == entry.subject
        if isinstance(entry, Finding):
            assert found.outcome is Outcome.HOLDS
            assert found.flips == ()
        else:
            assert found.outcome is Outcome.OPEN
            assert found.needs == entry.needs
    assert entries


def next_that_holds(timeline: Timeline) -> Stretch | None:
    later = timeline.stretches[1:]
    return next((item for item in later if item.outcome is Outcome.HOLDS), None)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("auto-release-pending", "auto-release-due"),
        ("auto-release-due", "auto-release-overdue"),
    ],
)
def test_where_a_wait_for_the_release_ends_the_next_rule_begins(before: str, after: str) -> None:
    snapshot, as_of = read("portfolio.json")
    waiting = explain_rule(snapshot, load_packs(None), "C101/m2", before, as_of)
    following = explain_rule(snapshot, load_packs(None), "C101/m2", after, as_of)
    assert waiting.rule is not None
    assert following.rule is not None
    holds = next_that_holds(waiting.rule.timeline)
    begins = next_that_holds(following.rule.timeline)
    assert begins is not None
    first = waiting.rule.timeline.stretches[0] if holds is None else holds
    assert first.until == begins.start
