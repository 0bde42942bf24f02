"""A pack with one rule whose condition a test chooses, asked for one contract."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from .conftest import Run

PACK = """
id: clock
version: "1"
platform: clock
title: Windows
params:
  term:
    - {{until: 2026-04-01, value: 40 days, basis: advice}}
    - {{from: 2026-04-01, value: 10 days, basis: advice}}
actions: {{look: {{title: Look, who: owner, effect: none}}}}
facts:
  contract.review_at: {{at: due_at, plus: [1 month, 2 business days], floor: day}}
  contract.billed_at: {{at: as_of, next: {{weekday: monday, time: "12:00"}}}}
  contract.running: {{difference: [as_of, started_at]}}
  contract.next_month: {{at: as_of, plus: 1 month}}
  contract.overdue: {{difference: [as_of, due_at]}}
  contract.runs: {{status: active}}
  contract.soon_over: {{status: active, due_at: {{within_next: 7 days}}}}
  contract.unpaid_so_far: {{longest_gap: {{of: payments.paid_at, since: started_at, to: as_of}}}}
  contract.unpaid_until_due: {{longest_gap: {{of: payments.paid_at, since: as_of, to: due_at}}}}
  contract.later: {{later_of: [due_at, as_of]}}
  contract.phase:
    case:
      - {{when: {{due_at: {{before: {{fact: as_of}}}}}}, value: over}}
      - {{when: {{due_at: {{within_next: 7 days}}}}, value: near}}
      - {{else: far}}
rules:
  - id: asked
    title: Asked
    for: contract
    when: {condition}
    then: {{action: look, severity: info, message: Look.}}
    basis: advice
    why: To see when.
"""

CONTRACTS = """
version: 1
platform: clock
as_of: 2026-03-10T12:00:00Z
contracts:
  - {id: C1, status: active, started_at: 2026-03-01T09:00:00Z, due_at: 2026-03-31T17:30:00Z,
     last_paid_at: 2026-02-20T08:15:30Z}
"""


def asked(run: Run, folder: Path, condition: str, contracts: str = CONTRACTS) -> dict[str, Any]:
    """What `explain` says, as JSON, of the rule with this condition."""
    pack = folder / "pack"
    pack.mkdir()
    (pack / "pack.yaml").write_text(PACK.format(condition=condition), encoding="utf-8")
    file = folder / "contracts.yaml"
    file.write_text(contracts, encoding="utf-8")
    command = ("explain", str(file), "C1", "asked", "--policies", str(pack), "-f", "json")
    code, out, err = run(*command)
    assert (code, err) == (0, "")
    found: dict[str, Any] = json.loads(out)["rule"]
    return found
