"""An admin at the criteria draft, as the browser sends what is on the page."""

import re
from html.parser import HTMLParser

from django.urls import reverse

from handoff.criteria.document import CriteriaDocument
from leads.models import WorkshopDraft


class Editor:
    """seen: what the page shows, read from it; it stays what it was until the page is looked at again."""

    def __init__(self, client, table="all"):
        self.client, self.table = client, table
        self.look()

    def look(self):
        name = ("criteria_draft_table", [self.table]) if self.table != "all" else ("criteria_draft", [])
        self.page = self.client.get(reverse(name[0], args=name[1])).content.decode()
        self.seen = re.search(r'name="seen"[^>]* value="([^"]+)"', self.page).group(1)
        return self.page

    def post(self, act, /, *args, **data):
        return self.client.post(reverse(f"criteria_draft_{act}", args=args), {"seen": self.seen} | data)

    def on_table(self, act, /, *args, **data):
        return self.post(act, self.table, *args, **data)

    def save_rule(self, rule, *conditions, **outcome):
        return self.on_table("rule_save", rule, **typed(*conditions, **outcome))


def typed(*conditions: dict, **outcome) -> dict:
    """A rule's form. What is not said is as in a plain rule to sales."""
    data = {"o-flag": "target", "o-route": "sales", "o-reason": "score_met", "o-active": "on"}
    data |= {f"o-{name}": value for name, value in outcome.items()}
    data["conditions"] = len(conditions)
    for number, condition in enumerate(conditions):
        data |= {f"c{number}-{name}": value for name, value in condition.items()}
    return data


def draft() -> CriteriaDocument:
    return CriteriaDocument.from_json(WorkshopDraft.objects.get(kind="criteria").document)


def sent(page: str) -> dict:
    """What a browser sends of the first form of a rule on this page when nothing was typed."""

    class Fields(HTMLParser):
        def __init__(self):
            super().__init__()
            self.data, self.inside, self.name = {}, False, ""

        def handle_starttag(self, tag, attributes):
            given = dict(attributes)
            if tag == "form":
                self.inside = "rule-form" in given.get("class", "")
            if not self.inside or tag not in ("input", "select", "option"):
                return
            kind = given.get("type", "")
            if tag == "select":
                self.name = given["name"]
            elif tag == "option" and "selected" in given:
                self.data.setdefault(self.name, []).append(given["value"])
            elif tag == "input" and (kind not in ("checkbox", "radio") or "checked" in given):
                self.data.setdefault(given["name"], []).append(given.get("value", "on" if kind == "checkbox" else ""))

    fields = Fields()
    fields.feed(page)
    return fields.data
