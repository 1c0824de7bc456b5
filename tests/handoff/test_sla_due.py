import pytest
from django.core.management import CommandError, call_command

from handoff.models import BusinessCalendar


def sla_due(capsys, *arguments) -> str:
    call_command("sla_due", *arguments)
    return capsys.readouterr().out


@pytest.fixture
def office(db):
    return BusinessCalendar.objects.order_by("pk").first() or BusinessCalendar.objects.create(name="標準")


def test_it_prints_the_due_time_and_the_count_of_every_day_in_japanese(office, capsys):
    out = sla_due(capsys, "2026-11-02T10:00", "3")
    assert "11/6 (金) 18:00" in out
    assert "2026-11-06T18:00:00+09:00" in out
    assert "文化の日" in out
    assert len([line for line in out.splitlines() if line.startswith("+ ")]) == 3


def test_it_prints_english_by_choice(office, capsys):
    out = sla_due(capsys, "2026-11-02T10:00+09:00", "3", "--language", "en")
    assert "Fri 6 Nov 18:00" in out
    assert "Culture Day" in out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["soon", "3"], "soon is not a date"),
        (["2026-02-30", "3"], "2026-02-30 is not a date"),
        (["2026-11-02", "0"], "from 1 to 1000"),
        (["2026-11-02", "three"], "not three"),
        (["2026-11-02", "-1"], "from 1 to 1000"),
        (["9999-12-30", "3"], "no open day"),
        (["2026-11-02", "3", "--calendar", "大阪"], "no calendar 大阪"),
    ],
)
def test_bad_input_is_answered_with_what_was_wrong(office, arguments, message):
    dash = ["--"] if "-1" in arguments else []
    with pytest.raises(CommandError, match=message):
        call_command("sla_due", "--language=en", *arguments[2:], *dash, *arguments[:2])


def test_a_calendar_that_never_opens_is_said(office):
    BusinessCalendar.objects.create(name="閉店", weekly_hours={})
    with pytest.raises(CommandError, match="no open day"):
        call_command("sla_due", "2026-11-02", "3", "--calendar=閉店", "--language=en")
