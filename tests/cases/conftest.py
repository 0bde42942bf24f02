"""`-k` chooses shipped test files by the rules that they speak of."""

from __future__ import annotations

import re

import pytest

from closeout.engine.cases.reading.discover import test_files
from closeout.engine.language.load import shipped_pack_ids

RULE_ID = re.compile(r"\b[a-z0-9]+(?:-[a-z0-9]+)+\b")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Before pytest itself chooses."""
    texts = {file.label: file.text for file in test_files(shipped_pack_ids())}
    for item in items:
        if isinstance(item, pytest.Function) and hasattr(item, "callspec"):
            text = texts.get(str(item.callspec.params.get("file")))
            item.extra_keyword_matches.update(RULE_ID.findall(text or ""))
