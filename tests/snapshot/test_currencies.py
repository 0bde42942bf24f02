"""A currency is a code of three letters: what else means one is read as it and told, the rest is not known."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from closeout.engine.language.load import load_packs
from closeout.engine.problems import PolicyError
from closeout.engine.questions.reading import read_answer
from closeout.engine.questions.slots import Slot
from closeout.engine.snapshot.bad_value import BadValueError
from closeout.engine.snapshot.model import Snapshot
from closeout.engine.snapshot.read import read_snapshot

READ = {
    "usd": "USD",
    "Usd": "USD",
    " USD": "USD",
    "Euro": "EUR",
    "euros": "EUR",
    "€": "EUR",
    "US$": "USD",
    "US dollars": "USD",
    "xyz": "XYZ",
}
"""What is written, and what is meant."""
OPEN = {
    "$": "write which one it is: AUD, CAD, HKD, MXN, NZD, SGD, USD",
    "USDD": 'write the code of three letters, like "USD"',
    "dollars": 'write the code of three letters, like "USD"',
    "20": 'write the code of three letters, like "USD"',
}
"""What is written and means no currency, and what is said of it."""


def as_json(written: str, ending: str, folder: Path) -> Snapshot:
    """A contract with a currency, as the careful reader or a line of many contracts has it."""
    contract = {"id": "C1", "status": "active", "currency": written, "total_paid": "20"}
    whole = {"version": 1, "as_of": "2026-03-10", "contracts": [contract]}
    path = folder / f"a.{ending}"
    path.write_text(json.dumps(contract if ending == "ndjson" else whole), encoding="utf-8")
    return read_snapshot([str(path)])


@pytest.mark.parametrize("ending", ["json", "ndjson", "yaml"])
@pytest.mark.parametrize("written", ["USD", "XAU"])
def test_a_code_is_taken_without_a_word(written: str, ending: str, tmp_path: Path) -> None:
    snapshot = as_json(written, ending, tmp_path)
    assert snapshot.contracts[0].get("currency") == written
    assert not snapshot.problems


@pytest.mark.parametrize("ending", ["json", "ndjson", "yaml"])
@pytest.mark.parametrize("written", READ)
def test_what_can_mean_one_currency_only_is_read_as_it_and_told(
    written: str, ending: str, tmp_path: Path
) -> None:
    snapshot = as_json(written, ending, tmp_path)
    assert snapshot.contracts[0].get("currency") == READ[written]
    (told,) = snapshot.problems
    assert told.message == (
        f'contract C1, currency: expected the code of a currency, found "{written}": read as "{READ[written]}"'
    )
    assert told.hint == f'write "{READ[written]}"'


@pytest.mark.parametrize("ending", ["json", "ndjson", "yaml"])
@pytest.mark.parametrize("written", OPEN)
def test_what_is_no_currency_is_not_known_told_and_nothing_is_taken_for_it(
    written: str, ending: str, tmp_path: Path
) -> None:
    snapshot = as_json(written, ending, tmp_path)
    (contract,) = snapshot.contracts
    assert (contract.get("currency"), contract.get("not_understood")) == (None, ("currency",))
    (told,) = snapshot.problems
    assert told.message == (
        f'contract C1, currency: expected the code of a currency, found "{written}": taken as not known'
    )
    assert told.hint == OPEN[written]


@pytest.mark.parametrize("written", [*READ, *OPEN])
def test_a_table_reads_a_currency_as_json_does(written: str, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f"id,status,currency\nC1,active,{written}\n", encoding="utf-8")
    snapshot = read_snapshot([str(path)])
    assert snapshot.contracts[0].get("currency") == READ.get(written)
    assert len(snapshot.problems) == (0 if written == " USD" else 1)


@pytest.mark.parametrize("typed", [*READ, *OPEN])
def test_an_answer_is_read_as_json_is(typed: str) -> None:
    slot = Slot("currency")
    if typed in READ:
        assert read_answer(typed, slot, 0) == READ[typed]
    else:
        with pytest.raises(BadValueError):
            read_answer(typed, slot, 0)


PACK = """\
id: mine
title: Mine
platform: upwork
params: {money: {value: PARAM}}
actions: {go: {title: Go, effect: prepare}}
rules:
  - {id: x, title: X, for: contract, when: {currency: WORD},
     then: {action: go, severity: info, message: m}, why: w}
"""


@pytest.mark.parametrize(
    ("condition", "says"),
    [
        ("usd", "contract.currency is never `usd`"),
        ("{in: [EUR, usd]}", "contract.currency is never `usd`"),
        ("{ne: usd}", "contract.currency is never `usd`"),
        ("$money", "the param `$money` can be `usd`, contract.currency never is"),
    ],
)
def test_a_condition_that_no_currency_meets_is_refused_with_the_code(
    condition: str, says: str, tmp_path: Path
) -> None:
    text = PACK.replace("WORD", condition).replace("PARAM", "usd")
    (tmp_path / "pack.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(PolicyError) as refused:
        load_packs([str(tmp_path)])
    (problem,) = refused.value.problems
    assert (problem.message, problem.hint) == (says, "write `USD`")


@pytest.mark.parametrize(("written", "hint"), [("USDD", "a currency is"), ("Euro", "write `EUR`")])
def test_a_pack_that_states_a_param_anew_is_held_to_codes(
    written: str, hint: str, tmp_path: Path
) -> None:
    for name, text in (
        ("base", PACK.replace("WORD", "$money").replace("PARAM", "USD")),
        ("mine", f"id: own\nextends: ../base\nparams: {{money: {written}}}\n"),
    ):
        (tmp_path / name).mkdir()
        (tmp_path / name / "pack.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(PolicyError) as refused:
        load_packs([str(tmp_path / "mine")])
    assert refused.value.problems[0].hint.startswith(hint)
