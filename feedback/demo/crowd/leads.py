"""Companies, leads and their activities, set by set."""

from collections.abc import Iterator

from feedback.demo.crowd.statements import (
    ACTIVITIES,
    COMPANIES,
    DICE,
    IDENTIFIERS,
    LEADS,
    LOST,
    execute,
    fill,
)
from leads import search
from leads.similarity import refresh_similarity

CHUNK = 20_000
OWNER = "owner@example.jp"


def make(leads: int, activities: int, *, owner: str = OWNER) -> Iterator[float]:
    """Fill an empty database: so many leads, a quarter as many companies, so many activities. Yields how far, 0–1.

    owner: the e-mail of the account owner whom half of the customers have.
    """
    companies = max(1, leads // 4)
    execute(DICE)
    execute(fill(COMPANIES, companies=companies, owner=owner))
    yield 0.02
    for first in range(1, leads + 1, CHUNK):
        last = min(first + CHUNK - 1, leads)
        execute(fill(LEADS, companies=companies, first=first, last=last))
        yield 0.02 + 0.18 * last / leads
    execute("ANALYZE leads_lead, leads_company")
    refresh_similarity()
    for first in range(1, leads + 1, CHUNK):
        last = min(first + CHUNK - 1, leads)
        search.refresh(list(range(first, last + 1)))
        yield 0.2 + 0.25 * last / leads
    execute(IDENTIFIERS)
    execute(fill(LOST))
    for first in range(1, activities + 1, 5 * CHUNK):
        last = min(first + 5 * CHUNK - 1, activities)
        execute(fill(ACTIVITIES, leads=leads, fifth=max(1, leads // 5), first=first, last=last))
        yield 0.45 + 0.55 * last / activities
    execute("SELECT setval(pg_get_serial_sequence('leads_company', 'id'), max(id)) FROM leads_company")
    execute("SELECT setval(pg_get_serial_sequence('leads_lead', 'id'), max(id)) FROM leads_lead")
    execute("ANALYZE leads_company, leads_lead, leads_leadidentifier, leads_pastopportunity, leads_activity")
