"""Kills something every few seconds, and starts it again when nobody else does."""

import contextlib
import os
import random
import signal
import threading
from collections import Counter
from pathlib import Path

import psycopg
import redis

from tests.stack import Stack

OURS = ("web", "worker1", "worker2", "worker3", "beat1", "beat2")


class Chaos(threading.Thread):
    def __init__(self, stack: Stack, over: threading.Event, *, every: tuple[float, float]):
        super().__init__(name="chaos", daemon=True)
        self.stack, self.over, self.every = stack, over, every
        self.killed: Counter[str] = Counter()
        self.random = random.Random(7)

    def run(self) -> None:
        while not self.over.wait(self.random.uniform(*self.every)):
            victim = self.random.choice([*OURS, "redis", "postgres"])
            if victim in OURS:
                self.stack.kill(victim)
                self.over.wait(self.random.uniform(0, 2))
                self.stack.start(victim)
            elif pid := self.server(victim):
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)  # its keeper starts it again
            self.killed[victim] += 1

    def server(self, kind: str) -> int | None:
        """The process id of the database or of Redis, unless it is just away."""
        environment = self.stack.environment
        try:
            if kind == "redis":
                with redis.Redis.from_url(environment["REDIS_URL"], socket_timeout=2) as client:
                    return client.info("server")["process_id"]
            with psycopg.connect(environment["DATABASE_URL"], connect_timeout=2) as connection:
                (folder,) = connection.execute("SHOW data_directory").fetchone()
                return int((Path(folder) / "postmaster.pid").read_text().split()[0])
        except (psycopg.Error, redis.RedisError, OSError, ValueError):
            return None
