"""The engine's expressions on many machines: Spark, or Sail, which speaks Spark's protocol.

DuckDB still reads files and reconciles their rows; what a cluster answers comes back to it to be written.
"""

from fangxian.engine.cluster.checking import Compared, Question, compare, questions
from fangxian.engine.cluster.findings import ClusterRefused
from fangxian.engine.cluster.placing import Placing, placing
from fangxian.engine.cluster.sample import Sample, sample
from fangxian.engine.cluster.session import KINDS, Cluster, connected

__all__ = [
    "KINDS",
    "Cluster",
    "ClusterRefused",
    "Compared",
    "Placing",
    "Question",
    "Sample",
    "compare",
    "connected",
    "placing",
    "questions",
    "sample",
]
