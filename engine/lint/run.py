"""Lint over packs: everything that is wrong with them although they load."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from ..cases.reading.discover import Found, test_files
from ..language.agreement import refused_by_loader, refused_by_schema
from ..language.file_names import PACK_FILE, STATEMENTS_FILE
from ..language.limits import LARGEST_FILE
from ..language.load import (
    load_packs,
    pack_texts,
    shipped_folder,
    shipped_pack_ids,
)
from ..opening import noted
from ..policy.pack import Pack
from ..problems import InputError, PolicyError, Problem
from ..yaml_tree import Mapping, Scalar, read_tree
from .cases import case_findings
from .checks import CHECKS, NEEDS_AN_EXPORT
from .conditions import condition_findings
from .linted import Linted
from .model import DOES_NOT_LOAD, LintFinding, LintReport
from .pairs import pair_findings
from .readings import reading_findings
from .reasons import dates_findings, reason_findings
from .silences import silences_in, with_silences
from .unused import unused_findings

FINDERS = (
    condition_findings,
    pair_findings,
    reading_findings,
    reason_findings,
    dates_findings,
    unused_findings,
    case_findings,
)
"""Each finds what a group of checks is about."""


def lint(references: Sequence[str], as_of: int, with_schema: bool = True) -> LintReport:
    """What is wrong with packs: folders or shipped ids. Raises `PolicyError` for what is no pack."""
    found: list[LintFinding] = []
    for reference in references:
        found += _sorted(_of_pack(reference, as_of, with_schema))
    return LintReport(tuple(references), tuple(found))


def _sorted(findings: Iterable[LintFinding]) -> list[LintFinding]:
    order = [*CHECKS]
    return sorted(
        findings,
        key=lambda one: (one.place.file, one.place.line, order.index(one.check.id), one.message),
    )


def _of_pack(reference: str, as_of: int, with_schema: bool) -> Iterator[LintFinding]:
    try:
        (pack,) = load_packs([reference])
    except PolicyError as error:
        if all(problem.place.file == reference for problem in error.problems):
            raise  # it is no pack
        yield from (_loading(problem) for problem in error.problems)
        yield from map(_schema, refused_by_loader(reference, error.problems))
        return
    linted = linted_pack(reference, pack, as_of)
    findings = [finding for finder in FINDERS for finding in finder(linted)]
    if with_schema:
        findings += map(_schema, refused_by_schema(reference, pack))
    tests = {file.label: file.text for file in linted.tests}
    silences = silences_in({**linted.texts, **tests})
    # What is found in an export alone is silenced where an export is looked at.
    yield from with_silences(findings, [one for one in silences if one.check != NEEDS_AN_EXPORT])


def linted_pack(reference: str, pack: Pack, as_of: int) -> Linted:
    """A pack with all that is looked at."""
    folder = folder_of(reference)
    return Linted(
        pack=pack,
        texts=dict(pack_texts(reference)),
        tests=_tests(reference, folder),
        statements=_statements(folder / STATEMENTS_FILE),
        base=_base(pack, reference),
        as_of=as_of,
    )


def _statements(file: Path) -> str:
    """The text of a table of statements; empty where there is none that can be read."""
    if not file.is_file():
        return ""
    with noted(file.open("rb")) as stream:
        return stream.read(LARGEST_FILE).decode("utf-8", "replace")


def folder_of(reference: str) -> Path:
    """The folder of a pack."""
    if reference in shipped_pack_ids():
        return shipped_folder(reference)
    path = Path(reference)
    return path.parent if path.name == PACK_FILE else path


def _tests(reference: str, folder: Path) -> list[Found]:
    path = reference if reference in shipped_pack_ids() else str(folder)
    try:
        return test_files([path])
    except InputError:
        return []


def _base(pack: Pack, reference: str) -> Pack | None:
    """The pack that it extends."""
    if len(pack.lineage) < 2:
        return None
    label, text = pack_texts(reference)[0]
    root = read_tree(text, label)
    named = root.get("extends") if isinstance(root, Mapping) else None
    assert isinstance(named, Scalar)
    is_shipped = named.text in shipped_pack_ids()
    return load_packs([named.text if is_shipped else f"{folder_of(reference)}/{named.text}"])[0]


def _loading(problem: Problem) -> LintFinding:
    return LintFinding(CHECKS[DOES_NOT_LOAD], problem.place, problem.message, problem.hint, "pack")


def _schema(problem: Problem) -> LintFinding:
    return LintFinding(
        CHECKS["schema-differs"], problem.place, problem.message, problem.hint, "pack"
    )
