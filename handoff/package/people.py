"""The people at the customer who have a say, and what each of them is in the decision."""

import re
from collections.abc import Mapping, Sequence
from functools import partial

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from handoff.limits import KEY_PEOPLE_MAX
from handoff.package.bilingual import Sayings

NAMES = ("name", "title", "role", "note")
FIELD = re.compile(r"people-(\d)-(?:name|title|role|note)")


class PartInDecision(TextChoices):
    DECIDES = "decides", _("decides")
    APPROVES = "approves", _("has to agree")
    CHAMPION = "champion", _("drives it forward")
    USES = "uses", _("will use it")
    CONTACT = "contact", _("point of contact")
    CAUTIOUS = "cautious", _("has doubts")


def prefix(number: int) -> str:
    return f"people-{number}"


def typed_people(typed: Mapping[str, str]) -> list[dict[str, str]]:
    """The rows of a form or draft that have a name, as they stand."""
    numbers = sorted({int(found[1]) for name in typed if (found := FIELD.fullmatch(name))})[:KEY_PEOPLE_MAX]
    rows = [{name: str(typed.get(f"{prefix(number)}-{name}", "")).strip() for name in NAMES} for number in numbers]
    return [row for row in rows if row["name"]]


def people_part(people: Sequence[dict]) -> list[dict]:
    """As they stand in a package. people: name, title, role (a PartInDecision or ""), note."""
    say = Sayings()
    part = [
        {name: person[name] for name in NAMES} | {"role_words": say(partial(_role_words, person["role"]))}
        for person in people
    ]
    say.finish()
    return part


def _role_words(role: str) -> str:
    return str(PartInDecision(role).label) if role in PartInDecision.values else ""
