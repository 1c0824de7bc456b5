"""Rows 1 and 3: the queue page over HTTP, its first rows and those of a page far down."""

from collections.abc import Iterator

from django.contrib.auth.models import User

from bench.rows import Line, row, times
from bench.site import Site
from bench.timing import in_turns
from handoff import access
from handoff.queue_list.page import PAGE
from handoff.queue_list.sorts import write_position

REP = "rep1@example.jp"
ROWS = """
SELECT entry.id, entry.state, entry.due_at, entry.answered_at, entry.snoozed_until, entry.score, entry.returned_from_id,
    lead.id, lead.name, lead.email, company.name, score.behaviour_score, score.attribute_score,
    verdict.flag, verdict.reason, owner.last_name, owner.first_name, owner.email
FROM handoff_queueentry entry
JOIN leads_lead lead ON lead.id = entry.lead_id
LEFT JOIN leads_company company ON company.id = lead.company_id
LEFT JOIN leads_score score ON score.lead_id = lead.id
LEFT JOIN handoff_verdict verdict ON verdict.lead_id = lead.id
LEFT JOIN auth_user owner ON owner.id = entry.owner_id
WHERE entry.team_id = 1 AND entry.state <> 'closed'
ORDER BY entry.answered_at IS NOT NULL, entry.due_at, entry.score * -1, entry.id
LIMIT 51
"""


@row(1)
def first_rows(small: Site, large: Site) -> Iterator[Line]:
    browser = large.browser(REP)
    with large.sql() as bare:
        page, rows, sql = in_turns(
            lambda: browser.get("/queue/"),
            lambda: browser.get("/queue/", fragment=True),
            lambda: bare.execute(ROWS).fetchall(),
            times=60,
            warm_up=10,
        )
    for work, found in (("queue page, first 50 rows", page), ("the same, only the list (htmx)", rows)):
        above = found.median - sql.median
        steady = found.p95 / found.median
        yield Line(
            work, found, "bare SQL of the rows", sql.median, f"{above:.1f} ms above; p95 {times(steady)} median",
            "≤ 8 ms above; p95 ≤ 3 × median", above <= 8 and steady <= 3,
        )  # fmt: skip


@row(3)
def far_down(small: Site, large: Site) -> Iterator[Line]:
    number = min(100, large.queued // PAGE)
    far = following(number)
    browser = large.browser(REP)
    first, last = in_turns(
        lambda: browser.get(following(1), fragment=True), lambda: browser.get(far, fragment=True), times=40, warm_up=5
    )
    ratio = last.median / first.median
    yield Line(f"page {number} of the queue", last, "page 2", first.median, times(ratio), "≤ 1.2 ×", ratio <= 1.2)


def following(page: int) -> str:
    """The address of the rows after so many pages."""
    entries = access.queue_entries(User.objects.get(email=REP)).open().urgent()
    return f"/queue/?after={write_position(entries[page * PAGE - 1]).replace('+', '%2B')}"
