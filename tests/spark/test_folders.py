"""What is named as an input, before anything of it is read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from closeout import CloseoutError
from closeout.spark.folders import frame_of

UNCLEAR = "it is not clear from the names whether this is Parquet or NDJSON"
NAMES = {
    "a name that is nowhere": ("missing", "there is no such file or folder"),
    "a pattern that fits nothing": ("day-*", "there is no such file or folder"),
    "a folder of both kinds": ("both", UNCLEAR),
    "a file without an ending": ("export", UNCLEAR),
}


@pytest.mark.parametrize(("name", "message"), NAMES.values(), ids=NAMES)
def test_what_is_missing_is_not_called_unclear(
    spark: Any, tmp_path: Path, name: str, message: str
) -> None:
    (tmp_path / "export").write_text("{}\n", "utf-8")
    (tmp_path / "both").mkdir()
    for each in ("a.ndjson", "b.parquet"):
        (tmp_path / "both" / each).touch()
    with pytest.raises(CloseoutError) as refused:
        frame_of(spark, [str(tmp_path / name)], None)
    assert [one.message for one in refused.value.problems] == [message]
