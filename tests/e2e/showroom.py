"""A site with something on every page: the demo, and one of everything that a URL may name.

Run inside the site's own process: manage.py shell -c "from tests.e2e.showroom import furnish; furnish()"
"""

import json
import sys

from django.utils import timezone

from feedback.demo import play as demo
from feedback.demo.logins import LOGINS, create_people
from handoff.models import Handoff, QueueEntry, Team
from tests.world import build

CAST = {
    "marketer": "marketing",
    "rep": "is1",
    "other_rep": "is2",
    "manager": "manager",
    "sales": "sales1",
    "other_sales": "sales2",
    "admin": "admin",
}
EMAILS = {name: f"{login}@example.jp" for name, login in CAST.items()}
assert set(EMAILS.values()) <= {login.email for login in LOGINS}


def furnish() -> None:
    """Prints as JSON the path arguments of each thing of tests/permission_table."""
    team, now = Team.objects.earliest("pk"), timezone.now()
    everybody = create_people(team)
    people = {name: everybody[login] for name, login in CAST.items()}
    things = build(people, team, now).things
    demo.create_people = lambda team: everybody  # they are there already
    demo.play(now)
    json.dump(things | lived_in(people), sys.stdout, default=str)


def lived_in(people) -> dict[str, list]:
    """Things with a history in place of the world's bare ones."""
    entry = QueueEntry.objects.filter(state="claimed", owner=people["rep"], lead__hearing__isnull=False).latest("pk")
    tossed_up = Handoff.objects.filter(entry__isnull=False)
    of_sales = tossed_up.filter(assignee=people["sales"])
    return {
        "entry": [entry.pk],
        "lead": [entry.lead_id],
        "company": [entry.lead.company_id],
        "to approve": [tossed_up.filter(state="awaiting_approval").latest("pk").pk],
        "to accept": [of_sales.filter(state="assigned").latest("pk").pk],
        "worked": [of_sales.filter(state="accepted").latest("pk").pk],
    }
