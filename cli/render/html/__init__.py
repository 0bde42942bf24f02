"""The format `html`: one page to look at, readable without a network, scripts or styles.

Everything stands in the one file. Its Content-Security-Policy allows the style sheet and the script
of the page by their hashes and nothing else, so that no text of others can act, whatever is in it;
Jinja2 escapes each of them besides. The script only filters. Instants are drawn by SVG.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from ....engine.report.findings import Report
from .. import RenderOptions
from .page import Page
from .security import security_policy

if TYPE_CHECKING:
    from jinja2 import Environment, Template

TEMPLATES = "templates"


def render(report: Report, options: RenderOptions) -> str:
    """The report as a page."""
    page = Page.of(report, options)
    style = f"{_text('page.css')}\n:root{{{page.timeline.axis.style}}}\n"
    script = _text("filter.js")
    policy = security_policy(style, script)
    return _template().render(page=page, style=style, script=script, policy=policy) + "\n"


def _text(name: str) -> str:
    return (files(__package__) / TEMPLATES / name).read_text("utf-8")


@cache
def _template() -> Template:
    return _environment().get_template("page.html")


def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    return Environment(
        loader=PackageLoader(__package__, TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
