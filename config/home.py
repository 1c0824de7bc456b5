from django.shortcuts import redirect
from django.urls import NoReverseMatch, reverse

from leads.roles import Role, roles

# The first role a person has decides: what presses most comes first.
HOMES = (
    (Role.IS_REP, "queue"),
    (Role.SALES_MANAGER, "approvals"),
    (Role.SALES_REP, "deals"),
    (Role.MARKETER, "imports"),
    (Role.ADMIN, "criteria"),
)


def home(request):
    """Send people to the screen they work in."""
    held = roles(request.user)
    for role, name in HOMES:
        if role in held:
            try:
                return redirect(reverse(name))
            except NoReverseMatch:
                continue
    return redirect("leads")
