import re

import pytest
from django.template.loader import render_to_string
from django.urls import reverse

from leads.forms.scoring_draft import ScoringDraft
from leads.models import BackgroundRun, ScoringModel
from leads.scoring import breakdown, publish, publish_now
from leads.scoring_document import AttributeGroup, AttributeRule, BehaviourRule, ScoringDocument
from tests.leads.scoring_ledger import NOW, days, make_activity, make_company, make_lead
from tests.publishing import finish_publications

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_broker(monkeypatch):
    monkeypatch.setattr("leads.tasks.perform_run.apply_async", lambda arguments: None)


@pytest.fixture
def admin_client(login, admin):
    return login(admin)


def form_data(**changes) -> dict:
    """What the edit page posts when nothing was touched, with changes."""
    draft = ScoringDraft.of(ScoringModel.objects.active())
    forms = [*draft.behaviour_forms, *(form for group, rules in draft.group_forms for form in (group, *rules))]
    data = {field.html_name: field.value() for form in [*forms, draft.publish_form] for field in form}
    return {name: "" if value is None else value for name, value in (data | {"reason": "r"} | changes).items()}


def post(client, name, *args, data=None, **headers):
    answer = client.post(reverse(name, args=args), data if data is not None else form_data(), **headers)
    finish_publications()
    return answer


@pytest.mark.parametrize("who", ["marketer", "rep", "manager", "sales", "admin"])
def test_everybody_with_a_role_reads_the_scoring(who, request, login):
    page = login(request.getfixturevalue(who)).get(reverse("scoring"))
    assert page.status_code == 200
    assert "料金" in page.content.decode() and "情報・通信業" in page.content.decode()
    assert (reverse("scoring_edit") in page.content.decode()) is (who == "admin")


@pytest.mark.parametrize("who", ["marketer", "rep", "manager", "sales", "outsider"])
def test_only_an_admin_edits(who, request, login):
    client = login(request.getfixturevalue(who))
    assert client.get(reverse("scoring_edit")).status_code == 403
    for name, args in [
        ("scoring_publish", ()),
        ("scoring_preview", ()),
        ("scoring_behaviour_add", ()),
        ("scoring_group_add", ()),
        ("scoring_rule_add", (0,)),
        ("scoring_behaviour_remove", (0,)),
        ("scoring_group_remove", (0,)),
        ("scoring_rule_remove", (0, 0)),
    ]:
        assert post(client, name, *args).status_code == 403
    assert ScoringModel.objects.count() == 1


def test_the_untouched_form_is_the_newest_version(admin_client):
    draft = ScoringDraft.posted(form_data(), checked=True)
    assert draft.is_valid()
    assert draft.document() == ScoringModel.objects.active().parsed
    answer = post(admin_client, "scoring_publish")
    assert answer.status_code == 422
    assert ScoringModel.objects.count() == 1


def test_every_kind_of_rule_survives_the_form(admin_client, admin):
    rules = (
        AttributeRule("industry", "in", 5, ["情報・通信業", "Media, Print"]),
        AttributeRule("employees", "between", 5, [50, 299]),
        AttributeRule("custom:Total Time", "at_least", 5, 0.5),
        AttributeRule("custom:Total Time", "is", 5, "0.5"),
        AttributeRule("is_customer", "is", -5, True),
        AttributeRule("is_customer", "is_not", -5, False),
        AttributeRule("tag", "is_empty", 1),
    )
    document = ScoringDocument(
        (BehaviourRule("展示会", 5, 30, "ブース", 2, 60, 10), BehaviourRule("inactivity", -5, 30)),
        (AttributeGroup("自社", 50, "sum", rules), AttributeGroup("empty", 5)),
        {"店長代理": 2},
    )
    publish_now(document, reason="r", by=admin, at=NOW)
    draft = ScoringDraft.posted(form_data(), checked=True)
    assert draft.is_valid(), [form.errors for _, rules in draft.group_forms for form in rules]
    assert draft.document() == document


