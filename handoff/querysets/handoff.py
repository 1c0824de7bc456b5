from django.db import models


class HandoffSet(models.QuerySet):
    def open(self):
        return self.filter(state__in=[*self.model.UNDECIDED, *self.model.WITH_SALES])

    def awaiting_approval(self):
        return self.filter(state=self.model.State.AWAITING_APPROVAL)

    def awaiting_assignment(self):
        return self.filter(state=self.model.State.AWAITING_ASSIGNMENT)

    def awaiting_acceptance(self):
        return self.filter(state=self.model.State.ASSIGNED)

    def came_back(self):
        """Returned by a manager or sent back by sales."""
        return self.filter(state__in=[self.model.State.RETURNED, self.model.State.SENT_BACK])

    def submit(self, entry, *, by, at, **words):
        """The rep's toss-up of a queue entry; see submission.submit."""
        from handoff.toss_up.submission import submit

        return submit(entry, by=by, at=at, **words)

    def submit_automatic(self, lead_ids: list[int], at) -> int:
        """The rules' own toss-ups; see automatic.submit_automatic."""
        from handoff.toss_up.automatic import submit_automatic

        return submit_automatic(lead_ids, at)
