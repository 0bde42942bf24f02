"""How contracts that a program gives become a report."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import TYPE_CHECKING, cast

from .arguments import given_role, ids_of, role_of, strictness, time_zone_of
from .engine.checking.account_zone import account_zone
from .engine.checking.as_of import AsOf, about_other_instant, chosen
from .engine.checking.checked import report_of
from .engine.checking.platforms import check_platforms
from .engine.evaluation.evaluate import Options
from .engine.meaning.own_fields import by_platform
from .engine.problems import InputError, Level, Place, Problem, unknown_contract
from .engine.snapshot.given.arrow_stream import is_frame
from .engine.snapshot.given.frames import Frame
from .engine.snapshot.given.mistaken import is_open_file, no_data, text_as_path
from .engine.snapshot.model import ROLES, Snapshot
from .engine.snapshot.own import own_problems
from .engine.snapshot.read import snapshot_of
from .engine.snapshot.records import Document, Records, is_contract
from .engine.snapshot.sources import STDIN
from .instants import is_now, seconds_of
from .loading import Policies
from .report import Report

if TYPE_CHECKING:
    from .engine.snapshot.given.given import Given


def judged(
    contracts: object,
    policies: object,
    as_of: object,
    close: object,
    role: object,
    strict: object,
    time_zone: object,
) -> Report:
    """The report of what `check` was given, which says what may be raised."""
    if not isinstance(policies, Policies):
        found = type(policies).__name__
        raise TypeError(f"expected policies from load_policies(), found {found}")
    now = int(time.time())
    given = None if as_of is None or is_now(as_of) else seconds_of(as_of, "as_of")
    zone, closing, is_strict = time_zone_of(time_zone), ids_of(close), strictness(strict)
    snapshot = _snapshot(contracts, role_of(role))
    options = Options(closing=closing & _ids(snapshot), is_strict=is_strict)
    at = chosen(given, snapshot, now, is_by_clock=is_now(as_of))
    told = report_of(snapshot, policies.packs, at, options)
    warnings = _warnings(snapshot, policies, at)
    if zone is None:
        zone, about_zone = account_zone(snapshot, "time_zone=")
        warnings += about_zone
    about_own = own_problems(snapshot, by_platform(policies.packs))
    problems = [*snapshot.problems, *about_own, *_unknown(closing, snapshot), *warnings]
    return Report(tuple(sorted(_without_notes(problems), key=_gravity)), told, zone)


def _snapshot(contracts: object, role: str | None) -> Snapshot:
    """What was given; without a contract where it cannot be used."""
    try:
        return snapshot_of(_given(contracts), role=given_role(role))
    except InputError as refused:
        return Snapshot([], role=role or ROLES[0], problems=list(refused.problems))


def _given(contracts: object) -> Given | Sequence[str]:
    """How the data is read. Raises `InputError` for what is no data."""
    if is_path(contracts):
        return [_name(contracts)]
    if is_frame(contracts):
        return Frame(contracts)
    if isinstance(contracts, Mapping):
        document = cast("Mapping[str, object]", contracts)
        return Records([document]) if is_contract(document) else Document(document)
    is_bytes = isinstance(contracts, bytes | bytearray)
    if is_bytes or is_open_file(contracts) or not isinstance(contracts, Iterable):
        raise InputError([no_data(contracts)])
    entries = iter(cast("Iterable[object]", contracts))
    first = next(entries, NOTHING)
    if first is NOTHING:
        return Records(())
    entries = chain([first], entries)
    return [_name(each) for each in entries] if is_path(first) else Records(entries)


NOTHING = object()


def is_path(value: object) -> bool:
    """Whether it names a file."""
    return isinstance(value, str | os.PathLike)


def _name(path: object) -> str:
    """A path as a name; a dash is a file of that name, since a program has no standard input to spare.

    Raises `InputError` for what is no path.
    """
    if not is_path(path):
        message = f"expected a path like the first, found {type(path).__name__}"
        raise InputError([Problem(Place("contracts"), message, "give paths alone, or dicts alone")])
    name = os.fsdecode(cast("str | os.PathLike[str]", path))
    if isinstance(path, str) and (mistaken := text_as_path(name)):
        raise InputError([mistaken])
    return f"{os.curdir}{os.sep}{name}" if name == STDIN else name


def _ids(snapshot: Snapshot) -> frozenset[str]:
    return frozenset(contract.id for contract in snapshot.contracts)


def _unknown(closing: frozenset[str], snapshot: Snapshot) -> list[Problem]:
    """An error for each contract that is to be ended and is not in the data."""
    known = _ids(snapshot)
    return [unknown_contract(Place("close"), id, known) for id in sorted(closing - known)]


def _warnings(snapshot: Snapshot, policies: Policies, as_of: AsOf) -> list[Problem]:
    about_instant = about_other_instant(as_of, snapshot, "as_of")
    return [*about_instant, *check_platforms(snapshot, policies.packs)]


def _without_notes(problems: list[Problem]) -> Iterable[Problem]:
    return (problem for problem in problems if problem.level is not Level.NOTE)


def _gravity(problem: Problem) -> int:
    return list(Level).index(problem.level)
