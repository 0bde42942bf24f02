"""Where contracts are read from and results written to: whatever Spark reaches by its names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ..engine.problems import Place, SurroundingsError, UsageError

ENDINGS = {
    ".parquet": "parquet",
    ".ndjson": "ndjson",
    ".jsonl": "ndjson",
    ".ndjson.gz": "ndjson",
    ".jsonl.gz": "ndjson",
}


def frame_of(spark: Any, names: Sequence[str], kind: str | None) -> Any:
    """The frame of some files, folders or patterns.

    Raises `UsageError` where it is not clear what they are, or nothing is there.
    """
    kinds = {kind} if kind else {_kind_of(name) for name in names}
    if len(kinds) > 1 or None in kinds:
        for name in names:
            _refuse_if_nothing_is_there(spark, name)
        hint = "say --read parquet or --read ndjson"
        message = "it is not clear from the names whether this is Parquet or NDJSON"
        raise UsageError.at(Place(", ".join(names)), message, hint)
    if kinds == {"parquet"}:
        return spark.read.parquet(*names)
    return spark.read.text(list(names))


def _kind_of(name: str) -> str | None:
    """By the ending of a name, or those of the files of a folder on this machine; None: not clear."""
    kinds = {kind for ending, kind in ENDINGS.items() if name.endswith(ending)}
    path = Path(name)
    if not kinds and path.is_dir():
        names = [each.name for each in path.rglob("*") if each.is_file()]
        kinds = {
            kind for ending, kind in ENDINGS.items() for each in names if each.endswith(ending)
        }
    return kinds.pop() if len(kinds) == 1 else None


def _refuse_if_nothing_is_there(spark: Any, name: str) -> None:
    path = spark._jvm.org.apache.hadoop.fs.Path(name)
    if not _system_of(spark, path).globStatus(path):
        raise UsageError.at(Place(name), "there is no such file or folder")


def _system_of(spark: Any, path: Any) -> Any:
    """The file system of Hadoop that a path lies in."""
    return path.getFileSystem(spark._jsc.hadoopConfiguration())


class Folder:
    """A folder for results. It is there when they are whole, and not before."""

    def __init__(self, spark: Any, name: str) -> None:
        self._name = name
        self._part = f"{name.rstrip('/')}.part"
        self._path = spark._jvm.org.apache.hadoop.fs.Path
        self._system = _system_of(spark, self._path(name))

    def refuse_if_there(self) -> None:
        """Raise `UsageError` where the folder, or what an earlier run has left, is there."""
        for name in (self._name, self._part):
            if self._system.exists(self._path(name)):
                message = "this is there already, and nothing is written over"
                raise UsageError.at(Place(name), message, "name another folder, or delete it")

    @contextmanager
    def whole(self) -> Iterator[str]:
        """A folder to write to, which gets its name at the end; after a failure nothing is left of it."""
        try:
            yield self._part
            if not self._system.rename(self._path(self._part), self._path(self._name)):
                raise SurroundingsError.at(Place(self._name), "the folder cannot be given its name")
        except BaseException:
            self._system.delete(self._path(self._part), True)
            raise
