"""Findings by generated code are those that are made the general way, of every shipped rule that has one."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.portfolios import contracts, header
from closeout.cli.render import RenderOptions
from closeout.cli.render.entry_wise import ENTRY_WISE, entries_of
from closeout.engine.evaluation.engines import Engine
from closeout.engine.evaluation.evaluate import Options, evaluate
from closeout.engine.language.load import load_packs
from closeout.engine.problems import EngineFault
from closeout.engine.report import teller, telling_code, telling_text
from closeout.engine.report.findings import Report
from closeout.engine.report.forms import Form
from closeout.engine.report.order import finding_order
from closeout.engine.snapshot.model import ID, Snapshot
from closeout.engine.snapshot.read import read_snapshot
from closeout.engine.written import date_text

EXAMPLES = Path(__file__).parents[2] / "examples"
AS_OF = 1_773_144_000


def snapshots(folder: Path) -> Iterator[Snapshot]:
    """The examples, and contracts of a portfolio of which something is not told."""
    for name in ("portfolio.json", "agency.json", "client.json"):
        yield read_snapshot([str(EXAMPLES / name)])
    rng = random.Random(1)
    lines = [header()]
    for one in contracts(60, 2):
        one["closing_planned"] = rng.random() < 0.5
        lines.append(
            {key: value for key, value in one.items() if key == "id" or rng.random() < 0.9}
        )
    file = folder / "portfolio.ndjson"
    file.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    yield read_snapshot([str(file)])


def report(snapshot: Snapshot, as_of: int, form: Form | None = None) -> Report:
    return evaluate(snapshot, load_packs(None), as_of, Options(Engine.PYTHON, form=form))


def test_they_are_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told: set[str] = set()
    for snapshot in snapshots(tmp_path):
        for as_of in (AS_OF, AS_OF + 86_400 * 20):
            general = report(snapshot, as_of)
            with monkeypatch.context() as patched:
                patched.setattr(teller, "MANY", 0)
                patched.setattr(teller, "JUDGED", 10**9)
                generated = report(snapshot, as_of)
            for one, other in zip(generated.findings, general.findings, strict=True):
                assert one == other, (one.rule, date_text(as_of))
            told |= {finding.rule for finding in general.findings}
    assert len(told) > 40


def form_of(format: str) -> Form | None:
    """None where findings are told when all are there."""
    return entries_of(format, RenderOptions(), None).form


@pytest.mark.parametrize("format", sorted(filter(form_of, ENTRY_WISE)))
def test_their_texts_are_those_that_the_format_makes_of_them(
    format: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    form, told = form_of(format), 0
    assert form is not None
    for snapshot in snapshots(tmp_path):
        for contract in snapshot.contracts:
            contract.values[ID] = f'{contract.id} % "it" \u2028 ##[x]'
        general = report(snapshot, AS_OF)
        with monkeypatch.context() as patched:
            patched.setattr(teller, "MANY", 0)
            patched.setattr(teller, "JUDGED", 10**9)
            generated = report(snapshot, AS_OF, form)
        expected = [(finding_order(one), form.finding(one)) for one in general.findings]
        assert [one.entry for one in generated.findings] == expected
        assert generated.contracts == general.contracts
        told += len(expected)
    assert told > 100


def test_a_text_that_differs_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(teller, "MANY", 0)
    monkeypatch.setattr(telling_text, "finding_order_code", lambda rule, deadline: "()")
    snapshot = read_snapshot([str(EXAMPLES / "portfolio.json")])
    with pytest.raises(EngineFault, match="two ways to tell a finding disagree: "):
        report(snapshot, AS_OF, form_of("json"))


def test_one_that_differs_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(teller, "MANY", 0)
    monkeypatch.setattr(telling_code, "_digested", lambda name, id: "''")
    with pytest.raises(EngineFault, match="two ways to tell a finding disagree: "):
        report(read_snapshot([str(EXAMPLES / "portfolio.json")]), AS_OF)
