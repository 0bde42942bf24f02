"""`closeout rules`: what policy packs contain, or one entry of them in full."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ...engine.language.entries import Entry
    from ...engine.policy.pack import Pack


def rules(
    name: Annotated[
        str | None,
        typer.Argument(
            metavar="[NAME]",
            help="A rule, reading, action, param, fact or source, to be shown in full: as it was written, "
            "where it stands, what it names, and the cases that speak of it.",
        ),
    ] = None,
    policies: Annotated[
        list[str] | None,
        typer.Option(metavar="DIR|PACK", help="Policy packs; default: all shipped packs."),
    ] = None,
    format: Annotated[
        str, typer.Option("--format", "-f", metavar="F", help="text or json.")
    ] = "text",
) -> None:
    """List the rules, readings, actions, params and facts of policy packs, or show one of them in full."""
    from ...engine.language.entries import entries_in
    from ...engine.language.lineages import policy_texts
    from ...engine.language.load import load_packs
    from ...engine.problems import Place, UsageError
    from ..output import write
    from ..pack_values import pack_values
    from ..render.json_writing import document
    from ..render.pack_text import entry_text, packs_text

    if format not in ("text", "json"):
        raise UsageError.at(
            Place("--format"), f'there is no format "{format}" here', "text or json"
        )
    packs = load_packs(policies or None)
    entries = list(entries_in(policy_texts(policies or None)))
    if name is None:
        listed = [pack_values(pack, entries) for pack in packs]
        write(document(listed) if format == "json" else packs_text(listed), None)
        return
    found = list(_found(name, packs, entries, policies))
    # A field of the snapshot is the same in every pack.
    texts = dict.fromkeys(map(entry_text, found))
    text = document(found) if format == "json" else "\n".join(texts)
    write(text, None)


def _found(
    name: str, packs: Sequence[Pack], entries: Sequence[Entry], policies: list[str] | None
) -> Iterator[dict[str, Any]]:
    """Every entry of that name, pack by pack. Raises `UsageError` with the nearest where there is none."""
    from ...engine.cases.reading.naming import cases_naming
    from ...engine.language.load import shipped_pack_ids
    from ...engine.problems import Place, UsageError, did_you_mean
    from ..field_values import field_names, field_values, fields_named
    from ..pack_values import entry_values

    asked = name.removeprefix("$")
    known = [(pack, kind, full, short) for pack in packs for kind, full, short in _names(pack)]
    meant = [(pack, kind, full) for pack, kind, full, short in known if asked in (full, short)]
    if not meant:
        _refuse_switched_off(asked, packs, entries)
        fields = list(fields_named(asked))
        if fields:
            yield from (field_values(pack, field) for pack in packs for field in fields)
            return
        names = {full for _, _, full, _ in known}
        hint = did_you_mean(asked, names | field_names(), "`closeout rules` lists all")
        message = f'no rule, reading, action, param, fact, field or source is called "{name}"'
        raise UsageError.at(Place("NAME"), message, hint)
    bases = {id for pack in packs for id, _ in pack.lineage} & set(shipped_pack_ids())
    paths = [*(policies or ()), *sorted(bases - set(policies or ()))]
    for pack, kind, full in meant:
        cases = cases_naming(full, paths) if kind in ("rule", "fact") else []
        yield entry_values(pack, kind, full, entries, cases)


def _refuse_switched_off(asked: str, packs: Sequence[Pack], entries: Sequence[Entry]) -> None:
    """Raise `UsageError` for what an extended pack has, and the packs that are asked have not."""
    from ...engine.problems import Place, UsageError

    for entry in entries:
        if entry.name == asked and entry.kind in ("rule", "implication", "assumption"):
            by = " and ".join(pack.id for pack in packs)
            message = f"{by} switches the {entry.kind} `{asked}` off, which {entry.place.file} has"
            how = "its id under `disable:`" if entry.kind == "rule" else f"`{asked}: off`"
            raise UsageError.at(Place("NAME"), message, f"remove {how}, or ask the extended pack")


def _names(pack: Pack) -> Iterator[tuple[str, str, str]]:
    """Kind, name, and the other name by which an entry may be asked for."""
    for rule in pack.rules:
        yield "rule", rule.id, rule.id
        for former in rule.renamed_from:
            yield "rule", rule.id, former
    for reading in pack.readings.values():
        yield reading.word, reading.id, reading.id
    for action in pack.actions:
        yield "action", action, action
    for param in pack.params:
        yield "param", param, param
    for fact in pack.facts.values():
        yield "fact", fact.ref.full, fact.ref.full.partition(".")[2]
    for source in pack.sources:
        yield "source", source, source
