from django import template

from handoff.impact.page import Report

register = template.Library()


@register.simple_tag
def change_list(report: Report, before: str, after: str) -> str:
    """Where the leads are listed that go from one flag to another."""
    return report.list_of_flags(before, after)
