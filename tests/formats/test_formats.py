"""The table of formats."""

from __future__ import annotations

import subprocess
import sys

import pytest

from closeout.cli.render import DEFAULT, FORMATS, RenderOptions, renderer
from closeout.engine.problems import UsageError


def test_every_format_has_a_render_function() -> None:
    assert DEFAULT in FORMATS
    for name in FORMATS:
        assert callable(renderer(name))


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("jsn", 'did you mean "json"?'),
        ("xyz", "formats: text, concise, html"),
        ("text, sarif", "name each by itself: -f text -f sarif:FILE"),
    ],
)
def test_an_unknown_format_is_a_usage_error_with_a_hint(name: str, hint: str) -> None:
    with pytest.raises(UsageError) as caught:
        renderer(name)
    problem = caught.value.problems[0]
    assert problem.message == f'there is no format "{name}"'
    assert hint in problem.hint
    assert caught.value.exit_code == 2


def test_a_format_is_loaded_only_when_it_is_used() -> None:
    code = (
        "import sys, closeout.cli.render as formats\n"
        "formats.renderer('json')\n"
        "print('closeout.cli.render.text' in sys.modules, 'rich' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]


def test_options_have_safe_defaults() -> None:
    assert RenderOptions() == RenderOptions(
        verbose=False, color=False, width=80, hidden={}, facts=False
    )
