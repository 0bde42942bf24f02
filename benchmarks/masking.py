"""How much advice survives when an export does not say everything, and how far a "close" can be trusted.

    python benchmarks/masking.py -n 2000 --seed 1
    python benchmarks/masking.py --source graphql --wrong     what exactly went wrong there

Complete contracts that make sense (tests/masked/stories.py), in two mixes: a plain one, and one in which half
of the running contracts are planned to end and much stands against it. What the engine says of them is the
truth. Then the same contracts as real sources show them (tests/masked/sources.py). Percent of running contracts:

    same      the same verdict
    cannot    cannot-tell
    missed    nothing-to-do or keep-open where the truth is close or keep-open
    mislead   nothing-to-do or keep-open where the truth is do-not-end, wait or prepare
    other     another verdict that keeps the contract running
    unsafe    close where the truth is not: `named` where it would be the truth if the assumptions that it
              names were true, else `unnamed`

and of all contracts the findings that are told and not true, and of those the ones that name no assumption.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from closeout.engine.evaluation.engines import Engine
from closeout.engine.evaluation.evaluate import Options, evaluate
from closeout.engine.language.load import load_packs
from closeout.engine.report.findings import ContractResult, Finding, Report, Subject, Verdict
from closeout.engine.snapshot.model import Snapshot
from tests.masked.granted import granted, where_it_is_alone
from tests.masked.sources import SOURCES, Source, complete
from tests.masked.stories import NOW, PLAIN, TROUBLE, Mix, Portfolio, portfolio

PACKS = load_packs(["upwork"])
MIXES: Mapping[str, Mix] = {"plain": PLAIN, "planned and trouble": TROUBLE}
ROLES = {"freelancer": 0.7, "agency": 0.15, "client": 0.15}
PER_ACCOUNT = 18

SAME, CANNOT, MISSED, MISLEAD, OTHER = "same", "cannot", "missed", "mislead", "other"
NAMED, UNNAMED = "named", "unnamed"
OUTCOMES = (SAME, CANNOT, MISSED, MISLEAD, OTHER, NAMED, UNNAMED)
QUIET = (Verdict.NOTHING_TO_DO, Verdict.KEEP_OPEN)
LOUD = (Verdict.DO_NOT_END, Verdict.WAIT, Verdict.PREPARE)

Key = tuple[str, Subject]


@dataclass(frozen=True, slots=True)
class World:
    """One portfolio, as it is, and its truth at an instant."""

    made: Portfolio
    whole: Snapshot
    truth: Report


@dataclass(slots=True)
class Tally:
    """What became of the contracts of a source."""

    outcomes: Counter[str] = field(default_factory=Counter)
    """Of running contracts."""
    closes: Counter[str] = field(default_factory=Counter)
    """Of the times `close` was said."""
    true: int = 0
    found: int = 0
    told: int = 0
    false: int = 0
    false_without_assumes: int = 0
    changes: Counter[tuple[str, str]] = field(default_factory=Counter)
    """(true, told) of the verdicts that mislead or are unsafe."""
    wrong: Counter[str] = field(default_factory=Counter)
    """What was lost or told wrongly, in words."""
    examples: list[str] = field(default_factory=list)


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("-n", type=int, default=1_000, help="contracts in each mix")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--source", action="append", help="only this one")
    parser.add_argument(
        "--wrong", action="store_true", help="what misled, what was false, examples"
    )
    options = parser.parse_args()
    sources = [each for each in SOURCES if not options.source or each.name in options.source]
    for name, mix in MIXES.items():
        rng = random.Random(f"{options.seed} {name}")
        portfolios = [
            portfolio(rng, role, max(1, round(options.n * share / PER_ACCOUNT)), mix, PER_ACCOUNT)
            for role, share in ROLES.items()
        ]
        tallies = {each.name: Tally() for each in sources}
        for source in sources:
            for made in portfolios:
                measure(source, world(made, source.age or 0), options.seed, tallies[source.name])
        show(name, portfolios, tallies, options.wrong)


def world(made: Portfolio, age: int) -> World:
    """The truth so many seconds after everything was as it is said."""
    whole = complete(made)
    whole.as_of = whole.exported_at = NOW + age
    return World(made, whole, checked(whole))


def checked(snapshot: Snapshot) -> Report:
    """What the engine says."""
    assert snapshot.as_of is not None
    return evaluate(snapshot, PACKS, snapshot.as_of, Options(engine=Engine.PYTHON))


def measure(source: Source, of: World, seed: int, tally: Tally) -> None:
    """Show a world by a source, ask, and count."""
    with tempfile.TemporaryDirectory() as folder:
        rng = random.Random(f"{seed} {source.name} {of.made.role}")
        shown = source.show(of.made, rng, Path(folder))
    shown.as_of = of.whole.as_of
    shown.exported_at = NOW
    report = checked(shown)
    for result in of.truth.contracts:
        told = report.by_id[result.id]
        what = outcome(result.verdict, told, of, shown)
        if result.status != "ended":
            tally.outcomes[what] += 1
        if told.verdict is Verdict.CLOSE:
            tally.closes[what] += 1
        if what in (MISLEAD, NAMED, UNNAMED) and result.status != "ended":
            tally.changes[result.verdict, told.verdict] += 1
            reasons = lost(of.truth, report, result)
            tally.wrong.update(f"{what}: {reason}" for reason in reasons)
            assumed = ", ".join(told.assumes) or "nothing"
            tally.examples.append(
                f"{what} {of.made.role} {result.id}: {result.verdict} -> {told.verdict}"
                f" (lost {', '.join(reasons)}; assumes {assumed})"
            )
    count_findings(of.truth, report, tally)


def outcome(true: Verdict, told: ContractResult, of: World, shown: Snapshot) -> str:
    """What became of one verdict."""
    if told.verdict is true:
        return SAME
    if told.verdict is Verdict.CLOSE:
        return NAMED if is_excused(told, of, shown) else UNNAMED
    if told.verdict is Verdict.CANNOT_TELL:
        return CANNOT
    if told.verdict in QUIET:
        return MISLEAD if true in LOUD else MISSED
    return OTHER


def is_excused(told: ContractResult, of: World, shown: Snapshot) -> bool:
    """Whether `close` would be the truth if the assumptions that it names were true."""
    if not told.assumes:
        return False
    supposed = where_it_is_alone(granted(of.whole, shown, told.assumes), told.id, told.assumes)
    return checked(supposed).by_id[told.id].verdict is Verdict.CLOSE


def lost(truth: Report, report: Report, result: ContractResult) -> list[str]:
    """The rules behind the true verdict that were not told."""
    told = {key(finding) for finding in report.by_contract.get(result.id, ())}
    return sorted(
        {
            finding.rule
            for finding in truth.by_contract.get(result.id, ())
            if finding.action.effect.value == VERDICT_OF.get(result.verdict)
            and key(finding) not in told
        }
    )


VERDICT_OF = {
    Verdict.DO_NOT_END: "block",
    Verdict.WAIT: "wait",
    Verdict.PREPARE: "prepare",
    Verdict.KEEP_OPEN: "keep",
}
"""The effect that makes a verdict."""


def key(finding: Finding) -> Key:
    """What is said of whom."""
    return finding.rule, finding.subject


def count_findings(truth: Report, report: Report, tally: Tally) -> None:
    """Findings that are true, told, and both."""
    true = {key(finding) for finding in truth.findings}
    told = {key(finding): finding for finding in report.findings}
    tally.true += len(true)
    tally.told += len(told)
    tally.found += len(true & set(told))
    for each, finding in told.items():
        if each not in true:
            tally.false += 1
            tally.wrong[f"false: {finding.rule} ({', '.join(finding.assumes) or 'NOT NAMED'})"] += 1
            tally.false_without_assumes += not finding.assumes


def show(
    name: str, portfolios: Sequence[Portfolio], tallies: Mapping[str, Tally], wrong: bool
) -> None:
    """Print the tables of one mix."""
    documents = [document for made in portfolios for document in made.contracts]
    running = [document for document in documents if document["status"] != "ended"]
    planned = sum(bool(document["closing_planned"]) for document in running)
    print(f"\n{name}: {len(documents)} contracts, {len(running)} running, {planned} planned to end")
    print(f"{'percent of the running ones':<28}" + "".join(f"{each:>9}" for each in OUTCOMES))
    for source, tally in tallies.items():
        print(f"{source:<28}" + "".join(f"{share(tally.outcomes, each):9.1f}" for each in OUTCOMES))
    print(f"\n{'close':<28}{'said':>9}{'right':>9}{'named':>9}{'unnamed':>9}", end="")
    print(f" | {'true':>6}{'found':>7}{'told':>7}{'false':>7}{'%':>6}{'no assumes':>12}")
    for source, tally in tallies.items():
        said, closes = tally.closes.total(), tally.closes
        print(f"{source:<28}{said:9}{closes[SAME]:9}{closes[NAMED]:9}{closes[UNNAMED]:9}", end="")
        of_told = 100 * tally.false / max(1, tally.told)
        print(
            f" | {tally.true:6}{tally.found:7}{tally.told:7}{tally.false:7}{of_told:6.1f}", end=""
        )
        print(f"{tally.false_without_assumes:12}")
    if wrong:
        for source, tally in tallies.items():
            show_wrong(source, tally)


def share(outcomes: Counter[str], what: str) -> float:
    """Percent."""
    return 100 * outcomes[what] / max(1, outcomes.total())


def show_wrong(source: str, tally: Tally) -> None:
    """What exactly went wrong."""
    print(f"\n{source}")
    print_counts(
        f"{true} -> {told}: {many}" for (true, told), many in tally.changes.most_common(12)
    )
    print_counts(f"{what}: {many}" for what, many in tally.wrong.most_common(40))
    unsafe = [each for each in tally.examples if each.startswith((NAMED, UNNAMED))]
    print_counts(unsafe[:12])
    print_counts([each for each in tally.examples if each.startswith(MISLEAD)][:12])


def print_counts(lines: Iterable[str]) -> None:
    """One line each, indented."""
    for line in lines:
        print(f"  {line}")


if __name__ == "__main__":
    main()
