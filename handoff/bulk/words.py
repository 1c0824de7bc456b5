"""What came of an act on many, in words."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from handoff.models import BulkAction, BulkItem

Result = BulkItem.Result
WHY = {
    "taken": gettext_lazy("a colleague is working on it"),
    "closed": gettext_lazy("it was closed in the meantime"),
    "yours": gettext_lazy("it is yours already"),
    "theirs": gettext_lazy("the colleague has it already"),
    "unclaimed": gettext_lazy("nobody had claimed it"),
    "no_room": gettext_lazy("you hold as many leads as your team allows"),
}
MOVED_ON = gettext_lazy("somebody has gone on with it since")
SHOWN = 200


@dataclass(frozen=True)
class Summary:
    action: BulkAction
    done: int
    refused: list[tuple[str, int]]
    undone: int
    kept: int

    @property
    def not_done(self) -> int:
        return sum(count for _why, count in self.refused)

    @property
    def title(self) -> str:
        """As one says it when it is over: Claimed: 12."""
        if self.action.undone_at:
            return _("Taken back: %(count)s") % {"count": self.undone}
        return _("%(what)s: %(count)s done") % {"what": self.action.get_kind_display(), "count": self.done}


def summary(action: BulkAction) -> Summary:
    counted = action.items.order_by().values_list("result", "why", "undo_result").annotate(size=Count("pk"))
    results, whys, undone = Counter[str](), Counter[str](), Counter[str]()
    for result, why, undo_result, size in counted:
        results[result] += size
        undone[undo_result] += size
        if result == Result.REFUSED:
            whys[why] += size
    refused = [(why_words(why), size) for why, size in whys.most_common()]
    return Summary(action, results[Result.DONE], refused, undone[Result.DONE], undone[Result.REFUSED])


def why_words(code: str) -> str:
    return str(WHY.get(code, code))


def result_words(item: BulkItem) -> str:
    if item.undo_result == Result.DONE:
        return pgettext("bulk action", "taken back")
    if item.undo_result == Result.REFUSED:
        return _("not taken back: %(why)s") % {"why": MOVED_ON}
    if item.result == Result.REFUSED:
        return _("not changed: %(why)s") % {"why": why_words(item.why)}
    return str(item.get_result_display())
