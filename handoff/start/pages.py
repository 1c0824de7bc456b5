"""The pages of the first start: their order, and what each of them shows around its form."""

from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from handoff.start.checklist import Checklist

STEPS = (
    ("size", _("Company size")),
    ("teams", _("Teams")),
    ("people", _("People")),
    ("calendar", _("Calendar")),
)
NAMES = [name for name, _title in STEPS]


def page(request, name: str, *, status: int = 200, **context):
    here = NAMES.index(name)
    done = {item.name for item in Checklist(timezone.now()).items if item.done} | {"teams"}  # one is always there
    context |= {
        "steps": [(f"start_{each}", title, each in done, each == name) for each, title in STEPS],
        "title": STEPS[here][1],
        "back": f"start_{NAMES[here - 1]}" if here else "start",
        "skip": f"start_{NAMES[here + 1]}" if here + 1 < len(NAMES) else "start",
        "save": f"start_{name}_save",
        "template": f"handoff/start/_{name}.html",
    }
    return render(request, "handoff/start/step.html", context, status=status)
