"""What was done to people, as sentences."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from handoff.models.event import Event
from handoff.words.events import Line, actor, tells
from handoff.words.values import listed
from leads.roles import ROLE_NAMES, Role

DEALS_LEFT = gettext_lazy("Deals still with %(name)s: %(count)s. A manager can give each to somebody else on its page.")


@tells(Event.Kind.PERSON_CHANGED)
def person_changed(event: Event) -> Line:
    facts = {"actor": actor(event), "name": event.data.get("name", "")}
    match event.data.get("what"):
        case "added":
            roles = facts | {"roles": role_names(event.data.get("roles", []))}
            return Line("user-plus", _("%(actor)s added %(name)s: %(roles)s") % roles, tone="accent")
        case "first":
            return Line("sparkles", _("%(name)s made the first account") % facts, tone="accent")
        case "deactivated":
            return Line("user-x", _("%(actor)s deactivated %(name)s") % facts, tone="warning")
        case "reactivated":
            return Line("user-check", _("%(actor)s activated %(name)s again") % facts, tone="success")
    return Line("pencil", _("%(actor)s changed %(name)s") % facts, _changes(event.data))


def role_names(names) -> str:
    return listed([str(ROLE_NAMES[role]) for role in Role if role in names])


def _changes(data: dict) -> str:
    before, parts = data.get("before", {}), []
    for key, label in (("roles", _("Roles")), ("team", _("Team")), ("email", _("E-mail"))):
        old, new = before.get(key), data.get(key)
        if old != new:
            pair = (role_names(old or []), role_names(new or [])) if key == "roles" else (old or "", new or "")
            parts.append(f"{label}: {pair[0] or '–'} → {pair[1] or '–'}")
    return " / ".join(parts)
