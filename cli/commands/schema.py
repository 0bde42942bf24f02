"""`closeout schema`: the JSON Schemas, and a template for a spreadsheet."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer


class SchemaName(StrEnum):
    """What is described."""

    SNAPSHOT = "snapshot"
    FINDINGS = "findings"
    POLICY = "policy"
    WAIVERS = "waivers"
    BASELINE = "baseline"
    CONFIG = "config"
    TEST = "test"
    STATEMENTS = "statements"
    EXPLAIN = "explain"
    LINT = "lint"
    VALIDATION = "validation"
    SETTINGS = "settings"
    DIFF = "diff"
    SWEEP = "sweep"
    PLAN = "plan"
    QUESTIONS = "questions"
    REPORTS = "reports"
    RULES = "rules"


class Template(StrEnum):
    """A file to fill in."""

    CSV = "csv"


def schema(
    name: Annotated[SchemaName, typer.Argument(help="What is described.")],
    template: Annotated[
        Template | None,
        typer.Option(help="Print a file to fill in instead; for snapshot."),
    ] = None,
    policies: Annotated[
        list[str] | None,
        typer.Option(
            metavar="DIR|PACK", help="Packs whose names are known, and no others; for policy."
        ),
    ] = None,
) -> None:
    """Print a JSON Schema, or a template for a spreadsheet."""
    from ..output import write
    from ..render.json_writing import escaped

    _check_fit(name, template, policies)
    if template is not None:
        from ...engine.snapshot.supply.template import csv_template

        write(csv_template(), None)
    elif name is SchemaName.SNAPSHOT:
        from ...engine.snapshot.schema import snapshot_schema_text

        write(snapshot_schema_text(), None)
    elif name is SchemaName.POLICY:
        write(escaped(_policy_schema(policies)), None)
    else:
        from importlib.resources import files

        folder = files("closeout.schemas")
        write(folder.joinpath(f"{name}.schema.json").read_text(encoding="utf-8"), None)


def _check_fit(name: SchemaName, template: Template | None, policies: list[str] | None) -> None:
    from ...engine.problems import Place, UsageError

    if template is not None and name is not SchemaName.SNAPSHOT:
        raise UsageError.at(
            Place("--template"), f"there is none for {name}", "use it with snapshot"
        )
    if policies and name is not SchemaName.POLICY:
        hint = "use it with policy"
        raise UsageError.at(Place("--policies"), f"the schema of {name} has no packs", hint)


def _policy_schema(policies: list[str] | None) -> str:
    from ...engine.language.load import load_packs
    from ...engine.language.schema import policy_schema_text

    return policy_schema_text(load_packs(policies or None), is_closed=bool(policies))
