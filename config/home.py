from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.shortcuts import redirect
from django.urls import NoReverseMatch, reverse

from handoff.start.checklist import is_new
from handoff.start.first_account import nobody_is_here
from leads.roles import Role, roles

# The first role a person has decides: what presses most comes first.
HOMES = (
    (Role.IS_REP, "queue"),
    (Role.SALES_MANAGER, "approvals"),
    (Role.SALES_REP, "deals"),
    (Role.MARKETER, "imports"),
    (Role.ADMIN, "criteria"),
)


@login_not_required
def home(request):
    """Send people to the screen they work in, and whoever opens an empty installation to the first start."""
    if not request.user.is_authenticated:
        return redirect("start_account") if nobody_is_here() else redirect_to_login(request.get_full_path())
    held = roles(request.user)
    if Role.ADMIN in held and is_new():
        return redirect("start")
    for role, name in HOMES:
        if role in held:
            try:
                return redirect(reverse(name))
            except NoReverseMatch:
                continue
    return redirect("leads")
