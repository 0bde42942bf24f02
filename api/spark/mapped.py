"""A function over the Arrow batches of a frame, also where pandas is not installed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from .columns import Columns, spark_schema

Step = Callable[[Iterator[Any]], Iterator[Any]]


def mapped(frame: Any, step: Step, columns: Columns) -> Any:
    """`frame.mapInArrow`. Spark 4.0 looks for pandas there, and then never uses it."""
    from pyspark.errors import PySparkImportError

    schema = spark_schema(columns)
    try:
        return frame.mapInArrow(step, schema)
    except PySparkImportError:
        return _without_pandas(frame, step, schema)


def _without_pandas(frame: Any, step: Step, schema: str) -> Any:
    """What `mapInArrow` does after it has looked."""
    from pyspark.sql.udf import UserDefinedFunction
    from pyspark.util import PythonEvalType

    function = UserDefinedFunction(step, schema, evalType=PythonEvalType.SQL_MAP_ARROW_ITER_UDF)
    column = function(*(frame[name] for name in frame.columns))
    return type(frame)(frame._jdf.mapInArrow(column._jc, False, None), frame.sparkSession)
