"""The chart of strictness and load in a real browser: its points, the table's buttons, and the way back."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.e2e

PAST = """
from django.utils import timezone
from feedback.models import PastCase, PastCaseFile
from leads.models import ImportRun, Lead
run = ImportRun.objects.create(kind="past_cases", file_name="past.csv", encoding="utf-8", state="done")
file = PastCaseFile.objects.create(import_run=run)
leads = Lead.objects.bulk_create(Lead(external_id=f"past-{n}", person_key=f"past-{n}") for n in range(30))
PastCase.objects.bulk_create(
    PastCase(lead=lead, tossed_up_at=timezone.now(), result="won", file=file, line=n) for n, lead in enumerate(leads)
)
"""
FORGET = """
from leads.models import ImportRun, Lead, WorkshopDraft
WorkshopDraft.objects.all().delete()
ImportRun.objects.filter(kind="past_cases").delete()
Lead.objects.filter(external_id__startswith="past-").delete()
"""


@pytest.fixture
def past(stack):
    stack.manage("shell", "--no-imports", "-c", PAST)
    yield
    stack.manage("shell", "--no-imports", "-c", FORGET)


def test_a_point_goes_into_the_draft_by_key_and_button_and_out_again(past, sign_in):
    page = sign_in("admin@example.jp")
    page.goto("/reviews/frontier/?x=behaviour_min&x_from=0&x_to=200&x_step=50")
    page.locator("svg.wide a.mark[aria-label*='50：']").first.focus()
    page.keyboard.press("Enter")
    confirmed = page.locator("#frontier .note.success")
    expect(confirmed).to_contain_text("50")
    expect(confirmed).to_be_focused()
    page.locator(".frontier-rows button[value='200']").click()
    expect(confirmed).to_contain_text("200")
    confirmed.locator("button").click()
    expect(confirmed).to_have_count(0)
    expect(page.locator("#flash-area")).to_contain_text("元に戻しました")
