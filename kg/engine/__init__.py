"""The pipeline past one machine: on a Spark cluster, with the same bytes as on one."""

from kg.engine.cluster import Done, spark_build

__all__ = ["Done", "spark_build"]