def test_an_admin_publishes_a_change_with_a_reason(admin_client, admin):
    answer = post(admin_client, "scoring_publish", data=form_data(**{"b-0-points": "2", "reason": "開封を重視"}))
    model = ScoringModel.objects.active()
    assert (model.number, model.reason, model.author) == (2, "開封を重視", admin)
    assert model.parsed.behaviour[0].points == 2
    run = BackgroundRun.objects.get()
    assert answer.url == reverse("run", args=[run.pk])
    diff = admin_client.get(reverse("scoring_version", args=[2])).content.decode()
    assert re.search(r"<del>1</del>\s*→\s*<ins>2</ins>", diff)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("b-0-points", "abc"),
        ("b-0-points", "10001"),
        ("b-0-points", ""),
        ("b-0-cap", "-3"),
        ("b-1-expire_days", "5"),
        ("b-1-fresh_days", "-1"),
        ("b-0-kind", ""),
        ("b-0-kind", "k" * 61),
        ("b-3-content_contains", "x" * 201),
        ("g-0-limit", "-1"),
        ("g-0-name", ""),
        ("g-0-pick", "median"),
        ("g-0-r-0-value", ""),
        ("g-1-r-0-value", "many"),
        ("g-1-r-0-operator", "contains"),
        ("g-1-r-0-field", "shoe_size"),
        ("g-1-r-0-points", "1.5"),
        ("title_words", "店長代理 = 9"),
        ("reason", " "),
    ],
)
def test_bad_input_is_answered_at_its_field_and_nothing_is_published(admin_client, field, value):
    data = form_data(**{"b-5-points": "16", field: value})
    answer = post(admin_client, "scoring_publish", data=data)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert f'id="id_{field}_error"' in page
    assert 'value="16"' in page
    assert ScoringModel.objects.count() == 1


def test_a_null_character_is_refused(admin_client):
    answer = post(admin_client, "scoring_publish", data=form_data(**{"b-3-content_contains": "a\0b"}))
    assert answer.status_code == 422


def test_the_form_of_htmx_is_the_fragment_and_without_it_the_page(admin_client):
    data = form_data(**{"b-0-points": "abc"})
    whole = post(admin_client, "scoring_preview", data=data).content.decode()
    piece = post(admin_client, "scoring_preview", data=data, headers={"HX-Request": "true"}).content.decode()
    assert "<html" in whole and "<html" not in piece and piece.strip().startswith("<form")


def test_rows_come_and_go_without_losing_what_was_typed(admin_client):
    typed = {"b-0-points": "77", "g-1-r-0-points": "88", "reason": "まだ途中"}

    def rows(answer):
        page = answer.content.decode()
        assert 'value="77"' in page and 'value="88"' in page and "まだ途中" in page
        return {name: len(re.findall(pattern, page)) for name, pattern in PATTERNS.items()}

    before = rows(admin_client.post(reverse("scoring_behaviour_add"), form_data(**typed)))
    assert before == {"behaviour": 13, "groups": 8, "rules": 20}
    assert rows(admin_client.post(reverse("scoring_group_add"), form_data(**typed)))["groups"] == 9
    assert rows(admin_client.post(reverse("scoring_rule_add", args=[1]), form_data(**typed)))["rules"] == 21
    assert rows(admin_client.post(reverse("scoring_behaviour_remove", args=[3]), form_data(**typed)))["behaviour"] == 11
    assert rows(admin_client.post(reverse("scoring_group_remove", args=[7]), form_data(**typed)))["groups"] == 7
    assert rows(admin_client.post(reverse("scoring_rule_remove", args=[0, 1]), form_data(**typed)))["rules"] == 19
    assert rows(admin_client.post(reverse("scoring_rule_remove", args=[9, 9]), form_data(**typed)))["rules"] == 20
    assert ScoringModel.objects.count() == 1


PATTERNS = {
    "behaviour": r'name="b-\d+-kind"',
    "groups": r'name="g-\d+-name"',
    "rules": r'name="g-\d+-r-\d+-field"',
}


def test_a_column_that_an_import_kept_can_be_scored(admin_client):
    make_lead(custom_fields={"Total Time Spent on Website": "700"})
    assert "custom:Total Time Spent on Website" in admin_client.get(reverse("scoring_edit")).content.decode()
    extra = {
        "g-8-name": "Web",
        "g-8-limit": "20",
        "g-8-pick": "best",
        "g-8-r-0-field": "custom:Total Time Spent on Website",
        "g-8-r-0-operator": "at_least",
        "g-8-r-0-value": "1,000",
        "g-8-r-0-points": "20",
    }
    assert post(admin_client, "scoring_publish", data=form_data(**extra)).status_code == 302
    rule = ScoringModel.objects.active().parsed.attribute_groups[8].rules[0]
    assert rule == AttributeRule("custom:Total Time Spent on Website", "at_least", 20, 1000)


