"""`python -m bench`, which is what bin/bench runs: makes the databases, measures row by row, prints, records."""

import argparse
import contextlib
import importlib
import os
import sys
from collections.abc import Iterator

import psycopg

from bench import report
from bench.rows import NOT_YET, ROWS
from bench.site import Site, database, served
from config import console

SMALL = 1_000  # leads of the site that growth is measured against
MODULES = [  # in the order of running: the ones that leave traces come last
    "queue_page", "growth", "lead_search", "lead_page", "draft", "deadline_sweep", "ageing", "one_activity",
    "next_lead", "rescoring", "replaying", "publishing", "lead_import", "stack",
]  # fmt: skip


def main() -> int:
    options = read_options()
    os.environ.setdefault("TOSSUP_MODE", "local")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    for name in MODULES:
        register(name)
    rows = options.rows or sorted(ROWS)
    lines: dict[int, list] = {}
    with sites(options.leads, options.activities) as (small, large):
        about = report.about(large)
        for number in sorted(set(rows) & set(ROWS), key=list(ROWS).index):
            large.use()
            with console.step(f"{number} 行目を測定しています", f"Measuring row {number}"):
                lines[number] = list(ROWS[number](small, large))
            report.show(lines[number])
    lines = dict(sorted(lines.items()))
    report.print_table(about, lines, {number: NOT_YET[number] for number in NOT_YET if not options.rows})
    if options.record:
        report.record(about, lines, NOT_YET)
    return 0


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bin/bench")
    parser.add_argument("--leads", type=int, default=20_000)
    parser.add_argument("--activities", type=int, default=200_000)
    parser.add_argument("--rows", type=lambda text: [int(number) for number in text.split(",")])
    parser.add_argument("--record", action="store_true", help="write bench/results/ and docs/performance.md")
    return parser.parse_args()


def register(name: str) -> None:
    """Import a module of rows. Those that need Django's models are imported once it is set up."""
    import django
    from django.apps import apps

    if not apps.ready:
        django.setup()
    importlib.import_module(f"bench.{name}")


@contextlib.contextmanager
def sites(leads: int, activities: int) -> Iterator[tuple[Site, Site]]:
    """A small site and the large one, filled, worked in for some days, and served."""
    name = f"tossup_bench_{os.getpid()}"
    with contextlib.ExitStack() as stack:
        empty = stack.enter_context(database(f"{name}_empty"))
        prepare(Site(empty, 0, 0))
        found = []
        for size, count in ((SMALL, SMALL * activities // leads), (leads, activities)):
            made = Site(stack.enter_context(database(f"{name}_{size}", template=empty)), size, count)
            fill(made)
            found.append(stack.enter_context(served(made)))
        yield found[0], found[1]


def prepare(site: Site) -> None:
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection

    from config.prepare import collect_static

    site.use()
    with console.step("データベースを用意しています", "Preparing a database"):
        call_command("migrate", interactive=False, verbosity=0)
        call_command("createcachetable", verbosity=0)
        collect_static(settings.STATIC_ROOT)
    connection.close()
    connection.close_pool()


def fill(site: Site) -> None:
    from bench.seed import seed
    from bench.workday import work

    site.use()
    with console.step(
        f"{site.leads:,} リードのデータを作っています", f"Making {site.leads:,} leads, {site.activities:,} activities"
    ):
        seed(site.leads, site.activities)
    with console.step("点数を付けて判定しています", "Scoring and judging them"):
        work(site)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except psycopg.OperationalError as problem:
        sys.exit(f"The database does not answer: {problem}")
    except KeyboardInterrupt:
        sys.exit(130)
