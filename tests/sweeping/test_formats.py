"""A sweep as text, JSON, CSV and SVG: what is said, its shape, and that no text of others acts in it."""

from __future__ import annotations

import csv
import io
import json
from importlib.resources import files
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from jsonschema import Draft202012Validator
from typer.testing import CliRunner

from closeout.cli.app import app
from closeout.cli.render import RenderOptions
from closeout.cli.render.sweep import FORMATS, renderer
from closeout.engine.policy.pack import Severity
from closeout.engine.records import record_with
from closeout.engine.report.findings import ContractResult, Subject, Verdict
from closeout.engine.sweeping.model import Axis, Change, Flip, Point, Sweep, Turn
from closeout.engine.units import Scope

EXAMPLE = str(Path(__file__).resolve().parents[2] / "examples" / "portfolio.json")
HOSTILE = "\"><script>alert(1)</script><a xlink:href='javascript:1'>=1+1&amp;]]>\n\x1b[31m\u202e"
SCHEMA: dict[str, Any] = json.loads(
    (files("closeout") / "schemas" / "sweep.schema.json").read_text("utf-8")
)


def sweep(text: str, axes: int) -> Sweep:
    """Two values a param; with a text in every place that others write."""
    values = (f"{text}1", f"{text}2")
    axis = Axis(text, "duration", values, (0.0, 1.0), (values[0],), (text,))
    places = [(0,), (1,)] if axes == 1 else [(0, 0), (0, 1), (1, 0), (1, 1)]
    points = tuple(
        Point(
            at,
            {verdict: sum(at) for verdict in Verdict},
            {severity: 1 + sum(at) for severity in Severity},
            0,
        )
        for at in places
    )
    contract = ContractResult(text, Verdict.CLOSE, text, text, text, None, None, ())
    turn = Turn(text, Subject(Scope.CONTRACT, contract=text), "silent", "holds")
    flip = Flip(contract, Verdict.WAIT, Verdict.CLOSE)
    change = Change(axes - 1, places[0], places[1], (flip,), (turn,))
    return Sweep((axis,) * axes, 0, 3, ((text, text),), points, (change,))


@pytest.mark.parametrize("axes", [1, 2])
def test_texts_of_others_add_no_element_to_a_chart(axes: int) -> None:
    plain, hostile = (
        [
            element.tag.rpartition("}")[2]
            for element in ElementTree.fromstring(
                renderer("svg")(sweep(text, axes), RenderOptions())
            ).iter()
        ]
        for text in ("word", HOSTILE)
    )
    assert hostile == plain
    assert set(plain) <= {"svg", "title", "rect", "text", "path", "polyline"}


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("axes", [1, 2])
def test_no_format_passes_on_what_acts_on_a_terminal(name: str, axes: int) -> None:
    text = renderer(name)(sweep(HOSTILE, axes), RenderOptions(verbose=True))
    assert not {"\x1b", "\u202e"} & set(text)


@pytest.mark.parametrize("axes", [1, 2])
def test_every_document_fits_the_schema(axes: int) -> None:
    found = record_with(sweep("a", axes))
    if axes == 2:
        found = record_with(found, axes=(found.axes[0], record_with(found.axes[1], param="b")))
    document = json.loads(renderer("json")(found, RenderOptions()))
    errors = [error.message for error in Draft202012Validator(SCHEMA).iter_errors(document)]
    assert errors == []


def test_no_cell_can_become_a_formula() -> None:
    text = renderer("csv")(sweep("=1+1", 1), RenderOptions())
    rows = list(csv.reader(io.StringIO(text)))
    assert rows[0][0] == "'=1+1" and {row[0] for row in rows[1:]} == {"'=1+11", "'=1+12"}


def said(*arguments: str) -> str:
    result = CliRunner().invoke(app, ["sweep", *arguments])
    assert result.exit_code == 0, result.stderr
    return result.stdout


def test_a_sweep_of_the_example_says_where_it_turns() -> None:
    assert said("auto_release", "12..20 days 4", EXAMPLE) == (
        "auto_release of upwork: 14 days now; tried 12 days to 20 days (3 values).\n"
        "Over 32 contracts as of 2026-03-10 12:00 UTC, 3 runs.\n"
        "At every value: 1 cannot tell, 12 prepare, 1 close, 2 keep open, 6 nothing to\n"
        "  do, 4 errors, 23 info, 7 undetermined.\n"
        "\n"
        "auto_release  do not end  wait  warnings  findings\n"
        "     12 days           3     7        10  #################### 37\n"
        "     16 days           3     7        10  #################### 37\n"
        "     20 days           2     8         9  ################### 36\n"
        "\n"
        "Where it changes: 2\n"
        "  auto_release 12 days -> 16 days: 2 findings (now 1 holds, 1 silent)\n"
        "  auto_release 16 days -> 20 days: 1 verdict; 3 findings (now 1 holds, 2 silent)\n"
        "    C103: do not end -> wait\n"
    )


def test_each_pack_says_what_it_says_now() -> None:
    told = said("dispute_answer", "3..4 days", EXAMPLE)
    assert " ".join(told.split()).startswith(
        "dispute_answer of freelancer-com: 4 days now, of upwork: 3 days now; tried 3 days to 4 days "
    )
    (param,) = json.loads(said("dispute_answer", "3..4 days", EXAMPLE, "-f", "json"))["params"]
    assert param["current"] is None
    assert param["currents"] == {"freelancer-com": "4 days", "upwork": "3 days"}


def test_two_params_make_a_grid() -> None:
    pairs = ("auto_release", "16..20 days 4", "--and", "feedback_window", "7..14 days 7")
    document = json.loads(said(*pairs, EXAMPLE, "-f", "json"))
    assert [point["at"] for point in document["values"]] == [
        {"auto_release": first, "feedback_window": second}
        for first in ("16 days", "20 days")
        for second in ("7 days", "14 days")
    ]
    assert {change["param"] for change in document["changes"]} == {
        "auto_release",
        "feedback_window",
    }


@pytest.mark.parametrize(
    ("arguments", "place"),
    [
        (("auto_relese", "1..2 days"), "PARAM: "),
        (("auto_release", "soon"), "FROM..TO: "),
        (("auto_release", "1..2 days", "--and", "auto_release", "3..7 days"), "--and: "),
        (("auto_release", "1..2 days", "--and", "security_hold", "0..5000 days"), "--and: "),
    ],
)
def test_a_mistake_is_told_where_it_was_made(arguments: tuple[str, ...], place: str) -> None:
    result = CliRunner().invoke(app, ["sweep", *arguments[:2], EXAMPLE, *arguments[2:]])
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(f"{place}error: ")
