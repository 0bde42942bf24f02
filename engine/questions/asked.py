"""The questions of a report: for every contract that cannot be told, and every rule of severity error that
cannot be decided, what a person would have to say; the most harmful first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice

from ..evaluation.evaluate import Options
from ..policy.pack import SEVERITIES, Pack, Severity
from ..python.rows import platform_of
from ..report.findings import ContractResult, Report, Undetermined, Verdict, by_contract
from ..report.question import VERDICT, Question, Questions
from ..report.running_out import running_out_on
from ..report.shown import CONTRACT_ID, shown
from ..snapshot.fields import EXPORTED_AT
from ..snapshot.model import Contract, Snapshot
from ..snapshot.planned import with_planned
from ..units import Unit
from .asked_before import AskedBefore, likeness
from .order import QUICK, Asked, plan
from .outcome import Outcome, key_of
from .probe import Ground
from .slots import Slot
from .stakes import at_stake
from .thresholds import thresholds_of
from .witness import Asking, Scene
from .wording import EXPORT_AGAIN, Told, said_wrongly, told

MOST_CONTRACTS, LEAST_CONTRACTS = 200, 5
"""So many contracts are asked about in one report, the most harmful ones: the more contracts there are, the
longer each takes, since they may bear on each other."""
MOST_LOOKS = 250_000
"""Contracts asked about times all contracts."""

Harm = tuple[int, int, int]
"""Sorts contracts: what can do most harm comes first."""


def questions_of(
    report: Report,
    snapshot: Snapshot,
    packs: Sequence[Pack],
    options: Options,
) -> Questions:
    """What a person could say to decide what is open in a report; looked for as it is read.

    `options`: those of the report, so that the questions are of the state of knowledge that it used.
    """
    planned = with_planned(snapshot, options.closing)
    return Questions(_questions(report, planned, packs, options.is_strict))


def _questions(
    report: Report, snapshot: Snapshot, packs: Sequence[Pack], is_strict: bool
) -> Iterator[Question]:
    waiting = asked_about(report, snapshot)
    if not waiting:
        return
    survey = Survey(report, snapshot, packs, is_strict, asks_for_accounts=False)
    old = {contract.id for contract, result in waiting if survey.is_too_old(contract, result)}
    if old:
        yield about_a_new_export(running_out_on(report, old))
    fresh = (contract for contract, _ in waiting if contract.id not in old)
    most = most_asked_about(len(snapshot.contracts))
    yield from each_once(survey.questions(contract) for contract in islice(fresh, most))


def each_once(questions: Iterable[Iterable[Question]]) -> Iterator[Question]:
    """Those of one contract after the other: what is asked about one may decide another too."""
    asked = set[tuple[str | None, str | None, str]]()
    for question in chain.from_iterable(questions):
        key = (question.contract, question.milestone, question.field)
        if key not in asked:
            asked.add(key)
            yield question


def about_a_new_export(first: Undetermined | None) -> Question:
    """What is asked where nothing but another export would tell; `first`: what time may be running for."""
    until = None if first is None else first.deadline
    return Question(None, None, EXPORTED_AT, (EXPORT_AGAIN, *about(first)), (VERDICT,), until)


def about(first: Undetermined | None) -> Told:
    """What may have to be done before it is too late."""
    if first is None:
        return ()
    contract = shown(Unit.TEXT, first.subject.contract or "", None, CONTRACT_ID)
    return (" It may be time for ", contract, f': "{first.action.title}".')


def most_asked_about(count: int) -> int:
    """How many of so many contracts are asked about in one report at most."""
    return max(LEAST_CONTRACTS, min(MOST_CONTRACTS, MOST_LOOKS // count))


def asked_about(report: Report, snapshot: Snapshot) -> list[tuple[Contract, ContractResult]]:
    """The contracts that cannot be told or have an undetermined rule of severity error, the most harmful
    first: by severity of what is open, by money, by the nearest deadline.
    """
    found = sorted(open_in(report, snapshot), key=lambda entry: entry[0])
    return [(contract, result) for _, contract, result in found]


def looked_at(report: Report, snapshot: Snapshot) -> list[tuple[Contract, ContractResult]]:
    """As many of them as are asked about in one report."""
    return asked_about(report, snapshot)[: most_asked_about(max(1, len(snapshot.contracts)))]


def open_in(report: Report, snapshot: Snapshot) -> Iterator[tuple[Harm, Contract, ContractResult]]:
    """The same in the order of the snapshot, each with the harm that it can do."""
    unsure = by_contract(report.undetermined)
    by_id = report.by_id
    for contract in snapshot.contracts:
        result = by_id.get(contract.id)
        items = unsure.get(contract.id, ())
        if result is None or contract.is_invalid:
            continue
        is_error = bool(items) and any(item.severity is Severity.ERROR for item in items)
        if is_error or result.verdict is Verdict.CANNOT_TELL:
            yield harm(contract, result, items), contract, result


def harm(contract: Contract, result: ContractResult, items: Iterable[Undetermined]) -> Harm:
    """A sort key: what can do most harm comes first."""
    needs = set(result.needs)
    behind = [
        item for item in items if item.severity is Severity.ERROR or needs.intersection(item.needs)
    ]
    worst = min((SEVERITIES.index(item.severity) for item in behind), default=len(SEVERITIES))
    deadlines = [item.deadline for item in behind if item.deadline is not None]
    return worst, -at_stake(contract), min(deadlines, default=1 << 62)


class Survey:
    """All contracts of a report, ready to be asked about."""

    def __init__(
        self,
        report: Report,
        snapshot: Snapshot,
        packs: Sequence[Pack],
        is_strict: bool,
        ground: Ground | None = None,
        before: AskedBefore | None = None,
        asks_for_accounts: bool = True,
    ) -> None:
        """`ground`: where it is not that of a snapshot that is held; `before`: where others were asked about;
        `asks_for_accounts`: at the terminal.
        """
        self.as_of, self.role = report.as_of, snapshot.role
        self.ground = ground or Ground(
            snapshot, packs, report.as_of, report.exported_at, is_strict, asks_for_accounts
        )
        self._before = AskedBefore() if before is None else before

    def is_too_old(self, contract: Contract, result: ContractResult) -> bool:
        """Whether nothing but another export would tell."""
        return EXPORTED_AT in result.needs or self.ground.is_stale(contract)

    def asking(self, contract: Contract) -> Asking:
        """A contract to be asked about."""
        runs = self.ground.runs(contract)
        return Asking(self.ground, [thresholds_of(run.applied) for run in runs], contract)

    def questions(self, contract: Contract, budget: int = QUICK) -> Iterator[Question]:
        """The questions of one contract, in their order."""
        asking = self.asking(contract)
        like = likeness(contract, asking.start.outcome)
        asked = list(plan(asking, budget, self._before.of(like)))
        found = [self.question(one, asking.start) for one in asked]
        steps = zip(asked, found, strict=True)
        self._before.keep(like, [one.step(question.decides) for one, question in steps])
        self.ground.settle(contract)
        yield from found

    def words(self, slot: Slot, contract: Contract) -> Told:
        """What is asked, in the words of the contract's platform."""
        platform = platform_of(contract, self.ground.snapshot)
        found = told(slot.field, contract, slot.milestone, self.role, platform)
        if not slot.replaces or slot.field is None:
            return found
        others = slot.is_wrong_with(contract, self.ground.latest)
        return (*found, *said_wrongly(slot.field, contract, slot.milestone, others or ()))

    def question(self, asked: Asked, start: Scene) -> Question:
        """A question as a report holds it; deadlines are those that are known from the start."""
        scene, slot = asked.scene, asked.fork.slot
        decides = asked.decides or scene.decides(asked.fork) or _decided_together(scene, asked)
        return Question(
            contract=scene.of(slot).id,
            milestone=slot.milestone_id(scene.of(slot)),
            field=slot.need,
            told=(*self.words(slot, start.of(slot)), *said_of_another(scene, slot)),
            decides=decides,
            until=_until(start, decides, self.as_of),
            decides_for=None if slot.contract is None else scene.contract.id,
        )


def said_of_another(scene: Scene, slot: Slot) -> Told:
    """What is added to a question about another contract: which one it decides."""
    if slot.contract is None:
        return ()
    return (" It decides ", shown(Unit.TEXT, scene.contract.id, None, CONTRACT_ID), ".")


def _decided_together(scene: Scene, asked: Asked) -> tuple[str, ...]:
    """What is decided only together with another answer."""
    one, other = (state.outcome for state in asked.witness)
    first = (VERDICT,) if one.result.verdict is not other.result.verdict else ()
    rules = {item.rule for item in scene.outcome.open_errors if _differs(item, one, other)}
    return (*first, *sorted(rules))


def _differs(item: Undetermined, one: Outcome, other: Outcome) -> bool:
    key = key_of(item)
    is_open = [key in {key_of(each) for each in outcome.undetermined} for outcome in (one, other)]
    return not all(is_open)


def _until(start: Scene, decides: Sequence[str], as_of: int) -> int | None:
    """The nearest deadline ahead of what is decided."""
    deadlines = (item.deadline for item in start.waiting() if item.rule in decides)
    return min((at for at in deadlines if at is not None and at >= as_of), default=None)
