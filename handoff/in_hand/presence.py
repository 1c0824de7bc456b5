"""Who has a lead open right now, besides oneself. Kept in Redis for a few seconds and nowhere else.

A Redis that is away costs a moment once, then nothing for a while: nobody is shown, and everything else works.
"""

import datetime as dt
import time
from functools import cache

from django.conf import settings
from redis import Redis, RedisError
from redis.backoff import NoBackoff
from redis.retry import Retry

from leads.people import full_name

SEEN_FOR = dt.timedelta(seconds=20)  # four of the queue's rounds
MOST_SHOWN = 5
PATIENCE = 0.2  # seconds
REST = 15  # seconds without asking a Redis that did not answer

_asleep_until = 0.0


@cache
def _redis() -> Redis:
    once = Retry(NoBackoff(), 0)
    waits = {"socket_timeout": PATIENCE, "socket_connect_timeout": PATIENCE}
    return Redis.from_url(settings.REDIS_URL, retry=once, decode_responses=True, **waits)


def look(user, lead_id: int, at: dt.datetime) -> list[str]:
    """Say that the person has the lead open at a moment; the names of the others who have."""
    global _asleep_until
    if time.monotonic() < _asleep_until:
        return []
    try:
        return _look(user, lead_id, at)
    except RedisError:
        _asleep_until = time.monotonic() + REST
        return []


def _look(user, lead_id: int, at: dt.datetime) -> list[str]:
    key, me = f"tossup:looking:{lead_id}", f"{user.pk}:{full_name(user)}"
    step = _redis().pipeline(transaction=False)
    step.zadd(key, {me: at.timestamp()})
    step.zremrangebyscore(key, 0, (at - SEEN_FOR).timestamp())
    step.expire(key, int(SEEN_FOR.total_seconds()) + 1)
    step.zrange(key, 0, -1)
    seen = [each.partition(":") for each in step.execute()[-1]]
    return sorted({name for pk, _separator, name in seen if pk != str(user.pk)})[:MOST_SHOWN]
