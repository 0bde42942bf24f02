"""Reads and compares: two policies over the same snapshot, or two snapshots under the same policies."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from ..engine.cases.reading.reader import read_cases
from ..engine.comparing.causes import Search, with_causes
from ..engine.comparing.changes import compared
from ..engine.comparing.data import with_data
from ..engine.comparing.model import Comparison, Of
from ..engine.comparing.sides import Sides
from ..engine.comparing.witness import Ground, with_witnesses
from ..engine.evaluation.engines import Engine
from ..engine.evaluation.evaluate import Options, evaluate
from ..engine.language.load import load_packs, shipped_pack_ids
from ..engine.problems import CloseoutError
from ..engine.snapshot.databases.address import shown_name
from ..engine.snapshot.read import read_snapshot
from .as_of import as_of_for, latest_for, own_instant_for
from .exports import choice_of, exports
from .named import known_contracts
from .output import refuse_inputs
from .own_fields import check_own_fields
from .pack_sides import PackSide, pack_side
from .settings.keys import ENGINE, ON_INVALID, POLICIES, ROLE, STRICT
from .warned import warn

if TYPE_CHECKING:
    from ..engine.cases.model import CaseFile
    from ..engine.policy.pack import Pack
    from ..engine.progress import Progress
    from ..engine.snapshot.model import Snapshot
    from ..engine.snapshot.spreadsheet import Spreadsheet
    from .settings.settings import Settings


class Asked(Struct, frozen=True):
    """What is to be compared, beside the settings."""

    files: Sequence[str]
    now: int
    """What the clock says, in UTC seconds."""
    closing: Sequence[str]
    spreadsheet: Spreadsheet
    outputs: Sequence[Path | None]
    with_causes: bool = True


def compared_policies(
    pair: tuple[str, str], asked: Asked, settings: Settings, progress: Progress | None = None
) -> Comparison:
    """Two policies over the same contracts, at the same instant.

    Raises `CloseoutError` for whatever cannot be used.
    """
    usual = settings[POLICIES]
    with (
        TemporaryDirectory(prefix="closeout-") as before,
        TemporaryDirectory(prefix="closeout-") as after,
    ):
        old = pack_side(pair[0], pair[1], usual, Path(before))
        new = pack_side(pair[1], pair[0], usual, Path(after))
        snapshot = _read(asked.files, asked, settings, (*old.packs, *new.packs))
        refuse_inputs(*asked.outputs)
        options = _options(asked, settings, snapshot, progress)
        as_of = as_of_for(settings, snapshot, asked.now).instant
        sides = Sides(old.packs, new.packs)
        found = compared(
            Of.POLICIES,
            (old.name, evaluate(snapshot, old.packs, as_of, options)),
            (new.name, evaluate(snapshot, new.packs, as_of, options)),
            sides.names,
        )
        if not asked.with_causes:
            return replace(found, edits=sides.told)
        search = Search(found, sides, snapshot, replace(options, engine=Engine.PYTHON))
        found = with_causes(found, search)
        ground = Ground(sides, lambda: _cases(old, new), snapshot, as_of, options.is_strict)
        return with_witnesses(found, ground, search.reach)


def _cases(*sides: PackSide) -> list[CaseFile]:
    """The cases beside the packs, and beside the shipped ones that they extend; those that can be read."""
    found: list[CaseFile] = []
    references = dict.fromkeys(reference for side in sides for reference in side.references)
    shipped = {id for side in sides for pack in side.packs for id, _ in pack.lineage}
    references |= dict.fromkeys(id for id in shipped_pack_ids() if id in shipped)
    for reference in references:
        with suppress(CloseoutError):
            found += read_cases([reference])
    return found


def compared_exports(
    asked: Asked, settings: Settings, progress: Progress | None = None
) -> Comparison:
    """Two exports under the same policies, each at its own instant unless one is given.

    Raises `CloseoutError` for whatever cannot be used.
    """
    packs = load_packs(settings[POLICIES])
    old, new = (_read([file], asked, settings, packs) for file in asked.files)
    refuse_inputs(*asked.outputs)
    reports = []
    for name, snapshot in zip(asked.files, (old, new), strict=True):
        present = [id for id in asked.closing if any(one.id == id for one in snapshot.contracts)]
        options = _options(replace(asked, closing=present), settings, snapshot, progress)
        as_of = own_instant_for(settings, snapshot, asked.now)
        reports.append((shown_name(name), evaluate(snapshot, packs, as_of, options)))
    return with_data(compared(Of.EXPORTS, reports[0], reports[1]), old, new)


def _read(
    files: Sequence[str], asked: Asked, settings: Settings, packs: Sequence[Pack]
) -> Snapshot:
    snapshot = read_snapshot(
        exports(files, choice_of(settings)).files,
        stdin=sys.stdin.buffer,
        on_invalid=settings[ON_INVALID].value,
        spreadsheet=asked.spreadsheet,
        now=latest_for(settings, asked.now),
        role=settings[ROLE],
    )
    orders = (packs, packs[::-1])  # of two declarations of a field both are held against it
    about_own = (problem for order in orders for problem in check_own_fields(snapshot, order))
    warn(tuple(dict.fromkeys((*snapshot.problems, *about_own))))
    return snapshot


def _options(
    asked: Asked, settings: Settings, snapshot: Snapshot, progress: Progress | None
) -> Options:
    return Options(
        engine=Engine(settings[ENGINE].value),
        closing=known_contracts(asked.closing, snapshot),
        is_strict=settings[STRICT],
        progress=progress,
    )
