"""How much of the upwork pack an export can decide: bare, with payment reports, and supplemented.

    python benchmarks/decidable.py

Takes the invented GraphQL exports of examples, with a statement that holds what their milestones say
was paid, and prints for each stage the share of rules that are decided for every contract, and how many
(rule, entity) pairs stay open. The supplement is the template, filled in wherever it asks.
"""

from __future__ import annotations

import csv
import sys
import tempfile
from collections.abc import Callable, Iterator
from copy import deepcopy
from pathlib import Path

from closeout.engine.evaluation import Options, evaluate
from closeout.engine.language.load import load_packs
from closeout.engine.report.decidability import Decidability, decidability
from closeout.engine.selection import Engine
from closeout.engine.snapshot.fields import FIELDS, POSITION, Kind
from closeout.engine.snapshot.model import Snapshot
from closeout.engine.snapshot.read import read_snapshot
from closeout.engine.snapshot.supply.payment_merge import merge_payments
from closeout.engine.snapshot.supply.payment_report import read_report
from closeout.engine.snapshot.supply.supplement import merge_supplement, supplement_template
from closeout.engine.units import Scope
from closeout.engine.written import date_text

EXAMPLES = Path(__file__).parents[1] / "examples"
EXPORTS = EXAMPLES / "exports"
AS_OF = 1_773_144_000
"""2026-03-10T12:00:00Z."""
SETS = {
    "page of contractList": [EXAMPLES / "upwork-graphql-page.json"],
    "two pages of vendorContracts": sorted(EXPORTS.glob("upwork-details-page-*.json")),
    "older contracts with feedback": [EXPORTS / "upwork-older-contracts.json"],
}
AT = POSITION[Scope.MILESTONE]
COLUMNS = ["Date", "Ref ID", "Type", "Description", "Team", "Amount", "Currency"]
FILLED = {Kind.FLAG: "false", Kind.COUNT: "0", Kind.HOURS: "0", Kind.MONEY: "0"}
LISTS = (Kind.INSTANTS, Kind.CHOICES, Kind.PAYMENTS)


def main() -> None:
    """Print the shares."""
    packs = load_packs(["upwork"])

    def measured(snapshot: Snapshot) -> tuple[Decidability, int]:
        report = evaluate(snapshot, packs, AS_OF, Options(engine=Engine.PYTHON))
        return decidability(report, packs), len(report.undetermined)

    for name, files in SETS.items():
        snapshot = read_snapshot([str(each) for each in files])
        snapshot.exported_at = AS_OF
        print(f"{name}: {len(snapshot.contracts)} contracts")
        for stage, prepare in STAGES.items():
            prepare(snapshot)
            found, undetermined = measured(snapshot)
            share = f"{found.decided} of {len(found.rules)} rules"
            ratio = 100 * found.decided / len(found.rules)
            print(f"  {stage:<34} {share} ({ratio:.0f} %), {undetermined} open")
            if stage == LAST_BARE:
                needed = ", ".join(found.needs) or "nothing"
                print(f"  to add by hand: {needed}")


def add_payments(snapshot: Snapshot) -> None:
    """Merge a statement of the last 14 months, downloaded on the day of the export."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "statements_2025-01-01_2026-03-10.csv"
        with path.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, COLUMNS, restval="", lineterminator="\n")
            writer.writeheader()
            writer.writerows(paid_rows(snapshot))
        merge_payments(snapshot, read_report(str(path)), AS_OF)


def paid_rows(snapshot: Snapshot) -> Iterator[dict[str, str]]:
    """A row for each paid milestone, and one for each hourly contract."""
    for contract in snapshot.contracts:
        row = {"Description": str(contract.get("title")), "Team": str(contract.get("client.name"))}
        if contract.get("type") == "hourly":
            yield {**row, "Date": "Mar 09, 2026", "Type": "Hourly", "Amount": "150.00"}
        for record in contract.milestones or ():
            paid = record[AT["paid_amount"]]
            submissions = record[AT["submissions"]]
            if isinstance(paid, int) and paid and isinstance(submissions, tuple):
                day = date_text(int(str(submissions[-1])))
                yield {**row, "Date": day, "Type": "Fixed Price", "Amount": f"{paid / 100:.2f}"}


def add_supplement(snapshot: Snapshot) -> None:
    """Fill in the template until nothing is asked for: twice is enough, since answers may ask on."""
    packs = load_packs(["upwork"])
    for _ in range(3):
        report = evaluate(deepcopy(snapshot), packs, AS_OF, Options(engine=Engine.PYTHON))
        needs = decidability(report, packs).needs
        rows = list(csv.DictReader(supplement_template(snapshot, needs).splitlines()))
        if not rows:
            return
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "more.csv"
            with path.open("w", encoding="utf-8", newline="") as stream:
                writer = csv.DictWriter(stream, list(rows[0]), lineterminator="\n")
                writer.writeheader()
                writer.writerows(filled(row) for row in rows)
            merge_supplement(snapshot, str(path))


def filled(row: dict[str, str]) -> dict[str, str]:
    """The row with a value in every empty cell that may have one."""
    is_milestone = bool(row.get("milestone.id"))
    return {
        name: cell or ("" if name.startswith("milestone.") and not is_milestone else VALUES[name])
        for name, cell in row.items()
    }


def values() -> dict[str, str]:
    """For each column a value that fits it."""
    found = {"milestones": "", "refund_request": "none", "dispute": "none"}
    for scope, fields in FIELDS.items():
        prefix = "" if scope == "contract" else f"{scope}."
        for field in fields:
            value = FILLED.get(field.kind, "")
            if field.kind is Kind.INSTANT:
                value = "none"
            elif field.kind in LISTS:
                value = "[]"
            elif field.kind is Kind.ENUM:
                value = "none" if "none" in field.choices else field.choices[0]
            in_group = field.path.startswith(("refund_request.", "dispute."))
            found[prefix + field.path] = "" if in_group else value
    return found


VALUES = values()
LAST_BARE = "with payment reports"
STAGES: dict[str, Callable[[Snapshot], None]] = {
    "bare export": lambda _: None,
    LAST_BARE: add_payments,
    "with the supplement": add_supplement,
}

if __name__ == "__main__":
    sys.exit(main())
