"""Random portfolios of several accounts and platforms, and what the whole of one is judged to be."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from closeout import Policies, check
from closeout.cli.render import RenderOptions
from closeout.cli.render.ndjson import render

AS_OF = "2026-03-10T12:00:00Z"
HOUSE = Path(__file__).parent / "house"
EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "portfolio.json"
KINDS = ("contract", "finding", "undetermined")
Contract = dict[str, Any]


def portfolio(
    seed: int, size: int, *, has_accounts: bool = True, is_sound: bool = False
) -> list[Contract]:
    """Contracts; unless they are sound, some cannot be read, two share an id, some name no account."""
    chance = random.Random(seed)
    contracts = [_contract(chance, number) for number in range(size)]
    for contract in contracts:
        if not has_accounts or (not is_sound and chance.random() < 0.05):
            del contract["account_id"]
        if not is_sound and chance.random() < 0.04:
            contract["escrow"] = "12,50"
    if not is_sound:
        first, second = chance.sample(range(size), 2)
        contracts[second]["id"] = contracts[first]["id"]
    return contracts


def _contract(chance: random.Random, number: int) -> Contract:
    contract: Contract = {
        "id": f"C{number}",
        "type": chance.choice(("fixed", "hourly")),
        "title": chance.choice(("Logo", "Größe", "\u202eevil", "##[x]")),
        "currency": "USD",
        "account_id": f"a{chance.randrange(6)}",
        "client": {"id": f"k{chance.randrange(4)}", "name": "Blum"},
    }
    if chance.random() < 0.9:
        contract["status"] = chance.choice(("active", "active", "paused", "ended"))
    if chance.random() < 0.3:
        contract["platform"] = chance.choice(("upwork", "fiverr"))
    if chance.random() < 0.8:
        contract["escrow"] = chance.choice((0, 250, "12.50"))
    if chance.random() < 0.2:
        del contract["client"]
    return contract


def examples() -> list[Contract]:
    """Those of the example, spread over three accounts."""
    contracts: list[Contract] = json.loads(EXAMPLE.read_text("utf-8"))["contracts"]
    return [{**each, "account_id": f"a{place % 3}"} for place, each in enumerate(contracts)]


def lines_of(contracts: Iterable[Contract]) -> list[str]:
    """As NDJSON holds them."""
    return [json.dumps(contract, ensure_ascii=False) for contract in contracts]


def whole(contracts: Iterable[Contract], policies: Policies, **asked: Any) -> list[str]:
    """What the format ndjson writes of them, judged at once, sorted."""
    report = check(list(contracts), policies, as_of=AS_OF, **asked)
    lines = render(report.told, RenderOptions()).splitlines()
    return sorted(line for line in lines if json.loads(line)["kind"] in KINDS)
