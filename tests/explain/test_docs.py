"""The page on conditions: its files load, and its commands print what stands below them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ..golden import golden
from .conftest import Run

PAGE = Path(__file__).parents[2] / "docs" / "conditions.md"
FILE = re.compile(r"^```yaml (\S+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
COMMAND = re.compile(r"^```console\n\$ closeout (.*?)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
TEXT = PAGE.read_text("utf-8")


def write_files(folder: Path) -> None:
    """The files of the page, in a folder."""
    for match in FILE.finditer(TEXT):
        target = folder / match[1]
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(match[2], encoding="utf-8")


@pytest.fixture
def page(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    write_files(tmp_path)
    monkeypatch.chdir(tmp_path)
    return run


def test_every_command_of_the_page_prints_what_stands_below_it(page: Run) -> None:
    def block(match: re.Match[str]) -> str:
        code, out, err = page(*match[1].split())
        assert (code, err) == (0, "")
        return f"```console\n$ closeout {match[1]}\n{out}```"

    told = COMMAND.sub(block, TEXT)
    assert told == golden(PAGE, told)


def test_the_page_has_its_examples() -> None:
    assert len(COMMAND.findall(TEXT)) > 6
    assert [match[1] for match in FILE.finditer(TEXT)] == ["studio/pack.yaml", "contracts.yaml"]


@pytest.mark.parametrize(
    ("condition", "outcome"),
    [
        ("{escrow: {lt: 300 USD}}", "holds"),
        ("{escrow: {gt: 250 USD}}", "does not hold"),
        ("{escrow: 0}", "not known"),
        ("{last_client_message_at: {older_than: 14 days}}", "does not hold"),
        ("{not: {last_client_message_at: {newer_than: 14 days}}}", "holds"),
        ("{last_client_message_at: none}", "holds"),
        ("{situation: {present: false}}", "holds"),
        ("{not: {certainly: {escrow: 0}}}", "holds"),
    ],
)
def test_what_the_page_says_of_contract_c2_is_true(condition: str, outcome: str, page: Run) -> None:
    assert outcome_of(condition, "C2", page) == outcome


@pytest.mark.parametrize(
    ("contract", "condition", "outcome"),
    [
        pytest.param("C1", "{ended_at: none}", "holds", id="running and so not ended"),
        pytest.param("C3", "{ended_at: none}", "not known", id="not known whether it runs"),
        pytest.param("C1", "{dispute.filed_at: none}", "holds", id="no dispute mentioned"),
        pytest.param("C4", "{dispute.filed_at: none}", "not known", id="a dispute mentioned"),
        pytest.param("C1", "{more_work_expected: false}", "holds", id="no more work noted"),
        pytest.param("C4", "{work_state: in_progress}", "holds", id="paused, and work goes on"),
        pytest.param("C3", "{work_state: in_progress}", "does not hold", id="stated otherwise"),
    ],
)
def test_what_the_page_says_of_what_is_taken_for_granted_is_true(
    contract: str, condition: str, outcome: str, page: Run
) -> None:
    assert outcome_of(condition, contract, page) == outcome


def test_without_assumptions_a_dispute_that_nobody_mentions_is_not_known(page: Run) -> None:
    command = "explain contracts.yaml C1 --fact dispute.filed_at --policies studio"
    assert page(*command.split())[1].splitlines()[0].endswith("C1: none")
    assert page(*command.split(), "--strict")[1].splitlines()[0].endswith("C1: not known")


def outcome_of(condition: str, contract: str, page: Run) -> str:
    """The outcome of a rule of the page with this condition, for a contract of the page."""
    pack = Path("studio/pack.yaml")
    rules = pack.read_text("utf-8").replace("{status: active, silent: true}", condition)
    pack.write_text(rules, encoding="utf-8")
    command = f"explain contracts.yaml {contract} remind-silent-client --policies studio"
    out = page(*command.split())[1]
    return out.splitlines()[0].partition(f"contract {contract}: ")[2]
