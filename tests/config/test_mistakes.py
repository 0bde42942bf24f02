"""Every mistake in `cases/` is told in exactly the words beside it.

`name.yaml` stands as closeout.yaml, `name.toml` as pyproject.toml.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from closeout.cli.app import app

from ..golden import golden

CASES = Path(__file__).parent / "cases"
FILES = sorted(path for path in CASES.iterdir() if path.suffix in (".yaml", ".toml"))
NAMES = {".yaml": "closeout.yaml", ".toml": "pyproject.toml"}


@pytest.mark.parametrize("case", FILES, ids=lambda path: path.name)
def test_the_mistake_is_told_in_these_words(
    case: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path(NAMES[case.suffix]).write_bytes(case.read_bytes())
    Path("a.json").write_text('{"version": 1, "contracts": [{"id": "C1"}]}', encoding="utf-8")
    result = CliRunner().invoke(app, ["check", "a.json"])
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == golden(case.with_name(case.name + ".txt"), result.stderr)


def test_every_expected_text_belongs_to_a_case() -> None:
    assert {path.stem for path in CASES.glob("*.txt")} == {path.name for path in FILES}
