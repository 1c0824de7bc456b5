"""Which leads a territory or a skill is about."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from handoff.assignment.prefectures import prefecture_key
from handoff.models.assignment_rule import AssignmentRule
from leads.normalise import nfkc

JAPANESE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\uff66-\uff9d々]")


@dataclass(frozen=True)
class LeadFacts:
    """What territories and skills ask about. Text is folded; `words` are tags, campaign and other fields."""

    prefecture: str
    industry: str
    employees: int | None
    words: tuple[str, ...]
    is_foreign: bool

    @classmethod
    def of(cls, lead) -> "LeadFacts":
        company = lead.company
        other = [*lead.custom_fields.values(), *(company.custom_fields.values() if company else ())]
        texts = [*lead.tags, lead.campaign, *(str(value) for value in other)]
        names = lead.name + (company.name if company else "")
        return cls(
            prefecture_key(lead.prefecture or (company.prefecture if company else "")),
            folded(company.industry) if company else "",
            company.employees if company else None,
            tuple(folded(text) for text in texts if text),
            bool(names.strip()) and not JAPANESE.search(names),
        )


@dataclass(frozen=True)
class Coverage:
    """An assignment rule, ready to be asked of many leads."""

    pk: int
    kind: str
    name: str
    prefectures: frozenset[str] = frozenset()
    industries: tuple[str, ...] = ()
    employees_min: int | None = None
    employees_max: int | None = None
    products: tuple[str, ...] = ()
    foreign_names: bool = False

    @classmethod
    def of(cls, rule: AssignmentRule) -> "Coverage":
        return cls(
            rule.pk,
            rule.kind,
            rule.name,
            frozenset(prefecture_key(name) for name in rule.prefectures),
            tuple(folded(name) for name in rule.industries),
            rule.employees_min,
            rule.employees_max,
            tuple(folded(name) for name in rule.products),
            rule.foreign_names,
        )

    def covers(self, lead: LeadFacts) -> bool:
        """Whether the lead meets all that is asked. What is not known of a lead meets nothing."""
        return (
            (not self.prefectures or lead.prefecture in self.prefectures)
            and (not self.industries or any(word in lead.industry for word in self.industries))
            and self._fits(lead.employees)
            and (not self.products or any(word in text for word in self.products for text in lead.words))
            and (not self.foreign_names or lead.is_foreign)
        )

    def _fits(self, employees: int | None) -> bool:
        if self.employees_min is None and self.employees_max is None:
            return True
        if employees is None:
            return False
        return (self.employees_min or 0) <= employees and (
            self.employees_max is None or employees <= self.employees_max
        )


@lru_cache(8192)
def folded(text: str) -> str:
    """As compared: full-width and half-width, capitals and small letters are the same."""
    return nfkc(text).casefold()


def territory_of(lead: LeadFacts, territories: Iterable[Coverage]) -> Coverage | None:
    """The first that covers the lead."""
    return next((each for each in territories if each.covers(lead)), None)


def skills_for(lead: LeadFacts, skills: Iterable[Coverage]) -> tuple[Coverage, ...]:
    return tuple(each for each in skills if each.covers(lead))
