"""What there is to do in a soak: leads in the queue, put there by the product's own verbs."""

from django.utils import timezone

from handoff.models import QueueEntry, Team
from leads.models import Company, Lead

LEADS = 200


def seed() -> None:
    team, now = Team.objects.earliest("pk"), timezone.now()
    for number in range(LEADS):
        company = Company.objects.create(name=f"青空商事{number}", name_key=f"青空商事{number}")
        lead = Lead.objects.create(
            name=f"田中 {number}", company=company, external_id=f"S{number}", person_key=f"S{number}"
        )
        QueueEntry.objects.bring_back(lead, team=team, by=None, at=now, reason="展示会")
