"""What the inbox shows: one tab's toss-ups, the loads, and the form for what is ticked."""

from handoff import access
from handoff.approving.inbox import TABS, Tab, counts, page, read_position, write_position
from handoff.assignment import team_load
from handoff.forms.many_decisions import ManyApprovalForm, ManyReturnForm
from leads.roles import Role, has_role


def tab_of(choice) -> Tab:
    return TABS.get(choice.get("tab", ""), TABS["approval"])


def inbox(user, choice) -> dict:
    """choice: the query or the form that was sent, with tab and after."""
    found, tab = access.team_handoffs(user), tab_of(choice)
    handoffs, after = page(found, tab, read_position(choice.get("after", "")))
    people = list(team_load(user))
    form = ManyApprovalForm(handoffs=found, found=found, people=team_load(user), use_required_attribute=False)
    tabs = tabs_of(user)
    return {
        "tab": tab,
        "tabs": tabs,
        "tab_count": dict(tabs)[tab],
        "handoffs": handoffs,
        "next_after": write_position(after),
        "people": people,
        "can_select": tab.can_select,
        "may_set_rules": _may_set_rules(user),
        "bulk": form,
        "bulk_priority": form,
        "bulk_return": ManyReturnForm(handoffs=found, found=found, use_required_attribute=False),
        "in_place_of": sorted(set(access.delegated_teams(user).values())),
    }


def tabs_of(user) -> list[tuple[Tab, int]]:
    numbers = counts(access.team_handoffs(user))
    return [(tab, numbers[name]) for name, tab in TABS.items()]


def columns(user, choice) -> dict:
    """The columns of the list that a row stands in."""
    tab = TABS.get(choice.get("list", ""), TABS["approval"])
    return {"tab": tab, "can_select": tab.can_select, "may_set_rules": _may_set_rules(user)}


def _may_set_rules(user) -> bool:
    """Not who only stands in for a manager."""
    return has_role(user, Role.SALES_MANAGER, Role.ADMIN)
