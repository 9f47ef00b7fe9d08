"""What the commands share that a cluster may compute: where it is, and a session for the run."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

import click
import ibis

from fangxian.cli.bulk_run import BulkRun
from fangxian.cli.terminal import CannotRead, say
from fangxian.engine.cluster import KINDS, Placing, connected, placing
from fangxian.engine.cluster.session import shown
from fangxian.engine.tables import TableRefused

Command = TypeVar("Command", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Engine:
    """What computes a run: its name, and for a cluster its address (None: this process) and a folder both read."""

    name: str
    address: str | None = None
    shared: str | None = None

    @property
    def is_cluster(self) -> bool:
        return self.name in KINDS


def cluster_options(command: Command) -> Command:
    """Where the cluster is."""
    options = (
        click.option("--cluster", "address", envvar="FANGXIAN_CLUSTER", show_envvar=True,
                     help="集群地址，如 sc://主机:15002；不填则在本机运行 / Its address; in this process unless said."),
        click.option("--cluster-folder", "shared", envvar="FANGXIAN_CLUSTER_FOLDER", show_envvar=True,
                     help="双方都能读的文件夹或 s3:// / A folder or s3:// that both sides read."),
    )  # fmt: skip
    for option in reversed(options):
        command = option(command)
    return command


@contextmanager
def on_cluster(run: BulkRun, engine: Engine) -> Iterator[Placing]:
    """A cluster's session for a run; the manifest says which. Errors: CannotRead if it is not there or fails."""
    try:
        with (
            connected(engine.name, engine.address) as opened,
            placing(opened, spill=run.spill, shared=engine.shared) as place,
        ):
            where = None if engine.address is None else shown(engine.address)
            run.parameters["cluster"] = {"address": where, "versions": opened.versions}
            yield place
    except TableRefused as refused:
        raise CannotRead(say(refused.finding.sentence(), run.language)) from None


def answered(run: BulkRun, place: Placing, question: ibis.Table, *, name: str) -> ibis.Table:
    """What the cluster answers, as a table of the run."""
    return run.connection.create_table(name, place.cluster.answer(question), temp=True, overwrite=True)
