"""Texts of others inside Markdown: shown as they are, with no effect on the page.

Escapes what CommonMark and the additions of GitHub and GitLab give a meaning: emphasis, code, links,
HTML, table cells, formulas, and (by a zero-width space, since no escape holds there) mentions and
references to issues. Meant for single lines that are already safe to print (`layout.plain`).
"""

from __future__ import annotations

import re

PUNCTUATION = re.compile(r"[\\`*_{}\[\]<>|~^&!]")
ADDRESS = re.compile(r"(?i):(?=//)|\.(?=\S)(?<=www\.)")
REFERENCE = re.compile(r"([@#!$%])(?=[\w(])|(?<=[A-Za-z0-9])-(?=\d)(?<=GH-)", re.IGNORECASE)


def escaped(text: str) -> str:
    """The text as Markdown that shows it."""
    marked = PUNCTUATION.sub(r"\\\g<0>", text)
    marked = ADDRESS.sub(r"\\\g<0>", marked)
    marked = re.sub(r"([@#%])(?=\w)", r"\1&#8203;", marked)
    return marked.replace("$", "&#36;")


def linked(text: str, address: str) -> str:
    """A link where there is an address, else the text alone.

    The address must be one that `phrases.link` lets pass.
    """
    return f"[{escaped(text)}](<{address}>)" if address else escaped(text)
