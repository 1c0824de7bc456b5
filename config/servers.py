"""The two embedded servers: how each is created, started, asked whether it answers, and stopped. See keeper.py."""

import contextlib
import os
import signal
import socket

import programs


class Postgres:
    program = "postgres"
    stop_signals = (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL)  # fast, immediate, last resort
    first_port = 15432

    def __init__(self, home: programs.Home, password: str, fast: bool):
        self.home, self.password, self.fast = home, password, fast
        self.data = home.path / "data"

    def url(self, port: int) -> str:
        return f"postgresql://tossup:{self.password}@127.0.0.1:{port}/tossup"

    def prepare(self) -> None:
        if not self.data.exists():
            self._create_cluster()
        self._disown_stale_pid()

    def _create_cluster(self) -> None:
        draft = self.data.with_name("data.new")  # renamed when complete: a killed initdb leaves no half cluster
        programs.clear(draft)
        self.home.make_private(draft)
        password_file = self.home.path / "initdb.password"
        self.home.write_private(password_file, self.password)
        try:
            self.home.run(
                self.home.postgres / "initdb",
                *("-D", draft, "-U", "tossup", "--pwfile", password_file, "--auth=scram-sha-256"),
                *("--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
                *("--set", "timezone=UTC", "--set", "log_timezone=UTC", "--set", "unix_socket_directories="),
                *(["--no-sync"] if self.fast else []),
            )
        finally:
            password_file.unlink()
        draft.rename(self.data)

    def _disown_stale_pid(self) -> None:
        """Names the keeper in a pid file left by a killed server.

        PostgreSQL refuses to start when that pid lives again as something else, but knows its own parent is not it.
        Removing the file instead would lose the check for surviving backends that it also carries.
        """
        # O_NOFOLLOW: the directory belongs to a lesser account, which must not choose what root writes to.
        with (
            contextlib.suppress(FileNotFoundError),
            os.fdopen(os.open(self.data / "postmaster.pid", os.O_RDWR | os.O_NOFOLLOW), "r+") as file,
        ):
            _, *rest = file.readlines() or [""]
            file.seek(0)
            file.truncate()
            file.writelines([f"{os.getpid()}\n", *rest])

    def command(self, port: int) -> list:
        settings = [f"port={port}", "listen_addresses=127.0.0.1", "unix_socket_directories="]
        if self.fast:
            settings += ["fsync=off", "full_page_writes=off"]
        return [self.home.postgres / "postgres", "-D", self.data, *(f"--{setting}" for setting in settings)]

    stdin = b""

    def identity(self, port: int) -> str:
        return str(self.data)

    def answers(self, port: int) -> bool:
        where = ["-h", "127.0.0.1", "-p", str(port), "-U", "tossup"]
        if self.home.try_run(self.home.postgres / "pg_isready", *where, "-t", "2").returncode != 0:
            return False
        made = self.home.try_run(self.home.postgres / "createdb", *where, "tossup", PGPASSWORD=self.password)
        return made.returncode == 0 or b"already exists" in made.stderr


class Redis:
    program = "redis-server"
    stop_signals = (signal.SIGTERM, signal.SIGKILL)
    first_port = 16379

    def __init__(self, home: programs.Home, password: str, fast: bool):
        self.home, self.password, self.fast = home, password, fast
        self.data = home.path / "data"
        self.stdin = b""

    def url(self, port: int) -> str:
        return f"redis://:{self.password}@127.0.0.1:{port}/0"

    def prepare(self) -> None:
        self.home.make_private(self.data)

    def command(self, port: int) -> list:
        directory = str(self.data).replace("\\", "\\\\").replace('"', '\\"')
        lines = [
            "bind 127.0.0.1",
            f"port {port}",
            f"requirepass {self.password}",
            f'dir "{directory}"',
            f"appendonly {'no' if self.fast else 'yes'}",
            'save ""',
        ]
        self.stdin = "\n".join([*lines, ""]).encode()  # not arguments: every user of the machine can read those
        return [self.home.redis, "-"]

    def identity(self, port: int) -> str:
        return f"127.0.0.1:{port}"

    def answers(self, port: int) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=2) as connection:
                connection.sendall(f"AUTH {self.password}\r\nPING\r\n".encode())
                reply = b""
                while (part := connection.recv(100)) and b"PONG" not in reply:
                    reply += part
                    if b"PONG" in reply or b"-" in reply:
                        break
                return b"+PONG" in reply
        except OSError:
            return False
