"""A cluster that is spoken to: Spark by its own client, Sail and other servers by Spark Connect.

Without an address the engine runs inside this process, which needs no cluster and proves the same code.
"""

from __future__ import annotations

import os
import re
import shutil
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa

from fangxian.engine.cluster.findings import first_line, refuse

KINDS = ("spark", "sail")
ANSWERS_WITHIN = 5  # seconds in which a server has to take a connection
_CONNECT = "sc://"
_SPARK = re.compile(r"local(\[.+\])?|(spark|k8s|yarn|sc)(://.+)?")
_KNOWN = {"sail": "sc://host:port", "spark": "spark://host:port, sc://host:port, k8s://…, yarn, local[n]"}
# a lost answer is no correct one: what overflows or does not parse has to fail, on every version
_ALIKE = {"spark.sql.session.timeZone": "UTC", "spark.sql.ansi.enabled": "true"}
_QUIET = {"spark.ui.enabled": "false", "spark.ui.showConsoleProgress": "false", "spark.log.level": "ERROR"}


@dataclass(frozen=True, slots=True)
class Cluster:
    """An open session.

    kind      spark or sail
    address   as it was given; None if the engine runs in this process
    engine    Ibis's connection to it
    """

    kind: str
    address: str | None
    session: Any
    engine: Any

    @property
    def is_here(self) -> bool:
        """Whether its workers see this machine's files."""
        return self.address is None or self.address.startswith("local") or _host(self.address)[0] in _OWN_NAMES

    @property
    def versions(self) -> dict[str, str]:
        """What answers: the server's own version, and those of the packages on this side."""
        return {"server": str(self.session.version)} | packages_of(self.kind)

    def answer(self, question: ibis.Table) -> pa.Table:
        """The rows. Errors: ClusterRefused with what the cluster said."""
        try:
            return question.to_pyarrow()
        except Exception as error:  # each client and each server fails by errors of its own
            raise refuse("failed", detail=first_line(error)) from error


_OWN_NAMES = frozenset({"localhost", "127.0.0.1", "::1", socket.gethostname()})


def packages_of(kind: str) -> dict[str, str]:
    """Versions of the packages that an engine needs; those that are absent are left out."""
    names = ["pysail", "pyspark-client"] if kind == "sail" else ["pyspark"] if kind == "spark" else ["duckdb"]
    found = {}
    for name in [*names, "ibis-framework", "sqlglot"]:
        with suppress(PackageNotFoundError):
            found[name] = version(name)
    return found


@contextmanager
def connected(kind: str, address: str | None = None) -> Iterator[Cluster]:
    """A session for the length of a block.

    kind     one of KINDS
    address  sc://host:port; for Spark also spark://, k8s://, yarn or local[n]; None runs it in this process
    Errors: ClusterRefused if it is not installed, not there, or the address is none.
    """
    needed = "pysail" if kind == "sail" and address is None else "pyspark"
    if find_spec(needed) is None:
        raise refuse("not_installed", kind=kind)
    refuse_address(kind, address)
    with _server(kind, address) as where, _session(kind, where) as session:
        yield Cluster(kind, address, session, ibis.pyspark.connect(session))


def refuse_address(kind: str, address: str | None) -> None:
    if address is None:
        return
    if not (address.startswith(_CONNECT) if kind == "sail" else _SPARK.fullmatch(address)):
        raise refuse("no_address", kind=kind, address=shown(address), known=_KNOWN[kind])
    host, port = _host(address)
    if not host:
        return
    try:
        socket.create_connection((host, port), timeout=ANSWERS_WITHIN).close()
    except OSError as error:
        raise refuse("not_there", address=shown(address), detail=error.strerror or type(error).__name__) from None
    if address.startswith(_CONNECT) and "use_ssl=true" not in address:
        _refuse_other_protocol(address, f"{host}:{port}")


def _refuse_other_protocol(address: str, target: str) -> None:
    """Something listens there; without this, Spark's client would try it for many minutes."""
    import grpc

    with grpc.insecure_channel(target) as channel:
        try:
            grpc.channel_ready_future(channel).result(timeout=ANSWERS_WITHIN)
        except grpc.FutureTimeoutError:
            raise refuse("not_there", address=shown(address), detail="no Spark Connect") from None


def _host(address: str) -> tuple[str, int]:
    """(host, port) of an address that names them; ('', 0) of one that does not."""
    found = re.fullmatch(r"(?:sc|spark)://(\[[^\]]+\]|[^:/;,]+)(?::(\d+))?.*", address)
    if found is None:
        return "", 0
    usual = 15002 if address.startswith(_CONNECT) else 7077
    return found[1].strip("[]"), int(found[2] or usual)


def shown(address: str) -> str:
    """The address without what follows the host: a token may stand there."""
    return address.split(";")[0]


@contextmanager
def _server(kind: str, address: str | None) -> Iterator[str]:
    """Where to connect to; a Sail server of this process where no address was given."""
    if address is not None or kind == "spark":
        yield address or "local[*]"
        return
    os.environ.setdefault("RUST_LOG", "error")
    from pysail.spark import SparkConnectServer

    server = SparkConnectServer("127.0.0.1", 0)
    server.start(background=True)
    try:
        yield f"{_CONNECT}127.0.0.1:{server.listening_address[1]}"
    finally:
        server.stop()


@contextmanager
def _session(kind: str, where: str) -> Iterator[Any]:
    if kind == "spark" and not where.startswith(_CONNECT) and not _has_java():
        raise refuse("no_java")
    from pyspark.sql import SparkSession

    with tempfile.TemporaryDirectory(prefix="fangxian-") as warehouse:
        builder = SparkSession.builder
        settings = dict(_ALIKE)
        if where.startswith(_CONNECT):
            builder = builder.remote(where)
        else:
            builder = builder.master(where).appName("fangxian")
            settings |= _QUIET | {"spark.sql.warehouse.dir": str(Path(warehouse) / "tables")}
            if where.startswith("local"):
                settings |= {"spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1",
                             "spark.sql.shuffle.partitions": "8"}  # fmt: skip
        for name, value in settings.items():
            builder = builder.config(name, value)
        try:
            session = builder.create() if where.startswith(_CONNECT) else builder.getOrCreate()
        except Exception as error:  # each client and each server fails by errors of its own
            raise refuse("not_there", address=shown(where), detail=first_line(error)) from error
        try:
            yield session
        finally:
            session.stop()


def _has_java() -> bool:
    home = os.environ.get("JAVA_HOME")
    return shutil.which("java") is not None or bool(home and (Path(home) / "bin" / "java").exists())
