"""`python -m config.prepare`: brings database, static files and demo data up to date, in one Django start.

The table of demo logins, if there are any, is all that goes to standard output.
"""

import hashlib
import os
import sys
from pathlib import Path

from config import console


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
    from django.conf import settings
    from django.core.management import call_command

    with console.step("データベースを最新にしています", "Bringing the database up to date"):
        call_command("migrate", interactive=False, verbosity=0)
        call_command("createcachetable", verbosity=0)
    with console.step("静的ファイルを集めています", "Collecting static files"):
        collect_static(settings.STATIC_ROOT)
    if settings.LOCAL and "--empty" not in arguments:
        with console.step("デモデータを確認しています", "Looking after the demo data"):
            call_command("demo", if_empty=True, stdout=sys.stderr)
    call_command("demo", logins=True)
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
