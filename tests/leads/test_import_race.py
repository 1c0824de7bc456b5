import threading

import pytest
from django.db import connection

from leads.intake import runs
from leads.models import Activity, Company, Lead
from tests.leads.importing import checked, silent

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*works):
    """Real threads on real connections; an error in one of them fails the test."""
    errors, barrier = [], threading.Barrier(len(works))

    def run(work):
        try:
            barrier.wait()
            work()
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[work]) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []


def apply(run):
    run.begin_apply()
    runs.apply(run, silent)


def test_two_imports_of_one_file_at_once_end_as_one():
    text = "リードID,会社名,氏名,メールアドレス\n" + "".join(
        f"L{n},C{n % 7}社,N{n},{n}@example.jp\n" for n in range(200)
    )
    first, second = checked("leads", text), checked("leads", text)
    at_once(lambda: apply(first), lambda: apply(second))
    assert (Lead.objects.count(), Company.objects.count()) == (200, 7)
    assert sorted([first.counts["created"], second.counts["created"]]) == [0, 200]

    text = "行動ID,リードID,種別,日時\n" + "".join(f"A{n},L{n},メール開封,2026-11-01\n" for n in range(200))
    first, second = checked("activities", text), checked("activities", text)
    at_once(lambda: apply(first), lambda: apply(second))
    assert Activity.objects.count() == 200


def test_one_import_started_by_two_people_at_once_is_written_once():
    run = checked("leads", "リードID,氏名\nL1,山田\n")
    started = []
    at_once(*[lambda: started.append(type(run).objects.get(pk=run.pk).begin_apply())] * 2)
    assert sorted(started) == [False, True]
