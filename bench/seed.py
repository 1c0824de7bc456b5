"""The crowd of the demo, and fifty reps to work on it."""

from django.contrib.auth.models import Group, User
from django.db import connection

from feedback.demo.crowd.leads import make
from feedback.demo.crowd.statements import DICE, execute, fill
from handoff.models import Member, Team
from leads.roles import Role

__all__ = ["DICE", "REPS", "execute", "fill", "make_busy", "seed"]

REPS = 50

BUSIEST = """
INSERT INTO leads_activity (lead_id, kind, content, occurred_at, automated, source, external_id, created_at)
SELECT {lead}, ({kinds})[dice(id, 4, {kind_count})], '', now() - id * interval '13 hours', false, 'busy', id, now()
FROM generate_series(1, {missing}) AS id
"""


def seed(leads: int, activities: int) -> None:
    """Fill the database in use: so many leads, a quarter as many companies, so many activities, and their people."""
    seed_people()
    for _share in make(leads, activities):
        pass
    execute("VACUUM ANALYZE leads_company, leads_lead, leads_leadidentifier, leads_activity")


def seed_people() -> None:
    """Fifty reps, a manager and an admin, in the first team; nobody of them has a password."""
    team = Team.objects.order_by("pk").first() or Team.objects.create(name="インサイドセールス")
    roles = {f"rep{number}@example.jp": Role.IS_REP for number in range(1, REPS + 1)}
    for email, role in (roles | {"manager@example.jp": Role.SALES_MANAGER, "admin@example.jp": Role.ADMIN}).items():
        user = User.objects.create(username=email, email=email, last_name="林", first_name="葵", password="!")
        user.groups.add(Group.objects.get_or_create(name=role)[0])
        Member.objects.create(user=user, team=team)


def make_busy(lead: int, activities: int) -> None:
    """Give the lead as many activities in all."""
    execute(DICE)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM leads_activity WHERE lead_id = %s", [lead])
        found = cursor.fetchone()[0]
    execute(fill(BUSIEST, lead=lead, missing=activities - found))
