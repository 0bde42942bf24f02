"""`closeout new rule ID`: a rule with its cases, to begin with."""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ...engine.lint.linted import Linted
    from ...engine.policy.pack import Pack, Rule
    from ...engine.snapshot.conform import Fault
    from ...engine.snapshot.model import Contract
    from ..new_action import Recommended


class Thing(StrEnum):
    """What can be begun."""

    RULE = "rule"


def new(
    thing: Annotated[Thing, typer.Argument(help="What is begun.")],
    id: Annotated[str, typer.Argument(metavar="ID", help="Its id: lower-case words with hyphens.")],
    pack: Annotated[
        Path, typer.Option(metavar="DIR", help="The pack that it belongs to.")
    ] = Path(),
    title: Annotated[str | None, typer.Option(help="One line that says what it is about.")] = None,
    when: Annotated[
        str | None, typer.Option(metavar="YAML", help="When it holds: '{status: active}'.")
    ] = None,
    scope: Annotated[str, typer.Option("--for", help="contract or milestone.")] = "contract",
    action: Annotated[
        str | None, typer.Option(help="The action that it recommends; else one that only informs.")
    ] = None,
    severity: Annotated[
        str | None,
        typer.Option(
            help="error, warning or info; else info, or warning where the action hinders a closing."
        ),
    ] = None,
    message: Annotated[str | None, typer.Option(help="What its reader is told.")] = None,
    why: Annotated[str | None, typer.Option(help="One sentence: what it is for.")] = None,
) -> None:
    """Write a rule and its three cases (it holds, it does not, it cannot be decided) into a pack.

    What no option says is asked for where somebody answers; what is written passes lint and its cases.
    """
    from ...engine.language.load import pack_to_begin
    from ..new_action import informing_action, recommended

    _refuse_shipped(pack)
    _refuse_other_scope(scope)
    loaded = pack_to_begin(str(pack))
    _refuse_taken(id, pack, loaded)
    title = title or _asked("What is it about, in one line?", id.replace("-", " ").capitalize())
    when = when or _asked("When does it hold?", "{status: active, budget: {gt: 1000 USD}}")
    when = _in_braces(when)
    _refuse_torn(when)
    informing = informing_action(pack, loaded)
    named = action or _asked("Which action does it recommend?", informing)
    is_chosen_here = not action and named == informing
    advice = recommended(named, severity, pack, loaded, is_chosen_here=is_chosen_here)
    message = message or _asked("What is its reader told?", f"{title}.")
    why = why or _asked("What is it for?", f"To be told: {title.lower()}.")
    rule = _rule_text(id, title, scope, when, advice, message, why)
    _write(pack, id, advice.in_file(rule), advice.said)


def _refuse_shipped(pack: Path) -> None:
    """A shipped pack is named by its id, and is no folder to write into."""
    from ...engine.language.load import shipped_pack_ids
    from ...engine.problems import Place, UsageError

    if str(pack) in shipped_pack_ids():
        message = "this pack comes with the program, and rules are added in a pack of your own"
        hint = (
            f"name its folder, with `extends: {pack}` in its pack.yaml; `closeout init` makes one"
        )
        if pack.is_dir():
            hint = f"to mean the folder that is here, write ./{pack}"
        raise UsageError.at(Place("--pack"), f"{pack}: {message}", hint)


def _refuse_other_scope(scope: str) -> None:
    """Its cases are made up of one contract, which says nothing of a whole client or account."""
    from ...engine.problems import Place, UsageError

    if scope in ("client", "account"):
        message = f"a rule for {scope}s and its cases are written by hand"
        hint = "contract or milestone; docs/language.md and docs/test-files.md show the others"
        raise UsageError.at(Place("--for"), message, hint)


def _in_braces(when: str) -> str:
    """`escrow: 0` as `{escrow: 0}`: on the one line on which it will stand it needs its braces."""
    is_bare = (
        ":" in when and "\n" not in when and not when.lstrip().startswith(("{", "[", "&", "!"))
    )
    return f"{{{when.strip()}}}" if is_bare else when


def _refuse_torn(when: str) -> None:
    """Refuse a condition that leaves a bracket open: it would take in what follows. Raises `PolicyError`."""
    from ...engine.yaml_tree import read_tree

    read_tree(when, "--when", keys_may_be_alone=True)


def _refuse_taken(id: str, pack: Path, loaded: Pack) -> None:
    from ...engine.language.reading import RULE_ID
    from ...engine.problems import Place, UsageError

    if not RULE_ID.fullmatch(id):
        hint = "lower-case words with hyphens, such as late-delivery"
        raise UsageError.at(Place("ID"), f'"{id}" is no id of a rule', hint)
    taken = any(id == rule.id or id in rule.renamed_from for rule in loaded.rules)
    files = [pack / f"{id}.yaml", pack / f"{id}.test.yaml"]
    if taken or any(file.exists() for file in files):
        raise UsageError.at(
            Place("ID"), f"the pack has a rule or a file {id} already", "take another id"
        )


def _asked(question: str, default: str) -> str:
    """The answer of a person, where there is one; else what most would answer."""
    import sys

    if not sys.stdin.isatty():
        return default
    answer: str = typer.prompt(question, default=default, err=True)
    return answer


