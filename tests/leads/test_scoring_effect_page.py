"""What the scoring draft would change, as its page shows it."""

import pytest
from django.urls import reverse

from leads.models import BackgroundRun
from tests.leads.scoring_ledger import NOW, days, make_activity, make_company, make_lead
from tests.leads.test_scoring_draft_page import HTMX, admin_client, change, no_broker, post

__all__ = ["admin_client", "no_broker"]
pytestmark = pytest.mark.django_db


def test_the_effect_counts_the_same_leads_under_both_and_names_those_that_move_most(admin_client):
    company = make_company(employees=300)
    leads = [make_lead(company=company) for _ in range(3)]
    for _ in range(2):
        make_activity(leads[0], "inquiry", days(1))
    make_activity(leads[1], "inquiry", days(1))
    change(admin_client, "behaviour-9", points=50, cap=100)
    answer = admin_client.get(reverse("scoring_effect"), headers=HTMX)
    effect, page = answer.context["effect"], answer.content.decode()
    assert (effect.leads, effect.total, effect.differ, effect.rises) == (3, 3, 2, 2)
    assert [(moved.lead, moved.mover.moved) for moved in answer.context["movers"]] == [(leads[0], 20), (leads[1], 10)]
    (why,) = answer.context["movers"][0].why
    assert (why.was, why.now) == (80, 100)
    assert page.count("<svg") >= 2 and "<html" not in page and "style=" not in page
    lines = [line.value for histogram in answer.context["histograms"] for line in histogram.lines]
    assert lines


def test_every_rule_says_how_many_leads_it_reaches(admin_client):
    company = make_company(employees=300)
    for _ in range(3):
        make_activity(make_lead(company=company), "inquiry", days(1))
    change(admin_client, "behaviour-9", points=50)
    answer = admin_client.get(reverse("scoring_reach"), headers=HTMX)
    counts = answer.context["counts"]
    assert (answer.context["leads"], counts["behaviour-9"], counts["behaviour-1"]) == (3, 3, 0)
    assert [counts[f"group-2-rule-{number}"] for number in (1, 2, 3, 4)] == [0, 3, 3, 3]
    assert 'id="reach-behaviour-9" hx-swap-oob="true"' in answer.content.decode()


def test_the_exact_effect_is_computed_by_a_run_and_is_the_same(admin_client):
    from leads.background import perform

    lead = make_lead()
    make_activity(lead, "inquiry", days(1))
    change(admin_client, "behaviour-9", points=50)
    answer = post(admin_client, "scoring_effect_exact")
    run = BackgroundRun.objects.get()
    assert answer.url == reverse("scoring_effect_run", args=[run.pk])
    assert "<progress" in admin_client.get(answer.url).content.decode()
    run.claim(at=NOW)
    perform(run)
    page = admin_client.get(answer.url)
    estimate = admin_client.get(reverse("scoring_effect")).context["effect"]
    exact = page.context["effect"]
    assert (exact.differ, exact.behaviour, exact.movers) == (estimate.differ, estimate.behaviour, estimate.movers)


@pytest.mark.parametrize("text", ["\0", "'; drop table", "𠮷野家", "%", "a" * 5000])
def test_any_text_may_be_searched_for(admin_client, text):
    assert admin_client.get(reverse("scoring_draft_leads"), {"q": text}).status_code == 200


def test_any_lead_is_found_and_shown_under_both_versions(admin_client):
    lead = make_lead(name="青木 花")
    from leads.search import refresh

    refresh([lead.pk])
    make_activity(lead, "inquiry", days(1))
    change(admin_client, "behaviour-9", points=55)
    found = admin_client.get(reverse("scoring_draft_leads"), {"q": "青木"}, headers=HTMX).content.decode()
    assert reverse("scoring_draft_lead", args=[lead.pk]) in found
    page = admin_client.get(reverse("scoring_draft_lead", args=[lead.pk]))
    assert (page.context["before"].behaviour_score, page.context["after"].behaviour_score) == (40, 55)
