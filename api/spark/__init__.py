"""Judges the contracts of a Spark data frame, account by account, on as many machines as there are.

    import closeout.spark

    report = closeout.spark.check(frame, "upwork", as_of="2026-03-10")
    report.verdicts.where("verdict = 'close'").show()

`check` and `SparkReport` are the interface; docs/spark.md explains it. Nothing here loads Spark before it is
asked for.
"""

from .checks import check as check
from .report import SparkReport as SparkReport
