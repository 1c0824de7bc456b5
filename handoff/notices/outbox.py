"""Mails for notices. The rows in PostgreSQL are the outbox; a person's waiting notices go out as one mail.

A worker first claims the rows by moving email_next_at ahead, then sends, then marks them sent. Another worker does
not see claimed rows. When a worker dies in between, or the mail server refuses, they are due again at email_next_at.
"""

import datetime as dt
import logging
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation

from handoff.models.event import Notice
from handoff.notices.words import text, url

logger = logging.getLogger(__name__)

MOST_ATTEMPTS = 6
MOST_IN_A_MAIL = 50


def deliver(as_of) -> int:
    """Send what waits and may be seen by as_of; returns the number of notices sent."""
    _give_up(as_of)
    sent = 0
    while notices := _claim(as_of):
        sent += _send(notices)
    return sent


def _due(as_of):
    return Notice.objects.filter(email_state="waiting", email_next_at__lte=as_of)


def _give_up(as_of) -> None:
    """The workers that took them the last time died, or failed: somebody should look at the log."""
    lost = _due(as_of).filter(email_attempts__gte=MOST_ATTEMPTS).update(email_state="failed")
    if lost:
        logger.error("%s notices could not be mailed in %s attempts", lost, MOST_ATTEMPTS)


@transaction.atomic
def _claim(as_of) -> list[Notice]:
    """The waiting notices of the person who waits longest, put off until the next attempt."""
    free = (
        _due(as_of)
        .filter(email_attempts__lt=MOST_ATTEMPTS)
        .select_for_update(skip_locked=True, no_key=True, of=("self",))
    )
    first = free.order_by("email_next_at", "pk").first()
    if first is None:
        return []
    notices = (
        free.filter(recipient=first.recipient_id)
        .order_by("visible_at", "pk")
        .select_related("recipient__member", "event__lead__company", "event__actor", "event__entry", "event__handoff")
    )
    claimed = list(notices[:MOST_IN_A_MAIL])
    for notice in claimed:
        notice.email_attempts += 1
        notice.email_next_at = as_of + dt.timedelta(minutes=2**notice.email_attempts)
    Notice.objects.bulk_update(claimed, ["email_attempts", "email_next_at"])
    return claimed


def _send(notices: list[Notice]) -> int:
    person = notices[0].recipient
    rows = Notice.objects.filter(pk__in=[notice.pk for notice in notices], email_state="waiting")
    if not (person.is_active and person.email):
        rows.update(email_state="none")
        return 0
    try:
        _mail(person, notices).send()
    except Exception as error:  # whatever is wrong with this mail must not keep the others back
        logger.warning("mail to user %s failed, it will be tried again: %s", person.pk, error)
        gone = [notice.pk for notice in notices if notice.email_attempts >= MOST_ATTEMPTS]
        if rows.filter(pk__in=gone).update(email_state="failed"):
            logger.error("gave up mailing notices %s to user %s", gone, person.pk)
        return 0
    return rows.update(email_state="sent")


def _mail(person, notices: list[Notice]) -> EmailMultiAlternatives:
    membership = getattr(person, "member", None)
    with translation.override(membership.language if membership else settings.LANGUAGE_CODE):
        lines = [{"text": text(notice), "url": settings.SITE_URL + url(notice)} for notice in notices]
        context = {"lines": lines, "first": lines[0]["text"], "site_url": settings.SITE_URL, "person": person}
        subject = render_to_string("emails/notices_subject.txt", context)
        mail = EmailMultiAlternatives(
            " ".join(subject.split())[:200],
            render_to_string("emails/notices.txt", context),
            to=[person.email],
            headers={"Message-ID": _message_id(notices), "Auto-Submitted": "auto-generated"},
        )
        mail.attach_alternative(render_to_string("emails/notices.html", context), "text/html")
    return mail


def _message_id(notices: list[Notice]) -> str:
    """The same for the same notices: a mail program shows a second copy, sent after a crash, only once."""
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    return f"<tossup-notices-{notices[0].pk}-{notices[-1].pk}-{len(notices)}@{host}>"
