from django.db import models
from django.db.models import Q


class StrategicTargetSet(models.QuerySet):
    def running(self, day):
        return self.filter(Q(expires_on=None) | Q(expires_on__gte=day), ended_at=None)

    def over(self, day):
        """Those that somebody ended, and those whose last day has passed."""
        return self.filter(Q(expires_on__lt=day) | ~Q(ended_at=None))

    def with_people(self):
        return self.select_related("company", "lead__company", "owner", "added_by", "ended_by")
