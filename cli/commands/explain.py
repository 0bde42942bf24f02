"""`closeout explain`: why a contract has its verdict, why a rule holds or not, how a fact came about."""

from __future__ import annotations

import sys
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from ..settings.keys import (
    POLICIES,
    ROLE,
    STRICT,
    AsOfOption,
    PoliciesOption,
    RoleOption,
    StrictOption,
    TimeZoneOption,
)
from ..shared_options import CloseOption
from ..table_options import DatesOption, EncodingOption, SheetOption

if TYPE_CHECKING:
    from ...engine.explain.model import Explanation
    from ...engine.policy.pack import Pack
    from ...engine.snapshot.model import Snapshot
    from ...engine.zones import Zone


class ExplainFormat(StrEnum):
    """How the answer is written."""

    TEXT = "text"
    JSON = "json"


def explain(
    file: Annotated[
        str, typer.Argument(metavar="FILE", help="A snapshot: a file, a folder, or - for stdin.")
    ],
    contract: Annotated[
        str | None,
        typer.Argument(metavar="CONTRACT[/MILESTONE]", help="The contract that is asked about."),
    ] = None,
    rule: Annotated[
        str | None,
        typer.Argument(
            metavar="RULE", help="Why this rule holds or not, or what this reading does."
        ),
    ] = None,
    fact: Annotated[
        str | None,
        typer.Option(
            metavar="NAME", help="How this fact came about, say account.no_feedback_streak."
        ),
    ] = None,
    as_of: AsOfOption = None,
    role: RoleOption = None,
    policies: PoliciesOption = None,
    strict: StrictOption = None,
    close: CloseOption = None,
    format: Annotated[
        ExplainFormat, typer.Option("--format", "-f", help="How the answer is written.")
    ] = ExplainFormat.TEXT,
    time_zone: TimeZoneOption = None,
    dates: DatesOption = None,
    sheet: SheetOption = None,
    encoding: EncodingOption = None,
) -> None:
    """Explain a verdict, a rule or a fact: what led to it, and what would change it."""
    from ...engine.language.load import load_packs
    from ...engine.snapshot.read import read_snapshot
    from .. import clock
    from ..as_of import as_of_for, latest_for
    from ..cache import caching
    from ..exports import choice_of, exports
    from ..named import known_contracts
    from ..output import write
    from ..own_fields import check_own_fields
    from ..progress import working
    from ..settings.settings import effective
    from ..table_options import spreadsheet
    from ..time_zone import zone_for
    from ..warned import warn

    _check_fit(contract, rule, fact)
    given = {
        "as_of": as_of,
        "role": role,
        "policies": policies,
        "strict": strict,
        "time_zone": time_zone,
    }
    settings, now = effective(given), clock.now()
    with working("explaining"), caching(settings):
        packs = load_packs(settings[POLICIES])
        told = spreadsheet(dates, sheet, encoding)
        files = exports([file], choice_of(settings)).files
        snapshot = read_snapshot(
            files,
            stdin=sys.stdin.buffer,
            spreadsheet=told,
            now=latest_for(settings, now),
            role=settings[ROLE],
        )
        zone, about_zone = zone_for(settings, snapshot, is_redacted=False)
        warn((*snapshot.problems, *check_own_fields(snapshot, packs), *about_zone))
        closing = known_contracts(close or [], snapshot)
        instant = as_of_for(settings, snapshot, now).instant
        found = _explained(
            snapshot, packs, (contract, rule, fact), instant, closing, settings[STRICT]
        )
        text = _rendered(found, format, zone)
    write(text, None)


def _check_fit(contract: str | None, rule: str | None, fact: str | None) -> None:
    from ...engine.problems import Place, UsageError

    if contract is None and fact is None:
        raise UsageError.at(
            Place("CONTRACT"),
            "it is not said what to explain",
            "name a contract (and a rule), or a fact: --fact account.no_feedback_streak",
        )
    if rule is not None and fact is not None:
        raise UsageError.at(Place("--fact"), "a rule is named too", "explain one after the other")


def _explained(
    snapshot: Snapshot,
    packs: tuple[Pack, ...],
    names: tuple[str | None, str | None, str | None],
    as_of: int,
    closing: frozenset[str],
    is_strict: bool,
) -> Explanation:
    from ...engine.explain.explain import explain_fact, explain_rule, explain_verdict
    from ...engine.explain.readings import explain_reading, is_reading

    contract, rule, fact = names
    if fact is not None:
        return explain_fact(snapshot, packs, contract, fact, as_of, closing, is_strict)
    assert contract is not None
    if rule is not None and is_reading(packs, rule):
        return explain_reading(snapshot, packs, contract, rule, as_of, closing, is_strict)
    if rule is not None:
        return explain_rule(snapshot, packs, contract, rule, as_of, closing, is_strict=is_strict)
    return explain_verdict(snapshot, packs, contract, as_of, closing, is_strict)


def _rendered(found: Explanation, format: ExplainFormat, zone: Zone) -> str:
    if format is ExplainFormat.JSON:
        from ..render.explain_json import render as as_json

        return as_json(found)
    from ..render.explain_text import render as as_text

    return as_text(found, zone)
