"""Every folder with code is a package of what is installed."""

from __future__ import annotations

import tomllib

from .imports import HOUSE, modules


def test_every_folder_with_code_is_installed() -> None:
    settings = tomllib.loads((HOUSE / "pyproject.toml").read_text("utf-8"))["tool"]["setuptools"]
    told, roots = settings["packages"], settings["package-dir"]
    folders = {path.parent.relative_to(HOUSE).as_posix() for path in modules().values()}
    names = {folder: name for name, folder in roots.items() if folder in folders}
    for folder in sorted(folders - names.keys()):
        above, _, last = folder.rpartition("/")
        names[folder] = f"{names[above]}.{last}"
    assert sorted(set(names.values()) - set(told)) == []