def test_the_preview_counts_leads_and_saves_nothing(admin_client):
    company = make_company(employees=300)
    for _ in range(3):
        make_lead(company=company)
    answer = post(admin_client, "scoring_preview", data=form_data(**{"b-0-points": "2", "reason": ""}))
    page = answer.content.decode()
    assert answer.status_code == 200
    assert answer.context["effect"].groups[1] == [0, 3, 3, 3]
    assert answer.context["effect"].behaviour[-1] == 3
    assert 'id="effect-title"' in page
    assert ScoringModel.objects.count() == 1


def test_the_second_of_two_authors_is_told_and_keeps_everything(admin_client, admin):
    mine = form_data(**{"b-0-points": "9", "reason": "mine"})
    first = form_data(**{"b-1-points": "4", "reason": "先に公開"})
    assert post(admin_client, "scoring_publish", data=first).status_code == 302
    answer = post(admin_client, "scoring_publish", data=mine)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "先に公開" in page and 'value="9"' in page and "mine" in page
    assert re.search(r'name="base" value="2"', page)
    assert ScoringModel.objects.count() == 2
    assert post(admin_client, "scoring_publish", data=mine | {"base": "2"}).status_code == 302
    assert ScoringModel.objects.active().parsed.behaviour[0].points == 9


def test_a_version_is_compared_with_any_other(admin_client, admin):
    one = ScoringModel.objects.active().parsed
    fewer = ScoringDocument(one.behaviour[:1], one.attribute_groups)
    publish_now(fewer, by=admin, at=NOW, reason="fewer rules")
    publish_now(one, by=admin, at=NOW, reason="back")
    assert [change.action for change in admin_client.get("/scoring/versions/2/").context["changes"]] == ["removed"] * 11
    assert admin_client.get("/scoring/versions/3/?against=1").context["changes"] == []
    assert admin_client.get("/scoring/versions/3/?against=99").status_code == 404
    assert admin_client.get("/scoring/versions/4/").status_code == 404


def test_the_page_says_that_a_version_is_being_published(admin_client, admin):
    run = publish(ScoringDocument(), reason="r", by=admin, at=NOW)
    assert reverse("run", args=[run.pk]) in admin_client.get(reverse("scoring")).content.decode()
    answer = admin_client.post(reverse("scoring_publish"), form_data(**{"b-0-points": "9"}))
    assert answer.status_code == 422
    assert BackgroundRun.objects.count() == 1


def test_a_run_is_seen_by_its_starter_and_admins(login, marketer, rep, admin):
    run = BackgroundRun.objects.create(kind="apply_import", started_by=marketer)
    for person, status in [(marketer, 200), (admin, 200), (rep, 404)]:
        assert login(person).get(reverse("run", args=[run.pk])).status_code == status


@pytest.mark.parametrize(
    ("state", "polls"),
    [("queued", True), ("running", True), ("done", False), ("failed", False), ("cancelled", False)],
)
def test_the_page_of_a_run_polls_until_it_is_over(admin_client, admin, state, polls):
    run = BackgroundRun.objects.create(
        kind="publish_scoring",
        state=state,
        done=3,
        total=4,
        started_by=admin,
        result={"version": 7, "scores_changed": 1234, "scored": 5678} if state == "done" else {},
        error="The disk is full." if state == "failed" else "",
    )
    page = admin_client.get(reverse("run", args=[run.pk]), headers={"HX-Request": "true"}).content.decode()
    assert ("every 1s" in page) is polls
    assert ("1,234" in page) is (state == "done")
    assert ("The disk is full." in page) is (state == "failed")
    assert "<html" not in page


def test_the_breakdown_reads_as_sentences():
    lead = make_lead(company=make_company(employees=300), tags=["競合"])
    for number in range(12):
        make_activity(lead, "page_view", days(number), content="/料金/")
    make_activity(lead, "page_view", days(40), content="/料金/")
    page = render_to_string("leads/_breakdown.html", {"breakdown": breakdown(lead, NOW)})
    assert "料金" in page and "競合" in page and "12" in page
    assert page.count("<caption>") == 2
