"""`closeout validate`: everything that is wrong with snapshots."""

from __future__ import annotations

import json
import sys
from enum import StrEnum
from itertools import chain
from typing import TYPE_CHECKING, Annotated

import typer

from ..settings.keys import PoliciesOption, RoleOption
from ..table_options import DatesOption, EncodingOption, SheetOption

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ...engine.problems import Level, Problem
    from ...engine.snapshot.own import OwnCheck, OwnFields
    from ...engine.snapshot.read import Check
    from ..settings.settings import Settings

EXIT_INVALID = 3
MOST = 1_000
"""Problems of one level that are told unless all are asked for."""


class ReportFormat(StrEnum):
    """How the result is written."""

    TEXT = "text"
    JSON = "json"


def validate(
    files: Annotated[
        list[str],
        typer.Argument(metavar="FILE", help="Snapshots: files, folders, patterns, or - for stdin."),
    ],
    format: Annotated[
        ReportFormat, typer.Option("--format", "-f", help="How the result is written.")
    ] = ReportFormat.TEXT,
    every: Annotated[
        bool, typer.Option("--all", help=f"Tell every problem, not the first {MOST} of a level.")
    ] = False,
    policies: PoliciesOption = None,
    role: RoleOption = None,
    dates: DatesOption = None,
    sheet: SheetOption = None,
    encoding: EncodingOption = None,
) -> None:
    """Tell the errors, contradictions and warnings of snapshots, and how tables were understood.

    Fields of your own are held against what the policies declare of them.

    Exit code 3 if there is an error or a contradiction, else 0.
    """
    from ...engine.checking.always import Always
    from ...engine.language.load import load_packs
    from ...engine.snapshot.model import ROLES
    from ...engine.snapshot.own import OwnCheck
    from ...engine.snapshot.read import check_files
    from .. import clock
    from ..cache import caching
    from ..found import choice_of, tell_passed_over
    from ..settings.keys import POLICIES, ROLE
    from ..settings.settings import effective
    from ..table_options import spreadsheet

    told = spreadsheet(dates, sheet, encoding)
    settings = effective({"policies": policies, "role": role})
    own = OwnCheck(lambda: _declared(settings[POLICIES]))
    choice, given = choice_of(settings), settings[ROLE]
    always = Always(
        lambda: load_packs(settings[POLICIES]), ROLES[0] if given is None else given.role
    )
    check = check_files(files, sys.stdin.buffer, told, choice, own, clock.now(), given, always)
    with caching(settings):
        if format is ReportFormat.JSON:
            _write_json(check, _listed(check, every, own, settings))
        else:
            _write_text(check, _listed(check, every, own, settings), every)
    tell_passed_over(check.passed_over)
    if not check.is_valid:
        raise typer.Exit(EXIT_INVALID)


def _declared(policies: tuple[str, ...] | None) -> Mapping[str, OwnFields]:
    """What the policies declare of fields of a user's own; they are read only where one is stated."""
    from ...engine.language.load import load_packs
    from ...engine.meaning.own_fields import by_platform

    return by_platform(load_packs(policies))


def _about_platforms(check: Check, settings: Settings) -> Iterator[Problem]:
    """What `check` would not look at; policies that cannot be read are told by whoever needs them."""
    from ...engine.language.load import shipped_pack_ids
    from ..settings.keys import POLICIES

    is_default = settings.chosen[POLICIES.name].value is None
    if is_default and check.platforms.keys() <= set(shipped_pack_ids()):
        return  # a shipped pack is called as its platform, so that none has to be read
    from ...engine.checking.platforms import about_platforms
    from ...engine.language.pack_platforms import platforms_of
    from ...engine.problems import CloseoutError

    try:
        known = platforms_of(settings[POLICIES])
    except CloseoutError:
        return
    yield from about_platforms(check.platforms, known)


def _listed(check: Check, every: bool, own: OwnCheck, settings: Settings) -> Iterator[Problem]:
    """The problems that are told: a level is broken off where nobody reads on; counted are all."""
    for problem in chain(check, check.counted(_about_platforms(check, settings))):
        if every or check.count[problem.level] <= MOST:
            yield own.hinted(problem)


def _write_text(check: Check, listed: Iterator[Problem], every: bool) -> None:
    from ...engine.snapshot.given_role import role_note

    for problem in listed:
        sys.stdout.write(problem.rendered() + "\n")
    left = sum(max(0, count - MOST) for count in check.count.values())
    if left and not every:
        from ...engine.written import counted

        sys.stdout.write(f"{counted(left, 'more problem')} not told: --all tells every one\n")
    if check.assumed_role is not None:
        sys.stdout.write(f"Note: {role_note(check.assumed_role)}\n")
    sys.stdout.write(summary(check) + "\n")


def summary(check: Check) -> str:
    """`3 files, 27 contracts: 2 errors, 1 contradiction, 4 warnings`."""
    from ...engine.problems import Level
    from ...engine.written import counted

    levels = ", ".join(
        counted(check.count[level], level) for level in Level if _is_counted(level, check)
    )
    return f"{counted(check.files, 'file')}, {counted(check.contracts, 'contract')}: {levels}"


def _is_counted(level: Level, check: Check) -> bool:
    """Notes are no problems: where there is none, none is missed."""
    from ...engine.problems import Level

    return level is not Level.NOTE or check.count[level] > 0


def _write_json(check: Check, listed: Iterator[Problem]) -> None:
    """Problem by problem, so that a long list is never held; see schemas/validation.schema.json."""
    from ...engine.problems import Level
    from ..render.json_writing import escaped

    write = sys.stdout.write
    write('{"version": 1, "problems": [')
    before = "\n  "
    for problem in listed:
        write(before + escaped(json.dumps(as_json(problem), ensure_ascii=False)))
        before = ",\n  "
    counts = {f"{level}s": check.count[level] for level in Level}
    totals = {"files": check.files, "contracts": check.contracts, **counts}
    role = check.assumed_role
    assumed = "" if role is None else f', "assumed_role": {json.dumps(role)}'
    write(f'\n], "summary": {json.dumps(totals)}{assumed}}}\n')


def as_json(problem: Problem) -> dict[str, object]:
    """One problem for a program; line and column are null where a whole file is meant."""
    place = problem.place
    return {
        "level": str(problem.level),
        "file": place.file,
        "line": place.line or None,
        "column": place.column or None,
        "message": problem.told,
        "hint": problem.hint or None,
    }
