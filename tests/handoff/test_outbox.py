"""Mails for notices: in open hours, in the reader's language, once."""

import datetime as dt
import smtplib

import pytest
from django.core import mail

from handoff.models import Event, Notice
from handoff.notices import outbox
from handoff.notices.outbox import MOST_ATTEMPTS, deliver
from tests.handoff.entries import ENTERED, make_handoff, tokyo
from tests.handoff.test_sweep import run_at_once

MORNING = tokyo(ENTERED)
EVENING = tokyo("2026-11-02T20:00")


def approved(team, rep, manager, at=MORNING) -> Notice:
    handoff = make_handoff(team, submitted_by=rep)
    Event.record(Event.Kind.APPROVED, at=at, actor=manager, lead=handoff.lead, handoff=handoff)
    return Notice.objects.order_by("-pk").first()


class Refusing:
    """A mail server that is away."""

    def send(self):
        raise smtplib.SMTPServerDisconnected("away")


@pytest.fixture
def server_is_away(monkeypatch):
    monkeypatch.setattr("handoff.notices.outbox._mail", lambda person, notices: Refusing())
    return monkeypatch


def test_a_notice_is_mailed_once(team, rep, manager):
    notice = approved(team, rep, manager)
    assert (deliver(MORNING), deliver(MORNING), deliver(MORNING + dt.timedelta(days=9))) == (1, 0, 0)
    assert [message.to for message in mail.outbox] == [["rep@example.jp"]]
    notice.refresh_from_db()
    assert (notice.email_state, notice.email_attempts) == ("sent", 1)


def test_it_is_written_in_the_readers_language_as_text_and_html(team, rep, manager):
    rep.member.language = "en"
    rep.member.save()
    notice = approved(team, rep, manager)
    deliver(MORNING)
    message = mail.outbox[0]
    assert "approved your toss-up" in message.body
    assert "approved your toss-up" in message.subject
    html, kind = message.alternatives[0]
    assert kind == "text/html"
    assert 'lang="en"' in html
    assert notice.event.lead.company.name in html


def test_markup_in_a_name_is_only_text(team, rep, manager):
    notice = approved(team, rep, manager)
    notice.event.lead.name = "<b>\n花子</b>"
    notice.event.lead.save()
    deliver(MORNING)
    assert "<b>" not in mail.outbox[0].alternatives[0][0]
    assert "\n" not in mail.outbox[0].subject


def test_it_waits_for_open_hours(team, rep, manager):
    approved(team, rep, manager, at=EVENING)
    assert deliver(EVENING) == 0
    assert deliver(tokyo("2026-11-04T09:00")) == 1


def test_a_persons_news_come_in_one_mail(team, rep, manager):
    for _each in range(3):
        approved(team, rep, manager)
    assert deliver(MORNING) == 3
    assert len(mail.outbox) == 1
    assert mail.outbox[0].body.count("http") == 4


def test_a_server_that_is_away_is_tried_again_ever_later(team, rep, manager, server_is_away):
    notice = approved(team, rep, manager)
    waits, now = [], MORNING
    for _attempt in range(3):
        assert deliver(now) == 0
        notice.refresh_from_db()
        waits.append((notice.email_next_at - now).total_seconds() / 60)
        assert deliver(now) == 0
        now = notice.email_next_at
    assert waits == [2, 4, 8]
    server_is_away.undo()
    assert deliver(now) == 1


def test_after_six_attempts_it_is_given_up_and_logged(team, rep, manager, server_is_away, caplog):
    notice = approved(team, rep, manager)
    now = MORNING
    for _attempt in range(MOST_ATTEMPTS + 2):
        deliver(now)
        now += dt.timedelta(days=1)
    notice.refresh_from_db()
    assert (notice.email_state, notice.email_attempts) == ("failed", MOST_ATTEMPTS)
    assert "gave up" in caplog.text


def test_a_worker_that_died_after_the_last_claim_is_noticed(team, rep, manager, caplog):
    notice = approved(team, rep, manager)
    Notice.objects.update(email_attempts=MOST_ATTEMPTS)
    assert deliver(MORNING) == 0
    notice.refresh_from_db()
    assert notice.email_state == "failed"
    assert "could not be mailed" in caplog.text


def test_one_bad_mail_does_not_keep_the_others_back(team, rep, other_rep, manager, monkeypatch):
    usual = outbox._mail

    def mail_to(person, notices):
        return Refusing() if person == rep else usual(person, notices)

    monkeypatch.setattr(outbox, "_mail", mail_to)
    approved(team, rep, manager)
    approved(team, other_rep, manager)
    assert deliver(MORNING) == 1
    assert mail.outbox[0].to == ["other-rep@example.jp"]


def test_somebody_who_left_meanwhile_gets_no_mail(team, rep, manager):
    notice = approved(team, rep, manager)
    rep.is_active = False
    rep.save()
    assert deliver(MORNING) == 0
    notice.refresh_from_db()
    assert notice.email_state == "none"


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_send_each_mail_once(team, rep, other_rep, manager):
    for _each in range(5):
        approved(team, rep, manager)
        approved(team, other_rep, manager)
    run_at_once(*[lambda: deliver(MORNING)] * 3)
    assert sum(message.body.count("/handoffs/") or message.body.count("http") - 1 for message in mail.outbox) == 10
    assert Notice.objects.filter(email_state="sent", email_attempts=1).count() == 10
