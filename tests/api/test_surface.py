"""The names of the interface: few, documented, and cheap to import."""

from __future__ import annotations

import doctest
import pickle
import shutil
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from threading import Barrier, Thread
from typing import Any

import pytest

import closeout
from closeout import Policies, Report, Severity, check, load_policies

from .told import AS_OF, CONTRACT

MOST_NAMES = 12


def test_there_are_few_names_and_each_is_documented() -> None:
    assert dir(closeout) == sorted(closeout.__all__)
    assert len(closeout.__all__) <= MOST_NAMES
    named: dict[str, Any] = {name: getattr(closeout, name) for name in closeout.__all__}
    assert [name for name, each in named.items() if not each.__doc__] == []


def test_public_fields_and_methods_are_documented() -> None:
    for one in (Policies, Report):
        public = [each for name, each in vars(one).items() if not name.startswith("_")]
        assert [each for each in public if callable(each) and not each.__doc__] == []


def test_severities_compare_by_urgency_and_not_by_their_letters() -> None:
    assert Severity.ERROR > Severity.WARNING > Severity.INFO
    assert Severity.INFO < Severity.WARNING < Severity.ERROR
    assert Severity.ERROR >= "warning" >= Severity.WARNING >= Severity.WARNING
    assert Severity.INFO <= Severity.INFO <= "warning" <= Severity.ERROR
    assert [str(each) for each in sorted(Severity)] == ["info", "warning", "error"]
    with pytest.raises(ValueError, match="'grave' is not a valid Severity"):
        Severity.ERROR > "grave"  # noqa: B015


def test_a_report_and_its_policies_can_be_pickled(policies: Policies, portfolio: Path) -> None:
    report = check(portfolio, policies)
    assert report.verdicts  # read before, so that what is remembered of it is there
    again = pickle.loads(pickle.dumps(report))
    assert again.to_dict() == report.to_dict()
    assert (again.contracts, again.findings) == (report.contracts, report.findings)
    assert pickle.loads(pickle.dumps(policies)) == policies


def test_nobody_changes_the_verdicts_of_a_report(policies: Policies, portfolio: Path) -> None:
    report = check(portfolio, policies)
    before = dict(report.verdicts)
    with pytest.raises(TypeError):
        report.verdicts[next(iter(before))] = None  # type: ignore[index]
    with pytest.raises(AttributeError):
        report.verdicts.update({"C1": "close"})  # type: ignore[attr-defined]
    assert dict(report.verdicts) == before


def test_another_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="module 'closeout' has no attribute 'chek'"):
        closeout.chek  # type: ignore[attr-defined]  # noqa: B018


def loaded(code: str) -> list[str]:
    """The modules of this program that Python has loaded after a statement, beside the package itself."""
    code += "; import sys; print(*(m for m in sys.modules if m.startswith('closeout.')))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return run.stdout.split()


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("import closeout", []),
        ("from closeout import check", ["closeout.checks", "closeout.loading"]),
        ("from closeout import load_policies", ["closeout.loading"]),
        (
            "from closeout import Report",
            ["closeout.instants", "closeout.report", "closeout.results"],
        ),
    ],
    ids=["the package", "check", "load_policies", "Report"],
)
def test_importing_loads_next_to_nothing(code: str, expected: list[str]) -> None:
    assert sorted(loaded(code)) == expected


def test_no_part_of_a_terminal_is_loaded_for_a_program() -> None:
    code = "import closeout.judging, closeout.cli.render.json_shape, closeout.arrow_table, sys"
    code += "; assert 'typer' not in sys.modules and 'nanoarrow' not in sys.modules"
    found = {name for name in loaded(code) if name.startswith("closeout.cli")}
    assert {name for name in found if not name.startswith("closeout.cli.render")} == {
        "closeout.cli"
    }


@pytest.mark.parametrize("name", ["closeout.checks", "closeout.loading"])
def test_examples_in_docstrings_are_true(name: str) -> None:
    failed, tried = doctest.testmod(import_module(name), globs=dict(vars(closeout), **NAMES))
    assert (failed, tried > 0) == (0, True)


NAMES: dict[str, Any] = {"check": check, "load_policies": load_policies}


def test_policies_are_read_once(tmp_path: Path) -> None:
    folder = shutil.copytree(Path(__file__).parent / "house", tmp_path / "house")
    house = load_policies(folder)
    shutil.rmtree(folder)
    report = check({**CONTRACT, "escrow": "5"}, house, as_of=AS_OF)
    assert [finding.rule for finding in report.findings] == ["money-inside"]


def test_one_policies_object_serves_many_threads(portfolio: Path, policies: Policies) -> None:
    threads, reports = 8, []
    start = Barrier(threads)

    def judge() -> None:
        start.wait()
        report = check(portfolio, policies)
        reports.append((report.to_dict(), report.findings))

    running = [Thread(target=judge) for _ in range(threads)]
    for each in running:
        each.start()
    for each in running:
        each.join()
    assert len(reports) == threads
    assert all(each == reports[0] for each in reports)


def test_a_report_says_in_one_line_what_it_holds(house: Policies) -> None:
    report = check(CONTRACT, house, as_of=AS_OF)
    assert repr(report) == "<Report of 2026-03-10 12:00 UTC: 1 contracts, 0 findings, 0 problems>"
