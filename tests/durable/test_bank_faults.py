"""Whatever the library says that is not expected kills the bank; why it cannot be used is said."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from closeout.engine.durable import bank as bank_module
from closeout.engine.durable.bank import Bank, availability
from closeout.engine.problems import EngineFault


class Library:
    """Stands in for the C module; answers well unless told otherwise."""

    def __init__(self) -> None:
        self.answers: dict[str, list[Any]] = {}
        self.calls: list[str] = []

    def _answer(self, name: str, usual: Any) -> Any:
        self.calls.append(name)
        queue = self.answers.get(name, [])
        answer = queue.pop(0) if queue else usual
        if isinstance(answer, BaseException):
            raise answer
        return answer

    def create_ruleset(self, name: str, text: str) -> Any:
        return self._answer("create_ruleset", 1)

    def assert_fact(self, handle: int, fact: str) -> Any:
        usual = '{"prime":{}}' if '"kind":0' in fact else '{"r0":{}}'
        self.message = usual
        return self._answer("assert_fact", (0, 1))

    def start_action_for_state(self, handle: int, state: int) -> Any:
        return self._answer("start_action_for_state", ("{}", self.message))

    def complete_and_start_action(self, handle: int, state: int) -> Any:
        return self._answer("complete_and_start_action", None)

    def retract_fact(self, handle: int, fact: str) -> Any:
        return self._answer("retract_fact", (0, 1))

    def delete_state(self, handle: int, sid: str) -> Any:
        return self._answer("delete_state", None)

    def delete_ruleset(self, handle: int) -> Any:
        return self._answer("delete_ruleset", None)


@pytest.fixture
def library(monkeypatch: pytest.MonkeyPatch) -> Library:
    """A stand-in for the C module."""
    made = Library()
    monkeypatch.setattr(bank_module, "_library", lambda: made)
    return made


@pytest.mark.parametrize(
    ("call", "answer"),
    [
        ("assert_fact", (2, 1)),
        ("assert_fact", (3, 1)),
        ("assert_fact", (77, 1)),
        ("assert_fact", RuntimeError("Could not assert fact, error code: 303")),
        ("assert_fact", MemoryError()),
        ("start_action_for_state", None),
        ("start_action_for_state", ("{}", '{"r9":{}}')),
        ("start_action_for_state", ("{}", "gibberish")),
        ("complete_and_start_action", '{"r0":{}}'),
        ("complete_and_start_action", RuntimeError("error code: 309")),
        ("retract_fact", (1, 1)),
        ("retract_fact", (2, 1)),
        ("retract_fact", RuntimeError("error code: 305")),
    ],
)
def test_an_unexpected_answer_kills_the_bank(library: Library, call: str, answer: Any) -> None:
    with Bank(["c0"], {"r0": []}) as bank:
        assert bank.fire((1,)) == ["r0"]
        library.answers[call] = [answer]
        with pytest.raises(EngineFault, match="durable_rules"):
            bank.fire((1,))
        with pytest.raises(EngineFault, match="after its end"):
            bank.fire((1,))
    assert "delete_state" not in library.calls, "what may be corrupt is not freed"


def test_a_bank_that_cannot_be_primed_is_no_bank(library: Library) -> None:
    library.answers["assert_fact"] = [(1, 1)]
    with pytest.raises(EngineFault, match="priming"):
        Bank(["c0"], {"r0": []})


def test_a_ruleset_that_is_refused_is_a_fault(library: Library) -> None:
    library.answers["create_ruleset"] = [RuntimeError("error code: 106")]
    with pytest.raises(EngineFault, match="refused a ruleset: error code: 106"):
        Bank(["c0"], {"r0": []})


def test_an_interrupt_in_the_middle_of_a_fact_leaves_the_bank_dead(library: Library) -> None:
    with Bank(["c0"], {"r0": []}) as bank:
        library.answers["complete_and_start_action"] = [KeyboardInterrupt()]
        with pytest.raises(KeyboardInterrupt):
            bank.fire((1,))
        with pytest.raises(EngineFault):
            bank.fire((1,))
    assert "delete_state" not in library.calls


def test_the_state_goes_before_the_ruleset(library: Library) -> None:
    with Bank(["c0"], {"r0": []}):
        pass
    assert library.calls[-2:] == ["delete_state", "delete_ruleset"]


@pytest.mark.parametrize("failing", ["delete_state", "delete_ruleset"])
def test_a_deletion_that_fails_is_a_fault(library: Library, failing: str) -> None:
    library.answers[failing] = [RuntimeError("error code: 111")]
    with pytest.raises(EngineFault, match="111"), Bank(["c0"], {"r0": []}):
        pass


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (
            ModuleNotFoundError("No module named 'durable_rules_engine'"),
            "durable_rules is not installed; it comes with the extra `durable` "
            "(pip install 'closeout[durable]') and needs a C compiler",
        ),
        (
            ImportError("engine.so: undefined symbol: PyEval_CallObject"),
            "durable_rules was built without a setting that CPython 3.13 and later need; build it "
            "again with CPPFLAGS=-DPyEval_CallObject=PyObject_CallObject pip install "
            "--force-reinstall --no-cache-dir durable_rules==2.0.28",
        ),
        (ImportError("wrong ELF class"), "durable_rules cannot be loaded: wrong ELF class"),
    ],
)
def test_why_the_library_cannot_be_used_is_said_with_the_remedy(
    monkeypatch: pytest.MonkeyPatch, error: ImportError, expected: str
) -> None:
    def fail(name: str) -> Any:
        raise error

    monkeypatch.setattr(bank_module, "importlib", SimpleNamespace(import_module=fail))
    assert availability() == expected
    with pytest.raises(EngineFault) as raised:
        Bank(["c0"], {"r0": []})
    assert str(raised.value) == expected
