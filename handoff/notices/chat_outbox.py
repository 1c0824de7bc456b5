"""Chat messages. Rows in PostgreSQL are the outbox, as for mails (outbox.py); what waits for a chat goes out as one."""

import datetime as dt
import logging

from django.conf import settings
from django.db import transaction
from django.utils import translation

from handoff.models.notice_choice import ChatMessage, ChatTarget
from handoff.notices import chat
from handoff.notices.words import text, url

logger = logging.getLogger(__name__)

MOST_ATTEMPTS = 6
MOST_AT_ONCE = 20


def deliver(as_of) -> int:
    """Send what waits at as_of; returns the number of messages sent."""
    sent = 0
    while messages := _claim(as_of):
        sent += _send(messages, as_of)
    return sent


@transaction.atomic
def _claim(as_of) -> list[ChatMessage]:
    """The waiting messages of the chat that waits longest, put off until the next attempt."""
    waiting = ChatMessage.objects.filter(state=ChatMessage.State.WAITING, next_at__lte=as_of)
    free = waiting.select_for_update(skip_locked=True, no_key=True, of=("self",)).order_by("next_at", "pk")
    first = free.first()
    if first is None:
        return []
    related = ("target__user__member", "target__team", "event__lead__company", "event__actor", "event__entry")
    claimed = list(free.filter(target=first.target_id).select_related(*related, "event__handoff")[:MOST_AT_ONCE])
    for message in claimed:
        message.attempts += 1
        message.next_at = as_of + dt.timedelta(minutes=2**message.attempts)
    ChatMessage.objects.bulk_update(claimed, ["attempts", "next_at"])
    return claimed


def _send(messages: list[ChatMessage], as_of) -> int:
    target = messages[0].target
    rows = ChatMessage.objects.filter(pk__in=[message.pk for message in messages], state=ChatMessage.State.WAITING)
    with translation.override(_language(target)):
        body = "\n\n".join(f"{text(each.event)}\n{settings.SITE_URL}{url(each.event)}" for each in messages)
    try:
        chat.send(target.address, body)
    except Exception as error:  # whatever is wrong with this chat must not keep the others back
        logger.warning("chat of %s failed: %s", target.pk, error)
        note_error(target, error, as_of)
        gone = [message.pk for message in messages if message.attempts >= MOST_ATTEMPTS]
        rows.filter(pk__in=gone).update(state=ChatMessage.State.FAILED)
        return 0
    ChatTarget.objects.filter(pk=target.pk).update(last_sent_at=as_of, last_error="", last_error_at=None)
    return rows.update(state=ChatMessage.State.SENT)


def note_error(target: ChatTarget, error: Exception, at) -> None:
    reason = str(error) if isinstance(error, chat.NotSent) else type(error).__name__
    ChatTarget.objects.filter(pk=target.pk).update(last_error=reason[:300], last_error_at=at)


def _language(target: ChatTarget) -> str:
    member = getattr(target.user, "member", None) if target.user else None
    return member.language if member else settings.LANGUAGE_CODE
