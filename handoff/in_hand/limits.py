"""How many leads a person holds at a time: a warning above one number, a refusal at another, by the team's rules.

What is snoozed, or waits for a callback, does not count: it cannot be worked on now.
"""

from django.db import connection
from django.utils.translation import gettext as _

from handoff.models.member import Member
from handoff.models.queue_entry import QueueEntry
from handoff.models.queue_rules import QueueRules
from handoff.transition import Lost

TAKING = 7_107  # the advisory locks of who takes a lead; the person's id is the second key


def in_hand(user, at) -> int:
    return QueueEntry.objects.mine(user).awake(at).count()


def rules_for(user) -> QueueRules | None:
    """Those of the person's team; None for a person without a team."""
    team = Member.objects.filter(user=user).values_list("team", flat=True).first()
    return QueueRules.of(team) if team else None


def room_for(user, at) -> int | None:
    """How many more leads the person may take; None: any number.

    Until the end of the transaction the same person takes no other lead, so that two presses at once cannot both be
    the last one allowed. Ask before locking an entry, as everywhere.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [TAKING, user.pk % 2**31])
    rules = rules_for(user)
    if rules is None or rules.hard_limit is None:
        return None
    return max(0, rules.hard_limit - in_hand(user, at))


def leave_room(user, at) -> None:
    """Lost when the person holds as many as the team's rules allow. Locks as room_for does."""
    if room_for(user, at) == 0:
        held = in_hand(user, at)
        message = _("You hold %(held)s leads, the most your team allows. Finish, snooze or release one first.")
        raise Lost(message % {"held": held})


def warning(user, at) -> str:
    """What to say to somebody who has just taken one more than the team finds wise; else ""."""
    rules = rules_for(user)
    if rules is None or rules.soft_limit is None:
        return ""
    held = in_hand(user, at)
    if held <= rules.soft_limit:
        return ""
    facts = {"held": held, "soft": rules.soft_limit, "most": rules.hard_limit}
    if rules.hard_limit is None:
        return _("You hold %(held)s leads now; your team recommends at most %(soft)s.") % facts
    return _("You hold %(held)s leads now; your team recommends at most %(soft)s and allows %(most)s.") % facts
