"""The questions of a report that is not held: of every piece, what could be asked about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from heapq import nsmallest
from itertools import groupby

from msgspec import Struct, field

from ..evaluation.by_account import ByAccount, Piece
from ..policy.pack import Pack
from ..report.findings import Undetermined
from ..report.question import Question
from ..report.running_out import running_out, running_out_on
from ..snapshot.fields import EXPORTED_AT
from .among_many import GroundAmongMany
from .asked import Harm, Survey, about_a_new_export, each_once, most_asked_about, open_in
from .asked_before import AskedBefore


class Waiting(Struct, frozen=True, order=True):
    """A contract that could be asked about: the most harmful first, then as in the input."""

    harm: Harm
    place: int
    parts: tuple[int, ...]
    id: str


class Open(Struct):
    """What could be asked about in one piece, or in several."""

    waiting: list[Waiting] = field(default_factory=list)
    is_too_old: bool = False
    """Whether there are contracts of which nothing but another export would tell."""
    running_out: Undetermined | None = None
    """What time may be running for on one of those."""

    def add(self, other: Open, most: int, as_of: int) -> None:
        """Keep so many of both; `as_of` in UTC seconds."""
        self.waiting = nsmallest(most, [*self.waiting, *other.waiting])
        self.is_too_old = self.is_too_old or other.is_too_old
        both = [one for one in (self.running_out, other.running_out) if one is not None]
        self.running_out = running_out(both, as_of)


def open_of(piece: Piece, whole: ByAccount) -> Open:
    """What could be asked about in a piece."""
    found, fresh, old = Open(), [], list[str]()
    waiting = list(open_in(piece.report, piece.snapshot))
    ids = {contract.id for _, contract, _ in waiting}
    places = {
        contract.id: place
        for contract, place in zip(piece.snapshot.contracts, piece.places, strict=True)
        if ids and contract.id in ids
    }
    for harm, contract, result in waiting:
        if EXPORTED_AT in result.needs or whole.is_stale(contract):
            found.is_too_old = True
            old.append(contract.id)
        else:
            fresh.append(Waiting(harm, places[contract.id], piece.parts, contract.id))
    found.running_out = running_out_on(piece.report, old)
    found.waiting = nsmallest(most_asked_about(whole.spool.count), fresh)
    return found


def questions_of_many(
    whole: ByAccount, asked: Iterable[Open], packs: Sequence[Pack], is_strict: bool
) -> Iterator[Question]:
    """What a person could say to decide what is open, as `questions_of` has it."""
    found, most = Open(), most_asked_about(whole.spool.count)
    as_of = whole.empty().as_of
    for one in asked:
        found.add(one, most, as_of)
    if found.is_too_old:
        yield about_a_new_export(found.running_out)
    runs = groupby(found.waiting, key=lambda waiting: waiting.parts)
    before = AskedBefore()
    yield from each_once(
        questions
        for parts, together in runs
        for questions in _questions(
            whole, parts, [one.id for one in together], packs, is_strict, before
        )
    )


def _questions(
    whole: ByAccount,
    parts: tuple[int, ...],
    ids: Sequence[str],
    packs: Sequence[Pack],
    is_strict: bool,
    before: AskedBefore,
) -> Iterator[Iterator[Question]]:
    """The questions of each of some contracts, which lie in the same parts."""
    report = whole.empty()
    if not whole.is_huge(parts):
        for id in ids:
            contract, around = whole.around(parts, id)
            survey = Survey(
                report, around, packs, is_strict, before=before, asks_for_accounts=False
            )
            yield survey.questions(contract)
        return
    ground = GroundAmongMany(whole, parts[0], packs, report.as_of, report.exported_at, is_strict)
    try:
        for id in ids:
            # Of each contract as if nobody was asked about another.
            survey = Survey(report, whole.snapshot, packs, is_strict, ground, before)
            asked = ground.contract(id)
            assert asked is not None
            yield survey.questions(asked)
    finally:
        ground.release()
