"""Contracts whose client or account is not known: nothing is taken for certain of whom they share it with."""

from __future__ import annotations

from pathlib import Path

import pytest

from closeout.engine.language.load import load_packs
from closeout.engine.meaning.bounds import INF
from closeout.engine.meaning.layout import ID
from closeout.engine.meaning.reading import Reader
from closeout.engine.policy.applied import apply_pack
from closeout.engine.python.compute import compile_facts
from closeout.engine.python.rows import build_rows
from closeout.engine.snapshot.fields import POSITION
from closeout.engine.snapshot.model import Contract, Snapshot, blank
from closeout.engine.units import Scope

from ..worlds import AS_OF

PACK = """
id: groups
extends: upwork
facts:
  contract.place: {rank: client, order: [id]}
  contract.siblings: {count: contract}
  client.contracts: {count: contract}
  account.paid: {sum: contract.total_paid}
"""


def contract(id: str, account: str | None, client: str | None, paid: int = 100) -> Contract:
    values = blank(Scope.CONTRACT)
    stated = {"id": id, "account_id": account, "client.id": client, "total_paid": paid}
    for name, value in {**stated, "currency": "USD", "platform": "upwork"}.items():
        values[POSITION[Scope.CONTRACT][name]] = value
    return Contract(values, [])


CONTRACTS = (
    contract("C1", "A1", None),
    contract("C2", "A1", None),
    contract("C3", "A1", "K1"),
    contract("C4", None, "K1"),
    contract("C5", None, "K1"),
)


@pytest.fixture
def readers(tmp_path: Path) -> dict[str, Reader]:
    """The contracts by their ids, with every fact of the pack."""
    (tmp_path / "pack.yaml").write_text(PACK, encoding="utf-8")
    (pack,) = load_packs([str(tmp_path)])
    applied = apply_pack(pack, AS_OF, AS_OF, "freelancer")
    program = compile_facts(
        applied, [fact.ref for fact in pack.facts.values() if fact.pack == pack.id]
    )
    snapshot = Snapshot(contracts=list(CONTRACTS))
    rows = build_rows(program.layout, snapshot, snapshot.contracts)
    program.fill(rows)
    return {
        row[ID]: Reader(program.layout, Scope.CONTRACT, row) for row in rows.rows[Scope.CONTRACT]
    }


def bounds(reader: Reader, name: str) -> tuple[object, object, bool]:
    (ref,) = [ref for (_, own), ref in reader.layout.refs.items() if own == name]
    return reader.quantity(ref)


@pytest.mark.parametrize("id", ["C1", "C2", "C4", "C5"])
def test_a_contract_of_an_unknown_client_may_be_the_only_one(
    id: str, readers: dict[str, Reader]
) -> None:
    assert bounds(readers[id], "contracts") == (1, INF, False)
    assert bounds(readers[id], "place") == (1, INF, False)


def test_to_a_known_client_belong_perhaps_those_that_may(readers: dict[str, Reader]) -> None:
    assert bounds(readers["C3"], "contracts") == (1, 5, False)
    assert bounds(readers["C3"], "place") == (1, 3, False)


def test_of_an_unknown_account_only_the_contract_itself_is_known(
    readers: dict[str, Reader],
) -> None:
    assert bounds(readers["C3"], "siblings") == (3, 5, False)
    for id in ("C4", "C5"):
        assert bounds(readers[id], "siblings") == (1, INF, False)


def test_what_an_unknown_account_was_paid_may_be_in_several_currencies(
    readers: dict[str, Reader],
) -> None:
    (paid,) = [ref for (_, name), ref in readers["C4"].layout.refs.items() if name == "paid"]
    assert (readers["C1"].currency(paid), bounds(readers["C1"], "paid")) == (
        "USD",
        (300, 500, False),
    )
    assert (readers["C4"].currency(paid), bounds(readers["C4"], "paid")) == (None, (1, INF, False))
