"""How much the heavy tests try: a sample in the suite, all of it with `--full`.

Every size stands here. Seeds are fixed, and a sample is the beginning of the full run.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sizes:
    """How much each of them tries."""

    safety_contracts: int
    """Asked of the safety oracle, for each role and age of the export."""

    masked_batches: int
    """Of complete contracts shown with fields missing, held against the oracle of closings."""

    masked_contracts: int
    """In each of them."""

    less_said: int
    """Portfolios of which one field is not said any more."""

    assumed_portfolios: int
    """With fields missing, of which is asked what findings and verdicts assume."""

    assumed_worlds: int
    """Random packs with random readings, of which the same is asked."""

    agreement_batches: int
    """Of random worlds in which both engines are compared."""

    agreement_checks: int
    """One rule for one subject; in each batch."""

    completion_batches: int
    """Of random worlds of which everything unknown is filled in."""

    definition_batches: int
    """Of 60 random worlds in which every derived fact is computed again from its definition."""

    trace_worlds: int
    """In which the trace is compared with the matcher; in each of three batches."""

    year_portfolios: dict[str, int]
    """Read at every instant of a year at which a date can change; for each pack and role."""

    year_contracts: int
    """In each of them."""

    year_thresholds: int
    """Of those instants, at random, for each portfolio."""

    year_deadlines: int
    """Around which the verdicts are asked, for each pack and role."""

    year_judged: int
    """Contracts of such a portfolio of which verdicts are asked."""

    advice_portfolios: int
    """Searched for contradicting advice; for each pack and role."""

    judged_advice: int
    """Contracts of such a portfolio of which verdicts are asked as well."""

    mixed_exports: int
    """Of several platforms."""

    explained_part: int
    """Every so many of the findings and undetermined rules of the examples are explained."""

    stretch_batches: int
    """Of random worlds in which explained stretches are compared with evaluations."""

    explained_worlds: int
    """In which explanations are held against what the engine decided."""

    edge_batches: int
    """Of 18 random worlds at any instant, in which both engines and explanations are compared."""

    asked_portfolios: int
    """With fields missing, of which every question is put to the test; for each share of them."""

    asked_checks: int
    """Questions of each of them that are evaluated again as whole snapshots."""

    formula_checks: int
    """One random condition for one row, durable engine against the pair evaluator."""

    shrinking_rules: int
    """Examples of hypothesis for the durable engine, each of up to 8 rules on 12 rows."""

    whole_mutants: int
    """Mutants of a shipped pack, at least, with which all of its cases are evaluated."""

    written_snapshots: int
    """Examples of hypothesis: written and read again."""

    every_format: int
    """Examples of hypothesis: the same records in every format."""

    locale_tables: int
    """Written as the spreadsheet of a country writes them; of each country."""

    read_twice: int
    """Contracts of the whole catalogue, and damaged lines, that both readers of NDJSON read."""

    is_every_case_on_both_engines: bool
    """The cases of the shipped packs; otherwise the reference engine runs them."""

    is_coverage_shown: bool
    """Whether the cases of the shipped packs are also run with coverage, as `.ci/run` does anyway."""


SAMPLE = Sizes(
    safety_contracts=300,
    masked_batches=1,
    masked_contracts=600,
    less_said=10,
    assumed_portfolios=3,
    assumed_worlds=5,
    agreement_batches=2,
    agreement_checks=6_000,
    completion_batches=1,
    definition_batches=1,
    trace_worlds=6,
    year_portfolios={"freelancer": 1, "agency": 1, "client": 1},
    year_contracts=200,
    year_thresholds=3,
    year_deadlines=1,
    year_judged=60,
    advice_portfolios=3,
    judged_advice=100,
    mixed_exports=8,
    explained_part=3,
    stretch_batches=1,
    explained_worlds=8,
    edge_batches=1,
    asked_portfolios=1,
    asked_checks=2,
    formula_checks=10_000,
    shrinking_rules=15,
    whole_mutants=3,
    written_snapshots=25,
    every_format=25,
    locale_tables=25,
    read_twice=100,
    is_every_case_on_both_engines=False,
    is_coverage_shown=False,
)
FULL = Sizes(
    safety_contracts=34_000,
    masked_batches=8,
    masked_contracts=25_000,
    less_said=2_000,
    assumed_portfolios=60,
    assumed_worlds=150,
    agreement_batches=8,
    agreement_checks=25_000,
    completion_batches=8,
    definition_batches=4,
    trace_worlds=60,
    year_portfolios={"freelancer": 4, "agency": 2, "client": 3},
    year_contracts=300,
    year_thresholds=30,
    year_deadlines=3,
    year_judged=300,
    advice_portfolios=10,
    judged_advice=2_000,
    mixed_exports=40,
    explained_part=1,
    stretch_batches=4,
    explained_worlds=50,
    edge_batches=1_120,
    asked_portfolios=5,
    asked_checks=5,
    formula_checks=200_000,
    shrinking_rules=300,
    whole_mutants=250,
    written_snapshots=300,
    every_format=300,
    locale_tables=6_250,
    read_twice=50_000,
    is_every_case_on_both_engines=True,
    is_coverage_shown=True,
)

_chosen = SAMPLE


def choose(is_full: bool) -> None:
    """The sizes that hold from now on; before test files are collected."""
    global _chosen
    _chosen = FULL if is_full else SAMPLE


def sizes() -> Sizes:
    """Those that hold in this run."""
    return _chosen


def examples(most: int) -> int:
    """Of a property, for hypothesis: all of them with `--full`, a third in the sample."""
    return most if _chosen is FULL else max(1, most // 3)