def _rule_text(
    id: str, title: str, scope: str, when: str, advice: Recommended, message: str, why: str
) -> str:
    """The rule as YAML; texts in quotes, which JSON and YAML write alike."""
    told = {key: json.dumps(text, ensure_ascii=False) for key, text in
            (("title", title), ("message", message), ("why", why))}  # fmt: skip
    return (
        f"- id: {id}\n  title: {told['title']}\n  for: {scope}\n  when: {when}\n  then:\n"
        f"    action: {advice.action}\n    severity: {advice.severity}\n"
        f"    message: {told['message']}\n"
        f"  basis: advice\n  why: {told['why']}\n"
    )


def _write(pack: Path, id: str, text: str, said: Sequence[str]) -> None:
    """Both files, and what is to be said of the rule; where the rule is refused, nothing.

    A file of cases without one would be a mistake, and so would a pack that has it.
    """
    from ...engine.language.load import load_packs
    from ...engine.lint.run import linted_pack
    from ...engine.problems import PolicyError
    from .. import clock
    from ..new_place import at_options
    from ..output import write

    file = pack / f"{id}.yaml"
    write(text, file, extends=True)
    try:
        (loaded,) = load_packs([str(pack)])
        now = clock.now() // 86_400 * 86_400
        linted = linted_pack(str(pack), loaded, now)
        _refuse_impossible(linted, file)
    except PolicyError as refused:
        file.unlink()
        raise PolicyError(at_options(refused.problems, text, file.as_posix())) from None
    rule = next(one for one in loaded.rules if one.id == id)
    cases, missing = _cases(linted, rule)
    typer.echo(f"{file}: the rule")
    for line in said:
        typer.echo(line)
    if cases:
        write(cases, pack / f"{id}.test.yaml", extends=True)
        typer.echo(f"{pack / f'{id}.test.yaml'}: its cases")
    _tell_rest(pack, id, missing)


def _refuse_impossible(linted: Linted, file: Path) -> None:
    """Refuse what lint proves to be wrong with the conditions of a file. Raises `PolicyError`."""
    from ...engine.lint.conditions import condition_findings
    from ...engine.policy.pack import Severity
    from ...engine.problems import Place, PolicyError, Problem

    problems = [
        Problem(Place("--when"), f"{one.message} [{one.check.id}]", one.hint)
        for one in condition_findings(linted)
        if one.place.file == file.as_posix() and one.check.severity is Severity.ERROR
    ]
    if problems:
        raise PolicyError(problems)


def _cases(linted: Linted, rule: Rule) -> tuple[str, list[str]]:
    """The text of the test file, "" without a case, and which cases could not be made up, and why."""
    from ...engine.lint.scaffold import FAILS, HOLDS, OPEN, three_contracts
    from ...engine.written import instant_json

    names = {
        HOLDS: ("It holds", f"findings: [{rule.id}]"),
        FAILS: ("It does not hold", "findings: none"),
        OPEN: ("It cannot be decided", f"undetermined: [{rule.id}]"),
    }
    found = three_contracts(linted, rule)
    text = f"as_of: {instant_json(linted.as_of)}\nrules: [{rule.id}]\n"
    if "freelancer" not in rule.roles:
        text += f"role: {min(rule.roles)}\n"
    text += "cases:\n"
    for outcome, (name, expected) in names.items():
        if outcome in found.contracts:
            given = _given(found.contracts[outcome])
            text += f"  - name: {name}\n    contract: {given}\n    {expected}\n"
    missing = [
        _not_found(outcome, name, found.impossible.get(outcome))
        for outcome, (name, _) in names.items()
        if outcome not in found.contracts
    ]
    return text if found.contracts else "", missing


def _not_found(outcome: str, name: str, impossible: Fault | None) -> str:
    """What is said of a case that could not be made up."""
    from ...engine.lint.scaffold import HOLDS

    todo = "write it by hand"
    if impossible is None:
        return f'no contract was found for the case "{name}": {todo}'
    first, *rest = (str(part) for part in impossible.path)
    where = f"milestone.{rest[-1]}" if first == "milestones" and rest else ".".join((first, *rest))
    return (
        f'the case "{name}" is left out, for no contract that was tried for it can be:\n'
        f"  {where}: {impossible.message}\n"
        f"  {'look whether the condition can hold at all' if outcome == HOLDS else todo}"
    )


def _given(contract: Contract) -> str:
    """The contract in one line; `milestones` are left out where they are not known."""
    from ...engine.snapshot.model import Snapshot
    from ...engine.snapshot.writing import snapshot_document

    contracts = snapshot_document(Snapshot([contract]))["contracts"]
    assert isinstance(contracts, list)
    return json.dumps(contracts[0], ensure_ascii=False)


def _tell_rest(pack: Path, id: str, missing: list[str]) -> None:
    """What is left for the author."""
    from ..next_command import next_command

    for line in missing:
        typer.echo(line)
    if (pack / "statements.yaml").is_file():
        typer.echo(
            "name it in statements.yaml, under a statement that it carries:\n"
            f"  {id.upper()}:\n    says: ...\n    sources: [...]\n    rules: [{id}]"
        )
    commands = (next_command([name, str(pack)]) for name in ("test", "lint"))
    typer.echo(f"next: {'; '.join(commands)}")
