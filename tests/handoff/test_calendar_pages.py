"""An admin edits the business calendar: what moves is shown first, then saved and recorded."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from handoff.calendar_edit.days_file import NamedDays, Unreadable, read_days
from handoff.models import BusinessCalendar, Event, Team
from tests.handoff.entries import DUE, clock_of, make_entry, tokyo

pytestmark = pytest.mark.django_db


def posted(calendar, **changes) -> dict:
    """What the edit page posts for the calendar as it is, with changes."""
    data = {"name": calendar.name, "timezone": calendar.timezone, "country": calendar.country}
    data["teams"] = [team.pk for team in calendar.team_set.all()] if calendar.pk else []
    data |= {f"hours_{day}": "09:00–18:00" if day < 6 else "" for day in range(1, 8)}
    closed = list(calendar.closed_days.order_by("pk")) if calendar.pk else []
    data |= {"closed-TOTAL_FORMS": len(closed) + 1, "closed-INITIAL_FORMS": len(closed)}
    data |= {"extra-TOTAL_FORMS": 1, "extra-INITIAL_FORMS": 0}
    for number, day in enumerate(closed):
        values = {"id": day.pk, "name": day.name, "first_day": day.first_day, "last_day": day.last_day}
        data |= {f"closed-{number}-{name}": value for name, value in values.items()}
        data |= {f"closed-{number}-every_year": "on"} if day.every_year else {}
    return data | changes


def closing(calendar, day: str) -> dict:
    number = calendar.closed_days.count()
    values = {"name": "停電", "first_day": day, "last_day": day}
    return posted(calendar, **{f"closed-{number}-{name}": value for name, value in values.items()})


@pytest.fixture
def entry(team, rep):
    return make_entry(team, rep)


def test_a_check_says_what_would_move_and_saves_nothing(login, admin, team, entry):
    page = login(admin).post(reverse("calendar_check", args=[team.calendar_id]), closing(team.calendar, "2026-11-05"))
    content = page.content.decode()
    assert "11/6 (金) 18:00" in content
    assert "11/9 (月) 18:00" in content
    assert clock_of(entry).due_at == tokyo(DUE)
    assert not team.calendar.closed_days.filter(name="停電").exists()


def test_saving_moves_the_deadline_and_records_it(login, admin, team, entry):
    page = login(admin).post(reverse("calendar_save", args=[team.calendar_id]), closing(team.calendar, "2026-11-05"))
    assert page.status_code == 302
    assert clock_of(entry).due_at == tokyo("2026-11-09T18:00")
    assert Event.objects.get(kind=Event.Kind.DEADLINE_MOVED).actor == admin


def test_hours_are_read_as_people_write_them(login, admin, team):
    data = posted(team.calendar, hours_1="9:00～12:00、13時〜17:30", hours_6="１０：００-１５：００")
    assert login(admin).post(reverse("calendar_save", args=[team.calendar_id]), data).status_code == 302
    team.calendar.refresh_from_db()
    assert team.calendar.weekly_hours["1"] == [["09:00", "12:00"], ["13:00", "17:30"]]
    assert team.calendar.weekly_hours["6"] == [["10:00", "15:00"]]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("hours_1", "朝から晩まで"),
        ("hours_1", "18:00-09:00"),
        ("hours_1", "09:00-13:00, 12:00-18:00"),
        ("hours_1", "09:00-25:00"),
        ("timezone", "Asia/Edo"),
        ("country", "XX"),
        ("name", ""),
    ],
)
def test_what_cannot_be_counted_with_is_refused_at_its_field(login, admin, team, field, value):
    page = login(admin).post(reverse("calendar_save", args=[team.calendar_id]), posted(team.calendar, **{field: value}))
    assert page.status_code == 422
    assert field in page.context["editor"].form.errors


def test_a_week_without_an_open_hour_is_refused(login, admin, team):
    data = posted(team.calendar, **{f"hours_{day}": "" for day in range(1, 8)})
    assert login(admin).post(reverse("calendar_save", args=[team.calendar_id]), data).status_code == 422


def test_a_closure_that_ends_before_it_begins_names_its_row(login, admin, team):
    data = closing(team.calendar, "2026-11-05")
    last = next(name for name in data if name.endswith("last_day") and data[name] == "2026-11-05")
    page = login(admin).post(reverse("calendar_save", args=[team.calendar_id]), data | {last: "2026-11-04"})
    assert page.status_code == 422
    assert "last_day" in page.context["editor"].closed.forms[-1].errors


def test_a_second_calendar_takes_over_a_team_and_its_deadlines(login, admin, other_team, rep):
    entry = make_entry(other_team)
    data = posted(BusinessCalendar(name="西日本", country="JP", timezone="Asia/Tokyo"))
    data |= {"teams": [other_team.pk], "hours_5": ""}
    page = login(admin).post(reverse("calendar_new_save"), data)
    assert page.status_code == 302
    other_team.refresh_from_db()
    assert other_team.calendar.name == "西日本"
    assert clock_of(entry).due_at == tokyo("2026-11-09T18:00")


def test_a_team_that_is_not_ticked_any_more_works_by_the_first_calendar(login, admin, team, other_team):
    other = BusinessCalendar.objects.create(name="西日本")
    Team.objects.filter(pk=other_team.pk).update(calendar=other)
    login(admin).post(reverse("calendar_save", args=[other.pk]), posted(other, teams=[]))
    other_team.refresh_from_db()
    assert other_team.calendar is None


def test_the_cabinet_office_file_fills_the_form_with_what_is_not_closed_yet(login, admin, team):
    content = "国民の祝日・休日月日,国民の祝日・休日名称\r\n2026/11/3,文化の日\r\n2026/11/5,臨時の祝日\r\n".encode(
        "cp932"
    )
    upload = SimpleUploadedFile("syukujitsu.csv", content)
    page = login(admin).post(reverse("calendar_import", args=[team.calendar_id]), {"file": upload})
    assert (page.context["read"], page.context["known"], page.context["added"]) == (2, 1, 1)
    assert "臨時の祝日" in page.content.decode()
    assert not team.calendar.closed_days.filter(name="臨時の祝日").exists()


def test_a_file_with_more_days_than_a_calendar_holds_is_refused_whole(login, admin, team):
    BusinessCalendar.objects.filter(pk=team.calendar_id).update(country="")
    day = dt.date(2026, 1, 1)
    rows = "".join(f"{day + dt.timedelta(days=each):%Y/%m/%d},休み\n" for each in range(800))
    file = SimpleUploadedFile("days.csv", f"日付,名称\n{rows}".encode())
    page = login(admin).post(reverse("calendar_import", args=[team.calendar_id]), {"file": file})
    assert page.status_code == 422
    assert "file" in page.context["file_form"].errors


def test_an_icalendar_file_is_read_with_ranges_and_yearly_days():
    text = (
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//x//EN\r\n"
        "BEGIN:VEVENT\r\nUID:1\r\nSUMMARY:夏季休業\r\nDTSTART;VALUE=DATE:20260812\r\nDTEND;VALUE=DATE:20260815\r\nEND:VEVENT\r\n"
        "BEGIN:VEVENT\r\nUID:2\r\nSUMMARY:創立記念日\r\nDTSTART;VALUE=DATE:20260601\r\nRRULE:FREQ=YEARLY\r\nEND:VEVENT\r\n"
        "END:VCALENDAR\r\n"
    )
    assert read_days("closed.ics", text.encode()) == [
        NamedDays("創立記念日", dt.date(2026, 6, 1), dt.date(2026, 6, 1), every_year=True),
        NamedDays("夏季休業", dt.date(2026, 8, 12), dt.date(2026, 8, 14)),
    ]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", b""),
        ("a.csv", b"\x00\x01\x02"),
        ("a.csv", "日付,名称\n2026/13/1,ない日\n".encode()),
        ("a.csv", "日付,名称\n2026/11/5\n".encode()),
        ("a.csv", "日付,名称\n99999999999999999999/11/5,遠い日\n".encode()),
        ("a.ics", b"BEGIN:VCALENDAR\r\nnothing"),
        ("a.ics", b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:x\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"),
    ],
)
def test_a_file_that_is_something_else_is_refused_in_plain_words(login, admin, team, name, content):
    with pytest.raises(Unreadable):
        read_days(name, content)
    upload = SimpleUploadedFile(name, content or b" ")
    assert login(admin).post(reverse("calendar_import", args=[team.calendar_id]), {"file": upload}).status_code == 422


def test_the_months_show_what_counts_and_why_not(login, admin, team):
    page = login(admin).get(reverse("calendar", args=[team.calendar_id]), {"month": "2026-09"})
    content = page.content.decode()
    assert content.count('class="month"') == 3
    assert "国民の休日" in content
    assert login(admin).get(reverse("calendar", args=[team.calendar_id]), {"month": "x"}).status_code == 200
    far = {"month": f"2026-{10**20}"}
    assert login(admin).get(reverse("calendar", args=[team.calendar_id]), far).status_code == 200
