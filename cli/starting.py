"""Writes the files to begin with, and never over one that is there."""

from __future__ import annotations

import os
from collections.abc import Iterable
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from pathlib import Path
from string import Template

from msgspec import Struct

from ..engine.language.load import shipped_pack_ids
from ..engine.problems import Place, UsageError, did_you_mean, named_or_found, shown
from ..engine.written import instant_json
from . import clock
from .settings.file import CONFIG_FILE, MISSPELT, PROJECT_FILE, TABLE
from .text_file import read_text

PLACEHOLDER = "your-organisation/closeout"
"""Where nobody said under which address closeout is kept."""
GITHUB = "https://github.com/"
FOR_A_PERSON = "max-snapshot-age: 7 days"
FOR_A_PIPELINE = "require-as-of: today"
"""Nobody reads the warnings of a pipeline that is green."""


class Wanted(Struct, frozen=True):
    """What was asked for."""

    platform: str
    ci: str | None = None
    """`github` or `gitlab`."""
    pre_commit: bool = False
    address: str = ""
    """Owner and repository on GitHub, or a Git URL, each with or without `@tag`."""


class Group(Struct, frozen=True):
    """Files that are written together or not at all: path below the folder -> name of its text."""

    about: str
    paths: dict[str, str]
    also: tuple[str, ...] = ()
    """Other files that do the same job, so that the group is there already."""


SETTINGS = Group("settings", {CONFIG_FILE: "closeout.yaml"}, MISSPELT)
PACK = Group(
    "a policy pack of your own, a rule and its test",
    {
        "policies/pack.yaml": "pack.yaml",
        "policies/silence.yaml": "silence.yaml",
        "policies/silence.test.yaml": "silence.test.yaml",
    },
)
TABLE_OF_CONTRACTS = Group("a table to fill in", {"contracts/contracts.csv": "contracts.csv"})
PIPELINES = {
    "github": Group("the pipeline", {".github/workflows/contracts.yml": "github.yml"}),
    "gitlab": Group(
        "the pipeline", {".gitlab-ci.yml": "gitlab-ci.yml", "ci/closeout.yml": "gitlab.yml"}
    ),
}
PRE_COMMIT = Group("checks before each commit", {".pre-commit-config.yaml": "pre-commit.yaml"})


def start(folder: Path, wanted: Wanted) -> str:
    """Write what is wanted and not there; what to tell about it.

    Raises `UsageError` for a platform without a pack, an address that is none, a folder that is not
    there, and a link that leads out of it, `SurroundingsError` where the system refuses.
    """
    _check(folder, wanted)
    filled = _filled(wanted)
    groups = [SETTINGS, PACK, TABLE_OF_CONTRACTS]
    groups += [PIPELINES[wanted.ci]] if wanted.ci else []
    groups += [PRE_COMMIT] if wanted.pre_commit else []
    there = {id(group): _there(folder, group) for group in groups}
    for group in groups:
        _refuse_leading_out(folder, [] if there[id(group)] else group.paths)
    written: list[str] = []
    left: list[str] = []
    for group in groups:
        if there[id(group)]:
            left.append(f"  {there[id(group)]}: {group.about}")
            continue
        for path, name in group.paths.items():
            _write(folder, path, Template(_text(name)).safe_substitute(filled))
            written.append(f"  {path}")
    lines = ["Written:", *written] if written else []
    lines += ["Left as it is, since it is there already:", *left] if left else []
    return "\n".join([*lines, *_next(folder, wanted)]) + "\n"


