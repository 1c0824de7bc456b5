import pytest
from django.urls import reverse

from tests.handoff.entries import make_lead

GUIDE = "ここにリードが届きます"


@pytest.mark.parametrize(("who", "leads_on"), [("admin", "import_new"), ("rep", "criteria_guide")])
def test_the_queue_of_an_installation_without_leads_says_how_they_come(login, request, who, leads_on):
    page = login(request.getfixturevalue(who)).get(reverse("queue")).content.decode()
    assert GUIDE in page

    assert reverse(leads_on) in page


def test_with_leads_an_empty_queue_is_a_queue_without_work(login, rep):
    make_lead()
    assert GUIDE not in login(rep).get(reverse("queue")).content.decode()
