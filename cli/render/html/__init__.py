"""The format `html`: one page to look at, readable without a network, scripts or styles.

Everything stands in the one file. Its Content-Security-Policy allows the style sheet and the script
of the page by their hashes and nothing else, so that no text of others can act, whatever is in it;
Jinja2 escapes each of them besides. The script only filters. Instants are drawn by SVG.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from ....engine.report.findings import Report
from .. import RenderOptions
from ..words import capital
from .page import Page
from .security import security_policy

if TYPE_CHECKING:
    from jinja2 import Environment

TEMPLATES = "templates"


def render(report: Report, options: RenderOptions) -> str:
    """The report as a page."""
    return page_with(report, options, None)


def page_with(report: Report, options: RenderOptions, plan: object) -> str:
    """The page with the section that the template `plan.html` makes of a plan; None: without one."""
    page = Page.of(report, options)
    files = _environment()
    # As the files are: their hashes are part of the page.
    style = f"{_text(files, 'page.css')}\n:root{{{page.timeline.axis.style}}}\n"
    script = _text(files, "filter.js")
    policy = security_policy(style, script)
    template = files.get_template("page.html")
    return template.render(page=page, plan=plan, style=style, script=script, policy=policy) + "\n"


def _text(files: Environment, name: str) -> str:
    assert files.loader is not None
    return files.loader.get_source(files, name)[0]


@cache
def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    files = Environment(
        loader=PackageLoader(__package__, TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    files.filters["capitalize_first"] = capital
    return files
