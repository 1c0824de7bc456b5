"""`python -m config.prepare`: brings database, static files and demo data up to date, in one Django start.

The table of demo logins, if there are any, is all that goes to standard output.
"""

import os
import sys

from config import console


def main(arguments: list[str]) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    with console.step("データベースを最新にしています", "Bringing the database up to date"):
        call_command("migrate", interactive=False, verbosity=0)
    with console.step("静的ファイルを集めています", "Collecting static files"):
        call_command("collectstatic", interactive=False, verbosity=0)
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
