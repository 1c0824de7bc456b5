"""The pages of the first start: their order, and what each of them shows around its form."""

from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

STEPS = (
    ("size", _("Company size")),
    ("teams", _("Teams")),
    ("people", _("People")),
    ("calendar", _("Calendar")),
)
NAMES = [name for name, _title in STEPS]


def page(request, name: str, *, status: int = 200, **context):
    here = NAMES.index(name)
    context |= {
        "steps": [(f"start_{each}", title, number < here, each == name) for number, (each, title) in enumerate(STEPS)],
        "title": STEPS[here][1],
        "back": f"start_{NAMES[here - 1]}" if here else "start",
        "skip": f"start_{NAMES[here + 1]}" if here + 1 < len(NAMES) else "start",
        "save": f"start_{name}_save",
        "template": f"handoff/start/_{name}.html",
    }
    return render(request, "handoff/start/step.html", context, status=status)
