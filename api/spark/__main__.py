"""`python -m closeout.spark`, and the file that `spark-submit` runs."""

# By its whole name: spark-submit runs this file as one that belongs to no package.
from closeout.spark.command import main

if __name__ == "__main__":
    main()
