"""`closeout ask`: what is not known, asked one question at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..ending import EXIT_INTERRUPTED
from ..settings.keys import AsOfOption, PoliciesOption, RoleOption, StrictOption
from ..shared_options import SNAPSHOTS, CloseOption
from ..table_options import DatesOption, EncodingOption, SheetOption

if TYPE_CHECKING:
    from ...engine.problems import CloseoutError
    from ...engine.questions.interview import Interview
    from ...engine.report.question import Question
    from ...engine.snapshot.model import Contract
    from ..checking import Asked, Checked
    from ..settings.settings import Settings


class AskFormat(StrEnum):
    """How the questions are written where nobody is there to answer."""

    TEXT = "text"
    JSON = "json"
    CSV = "csv"


def ask(
    files: Annotated[
        list[str] | None,
        typer.Argument(metavar="FILE", help=SNAPSHOTS),
    ] = None,
    new: Annotated[
        bool,
        typer.Option(
            "--new", help="There is no file: begin with nothing, write one to -o (contracts.json)."
        ),
    ] = False,
    contract: Annotated[
        list[str] | None,
        typer.Option(metavar="ID", help="Ask about this contract alone; repeat it for more."),
    ] = None,
    only_undecided: Annotated[
        bool,
        typer.Option(
            "--only-undecided",
            help="Ask what cannot be told, and not what would make sure of the rest.",
        ),
    ] = False,
    close: CloseOption = None,
    as_of: AsOfOption = None,
    role: RoleOption = None,
    policies: PoliciesOption = None,
    strict: StrictOption = None,
    supplement: Annotated[
        list[str] | None,
        typer.Option(metavar="CSV", help="What was added by hand before."),
    ] = None,
    format: Annotated[
        AskFormat | None,
        typer.Option(
            "--format", "-f", help="Print the questions like this instead of asking them."
        ),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            help="Write the answers here; default: FILE.answers.csv. With -f: the questions.",
        ),
    ] = None,
    dates: DatesOption = None,
    sheet: SheetOption = None,
    encoding: EncodingOption = None,
) -> None:
    """Ask what is not known, one question at a time, until every contract can be told.

    Then it is asked what would change a verdict that rests on what nobody said, the most harmful first.
    Each answer is evaluated at once. The answers become a supplement for `check --supplement`; those
    that are there already are taken up. Without a terminal, or with -f, the questions are printed.
    q or Ctrl-D stops (exit 0), Ctrl-C too (exit 130); the answers so far are kept.

    With --new somebody who has no file is asked: may I end this contract? The file that is written
    is a snapshot for `check`; --new with the same -o goes on where the talk was left.
    """
    from ...engine.snapshot.databases.address import shown_name
    from .. import clock, dialog
    from ..answers_target import answers_file, is_same, refuse_input
    from ..checking import Asked, checked
    from ..exports import choice_of, exports
    from ..named import known_contracts
    from ..next_command import next_command
    from ..output import check_writable, write
    from ..progress import working
    from ..settings.settings import effective
    from ..table_options import spreadsheet
    from ..warned import warn

    settings = effective({"as_of": as_of, "role": role, "policies": policies, "strict": strict})
    if new:
        of_a_file: dict[str, object] = {"FILE": files, "--contract": contract, "--close": close}
        of_a_file |= {"--only-undecided": only_undecided, "--supplement": supplement}
        of_a_file |= {
            "--format": format,
            "--dates": dates,
            "--sheet": sheet,
            "--encoding": encoding,
        }
        _refuse_with_new(of_a_file)
        given = {"as-of": as_of, "policies": policies, "strict": strict}
        _talk_from_nothing(output, settings, given)
        return
    if not files:
        raise _no_file()
    is_talk = format is None and dialog.is_terminal()
    target = output or (answers_file(files) if is_talk else None)
    check_writable(target)
    read = exports(files, choice_of(settings, supplement or ())).files
    earlier = [str(target)] if is_talk and target is not None and target.exists() else []
    others = [name for name in supplement or () if not (earlier and is_same(target, name))]
    refuse_input(target, [*read, *others])
    told = spreadsheet(dates, sheet, encoding)
    supplements = [*others, *earlier]
    # Answers that are taken up are read and written again.
    outputs = () if earlier else (target,)
    asked = Asked(
        read, clock.now(), close or (), outputs=outputs, supplements=supplements, spreadsheet=told
    )
    with working("reading"):
        found = checked(asked, settings)
    warn(found.snapshot.problems)
    warn(found.warnings)
    wanted = known_contracts(contract or [], found.snapshot, "--contract")
    if not is_talk:
        write(_printed(found, wanted, format or AskFormat.TEXT), target)
        return
    assert target is not None
    names = [shown_name(file) for file in files]
    by_hand = [*others, str(target)]
    given = {"supplement": by_hand, "close": close, "as-of": as_of, "policies": policies}
    given |= {"role": role, "strict": strict, "dates": dates, "sheet": sheet, "encoding": encoding}
    command = next_command(["check", *names], given)
    has_doubts = not only_undecided
    _talk(found, wanted, target, asked, command, is_continued=bool(earlier), has_doubts=has_doubts)


def _no_file() -> CloseoutError:
    from ...engine.problems import Place, UsageError

    hint = "name a file, or begin with nothing: closeout ask --new"
    return UsageError.at(Place("FILE"), "no file is named", hint)


def _refuse_with_new(others: Mapping[str, object]) -> None:
    """Refuse what says something of a file. Raises `UsageError`."""
    from ...engine.problems import Place, UsageError

    for name, value in others.items():
        if value:
            raise UsageError.at(Place(name), "does not go with --new", "leave out one of the two")


def _talk_from_nothing(
    output: Path | None, settings: Settings, given: Mapping[str, object]
) -> None:
    """Ask somebody who has no file; every answer is kept at once, however the talk ends."""
    from ...engine.problems import Place, UsageError
    from .. import dialog
    from ..newcomer import Newcomer, new_target

    if not dialog.is_terminal():
        raise UsageError.at(
            Place("--new"),
            "asks on a terminal, and nobody is there to answer",
            "run it in a terminal, or fill in a table: closeout template --new",
        )
    newcomer = Newcomer(new_target(output), settings)
    is_interrupted = _is_interrupted(newcomer.talk)
    newcomer.end(given)
    if is_interrupted:
        raise typer.Exit(EXIT_INTERRUPTED)


def _is_interrupted(talk: Callable[[], object]) -> bool:
    """Talk to the end, or until Ctrl-D or Ctrl-C; whether it was the last."""
    try:
        talk()
    except EOFError:
        typer.echo()
    except KeyboardInterrupt:
        typer.echo()
        return True
    return False


def _printed(found: Checked, wanted: frozenset[str], format: AskFormat) -> str:
    from ..render.question_list import QUESTION_TABLES, questions_text
    from ..render.undated import instant_line

    questions = [
        one
        for one in found.report.questions
        if not wanted or (one.decides_for or one.contract) in wanted
    ]
    if format is AskFormat.CSV and not questions:
        typer.echo(instant_line(found.report), err=True)
    if format is not AskFormat.TEXT:
        return QUESTION_TABLES[format.value](found.report, questions)
    return questions_text(found.report, questions, _untold(found, wanted, questions))


def _untold(found: Checked, wanted: frozenset[str], questions: Sequence[Question]) -> Iterator[str]:
    """What no answer tells, of the contracts that were looked at for questions."""
    from ...engine.questions.asked import looked_at
    from ...engine.snapshot.planned import with_planned
    from ..untold import untold_lines

    report, snapshot = found.report, with_planned(found.snapshot, found.closing)
    looked = (one for one in looked_at(report, snapshot) if not wanted or one[0].id in wanted)
    return untold_lines(report, looked, (one.decides_for or one.contract for one in questions))


def _talk(
    found: Checked,
    wanted: frozenset[str],
    target: Path,
    asked: Asked,
    command: str,
    *,
    is_continued: bool,
    has_doubts: bool,
) -> None:
    """Ask, and keep the answers however it ends; `command` uses them."""
    from ...engine.questions.asked import about_a_new_export
    from ...engine.report.running_out import running_out_on
    from ...engine.snapshot.read import read_snapshot
    from ..dialog import NOTHING_WRITTEN, talk
    from ..render.question_list import questions_text
    from ..render.questions import question_line

    interview, old = _interview(found, wanted, has_doubts=has_doubts)
    if old:
        first = running_out_on(found.report, old)
        typer.echo(question_line(about_a_new_export(first), found.report.zone) + "\n")
    if interview.question() is None:
        if not old:
            typer.echo(questions_text(found.report, (), _untold(found, wanted, ())), nl=False)
        return
    before = read_snapshot(asked.files, on_invalid="skip", spreadsheet=asked.spreadsheet).contracts
    typer.echo(_greeting(target, is_continued))

    def kept() -> bool:
        return _is_kept(interview, before, found, target, is_continued=is_continued)

    try:
        is_interrupted = _is_interrupted(lambda: talk(interview, found.report))
        has_answers = kept()
    except BaseException:
        # Nobody is told: the terminal may be gone. Then its signal may come after the end of the input.
        try:
            kept()
        except SystemExit:
            kept()
        raise
    if has_answers:
        typer.echo(f"Written: {target}. To use it:\n  {command}")
    else:
        typer.echo(NOTHING_WRITTEN)
    if is_interrupted:
        raise typer.Exit(EXIT_INTERRUPTED)


def _interview(
    found: Checked, wanted: frozenset[str], *, has_doubts: bool
) -> tuple[Interview, list[str]]:
    """What is to be asked, and the ids of contracts of which nothing is, as their export is too old."""
    from ...engine.questions.asked import Survey, asked_about
    from ...engine.questions.doubts import Doubts, doubtful
    from ...engine.questions.interview import Interview
    from ...engine.snapshot.planned import with_planned

    snapshot = with_planned(found.snapshot, found.closing)
    survey = Survey(found.report, snapshot, found.packs, found.options.is_strict)
    open_ones = [
        (one, result)
        for one, result in asked_about(found.report, snapshot)
        if not wanted or one.id in wanted
    ]
    old = [one for one, result in open_ones if survey.is_too_old(one, result)]
    contracts = [one for one, _ in open_ones if one not in old]
    doubts, unsure = None, []
    if has_doubts and not found.options.is_strict:
        doubts = Doubts(found.report, snapshot, found.packs)
        asked_of = {one.id for one in contracts}
        unsure = [
            one
            for one, result in doubtful(found.report, snapshot)
            if (not wanted or one.id in wanted)
            and one.id not in asked_of
            and not survey.is_too_old(one, result)
        ]
    return Interview(survey, contracts, doubts, unsure), [one.id for one in old]


def _greeting(target: Path, is_continued: bool) -> str:
    begin = f"The answers in {target} are taken up. " if is_continued else ""
    return f"{begin}Enter skips a question, q or Ctrl-D stops; answers are kept in {target}.\n"


def _is_kept(
    interview: Interview,
    before: Sequence[Contract],
    found: Checked,
    target: Path,
    *,
    is_continued: bool,
) -> bool:
    """Write all answers, those of earlier talks among them; whether there are any."""
    from ...engine.snapshot.supply.answers import answers_csv
    from ..output import write

    if interview.has_answers:
        after = interview.contracts(found.snapshot.contracts)
        write(answers_csv(before, after), target, extends=is_continued)
    return interview.has_answers
