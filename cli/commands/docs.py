"""`closeout docs`: pages about policy packs, one a rule, written from the packs themselves."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ..completion import pack_names

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ...engine.cases.running.examples import Example, Pair
    from ...engine.language.entries import Entry
    from ...engine.policy.pack import Pack, ParamDefinition


def docs(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where the pages go.")],
    packs: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[PACK|DIR...]",
            help="Policy packs; default: all shipped packs.",
            autocompletion=pack_names,
        ),
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; exit 1 where a page is not up to date.")
    ] = False,
) -> None:
    """Write a page for each rule of policy packs, and lists of what else they hold."""
    from ...engine.language.load import shipped_pack_ids
    from ..progress import working

    named = packs or list(shipped_pack_ids())
    _must_not_be_a_pack(folder)
    with working("running the cases of the pages"):
        found = _pages(named, with_front=not packs)
    stale = _stale(folder, found)
    if check:
        _tell(folder, packs or (), stale)
        return
    for path in stale:
        _put(folder / path, found.get(path))
    typer.echo(f"{len(found)} pages in {folder}, {len(stale)} of them changed")


def _must_not_be_a_pack(folder: Path) -> None:
    """The folder for the pages comes first; whoever names a pack there means the pages of that pack."""
    from ...engine.language.file_names import PACK_FILE
    from ...engine.problems import Place, UsageError
    from ..next_command import next_command

    if (folder / PACK_FILE).is_file():
        hint = (
            f"name the folder for the pages first: {next_command(['docs', 'pages', str(folder)])}"
        )
        raise UsageError.at(
            Place(str(folder)), "this is a policy pack, and pages do not go into it", hint
        )
    if folder.exists() and not folder.is_dir():
        raise UsageError.at(
            Place(str(folder)), "this is a file, and pages go into a folder", "name a folder"
        )


def _pages(references: Sequence[str], with_front: bool) -> dict[str, str]:
    """Path below the folder -> text. Rules that a pack inherits have their pages with the other one."""
    from ...engine.language.entries import entries_in
    from ...engine.language.lineages import policy_texts
    from ...engine.language.load import load_packs
    from ..render.docs import pages

    def of(reference: str) -> dict[str, Any]:
        (pack,) = load_packs([reference])
        entries = list(entries_in(policy_texts([reference])))
        return _values(pack, entries, _examples(reference))

    return pages(map(of, references), with_front)


def _examples(reference: str) -> Mapping[str, Pair]:
    """By rule; none for a pack without cases."""
    from ...engine.cases.reading.discover import test_files
    from ...engine.cases.reading.reader import read_cases
    from ...engine.cases.running.examples import examples_of
    from ...engine.problems import InputError

    try:
        test_files([reference])
    except InputError:
        return {}
    return examples_of(read_cases([reference]))


def _values(pack: Pack, entries: Sequence[Entry], examples: Mapping[str, Pair]) -> dict[str, Any]:
    from ..pack_values import pack_values
    from ..render.phrases import link

    own = {(entry.kind, entry.name): entry for entry in entries}
    values = pack_values(pack, entries) | {"title": pack.title}
    inherited = [rule for rule in values["rules"] if rule["pack"] != pack.id]
    values["rules"] = [rule for rule in values["rules"] if rule["pack"] == pack.id]
    # What the pack itself states comes first.
    values["params"].sort(key=lambda param: pack.params[param["name"]].pack != pack.id)
    for param in values["params"]:
        definition = pack.params[param["name"]]
        param["sources"] = list(definition.sources)
        param["instead_of"] = _instead_of(definition)
        param["users"] = [rule["id"] for rule in inherited if param["name"] in rule["params"]]
    for source in values["sources"]:
        known = pack.sources[source["id"]]
        source |= {"link": link(known), "review_by": known.review_by}
    for rule in values["rules"]:
        entry = own["rule", rule["id"]]
        rule["topic"] = Path(entry.place.file).stem
        rule["text"] = entry.text
        rule["examples"] = tuple(map(_example, examples.get(rule["id"], (None, None))))
    return values


def _instead_of(definition: ParamDefinition) -> str:
    """`upwork: 14 days`, where a pack states another value than the one that it extends; else nothing."""
    from ..pack_values import param_values

    first = definition
    while first.replaces is not None:
        first = first.replaces
    if first.values == definition.values:
        return ""
    return f"{first.pack}: {'; '.join(param_values(first)['values'])}"


def _example(example: Example | None) -> dict[str, Any] | None:
    if example is None:
        return None
    return {
        "name": example.name,
        "label": example.label,
        "given": example.given,
        "messages": list(example.messages),
    }


def _stale(folder: Path, found: Mapping[str, str]) -> list[str]:
    """Pages that are missing, other than they should be, or of a rule that there is not any more."""
    stale = [path for path, text in found.items() if _read(folder / path) != text]
    packs = {path.partition("/")[0] for path in found if "/" in path}
    left = (
        file.relative_to(folder).as_posix()
        for pack in packs
        for file in (folder / pack).rglob("*.md")
    )
    return sorted([*stale, *(path for path in left if path not in found)])


def _read(file: Path) -> str | None:
    from ...engine.opening import noted

    if not file.is_file():
        return None
    with noted(file.open("rb")) as stream:
        return stream.read().decode("utf-8", "replace")


def _put(file: Path, text: str | None) -> None:
    """Write a page, or remove one that is not needed any more."""
    from ..output import write

    if text is None:
        file.unlink()
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    write(text, file, extends=True)


def _tell(folder: Path, packs: Sequence[str], stale: Sequence[str]) -> None:
    from ..next_command import next_command

    if not stale:
        typer.echo(f"the pages in {folder} are up to date")
        return
    for path in stale:
        typer.echo(f"{folder / path}: not up to date")
    typer.echo(f"write them again: {next_command(['docs', str(folder), *packs])}")
    raise typer.Exit(1)
