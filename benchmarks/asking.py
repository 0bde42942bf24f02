"""How many questions it takes until the verdict is the true one.

    python benchmarks/asking.py -n 400 --seed 1
    python benchmarks/asking.py --source graphql
    python benchmarks/asking.py --talk        answers stay, as in one talk about all of them

The contracts, sources and mixes are those of benchmarks/masking.py. Every running contract whose verdict is not
the true one is asked about by itself, one question at a time and in the order in which `closeout ask` puts them,
what decides first and then what makes sure; the answer is what the complete contract says, of milestones where
they stand and their prices. Who is asked to export again does, and all of it is told. Of the contracts that were
not true before:

    asked     those of which anything is asked, or that are true by what was answered for others
    true      those whose verdict is the true one at last
    median    questions until then, and so of nine in ten of them, and of the worst
    unknown   those never true of which something was asked that the complete contract does not know
    within 3  percent of those asked, and of all, that are true after three questions at most
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.masking import MIXES, PACKS, PER_ACCOUNT, ROLES, World, checked, world
from closeout.engine.questions.asked import Survey, asked_about
from closeout.engine.questions.doubts import Doubts, doubtful
from closeout.engine.questions.look import Stated
from closeout.engine.questions.open_matters import OpenMatters
from closeout.engine.questions.order import THOROUGH
from closeout.engine.questions.said_milestones import blank_milestone
from closeout.engine.questions.slots import Answer, Slot
from closeout.engine.questions.turn import Turn
from closeout.engine.questions.witness import Asking, Scene
from closeout.engine.report.findings import Report, Verdict
from closeout.engine.snapshot.fields import FIELDS, POSITION
from closeout.engine.snapshot.model import NONE, Contract, Record, Snapshot, Value
from closeout.engine.units import Scope
from tests.masked.sources import SOURCES, Source
from tests.masked.stories import NOW, Mix, portfolio

MOST, SOON = 12, 3
"""So many questions are answered for one contract; so many are few."""


@dataclass(slots=True)
class Talks:
    """What became of the contracts of a source that were not true before."""

    not_true: int = 0
    asked: int = 0
    unknown: int = 0
    """Those never true of which a question was asked that the complete contract does not answer."""
    until_true: list[int] = field(default_factory=list)

    def add(self, talk: Talk) -> None:
        """Count a talk that has ended."""
        self.asked += talk.asked > 0 or talk.is_true
        self.unknown += talk.unknown > 0 and not talk.is_true
        self.until_true += [talk.asked] if talk.is_true else []

    def add_new_export(self) -> None:
        """Count one of which it is asked to export again: that tells all of it."""
        self.asked += 1
        self.until_true.append(1)

    def at(self, share: float) -> str:
        """Questions until the truth for such a share of those that came true."""
        numbers = sorted(self.until_true)
        return str(numbers[min(len(numbers) - 1, int(share * len(numbers)))]) if numbers else "-"

    def soon(self, of: int) -> str:
        """Percent that is true after few questions."""
        few = sum(number <= SOON for number in self.until_true)
        return f"{100 * few / of:.0f}" if of else "-"


def main() -> None:
    """Print a table a mix."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("-n", type=int, default=400, help="contracts in each mix")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--source", action="append", help="only this one")
    parser.add_argument("--talk", action="store_true", help="answers stay answered")
    options = parser.parse_args()
    sources = [each for each in SOURCES if not options.source or each.name in options.source]
    for name, mix in MIXES.items():
        print(f"\n{name}, {options.n} contracts, seed {options.seed}")
        head = (
            "not true",
            "asked",
            "true",
            "median",
            "9 of 10",
            "worst",
            "unknown",
            "% asked",
            "% of all",
        )
        print(f"{'':<28}" + "".join(f"{each:>9}" for each in head))
        for source in sources:
            print_row(
                source.name, measured(source, worlds(source, mix, name, options), options.talk)
            )


def worlds(source: Source, mix: Mix, name: str, options: argparse.Namespace) -> Iterator[World]:
    """The same portfolios for every source."""
    rng = random.Random(f"{options.seed} {name}")
    for role, share in ROLES.items():
        count = max(1, round(options.n * share / PER_ACCOUNT))
        yield world(portfolio(rng, role, count, mix, PER_ACCOUNT), source.age or 0)


def measured(source: Source, of: Iterator[World], is_talk: bool) -> Talks:
    """Ask about everything that is not true."""
    talks = Talks()
    for each in of:
        ask(source, each, talks, is_talk)
    return talks


