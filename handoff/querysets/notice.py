from django.db import models
from django.db.models import Q

PAGE = 50
MANY = 100  # the bell counts no further


class NoticeQuerySet(models.QuerySet):
    def visible(self, as_of):
        """Those whose open hours have come."""
        return self.filter(visible_at__lte=as_of, in_app=True)

    def unread(self):
        return self.filter(read_at=None)

    def newest(self):
        return self.order_by("-visible_at", "-pk")

    def after(self, visible_at, pk: int):
        """What follows a notice in the order of newest()."""
        return self.filter(Q(visible_at__lt=visible_at) | Q(visible_at=visible_at, pk__lt=pk))

    def with_story(self):
        """All that notice_words needs, in one query."""
        return self.select_related("event__lead__company", "event__actor", "event__entry", "event__handoff")

    def count_up_to_many(self) -> int:
        return self[:MANY].count()

    def read(self, at) -> int:
        """Mark them read; those that are already keep their time."""
        return self.filter(read_at=None).update(read_at=at)
