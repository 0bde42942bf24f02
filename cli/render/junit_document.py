"""How a file of JUnit XML is written."""

from __future__ import annotations

from xml.etree.ElementTree import Element, tostring

DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'


def junit_document(root: Element) -> str:
    """The suites of a root element as a file."""
    return f"{DECLARATION}{tostring(root, encoding='unicode')}\n"
