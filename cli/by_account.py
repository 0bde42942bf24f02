"""`check` of more contracts than are held: judged account by account, told entry by entry.

What is told is to the byte what a report in one would give. Formats that tell the whole at once, and options that
look at the whole (waivers, pseudonyms), take the other way.
"""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field
from msgspec.structs import replace

from ..engine.checking.platforms import check_platforms_of
from ..engine.evaluation.by_account import ByAccount, Piece
from ..engine.problems import CloseoutError, SurroundingsError
from ..engine.questions.of_many import Open, open_of, questions_of_many
from ..engine.report.counts import Counts
from ..engine.report.granted import granted_of, resting_contracts
from ..engine.report.order import finding_order, undetermined_order
from ..engine.snapshot.parted import ReadAgain
from ..engine.sorted_runs import Keyed, SortedRuns, packed
from .as_of import as_of_for, check_age
from .checking import Asked, Given, given_in_place, options_for
from .judged import tell_problems
from .known_findings import about_gone, known_findings, marked
from .named import known_rules
from .outcome import NOTHING_HIDDEN, Hidden, failing, fails, only, visible
from .outputs import tell_instant, write_texts
from .render import RenderOptions
from .render.entry_wise import EntryWise, Parts, entries_of
from .render.whereabouts import Spot, spot
from .settings.keys import (
    BASELINE,
    FAIL_ON,
    MIN_SEVERITY,
    UNDECIDED,
)
from .time_zone import zone_for
from .warned import warn

if TYPE_CHECKING:
    from ..engine.policy.readings import Reading
    from ..engine.problems import Problem
    from ..engine.report.baseline import Baseline
    from ..engine.report.findings import AsOfOrigin, Report
    from ..engine.report.granted import Granted
    from ..engine.report.question import Question
    from ..engine.snapshot.model import Snapshot
    from .outputs import Output
    from .progress import Progress
    from .settings.settings import Settings

Run = list[bytes]


class Texts(Struct):
    """The entries of a piece in one format, sorted."""

    contracts: Run
    findings: Run
    undetermined: Run


class Told(Struct):
    """What is told of a piece."""

    texts: list[Texts]
    """By output."""
    heads: list[Any]
    """By output."""
    counts: Counts
    hidden: Hidden
    resting: Counter[str]
    readings: Mapping[str, Reading]
    open: Open
    failed: bool
    known: Set[str]
    """Fingerprints of the baseline that were met."""


class Gathered(Struct):
    """What was told of all pieces."""

    formats: Sequence[EntryWise]
    """By output."""
    runs: list[tuple[SortedRuns, SortedRuns, SortedRuns]]
    """By output: contracts, findings, undetermined rules."""
    heads: list[Any] = field(default_factory=list)
    """By output, when there is a piece."""
    counts: Counts = field(default_factory=Counts)
    hidden: Hidden = NOTHING_HIDDEN
    resting: Counter[str] = field(default_factory=Counter)
    readings: dict[str, Reading] = field(default_factory=dict)
    open: list[Open] = field(default_factory=list)
    failed: bool = False
    known: set[str] = field(default_factory=set)
    """Fingerprints of the baseline that were met."""

    def add(self, told: Told) -> None:
        """Take what was told of another piece. Raises `SurroundingsError` where there is no room."""
        self.heads = (
            [
                entries.joined(one, other)
                for entries, one, other in zip(self.formats, self.heads, told.heads, strict=True)
            ]
            if self.heads
            else told.heads
        )
        for runs, texts in zip(self.runs, told.texts, strict=True):
            runs[0].add(texts.contracts)
            runs[1].add(texts.findings)
            runs[2].add(texts.undetermined)
        self.counts.add(told.counts)
        self.hidden = self.hidden.with_others(told.hidden)
        self.resting += told.resting
        self.readings.update(told.readings)
        self.open.append(told.open)
        self.failed = self.failed or told.failed
        self.known |= told.known


class Judged(Struct):
    """All that was found, to be told."""

    report: Report
    """What is said of all of it, without an entry."""
    counts: Counts
    snapshot: Snapshot
    warnings: Sequence[Problem]
    texts: Sequence[Iterator[str] | Iterator[bytes]]
    """By output."""
    failed: bool
    gone: Sequence[Problem]
    """About findings of the baseline that are there no more."""


def check_in_place(
    asked: Asked, settings: Settings, plans: Sequence[Output], held: int, progress: Progress
) -> bool | None:
    """As `check_by_account` of contracts that stay in their files; None where these are to be read in their order:
    what cannot be used is told by who reads it.
    """
    known = known_findings(settings)
    try:
        read = given_in_place(asked, settings, held, progress)
        judged = None if read is None else _judged(asked, read, settings, plans, progress, known)
    except SurroundingsError:
        raise
    except (ReadAgain, CloseoutError):
        return None
    return None if judged is None else _tell(judged, plans)


