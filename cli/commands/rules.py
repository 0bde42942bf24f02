"""`closeout rules`: what policy packs contain: rules, actions, params and facts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...engine.policy.pack import DatedValue, Pack, ParamDefinition


def rules(
    policies: Annotated[
        list[str] | None,
        typer.Option(metavar="DIR|PACK", help="Policy packs; default: all shipped packs."),
    ] = None,
    format: Annotated[
        str, typer.Option("--format", "-f", metavar="F", help="text or json.")
    ] = "text",
) -> None:
    """List the rules, actions, params and facts of policy packs."""
    from ...engine.language.load import load_packs
    from ...engine.problems import Place, UsageError, harmless, shown
    from ..output import write
    from ..render.json_writing import document

    if format not in ("text", "json"):
        raise UsageError.at(
            Place("--format"), f'there is no format "{format}" here', "text or json"
        )
    described = [describe(pack) for pack in load_packs(policies or None)]
    if format == "json":
        write(document(described), None)
    else:
        lines = (shown(line) for pack in described for line in _text(pack))
        write(harmless("\n".join(lines)), None)


def describe(pack: Pack) -> dict[str, Any]:
    """The contents of a pack as plain values."""
    return {
        "id": pack.id,
        "version": pack.version,
        "platform": pack.platform,
        "rules": [
            {
                "id": rule.id,
                "title": rule.title,
                "for": str(rule.scope),
                "roles": sorted(rule.roles),
                "action": rule.action,
                "effect": str(pack.actions[rule.action].effect),
                "severity": str(rule.severity),
                "basis": str(rule.basis),
                "pack": rule.pack,
            }
            for rule in pack.rules
        ],
        "actions": [
            {
                "id": action.id,
                "title": action.title,
                "effect": str(action.effect),
                "who": action.who,
            }
            for action in pack.actions.values()
        ],
        "params": [
            {"name": param.name, "values": list(_values(param)), "basis": str(param.basis)}
            for param in pack.params.values()
        ],
        "facts": [
            {"name": fact.ref.full, "unit": str(fact.ref.unit), "about": fact.about}
            for fact in pack.facts.values()
        ],
    }


def _values(param: ParamDefinition) -> Iterator[str]:
    from ...engine.snapshot.value_text import as_text

    for dated in param.values:
        text = as_text(dated.value.unit, dated.value.value)
        label = f" {param.label}" if param.label else ""
        yield f"{text}{label}{_dates(dated)}"


def _dates(dated: DatedValue) -> str:
    from ...engine.written import date_text

    since = "" if dated.start is None else f" from {date_text(dated.start)}"
    until = "" if dated.until is None else f" until {date_text(dated.until)}"
    return since + until


def _text(pack: dict[str, Any]) -> Iterator[str]:
    yield f"{pack['id']} {pack['version']} (platform {pack['platform']})"
    yield ""
    yield "Rules"
    for rule in pack["rules"]:
        yield f"  {rule['id']}: {rule['severity']}, {rule['action']}, for {rule['for']}"
        yield f"    {rule['title']}"
    yield ""
    yield "Actions (effect on the verdict)"
    for action in pack["actions"]:
        yield f"  {action['id']} ({action['effect']}): {action['title']}"
    yield ""
    yield "Params"
    for param in pack["params"]:
        yield f"  {param['name']}: {'; '.join(param['values'])} ({param['basis']})"
    yield ""
    yield "Facts"
    for fact in pack["facts"]:
        about = f": {fact['about']}" if fact["about"] else ""
        yield f"  {fact['name']} ({fact['unit']}){about}"
    yield ""