def _check(folder: Path, wanted: Wanted) -> None:
    place, known = Place(str(folder)), shipped_pack_ids()
    if wanted.platform not in known:
        hint = did_you_mean(wanted.platform, known, f"there are {', '.join(known)}")
        message = f'no shipped pack is called "{wanted.platform}"'
        raise UsageError.at(Place("--platform"), message, hint)
    if wanted.address and (
        not wanted.address.isascii()
        or not wanted.address.isprintable()
        or not set(wanted.address).isdisjoint(" \"'#{}[]$,\\`")
        or "/" not in wanted.address
    ):
        hint = f"write {PLACEHOLDER}, or https://git.example.org/tools/closeout"
        raise UsageError.at(Place("--address"), "this is no address of a repository", hint)
    if wanted.address and wanted.ci == "github" and _is_url(wanted.address):
        hint = f"write {PLACEHOLDER}"
        raise UsageError.at(Place("--address"), "an action is named by owner and repository", hint)
    if _has_credential(wanted.address):
        hint = "leave it out: the files are to be committed; let the pipeline bring it"
        raise UsageError.at(Place("--address"), "the address holds a name or a password", hint)
    try:
        is_folder = folder.is_dir()
    except (OSError, ValueError):
        is_folder = False
    if not is_folder:
        raise UsageError.at(place, "there is no such folder", "create it first")


def _is_url(address: str) -> bool:
    return ":" in address


def _has_credential(address: str) -> bool:
    """Whether it says who comes, and not only by which key as `ssh://git@...` does."""
    scheme, _, rest = address.partition("://")
    who, at, _ = rest.partition("/")[0].rpartition("@")
    return bool(at) and (scheme.startswith("http") or ":" in who)


def _for_pip(repository: str) -> str:
    """As pip takes it, which does not know the short form of Git, `git@host:group/repository`."""
    if "://" in repository:
        return repository
    host, _, path = repository.partition(":")
    return f"ssh://{host}/{path.lstrip('/')}"


def _filled(wanted: Wanted) -> dict[str, str]:
    """What stands for `$platform` and such."""
    address, at, tag = (wanted.address or PLACEHOLDER).rpartition("@")
    if not at or "/" in tag:
        address, tag = wanted.address or PLACEHOLDER, f"v{_version()}"
    repository = address if _is_url(address) else GITHUB + address
    return {
        "platform": wanted.platform,
        "age": FOR_A_PIPELINE if wanted.ci else FOR_A_PERSON,
        "as_of": instant_json(clock.now()),
        "version": tag,
        "action": f"{address}@{tag}",
        "repository": repository,
        "package": _for_pip(repository),
    }


def _version() -> str:
    try:
        return version("closeout")
    except PackageNotFoundError:
        return "0.1.0"


def _text(name: str) -> str:
    return files("closeout.cli.starter").joinpath(name).read_text(encoding="utf-8")


def _there(folder: Path, group: Group) -> str:
    """The first file of a group that is there already; a link that leads nowhere is there too."""
    for path in (*group.paths, *group.also):
        if os.path.lexists(folder / path):
            return path
    project = folder / PROJECT_FILE
    if group is SETTINGS and project.is_file() and f"[{TABLE}]" in read_text(project):
        return PROJECT_FILE
    return ""


def _refuse_leading_out(folder: Path, paths: Iterable[str]) -> None:
    """Files are written below the folder only, whatever links stand in it."""
    root = os.path.realpath(folder)
    for path in paths:
        if os.path.commonpath([root, os.path.realpath(folder / path)]) != root:
            place = Place(str(folder / path))
            raise UsageError.at(place, "a link leads out of the folder", "remove the link")


def _write(folder: Path, path: str, text: str) -> None:
    target = folder / path
    place = Place(str(target))
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("x", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise named_or_found(error).at(place, f"cannot be written: {reason}") from None


def _next(folder: Path, wanted: Wanted) -> list[str]:
    told = []
    if (wanted.ci or wanted.pre_commit) and not wanted.address:
        told = [
            f"The address {PLACEHOLDER} stands for where your organisation keeps closeout;",
            "write it there, or begin with --address.",
        ]
    enter = [] if folder == Path() else [f"  cd {shown(str(folder))}"]
    return [
        *told,
        "Next:",
        *enter,
        "  closeout test policies        # the cases of your rules",
        "  closeout validate contracts   # when your contracts stand in contracts/contracts.csv",
        "  closeout check contracts      # may they be ended?",
    ]
