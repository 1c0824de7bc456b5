"""How many leads a person holds at a time: a warning above one number, a refusal at another, by the team's rules.

What is snoozed, or waits for a callback, does not count: it cannot be worked on now.
"""

from django.db import connection
from django.utils.translation import gettext as _

from handoff.models.queue_entry import QueueEntry
from handoff.models.queue_rules import QueueRules
from handoff.transition import Lost

TAKING = 7_107  # the advisory locks of who takes a lead; the person's id is the second key


def in_hand(user, at) -> int:
    return QueueEntry.objects.mine(user).awake(at).count()


def leave_room(user, team_id: int, at) -> None:
    """Lost when the person holds as many as the team's rules allow.

    Until the end of the transaction the same person takes no other lead, so that two presses at once cannot both be
    the last one allowed.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [TAKING, user.pk % 2**31])
    most = QueueRules.of(team_id).hard_limit
    if most is not None and in_hand(user, at) >= most:
        message = _("You hold %(most)s leads, the most your team allows. Finish, snooze or release one first.")
        raise Lost(message % {"most": most})


def warning(user, team_id: int, at) -> str:
    """What to say to somebody who has just taken one more than the team finds wise; else ""."""
    rules = QueueRules.of(team_id)
    if rules.soft_limit is None:
        return ""
    held = in_hand(user, at)
    if held <= rules.soft_limit:
        return ""
    facts = {"held": held, "soft": rules.soft_limit, "most": rules.hard_limit}
    if rules.hard_limit is None:
        return _("You hold %(held)s leads now; your team recommends at most %(soft)s.") % facts
    return _("You hold %(held)s leads now; your team recommends at most %(soft)s and allows %(most)s.") % facts
