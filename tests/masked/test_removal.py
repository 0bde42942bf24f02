"""To say less never lets a contract go, but for what an assumption says that is then named."""

from __future__ import annotations

import random
from collections.abc import Mapping

from closeout.engine.evaluation.engines import Engine
from closeout.engine.evaluation.evaluate import Options, evaluate
from closeout.engine.language.load import load_packs
from closeout.engine.report.findings import ContractResult, Verdict
from closeout.engine.snapshot.model import Record

from ..sizes import sizes
from .granted import GRANTED, ORDER
from .sources import complete, leaves, read_contracts, snapshot_of, thinned, without
from .stories import NOW, PLAIN, TROUBLE, Document, portfolio
from .test_trust import ROLES, plain

PACKS = load_packs(["upwork"])
GROUPS = ("refund_request", "dispute", "milestones", "feedback", "hours")


def verdicts(
    role: str, documents: list[Document], accounts: list[Record]
) -> Mapping[str, ContractResult]:
    """What is told of every contract."""
    snapshot = snapshot_of(role, read_contracts(documents), accounts)
    return evaluate(snapshot, PACKS, NOW, Options(engine=Engine.PYTHON)).by_id


def speaks_of(id: str, removed: set[str]) -> bool:
    """Whether an assumption says something of a field that was removed, or of the order of closings."""
    return id in ORDER or not removed.isdisjoint(GRANTED[id])


def test_no_verdict_becomes_close_where_less_is_said_but_for_what_it_names() -> None:
    became = closes = 0
    for number in range(sizes().less_said):
        rng = random.Random(f"less {number}")
        role = rng.choice(ROLES)
        made = portfolio(rng, role, 4, rng.choice((PLAIN, TROUBLE)), rng.choice((2, 6, 12)))
        accounts = complete(made).accounts
        more = thinned(made.contracts, rng.choice((0, 0, 0.03, 0.1, 0.2)), rng)
        less, removed = [], set[str]()
        names = sorted({plain(path) for document in more for path in leaves(document)})
        name = rng.choice(names) if rng.random() < 0.8 else (rng.choice(GROUPS),)
        for document in more:
            gone = [path for path in leaves(document) if plain(path)[: len(name)] == name]
            removed |= {".".join(plain(path)) for path in gone}
            shorter = without(document, gone)
            if len(name) == 1:
                shorter.pop(name[0], None)
            less.append(shorter)
        if len(name) == 1:
            removed |= {
                path for said in GRANTED.values() for path in said if path.startswith(name[0])
            }
        before, after = verdicts(role, more, accounts), verdicts(role, less, accounts)
        for id, result in after.items():
            if result.verdict is Verdict.CLOSE:
                closes += 1
                if before[id].verdict is not Verdict.CLOSE:
                    became += 1
                    assert any(speaks_of(each, removed) for each in result.assumes), (
                        number,
                        name,
                        before[id],
                        result,
                    )
    assert closes > sizes().less_said / 4
