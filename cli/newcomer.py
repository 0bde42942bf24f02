"""The talk with somebody who has no file: may I end this contract?

Every answer is kept at once, so that the talk can be broken off anywhere and taken up again.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING

from ..engine.checking.platforms import check_platforms
from ..engine.evaluation.engines import Engine
from ..engine.evaluation.evaluate import Options, evaluate
from ..engine.language.load import load_packs
from ..engine.policy.pack import Effect
from ..engine.problems import Place, UsageError
from ..engine.questions.asked import Survey
from ..engine.questions.beginning import Beginning
from ..engine.questions.doubts import HARMLESS
from ..engine.questions.first_answers import (
    is_agreement,
    is_refusal,
    read_place,
    read_platform,
    read_role,
    read_title,
)
from ..engine.report.findings import Verdict
from ..engine.report.granted import look_before
from ..engine.report.order import finding_order
from ..engine.snapshot.model import ROLES, Contract
from ..engine.snapshot.supply.by_mouth import ByMouth, taken_up
from ..engine.written import counted, instant_text
from . import clock
from .as_of import as_of_for, check_age
from .dialog import NOTHING_WRITTEN, PROMPT, SPOKEN, STOP, put, say, spoken, spoken_so_far
from .next_command import next_command
from .output import check_writable, write
from .render.layout import LONG_TEXT, plain
from .settings.keys import AS_OF, ENGINE, POLICIES, ROLE, STRICT
from .text_file import read_text
from .warned import warn

if TYPE_CHECKING:
    from ..engine.policy.pack import Pack
    from ..engine.report.findings import Report
    from ..engine.snapshot.given_role import GivenRole
    from .settings.settings import Settings

LONGEST_NAME = 40
"""Columns of a contract's name in a line about it."""
ENDING = ".json"
_NOTHING_KNOWN = f"So far: {SPOKEN[Verdict.CANNOT_TELL]}\n"


def new_target(output: Path | None) -> Path:
    """Where a talk goes. Raises `UsageError` for a name that another reader would be chosen by."""
    target = output or Path(f"contracts{ENDING}")
    if target.suffix.lower() != ENDING:
        message = "a talk is written as JSON"
        raise UsageError.at(Place(str(target)), message, f"name it {target.stem}{ENDING}")
    check_writable(target)
    return target


