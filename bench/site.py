"""A database with so many leads, the web server on it, and people who are signed in."""

import contextlib
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg.sql import SQL, Identifier

from bench.browser import Browser

BASE = Path(__file__).resolve().parent.parent
PATIENCE = 60


@dataclass
class Site:
    """`use()` points Django in this process at the site's database."""

    name: str
    leads: int
    activities: int
    queued: int = 0
    port: int = 0

    @property
    def url(self) -> str:
        return urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{self.name}"))

    def use(self) -> None:
        from django.db import connection

        connection.close()
        connection.close_pool()
        connection.settings_dict["NAME"] = self.name

    def sql(self) -> psycopg.Connection:
        """A bare connection, for yardsticks."""
        return psycopg.connect(self.url, autocommit=True)

    def browser(self, email: str) -> Browser:
        """Somebody who is signed in."""
        return Browser(self.port, self.cookies(email))

    def cookies(self, email: str) -> dict[str, str]:
        """A session of that person."""
        from django.conf import settings
        from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
        from django.contrib.auth.models import User
        from django.contrib.sessions.backends.db import SessionStore

        self.use()
        user, session = User.objects.get(email=email), SessionStore()
        session[SESSION_KEY], session[HASH_SESSION_KEY] = str(user.pk), user.get_session_auth_hash()
        session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        session.save()
        return {settings.SESSION_COOKIE_NAME: session.session_key}


@contextlib.contextmanager
def database(name: str, template: str = "template1") -> Iterator[str]:
    """A database that lives as long as the block."""
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as server:
        server.execute(SQL("CREATE DATABASE {} TEMPLATE {}").format(Identifier(name), Identifier(template)))
        try:
            yield name
        finally:
            server.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(name)))


@contextlib.contextmanager
def served(site: Site) -> Iterator[Site]:
    """The site with its web server, started as bin/run starts it."""
    site.port = free_port()
    command = [sys.executable, "-m", "uvicorn", "config.asgi:application", "--host", "127.0.0.1"]
    command += ["--port", str(site.port), "--lifespan", "off", "--no-access-log", "--timeout-keep-alive", "300"]
    quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    web = subprocess.Popen(command, cwd=BASE, env=os.environ | {"DATABASE_URL": site.url}, **quiet)
    try:
        wait_for(site.port, web)
        yield site
    finally:
        web.terminate()
        web.wait()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(port: int, process: subprocess.Popen) -> None:
    """Returns when somebody listens at the port."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.05)
    raise SystemExit(f"Nothing answers at port {port}.")
