"""`python -m tests.soak [MINUTES]`, which is what bin/soak runs on servers of its own."""

import contextlib
import os
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg

from tests.soak.chaos import OURS, Chaos
from tests.soak.people import Diary, Manager, Rep, Salesperson
from tests.stack import ALWAYS_OPEN, Stack, wait_for

PEOPLE_ONLY = ["demo", "--people-only"]
PEOPLE = [
    (Rep, "is1@example.jp"),
    (Rep, "is2@example.jp"),
    (Manager, "manager@example.jp"),
    *[(Salesperson, f"sales{number}@example.jp") for number in (1, 2, 3)],
]


def main(minutes: float) -> int:
    with own_database() as database, tempfile.TemporaryDirectory() as folder:
        stack = Stack(Path(folder), database, os.environ["REDIS_URL"])
        for command in (["migrate"], ["createcachetable"], ["collectstatic", "--noinput"], PEOPLE_ONLY):
            stack.manage(*command)
        stack.manage("shell", "--no-imports", "-c", f"{ALWAYS_OPEN}\nfrom tests.soak.seed import seed\nseed()")
        try:
            return soak(stack, minutes)
        finally:
            for name in list(stack.children):
                stack.stop(name)


@contextlib.contextmanager
def own_database() -> Iterator[str]:
    server, name = urlsplit(os.environ["DATABASE_URL"]), f"soak_{os.getpid()}"
    maintenance = urlunsplit(server._replace(path="/postgres"))
    with psycopg.connect(maintenance, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    try:
        yield urlunsplit(server._replace(path=f"/{name}"))
    finally:
        with psycopg.connect(maintenance, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def soak(stack: Stack, minutes: float) -> int:
    for name in OURS:
        stack.start(name)
    wait_for(lambda: answers(stack))
    diary, over, quiet = Diary(), threading.Event(), threading.Event()
    people = [kind(stack.url, email, diary, over) for kind, email in PEOPLE]
    chaos = Chaos(stack, quiet, every=(4, 12))
    for thread in (*people, chaos):
        thread.start()
    time.sleep(60 * minutes)
    quiet.set()
    chaos.join()
    over.set()
    for person in people:
        person.join()
    for name in OURS:
        if name not in stack.children or stack.children[name].poll() is not None:
            stack.start(name)
    wait_for(lambda: answers(stack))
    say(f"killed: {dict(chaos.killed)}; acts told done: {len(diary.done)} of {len(diary.tried)} tried")
    return balance(stack, diary)


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def answers(stack: Stack) -> bool:
    with urllib.request.urlopen(f"{stack.url}/health/ready/", timeout=20) as answer:
        return answer.status == 200


def balance(stack: Stack, diary: Diary) -> int:
    from tests.soak import accounts

    os.environ.update(stack.environment)
    wrong = accounts.check(diary)
    for line in wrong:
        say(f"WRONG  {line}")
    say("The books are balanced." if not wrong else f"{len(wrong)} things are wrong.")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1]) if len(sys.argv) > 1 else 10))
