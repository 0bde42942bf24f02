"""Exports written to files, and what is told about them."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest

from closeout.engine.problems import InputError
from closeout.engine.snapshot.model import Snapshot
from closeout.engine.snapshot.read import read_snapshot


def write(name: str, *contracts: dict[str, Any] | str, **header: Any) -> str:
    """A JSON document, or NDJSON by the ending; a contract may be its id alone."""
    listed = [{"id": each} if isinstance(each, str) else each for each in contracts]
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    if name.endswith(".ndjson"):
        lines = [{"version": 1, **header}, *listed] if header else listed
        path.write_text("".join(json.dumps(each) + "\n" for each in lines), encoding="utf-8")
    else:
        document = {"version": 1, **header, "contracts": listed}
        path.write_text(json.dumps(document), encoding="utf-8")
    return name


def ids(snapshot: Snapshot) -> list[str]:
    return [contract.id for contract in snapshot.contracts]


def refused(*names: str, stdin: bytes = b"") -> list[str]:
    with pytest.raises(InputError) as error:
        read_snapshot(names, stdin=io.BytesIO(stdin))
    assert error.value.exit_code == 3
    return [f"{each.place}: {each.message}" for each in error.value.problems]