def ask(source: Source, of: World, talks: Talks, is_talk: bool) -> None:
    """Show a world by a source, and ask about the running contracts whose verdict is not the true one."""
    with tempfile.TemporaryDirectory() as folder:
        shown = source.show(of.made, random.Random(f"{source.name} {of.made.role}"), Path(folder))
    shown.as_of, shown.exported_at = of.whole.as_of, NOW
    report = checked(shown)
    whole = {contract.id: contract for contract in of.whole.contracts}
    survey = Survey(report, shown, PACKS, is_strict=False)
    doubts = Doubts(report, shown, PACKS)
    for contract in in_order(report, shown):
        true, told = of.truth.by_id[contract.id], report.by_id[contract.id]
        if true.status == "ended" or told.verdict is true.verdict:
            continue
        talks.not_true += 1
        if survey.is_too_old(contract, told):
            talks.add_new_export()
            continue
        so_far = survey.ground.contract(contract.id)
        assert so_far is not None
        talk = Talk(survey.asking(so_far), doubts, whole, true.verdict)
        scene = talk.run()
        talks.add(talk)
        left = (scene.contract, *scene.others.values()) if is_talk else (contract,)
        for each in left:
            survey.ground.settle(each)
            doubts.settle(each)


def in_order(report: Report, shown: Snapshot) -> Iterator[Contract]:
    """The contracts in the order in which `closeout ask` turns to them."""
    yield from (contract for contract, _ in asked_about(report, shown))
    undecided = {contract.id for contract, _ in asked_about(report, shown)}
    yield from (one for one, _ in doubtful(report, shown) if one.id not in undecided)


class Talk:
    """The questions about one contract, answered from the complete one until the verdict is the true one."""

    def __init__(
        self, asking: Asking, doubts: Doubts, whole: Mapping[str, Contract], truth: Verdict
    ) -> None:
        self.asking, self.doubts, self.whole, self.truth = asking, doubts, whole, truth
        self.asked = self.unknown = 0
        self.is_true = False

    def run(self) -> Scene:
        """Ask until the verdict is the true one, or nothing is left to ask."""
        scene, passed = self.asking.start, frozenset[Slot]()
        self.is_true = scene.outcome.result.verdict is self.truth
        while self.asked < MOST and not self.is_true:
            turn = self.doubts.following(self.asking, scene, THOROUGH, passed)
            if turn is None:
                break
            self.asked += 1
            told = self.told(turn)
            passed |= turn.passed
            if told:
                scene = scene.with_contracts(scene.stated(told))
            else:
                self.unknown += 1
            self.is_true = scene.outcome.result.verdict is self.truth
        return scene

    def told(self, turn: Turn) -> list[Stated]:
        """What the complete contracts answer; nothing where they know none of it.

        Of a request or dispute it is only named where it is asked whether anything is open.
        """
        mentions = {}
        if isinstance(turn.look, OpenMatters):
            mentions = {each.slot: each.mention for each in turn.look.matters}
        found: list[Stated] = []
        for slot in turn.slots:
            value = true_answer(slot, self.whole[turn.asked.scene.of(slot).id])
            mention = mentions.get(slot.alone)
            if value is None:
                continue
            if mention is not None and mention[0] != slot.alone and value is not NONE:
                slot, value = mention[0].at(slot.contract), mention[1]
            found.append((slot, value))
        return found


def as_typed(milestones: Sequence[Record]) -> list[Record]:
    """The milestones as a person tells them: where each stands, and its price."""
    typed = []
    for number, whole in enumerate(milestones, start=1):
        record = blank_milestone(f"m{number}")
        for path in ("state", "amount"):
            place = POSITION[Scope.MILESTONE][path]
            record[place] = whole[place]
        typed.append(record)
    return typed


def true_answer(slot: Slot, whole: Contract) -> Answer:
    """What the complete contract says; None where it does not know the field, or the milestone."""
    if slot.field is None:
        return None if whole.milestones is None else as_typed(whole.milestones)
    record: Sequence[Value] = whole.values
    if slot.milestone is not None:
        if whole.milestones is None or slot.milestone >= len(whole.milestones):
            return None
        record = whole.milestones[slot.milestone]
    return record[FIELDS[slot.field.scope].index(slot.field)]


def print_row(name: str, talks: Talks) -> None:
    """One source."""
    numbers = (talks.not_true, talks.asked, len(talks.until_true), talks.at(0.5), talks.at(0.9))
    cells = (
        *numbers,
        talks.at(1),
        talks.unknown,
        talks.soon(talks.asked),
        talks.soon(talks.not_true),
    )
    print(f"{name:<28}" + "".join(f"{each:>9}" for each in cells))


if __name__ == "__main__":
    main()
