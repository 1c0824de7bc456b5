"""Which entries somebody means: those ticked, or all that a list finds."""

from dataclasses import dataclass

from django.db.models import Q

from handoff.querysets.queue import QueueSet
from handoff.queue_list.query import QueueQuery, Viewer
from leads.asked import asked_number

TICKED_UP_TO = 1000


@dataclass(frozen=True)
class Selection:
    viewer: Viewer
    ticked: list[int]
    all_found: bool
    asked: QueueQuery

    @classmethod
    def read(cls, posted, viewer: Viewer) -> "Selection":
        numbers = [asked_number(text) for text in posted.getlist("entry")[:TICKED_UP_TO]]
        ticked = list(dict.fromkeys(number for number in numbers if number is not None))
        return cls(viewer, ticked, posted.get("all") == "1", QueueQuery.parse(posted.get("query", "")))

    @property
    def query(self) -> str:
        return self.asked.address()

    @property
    def entries(self) -> QueueSet:
        """What the person sees of it. Something that has left the queue meanwhile is still in, to be told of."""
        if self.all_found:
            return self.asked.entries(self.viewer)
        return self.viewer.visible.filter(Q(pk__in=self.ticked))

    @property
    def count(self) -> int:
        return self.entries.order_by().count()