def check_by_account(
    asked: Asked,
    read: Given,
    settings: Settings,
    plans: Sequence[Output],
    progress: Progress,
) -> bool:
    """Judge what was read, tell what is odd about it, and write the outputs; whether the run fails."""
    known = known_findings(settings)
    return _tell(_judged(asked, read, settings, plans, progress, known), plans)


def _tell(judged: Judged, plans: Sequence[Output]) -> bool:
    tell_problems(judged.snapshot, judged.warnings)
    warn(judged.gone, "")
    write_texts(zip(judged.texts, [plan.target for plan in plans], strict=True))
    tell_instant(plans, judged.report, judged.counts)
    return judged.failed


def _judged(
    asked: Asked,
    read: Given,
    settings: Settings,
    plans: Sequence[Output],
    progress: Progress,
    known: Baseline | None,
) -> Judged:
    spool, packs = read.spool, read.packs
    assert spool is not None
    rules = known_rules(frozenset(asked.rules), packs)
    as_of = as_of_for(settings, read.snapshot, asked.now)
    about_age = check_age(as_of, settings, read.snapshot)
    options = options_for(asked, settings, frozenset(), spool.count, progress)
    first = None if spool.first is None else Spot(spot(spool.first).path)
    formats = [entries_of(plan.format, RenderOptions(), first) for plan in plans]
    options = replace(
        options,
        is_brief=not any(entries.names_contracts for entries in formats),
        # What the baseline has is told otherwise, which is known when a finding is there.
        form=formats[0].form if len(formats) == 1 and known is None else None,
    )
    whole = ByAccount(read.snapshot, spool, packs, as_of.instant, options)
    gathered = Gathered(formats, [(SortedRuns(), SortedRuns(), SortedRuns()) for _ in plans])
    progress.phase("judging")
    telling = _Telling(whole, formats, settings, as_of.origin, rules, known)
    for told in whole.told(telling.told):
        gathered.add(told)
    questions = tuple(questions_of_many(whole, gathered.open, packs, options.is_strict))
    report = telling.dated(whole.empty())
    _, about_zone = zone_for(settings, read.snapshot, is_redacted=False)
    about_platforms = check_platforms_of(spool, packs)
    granted = granted_of(gathered.readings, gathered.resting)
    return Judged(
        report,
        gathered.counts,
        replace(read.snapshot, problems=whole.problems()),
        (*read.warnings, *about_age, *about_platforms, *about_zone),
        [
            entries.whole(_parts(report, gathered, number, questions, granted))
            for number, entries in enumerate(formats)
        ],
        gathered.failed,
        () if known is None else about_gone(known.gone(gathered.known), str(settings[BASELINE])),
    )


def _parts(
    report: Report,
    gathered: Gathered,
    number: int,
    questions: Sequence[Question],
    granted: Sequence[Granted],
) -> Parts:
    contracts, findings, undetermined = (run.merged() for run in gathered.runs[number])
    hidden = gathered.hidden
    return Parts(
        report,
        gathered.counts,
        contracts,
        findings,
        undetermined,
        questions,
        granted,
        RenderOptions(hidden=hidden.by_severity, hidden_failing=hidden.failing),
        gathered.heads[number],
    )


class _Telling(Struct):
    """How pieces are told."""

    whole: ByAccount
    formats: Sequence[EntryWise]
    settings: Settings
    origin: AsOfOrigin
    rules: frozenset[str]
    """That alone are told; none: all."""
    known: Baseline | None

    def dated(self, report: Report) -> Report:
        """A report that knows where its instant comes from."""
        return dataclasses.replace(report, as_of_origin=self.origin)

    def told(self, piece: Piece) -> Told:
        """What is told of a piece."""
        settings = self.settings
        report = only(self.dated(piece.report), self.rules)
        if self.known is not None:
            report = marked(report, self.known)
        report = failing(report, settings[FAIL_ON], settings[UNDECIDED])
        shown, hidden = visible(report, settings[MIN_SEVERITY])
        return Told(
            [_texts(shown, piece.places, entries) for entries in self.formats],
            [entries.head(shown) for entries in self.formats],
            Counts.of(shown),
            hidden,
            resting_contracts(shown),
            shown.readings,
            open_of(piece, self.whole) if any(each.asks for each in self.formats) else Open(),
            fails(report),
            frozenset() if self.known is None else self.known.met(piece.report),
        )


def _texts(report: Report, places: Sequence[int], entries: EntryWise) -> Texts:
    contracts = zip(places, report.contracts, strict=True)
    return Texts(
        _run(((place,), entries.contract(report, one)) for place, one in contracts),
        _run(
            one.entry or (entries.rank(one) + finding_order(one), entries.finding(report, one))
            for one in sorted(report.findings, key=entries.rank)
        ),
        _run(
            (entries.rank(one) + undetermined_order(one), entries.undetermined(report, one))
            for one in sorted(report.undetermined, key=entries.rank)
        ),
    )


def _run(texts: Iterable[Keyed]) -> Run:
    """Those that say something."""
    return packed(keyed for keyed in texts if keyed[1])
