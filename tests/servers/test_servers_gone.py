"""PostgreSQL and Redis go away for a while and come back, and nobody restarts web or worker."""

import contextlib
import json
import os
import shutil
import signal
import tempfile
import threading
import time
from pathlib import Path

import kombu.exceptions
import psycopg
import pytest
import requests

from tests.servers.test_embedded import User, keeper_pid
from tests.soak.people import SUCCESS, Diary, Person
from tests.stack import ALWAYS_OPEN, Stack, wait_for

SEED = f"""
import json
from django.core.management import call_command
call_command("migrate", verbosity=0)
call_command("createcachetable")
call_command("collectstatic", interactive=False, verbosity=0)
call_command("demo", people_only=True)
{ALWAYS_OPEN}
from django.contrib.auth.models import User
from django.utils import timezone
from handoff.models import QueueEntry
from leads.models import Lead
one, two = (User.objects.get(email=f"is{{number}}@example.jp") for number in (1, 2))
lead = Lead.objects.create(name="田中 花子", external_id="G1", person_key="G1")
QueueEntry.objects.bring_back(lead, team=one.member.team, by=None, at=timezone.now(), reason="展示会")
print("seeded", json.dumps({{"member": one.member.pk, "colleague": two.pk}}))
"""
LATE = "バックグラウンド処理が遅れています"


class Site:
    """Web and worker on servers of their own, and one rep who is signed in."""

    def __init__(self, place: Path, folder: Path):
        self.place, self.servers = place, User(place)
        self.database, self.redis = self.servers.urls
        self.stack = Stack(folder, self.database, self.redis)
        told = self.stack.manage("shell", "--no-imports", "-c", SEED)
        self.facts = json.loads(told.rpartition("seeded ")[2])
        for name in ("web", "worker"):
            self.stack.start(name)
        self.rep = Person(self.stack.url, "is1@example.jp", Diary(), threading.Event())
        wait_for(self.web_answers)
        self.rep.sign_in()

    def web_answers(self) -> bool:
        return self.status("/login/") == 200

    def status(self, path: str) -> int:
        return self.rep.session.get(self.stack.url + path, timeout=20).status_code

    def seconds_of_a_page(self) -> float:
        """How long the queue takes here while everything answers; the first time is not counted."""
        assert self.status("/queue/") == 200
        begun = time.monotonic()
        assert self.status("/queue/") == 200
        return time.monotonic() - begun

    def health(self, which: str) -> int:
        """As a load balancer asks: without a session."""
        return requests.get(f"{self.stack.url}/health/{which}/", timeout=20).status_code

    def value(self, query: str):
        with psycopg.connect(self.database) as connection:
            return connection.execute(query).fetchone()[0]

    def change(self, statement: str) -> None:
        with psycopg.connect(self.database) as connection:
            connection.execute(statement)

    @contextlib.contextmanager
    def without(self, kind: str):
        """The server is killed, and its keeper kept from starting it again until the end of the block."""
        keeper = keeper_pid(self.place, kind)
        os.kill(keeper, signal.SIGSTOP)
        try:
            os.kill(int((self.place / kind / "server.pid").read_text().split()[0]), signal.SIGKILL)
            yield
        finally:
            os.kill(keeper, signal.SIGCONT)

    def hand_over(self):
        entry = self.value("SELECT id FROM handoff_queueentry")
        path, to = f"/team/{self.facts['member']}/handover/enter/", self.facts["colleague"]
        return self.rep.post(path, entries=entry, to=to)

    def is_swept(self, later_than) -> bool:
        """A real worker looks for missed deadlines when it is told to."""
        self.stack.send_task("handoff.tasks.sweep_clocks")
        time.sleep(0.5)
        as_of = self.value("SELECT max(as_of) FROM leads_sweep WHERE name = 'clocks'")
        return bool(as_of and as_of > later_than)

    def nobody_was_restarted(self) -> bool:
        return all(child.poll() is None for child in self.stack.children.values())

    def close(self) -> None:
        for name in list(self.stack.children):
            self.stack.stop(name)
        self.servers.release()


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    place = Path(tempfile.mkdtemp(prefix="tossup-gone-"))
    place.chmod(0o755)
    site = Site(place, tmp_path_factory.mktemp("gone"))
    try:
        yield site
    finally:
        site.close()
        shutil.rmtree(place, ignore_errors=True)


def test_without_postgresql_pages_say_so_and_work_again_without_a_restart(site):
    site.stack.send_task("handoff.tasks.sweep_clocks")
    usual = site.seconds_of_a_page()
    before = site.value("SELECT now()")
    with site.without("postgres"):
        wait_for(lambda: site.status("/queue/") == 503)
        answer = site.rep.session.get(f"{site.stack.url}/queue/", timeout=20)
        assert answer.elapsed.total_seconds() < 5 + 5 * usual, "one wait of three seconds, not one for every question"
        assert "データベースに" in answer.text and 'class="page-entrance"' in answer.text
        assert "Traceback" not in answer.text and "psycopg" not in answer.text
        assert answer.headers["Retry-After"] == "30"
        assert site.rep.post("/queue/next/").status_code == 503
        assert (site.health("live"), site.health("ready")) == (200, 503)
        site.stack.send_task("handoff.tasks.sweep_clocks")
    wait_for(lambda: site.status("/queue/") == 200)
    assert site.health("ready") == 200
    wait_for(lambda: site.is_swept(before))
    assert site.value("SELECT count(*) FROM handoff_queueentry WHERE state = 'claimed'") == 0
    assert site.nobody_was_restarted()


def test_without_redis_people_work_and_the_worker_makes_up_for_it(site):
    assert site.rep.post("/queue/next/").ok
    usual = site.seconds_of_a_page()
    with site.without("redis"):
        begun = time.monotonic()
        assert site.status("/queue/") == 200
        assert SUCCESS in site.hand_over().text
        assert time.monotonic() - begun < 5 + 5 * usual, "pages do not wait for Redis"
        assert site.value("SELECT email_state FROM handoff_notice") == "waiting"

        def is_late() -> bool:
            """A sweep that the worker had begun before may still say that it was there."""
            site.change("UPDATE leads_sweep SET as_of = now() - interval '3 minutes'")
            return LATE in site.rep.get("/rail/")

        wait_for(is_late)

    def is_delivered() -> bool:
        with contextlib.suppress(kombu.exceptions.OperationalError):  # Redis is only just coming back
            site.stack.send_task("handoff.tasks.deliver_notices")
        time.sleep(0.5)
        return site.value("SELECT email_state FROM handoff_notice") == "sent"

    wait_for(is_delivered)
    assert site.stack.log("worker").count("To: is2@example.jp") == 1
    wait_for(lambda: site.is_swept(site.value("SELECT now() - interval '1 minute'")))
    assert LATE not in site.rep.get("/rail/")
    assert site.nobody_was_restarted()
