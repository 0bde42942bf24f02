"""Texts of others inside Markdown: shown as they are, with no effect on the page.

Escapes what CommonMark and the additions of GitHub and GitLab give a meaning: emphasis, code, links,
HTML, table cells, formulas, and (by a zero-width space, since no escape holds there) mentions and
references to issues. Meant for single lines that are already safe to print (`layout.plain`).
"""

from __future__ import annotations

import re

PUNCTUATION = re.compile(r"[\\`*_{}\[\]<>|~^&!]")
ADDRESS = re.compile(r"(?i):(?=//)|\.(?=\S)(?<=www\.)")
REFERENCE = re.compile(r"""([@#%]|\\~)(?=[\w"])|(\\[!&]|\$)(?=\d)""")
"""After the punctuation was escaped: what the build servers take for a user, an issue and so on."""


def escaped(text: str) -> str:
    """The text as Markdown that shows it."""
    marked = PUNCTUATION.sub(r"\\\g<0>", text)
    marked = ADDRESS.sub(r"\\\g<0>", marked)
    marked = REFERENCE.sub(r"\g<0>&#8203;", marked)
    return marked.replace("$", "&#36;")


def linked(text: str, address: str) -> str:
    """A link where there is an address, else the text alone.

    The address must be one that `phrases.link` lets pass.
    """
    if not address:
        return escaped(text)
    return f"[{escaped(text)}](<{address.replace('&', '&amp;')}>)"
