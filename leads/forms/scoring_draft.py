"""A scoring model while it is edited: all rows of the page, read from a document or from what was posted."""

import re
from dataclasses import asdict
from functools import cached_property

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from leads.forms.scoring import AttributeForm, BehaviourForm, GroupForm, PublishForm, written_value
from leads.models import Activity, Company, ImportRun, Lead, ScoringModel
from leads.scoring_document import INACTIVITY, AttributeGroup, ScoringDocument
from leads.scoring_fields import CUSTOM_PREFIX, FIELDS, field_named
from leads.scoring_words import group_label, kind_label

RECENT = 2000
NAME = re.compile(r"(?:b-(?P<behaviour>\d{1,5})|g-(?P<group>\d{1,5})(?:-r-(?P<rule>\d{1,5}))?)-(?P<field>\w+)")


class ScoringDraft:
    """`behaviour` and `groups` are rows of plain values by field; a group holds its own rows under "rules"."""

    def __init__(self, behaviour: list[dict], groups: list[dict], publish: dict, *, checked: bool = False):
        self.behaviour, self.groups, self.publish, self.checked = behaviour, groups, publish, checked

    @classmethod
    def of(cls, model: ScoringModel) -> "ScoringDraft":
        document = model.parsed
        groups = [
            {"name": group_label(group), "limit": group.limit, "pick": group.pick}
            | {"rules": [asdict(rule) | {"value": written_value(rule)} for rule in group.rules]}
            for group in document.attribute_groups
        ]
        words = "\n".join(f"{word} = {rank}" for word, rank in document.title_words.items())
        return cls([asdict(rule) for rule in document.behaviour], groups, {"title_words": words, "base": model.number})

    @classmethod
    def posted(cls, data, *, checked: bool = False) -> "ScoringDraft":
        """Rows in the order of their numbers; numbers may be missing. `checked`: errors are looked for and shown."""
        behaviour: dict[int, dict] = {}
        groups: dict[int, dict] = {}
        for name, value in data.items():
            if (found := NAME.fullmatch(name)) is None:
                continue
            if found["behaviour"]:
                row = behaviour.setdefault(int(found["behaviour"]), {})
            else:
                row = groups.setdefault(int(found["group"]), {"rules": {}})
                row = row["rules"].setdefault(int(found["rule"]), {}) if found["rule"] else row
            row[found["field"]] = value
        for group in groups.values():
            group["rules"] = _in_order(group["rules"])
        publish = {name: data.get(name, "") for name in PublishForm.base_fields}
        return cls(_in_order(behaviour), _in_order(groups), publish, checked=checked)

    def add_behaviour(self) -> None:
        self.behaviour.append({"kind": Activity.Kind.PAGE_VIEW, "is_new": True})

    def add_group(self) -> None:
        self.groups.append({"limit": 20, "pick": "best", "rules": [{}], "is_new": True})

    def add_rule(self, group: int) -> None:
        for found in self.groups[group : group + 1]:
            found["rules"].append({"is_new": True})

    def remove_behaviour(self, rule: int) -> None:
        """A row that is gone already, after a double click, is no error; the same below."""
        del self.behaviour[rule : rule + 1]

    def remove_group(self, group: int) -> None:
        del self.groups[group : group + 1]

    def remove_rule(self, group: int, rule: int) -> None:
        for found in self.groups[group : group + 1]:
            del found["rules"][rule : rule + 1]

    @cached_property
    def behaviour_forms(self) -> list[BehaviourForm]:
        return [self._form(BehaviourForm, f"b-{n}", row, kinds=self.kinds) for n, row in enumerate(self.behaviour)]

    @cached_property
    def group_forms(self) -> list[tuple[GroupForm, list[AttributeForm]]]:
        return [
            (
                self._form(GroupForm, f"g-{n}", group),
                [
                    self._form(AttributeForm, f"g-{n}-r-{k}", row, fields=self.fields)
                    for k, row in enumerate(group["rules"])
                ],
            )
            for n, group in enumerate(self.groups)
        ]

    @cached_property
    def publish_form(self) -> PublishForm:
        return PublishForm(self.publish) if self.checked else PublishForm(initial=self.publish)

    def _form(self, form_class, prefix: str, row: dict, **options):
        if self.checked:
            form = form_class({f"{prefix}-{name}": value for name, value in row.items()}, prefix=prefix, **options)
        else:
            form = form_class(initial=row, prefix=prefix, **options)
        if row.get("is_new"):
            next(iter(form.fields.values())).widget.attrs["autofocus"] = True
        return form

    def without_reason(self) -> None:
        """A preview needs none."""
        self.publish_form.fields["reason"].required = False

    def is_valid(self) -> bool:
        rows = [form for group, rules in self.group_forms for form in (group, *rules)]
        # A list, so that every form looks for its errors and not only the first faulty one.
        return all([form.is_valid() for form in (*self.behaviour_forms, *rows, self.publish_form)])  # noqa: C419

    def document(self) -> ScoringDocument:
        groups = tuple(
            AttributeGroup(**group.cleaned_data, rules=tuple(form.rule() for form in rules))
            for group, rules in self.group_forms
        )
        behaviour = tuple(form.rule() for form in self.behaviour_forms)
        return ScoringDocument(behaviour, groups, self.publish_form.cleaned_data["title_words"])

    @cached_property
    def kinds(self) -> list[tuple[str, str]]:
        """Kinds to choose from: the shipped ones, this form's, and those of the latest activities."""
        recent = Activity.objects.order_by("-pk").values_list("kind", flat=True)[:RECENT]
        own = sorted({row["kind"] for row in self.behaviour if row.get("kind")} | set(recent))
        return [(kind, capfirst(kind_label(kind))) for kind in dict.fromkeys([*Activity.Kind.values, INACTIVITY, *own])]

    @cached_property
    def fields(self) -> list:
        """Fields to choose from, with the columns that imports kept."""
        used = [row["field"] for group in self.groups for row in group["rules"] if row.get("field")]
        columns = {name for name in used if name.startswith(CUSTOM_PREFIX) and field_named(name)} | kept_columns()
        kept = [(name, name.removeprefix(CUSTOM_PREFIX)) for name in sorted(columns)]
        choices = [(name, capfirst(str(field.label))) for name, field in FIELDS.items()]
        return [*choices, (_("Other columns"), kept)] if kept else choices


def kept_columns() -> set[str]:
    """Columns of other fields, as rule fields: of imports' mappings, and of the latest leads and companies."""
    found = {
        f"{CUSTOM_PREFIX}{column}"
        for mapping in ImportRun.objects.order_by("-pk").values_list("mapping", flat=True)[:50]
        for column, field in mapping.items()
        if field == "custom"
    }
    for model in (Lead, Company):
        latest = model.objects.order_by("-pk").values_list("custom_fields", flat=True)[:RECENT]
        found |= {f"{CUSTOM_PREFIX}{column}" for kept in latest for column in kept}
    return found


def _in_order(rows: dict[int, dict]) -> list[dict]:
    return [rows[number] for number in sorted(rows)]
