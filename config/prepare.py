"""What bin/run does with Django before it is ready.

`python -m config.prepare base` brings database and static files up to date. `python -m config.prepare demo [--empty]`
loads the demo data into an empty database, not so with --empty, and prints the table of demo logins.
"""

import hashlib
import io
import os
import sys
from pathlib import Path

from config import console


def servers_answer() -> bool:
    """Whether the database does; what is wrong with it or with Redis is said. Without Redis the pages work."""
    import psycopg
    import redis

    try:
        redis.Redis.from_url(os.environ["REDIS_URL"], socket_connect_timeout=3).ping()
    except (redis.RedisError, ValueError) as problem:
        console.say(f"Redis に接続できません (REDIS_URL): {problem}", f"Redis does not answer (REDIS_URL): {problem}")
    try:
        psycopg.connect(os.environ["DATABASE_URL"], connect_timeout=5).close()
    except psycopg.Error as problem:
        console.say(
            f"データベースに接続できません (DATABASE_URL): {problem}",
            f"No database connection (DATABASE_URL): {problem}",
        )
        return False
    return True


def collect_static(target: Path) -> None:
    """collectstatic, unless no file has changed since the last time: hashing and compressing them takes seconds."""
    from django.contrib.staticfiles.finders import get_finders
    from django.core.management import call_command

    found = [storage.path(name) for finder in get_finders() for name, storage in finder.list([])]
    state = "".join(f"{path} {Path(path).stat().st_size} {Path(path).stat().st_mtime_ns}\n" for path in sorted(found))
    digest = hashlib.sha256(state.encode()).hexdigest()
    stamp = target / "collected.sha256"
    if stamp.exists() and stamp.read_text() == digest:
        return
    stamp.unlink(missing_ok=True)
    call_command("collectstatic", interactive=False, verbosity=0)
    stamp.write_text(digest)


def main(arguments: list[str]) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    if "demo" in arguments:
        demo(empty="--empty" in arguments)
        return 0
    if not servers_answer():
        return 1
    from django.conf import settings
    from django.core.management import call_command

    with console.step("データベースを最新にしています", "Bringing the database up to date"):
        call_command("migrate", interactive=False, verbosity=0)
        call_command("createcachetable", verbosity=0)
    with console.step("静的ファイルを集めています", "Collecting static files"):
        collect_static(settings.STATIC_ROOT)
    return 0


def demo(*, empty: bool) -> None:
    from django.conf import settings
    from django.core.management import call_command

    if settings.LOCAL and not empty:
        with console.step("デモデータを確認しています", "Looking after the demo data"):
            call_command("demo", if_empty=True, stdout=io.StringIO())
    call_command("demo", logins=True)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
