"""What two people changed at once, in words, so that one value can be chosen."""

import json
from dataclasses import dataclass
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from leads.forms.scoring import AttributeForm, BehaviourForm, GroupForm
from leads.merging import MISSING, ORDER, Conflict
from leads.scoring_document import AttributeGroup, AttributeRule, BehaviourRule
from leads.scoring_words import behaviour_name, condition_text, group_label, kind_label

LABELS = {
    name: form_field.label
    for form in (GroupForm, AttributeForm, BehaviourForm)
    for name, form_field in form.base_fields.items()
}


@dataclass(frozen=True)
class Choice:
    """`stays` is in the draft now; `other` can be taken instead: path and value (JSON, "" when it is to be removed)."""

    subject: str
    stays: str
    other: str
    path: str
    value: str


def choices(conflicts: list[Conflict], document: dict, *, mine_stays: bool = False) -> list[Choice]:
    """Of an edit, where theirs stays; of a rebase mine_stays."""
    found = []
    for each in conflicts:
        stays, other = (each.mine, each.theirs) if mine_stays else (each.theirs, each.mine)
        written = "" if other is MISSING else json.dumps(other)
        found.append(
            Choice(subject(each, document), value_words(stays), value_words(other), json.dumps(each.path), written)
        )
    return found


def subject(conflict: Conflict, document: dict) -> str:
    """Which rule, and what about it."""
    place: Any = document
    names: list[str] = []
    values = [conflict.base, conflict.mine, conflict.theirs]
    for depth, key in enumerate(conflict.path):
        if key == ORDER and depth:
            names.append(_("the order"))
        elif isinstance(place, list):
            place = next((item for item in place if item["id"] == key), None) or next(filter(None, values), {})
            names.append(thing_name(place))
        else:
            if key not in ("behaviour", "attribute_groups", "rules"):
                names.append(_("Title words") if key == "title_words" else str(capfirst(LABELS.get(key, key))))
            place = place.get(key) if isinstance(place, dict) else None
    return " – ".join(names)


def thing_name(thing: dict) -> str:
    plain = {name: value for name, value in thing.items() if name != "rules"}
    if "kind" in thing:
        return behaviour_name(BehaviourRule(**plain))
    if "field" in thing:
        return condition_text(AttributeRule(**plain))
    return group_label(AttributeGroup(**plain)) if "name" in thing else ""


def value_words(value) -> str:
    if value is MISSING:
        return _("removed")
    if value is None or value == "":
        return _("none")
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, dict):
        return thing_name(value) or _("another one")
    if isinstance(value, list):
        return " · ".join(map(value_words, value))
    return kind_label(value) if isinstance(value, str) else str(value)
