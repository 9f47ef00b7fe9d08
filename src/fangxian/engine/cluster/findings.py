"""Why a cluster does not answer, in both languages."""

from __future__ import annotations

from fangxian.engine.tables import Catalogue, TableRefused

CLUSTER = Catalogue(
    {
        "not_installed": (
            "未安装引擎{kind}：请在单独的环境中安装 fangxian[{kind}]（源码目录下为 make {kind}）",
            "the engine {kind} is not installed: install fangxian[{kind}] in an environment of its own"
            " (make {kind} in a checkout)",
        ),
        "no_java": (
            "Spark 需要 Java 17 或更新版本，本机没有找到；也可改用 --engine sail",
            "Spark needs Java 17 or newer, and none was found here; --engine sail does without",
        ),
        "not_there": (
            "集群{address}无应答：{detail}；请核对地址（FANGXIAN_CLUSTER）和集群是否运行",
            "the cluster at {address} does not answer: {detail}; check the address (FANGXIAN_CLUSTER) and"
            " whether it runs",
        ),
        "no_address": (
            "{kind}的集群地址不可识别：{address}；可用{known}",
            "{address} is no address of a cluster for {kind}; {known} will do",
        ),
        "no_shared_folder": (
            "表有{megabytes} MB，集群看不到本机文件；请用 FANGXIAN_CLUSTER_FOLDER 指定双方可读的文件夹或 s3://",
            "a table of {megabytes} MB, and the cluster does not see this machine's files: name a folder or s3://"
            " that both read in FANGXIAN_CLUSTER_FOLDER",
        ),
        "lake_unseen": (
            "集群看不到本机文件夹中的数据湖；请把数据湖放在双方可读的文件夹（并设为 FANGXIAN_CLUSTER_FOLDER 之内）或 s3://",
            "the cluster does not see a lake in a folder of this machine: keep the lake in s3://, or in a folder that"
            " both read, inside FANGXIAN_CLUSTER_FOLDER",
        ),
        "failed": (
            "集群未能完成计算：{detail}",
            "the cluster could not compute it: {detail}",
        ),
    }
)


class ClusterRefused(TableRefused):
    """A cluster that is not there, cannot be used here, or did not answer."""


def refuse(code: str, /, **detail: object) -> ClusterRefused:
    """The exception, ready to be raised."""
    return ClusterRefused(CLUSTER.finding(code, row=None, field=None, **detail))


def first_line(error: Exception) -> str:
    """What an error says, without the trace that such servers send along."""
    lines = [line for line in str(error).splitlines() if line.strip()]
    return (lines[0] if lines else type(error).__name__)[:300]
