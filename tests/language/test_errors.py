"""Every mistake in `cases/` is told in exactly the words beside it.

`name.yaml` is a rule file of the pack `shared.pack.yaml`; `name.pack.yaml` is a pack.yaml itself,
which may extend `../base`, the shared pack with `shared.rules.yaml`.
`name.txt` is what its author is told.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from closeout.engine.language.load import load_packs
from closeout.engine.problems import PolicyError

from ..golden import golden

CASES = Path(__file__).parent / "cases"
SHARED = CASES / "shared.pack.yaml"
FILES = sorted(path for path in CASES.glob("*.yaml") if not path.name.startswith("shared."))


def put(folder: Path, **files: Path) -> None:
    folder.mkdir()
    for name, source in files.items():
        (folder / f"{name}.yaml").write_bytes(source.read_bytes())


@pytest.mark.parametrize("case", FILES, ids=lambda path: path.name.removesuffix(".yaml"))
def test_the_mistake_is_told_in_these_words(
    case: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path / "base", pack=SHARED, rules=CASES / "shared.rules.yaml")
    if case.name.endswith(".pack.yaml"):
        put(tmp_path / "house", pack=case)
    else:
        put(tmp_path / "house", pack=SHARED, rules=case)
    monkeypatch.chdir(tmp_path)

    with pytest.raises(PolicyError) as caught:
        load_packs(["house"])

    told = str(caught.value) + "\n"
    assert told == golden(case.with_suffix(".txt"), told)


def test_every_expected_text_belongs_to_a_case() -> None:
    assert {path.stem for path in CASES.glob("*.txt")} == {path.stem for path in FILES}
