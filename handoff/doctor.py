"""What an installation needs to keep its promises, checked one by one and said in plain words."""

import datetime as dt
import shutil
from dataclasses import dataclass

from celery import current_app
from django.conf import settings
from django.core.mail import get_connection
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _
from redis import Redis, RedisError

from handoff.models import ChatMessage, Notice
from leads.models import BackgroundRun, Sweep

CLOCKS = "clocks"  # the name under which the sweep of the deadlines says that it was there
BEAT_SILENCE = dt.timedelta(minutes=2)  # beat sweeps every 30 seconds
WAITING_LONG = dt.timedelta(minutes=10)
LEAST_FREE_MB = 1024


@dataclass(frozen=True)
class Finding:
    """name: stable, for machines. text: what is so, and when not ok, what to do. Never holds an address or a secret."""

    name: str
    ok: bool
    text: str


def check_up(now: dt.datetime, *, thorough: bool = True) -> list[Finding]:
    """All findings, in the order in which one would mend them. Not thorough: only what answers within milliseconds."""
    found = [_database()]
    if found[0].ok:
        found += [_migrations()] if thorough else []
        found += [_beat(now), _waiting(now), _notices()]
    found.append(_redis())
    if thorough:
        found += [_worker() if found[-1].ok else Finding("worker", False, _("Cannot be asked without Redis."))]
        found += [_mail(), _disk()]
    return found


def is_behind(now: dt.datetime) -> bool:
    """Whether background work stands still: deadlines were looked at once, but not lately."""
    silence = _silence(now)
    return silence is not None and silence > BEAT_SILENCE


def _silence(now: dt.datetime) -> dt.timedelta | None:
    last = Sweep.objects.filter(name=CLOCKS).values_list("as_of", flat=True).first()
    return now - last if last else None


def _database() -> Finding:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return Finding("database", False, _("PostgreSQL does not answer. Look at DATABASE_URL, and whether it runs."))
    return Finding("database", True, _("PostgreSQL answers."))


def _redis() -> Finding:
    try:
        with Redis.from_url(settings.REDIS_URL, socket_connect_timeout=1, socket_timeout=1) as redis:
            redis.ping()
    except (RedisError, ValueError):
        text = _("Redis does not answer. Pages work; notices and other background work wait until it is back.")
        return Finding("redis", False, text)
    return Finding("redis", True, _("Redis answers."))


def _migrations() -> Finding:
    executor = MigrationExecutor(connection)
    missing = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    if missing:
        text = _("The database is older than the program: %(count)s migrations are missing. Run: manage.py migrate")
        return Finding("migrations", False, text % {"count": missing})
    return Finding("migrations", True, _("The database fits the program."))


def _beat(now: dt.datetime) -> Finding:
    silence = _silence(now)
    if silence is None:
        return Finding("deadlines", False, _("Nobody has ever looked for missed deadlines. Start the worker and beat."))
    if silence > BEAT_SILENCE:
        text = _(
            "Nobody has looked for missed deadlines for %(minutes)s minutes. Beat or the worker has stopped:"
            " start both. What was missed is caught up with its true time."
        )
        return Finding("deadlines", False, text % {"minutes": int(silence.total_seconds() // 60)})
    seconds = max(0, int(silence.total_seconds()))
    return Finding("deadlines", True, _("Deadlines were looked at %(seconds)s seconds ago.") % {"seconds": seconds})


def _waiting(now: dt.datetime) -> Finding:
    waiting = BackgroundRun.objects.filter(state=BackgroundRun.State.QUEUED, created_at__lt=now - WAITING_LONG).count()
    if waiting:
        text = _("%(count)s pieces of background work have waited for more than ten minutes. Is there a worker?")
        return Finding("background", False, text % {"count": waiting})
    return Finding("background", True, _("No background work is stuck."))


def _notices() -> Finding:
    failed = Notice.objects.filter(email_state="failed").count()
    failed += ChatMessage.objects.filter(state=ChatMessage.State.FAILED).count()
    if failed:
        text = _("%(count)s e-mails or chat messages could not be delivered: Settings, Not delivered.")
        return Finding("notices", False, text % {"count": failed})
    return Finding("notices", True, _("No e-mail or chat message has failed."))


def _worker() -> Finding:
    answers = current_app.control.ping(timeout=1.5)
    if not answers:
        return Finding("worker", False, _("No worker answers. Start it: .venv/bin/celery -A config worker"))
    return Finding("worker", True, _("%(count)s worker(s) answer.") % {"count": len(answers)})


def _mail() -> Finding:
    if not settings.EMAIL_BACKEND.endswith("smtp.EmailBackend"):
        return Finding("mail", True, _("No mail leaves this machine: its text is in the log."))
    server = get_connection()
    try:
        server.open()
        server.close()
    except OSError as error:  # smtplib's own errors are OSErrors too
        text = _("The mail server does not take our mail (%(error)s). Look at EMAIL_HOST and its password.")
        return Finding("mail", False, text % {"error": type(error).__name__})
    return Finding("mail", True, _("The mail server answers."))


def _disk() -> Finding:
    place = settings.VAR_DIR if settings.VAR_DIR.exists() else settings.BASE_DIR
    free = shutil.disk_usage(place).free // 2**20
    if free < LEAST_FREE_MB:
        text = _("Only %(free)s MB are free on the disk. Make room before PostgreSQL stops.")
        return Finding("disk", False, text % {"free": free})
    return Finding("disk", True, _("%(free)s MB are free on the disk.") % {"free": free})
