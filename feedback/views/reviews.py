from django.shortcuts import render
from django.utils import timezone

from feedback import access
from feedback.figures import figures
from feedback.review_page import PERIODS, chosen_period, overdue_list, reason_lists
from leads.roles import Role


def reviews(request):
    access.require(request.user, Role.SALES_MANAGER, Role.ADMIN)
    now, months = timezone.now(), chosen_period(request.GET)
    found = figures(access.teams(request.user), now, months)
    context = {
        "periods": PERIODS,
        "months": months,
        "figures": found,
        "lists": reason_lists(found),
        "overdue": overdue_list(found),
    }
    return render(request, "feedback/reviews.html", context)