class Newcomer:
    """The talk, and what was told so far."""

    def __init__(self, target: Path, settings: Settings) -> None:
        given, self._now = settings[AS_OF], clock.now()
        self._as_of = given if isinstance(given, int) else self._now
        self._target = target
        self._packs: tuple[Pack, ...] = load_packs(settings[POLICIES])
        self._options = Options(engine=Engine(settings[ENGINE].value), is_strict=settings[STRICT])
        self.is_continued = target.exists()
        self._told = ByMouth(self._as_of)
        if self.is_continued:
            self._told = taken_up(str(target), read_text(target))
            self._refuse_what_cannot_go_on(settings)
        if (role := settings[ROLE]) is not None:
            self._take_role(role)
        self._is_kept = self.is_continued
        self._is_placed = False

    def _refuse_what_cannot_go_on(self, settings: Settings) -> None:
        told = self._told
        snapshot = told.snapshot()
        warn(check_age(as_of_for(settings, snapshot, self._now), settings, snapshot))
        unknown = check_platforms(snapshot, self._packs)
        if unknown:
            raise UsageError(unknown)
        ground = self._survey(self._report()).ground
        is_fresh = all(
            run.applied.is_fresh_to_close for one in told.contracts for run in ground.runs(one)
        )
        if not is_fresh:
            message = f"the answers are of {instant_text(told.told_at)}: what has changed since is not known"
            raise UsageError.at(
                Place(str(self._target)), message, "begin anew: name another file with -o"
            )

    def _take_role(self, given: GivenRole) -> None:
        """What the command says of the side is not asked. Raises `UsageError` where the answers say otherwise."""
        if self._told.role not in (None, given.role):
            message = f"the answers in {self._target} are the {self._told.role}'s"
            hint = "leave it out, or begin anew: name another file with -o"
            raise UsageError.at(given.place, message, hint)
        self._told.role = given.role

    def talk(self) -> None:
        """Ask about one contract after the other until there is no more.

        Raises `EOFError` and `KeyboardInterrupt` as the terminal does; what was answered is kept.
        """
        self._greet()
        for contract in list(self._told.contracts):
            self._go_on(contract)
        if not self._told.contracts:
            self._go_on(self._begun(_name()))
        while (offered := _offered()) is not None:
            self._go_on(self._begun(offered if offered else _name()))

    def end(self, given: Mapping[str, object]) -> None:
        """Say what became of the answers; `given`: the options of this talk."""
        if self._is_kept:
            say(f"Written: {self._target}. To see all of it:")
            sys.stdout.write(f"  {next_command(['check', str(self._target)], given)}\n")
        else:
            say(NOTHING_WRITTEN)

    def _greet(self) -> None:
        if self.is_continued:
            count = counted(len(self._told.contracts), "contract")
            say(f"The answers in {self._target} are taken up: {count}.")
        else:
            say("May I end this contract? Answer as you would say it.")
        say(f"Enter: I don't know. q or Ctrl-D stops. Answers are kept in {self._target}.\n")

    def _begun(self, title: str | None) -> Contract:
        contract = self._told.begin(title)
        self._keep(is_new=title is not None)
        return contract

    def _go_on(self, contract: Contract) -> None:
        """Ask whatever is open about a contract, and say what is found."""
        name = _named(contract)
        if not self._is_placed:
            self._ask_where()
        beginning = Beginning(self._survey(self._report()), contract)
        while (question := beginning.question()) is not None:
            say(
                spoken_so_far(beginning.outcome) if _is_told(beginning) else _NOTHING_KNOWN.rstrip()
            )
            sys.stdout.write("\n")
            is_known = put(plain(question.text, LONG_TEXT), beginning.expected, beginning.answer)
            self._told.settle(beginning.contract)
            self._keep(is_new=is_known)
        say(spoken(beginning.outcome, name))
        self._say_why(contract.id)
        sys.stdout.write("\n")

    def _ask_where(self) -> None:
        """Platform and side, which are the same for all contracts of the file."""
        told = self._told
        self._is_placed = True
        known = list(dict.fromkeys(pack.platform for pack in self._packs))
        is_told = True
        if told.platform is None and told.role is None and len(known) > 1:
            is_told = self._ask_both(known)
        if told.platform is None and is_told:
            told.platform = known[0] if len(known) == 1 else self._platform(known)
            self._keep(is_new=told.platform is not None)
        if told.role is None and is_told:
            say(_NOTHING_KNOWN)
            told.role = put(
                "What are you on it: the freelancer, an agency, the client?",
                f"{', '.join(ROLES)}; else taken for {ROLES[0]}",
                read_role,
            )
            self._keep(is_new=told.role is not None)

    def _ask_both(self, known: Sequence[str]) -> bool:
        """Platform and side in one question; False where the person knows neither."""
        told = self._told
        say(_NOTHING_KNOWN)
        told.platform, told.role = put(
            f"On which platform is it ({', '.join(known)}), and what are you on it: the "
            "freelancer, an agency, the client?",
            f"like {told.snapshot().platform}, {ROLES[0]}, which it is else taken for",
            lambda text: read_place(text, known),
        )
        is_told = told.platform is not None or told.role is not None
        self._keep(is_new=is_told)
        return is_told

    def _platform(self, known: Sequence[str]) -> str | None:
        say(_NOTHING_KNOWN)
        return put(
            "On which platform is it?",
            f"{', '.join(known)}; else taken for {self._told.snapshot().platform}",
            lambda text: read_platform(text, known),
        )

    def _say_why(self, id: str) -> None:
        """What stands behind the answer: the message of what comes first, what comes of itself by a day where that
        has none, else what is to be done where that only says what is not, and what it takes for granted.
        """
        report = self._report()
        result = report.by_id[id]
        mine = sorted(
            (one for one in report.findings if one.subject.contract == id), key=finding_order
        )
        if mine:
            say(plain(mine[0].message, LONG_TEXT), 2)
        dated = [(one.deadline, one) for one in mine if one.deadline is not None]
        deeds = [one for one in mine if one.action.effect is Effect.PREPARE]
        beside = None
        if dated and mine[0].deadline is None:
            beside = min(dated, key=itemgetter(0))[1]
        elif deeds and mine[0].action.effect is Effect.BLOCK:
            beside = deeds[0]
        if beside is not None:
            say(plain(f"{beside.action.title}. {beside.message}", LONG_TEXT), 2)
        before = look_before(report, result)
        if before:
            say(f"{before[0].upper()}{before[1:]}.", 2)
        if result.verdict is Verdict.CLOSE and result.end_reason is not None:
            say(f"The reason to give: {plain(result.end_reason).replace('_', ' ')}.", 2)

    def _report(self) -> Report:
        return evaluate(self._told.snapshot(), self._packs, self._as_of, self._options)

    def _survey(self, report: Report) -> Survey:
        return Survey(report, self._told.snapshot(), self._packs, self._options.is_strict)

    def _keep(self, *, is_new: bool = True) -> None:
        if is_new:
            write(self._told.text(), self._target, extends=True)
            self._is_kept = True


def _is_told(beginning: Beginning) -> bool:
    """Whether what is found so far is said before the next question: nobody is let go while one is left."""
    verdict = beginning.outcome.result.verdict
    if verdict in HARMLESS:
        return False
    return verdict is Verdict.DO_NOT_END or not beginning.is_blank


def _name() -> str | None:
    return put(
        "What do you call the contract?",
        "the job or the client, like Logo for Bakery Blum",
        read_title,
    )


def _offered() -> str | None:
    """The name of another contract; "" for a yes alone, None where there is no other."""
    say("Another contract?")
    say("[its name, or yes; Enter: no more]", 2)
    text = input(PROMPT)
    if is_refusal(text) or text.strip().lower() == STOP:
        return None
    return "" if is_agreement(text) else read_title(text)


def _named(contract: Contract) -> str:
    title = contract.get("title")
    return plain(title if isinstance(title, str) else contract.id, LONGEST_NAME)
