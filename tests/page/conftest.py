"""Pages of reports, and a browser to look at them."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from closeout.cli.render import RenderOptions, render
from closeout.cli.render.plan import renderer
from closeout.engine.evaluation.evaluate import Options, evaluate
from closeout.engine.language.load import load_packs
from closeout.engine.planning.model import Planned
from closeout.engine.planning.plan import plan_of
from closeout.engine.questions.asked import questions_of
from closeout.engine.records import record_with
from closeout.engine.report.findings import Report
from closeout.engine.snapshot.read import read_snapshot

from . import chromium
from .hostile import hostile_snapshot

ROOT = Path(__file__).parents[2]


def checked(file: Path) -> Report:
    """The report of a snapshot that says as of when it is."""
    snapshot, packs = read_snapshot([str(file)]), load_packs(None)
    assert snapshot.as_of is not None
    options = Options()
    report = evaluate(snapshot, packs, snapshot.as_of, options)
    return record_with(report, questions=questions_of(report, snapshot, packs, options))


@pytest.fixture(scope="session")
def portfolio() -> Report:
    """The report of the example portfolio."""
    return checked(ROOT / "examples" / "portfolio.json")


@pytest.fixture(scope="session")
def portfolio_page(portfolio: Report, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Its page."""
    return written(portfolio, tmp_path_factory)


@pytest.fixture(scope="session")
def hostile_page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of contracts whose every text wants to act."""
    file = tmp_path_factory.mktemp("hostile") / "contracts.json"
    file.write_text(json.dumps(hostile_snapshot()), "utf-8")
    return written(checked(file), tmp_path_factory)


@pytest.fixture(scope="session")
def plan_page(portfolio: Report, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of the example portfolio with a plan of the next weeks."""
    snapshot = read_snapshot([str(ROOT / "examples" / "portfolio.json")])
    plan = plan_of(portfolio, snapshot, load_packs(None), Options(), weeks=5)
    text = renderer("html")(Planned(portfolio, plan), RenderOptions())
    return put(text, tmp_path_factory)


def written(report: Report, folder: pytest.TempPathFactory) -> Path:
    """The file of a report's page."""
    return put(render("html", report, RenderOptions()), folder)


def put(text: str | bytes, folder: pytest.TempPathFactory) -> Path:
    """The text in a file."""
    assert isinstance(text, str)
    file = folder.mktemp("page") / "report.html"
    file.write_text(text, "utf-8")
    return file


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[chromium.Chromium]:
    """A Chromium of this machine."""
    program = chromium.found()
    if program is None:
        pytest.skip("there is no Chromium on this machine")
    with chromium.Chromium(program, tmp_path_factory.mktemp("profile")) as browser:
        yield browser


@pytest.fixture(scope="session")
def axe() -> str:
    """The text of axe-core, which the environment variable AXE_CORE names."""
    file = os.environ.get("AXE_CORE")
    if not file:
        pytest.skip("AXE_CORE names no file with axe-core")
    return Path(file).read_text("utf-8")
