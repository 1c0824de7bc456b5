import re

import pytest
from django.urls import reverse

from leads.models import BackgroundRun, DraftRevision, ScoringModel, WorkshopDraft
from leads.scoring import draft_document, publish_now
from leads.scoring.draft import open_draft
from leads.scoring_document import AttributeGroup, AttributeRule, BehaviourRule, ScoringDocument
from tests.leads.scoring_ledger import NOW, make_lead
from tests.publishing import finish_publications

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def no_broker(monkeypatch):
    monkeypatch.setattr("leads.tasks.perform_run.apply_async", lambda arguments: None)


@pytest.fixture
def admin_client(login, admin):
    return login(admin)


def post(client, url_name, /, *args, headers=None, **data):
    data = {"seen": WorkshopDraft.objects.values_list("revision", flat=True).first() or 0} | data
    return client.post(reverse(url_name, args=args), data, headers=headers)


def row(document: ScoringDocument, name: str, **changes) -> dict:
    """What the form of a behaviour rule posts, with changes."""
    rule = next(rule for rule in document.behaviour if rule.id == name)
    fields = ("kind", "content_contains", "points", "fresh_days", "faded_points", "expire_days", "cap")
    data = {field: getattr(rule, field) for field in fields} | changes
    return {field: "" if value is None else value for field, value in data.items()}


def named() -> ScoringDocument:
    return draft_document() or ScoringModel.objects.active().parsed.named()


def change(client, name="behaviour-1", seen=None, headers=None, **changes):
    data = row(named(), name, **changes) | ({} if seen is None else {"seen": seen})
    return post(client, "scoring_draft_rule", name, headers=headers, **data)


def rule(name: str):
    return next(thing for thing in named().things() if thing.id == name)


def test_looking_makes_no_draft(admin_client):
    page = admin_client.get(reverse("scoring_draft"))
    assert page.status_code == 200 and "料金" in page.content.decode()
    assert not WorkshopDraft.objects.exists()
    assert admin_client.get(reverse("scoring_edit")).url == reverse("scoring_draft")


def test_the_untouched_rows_are_the_version_in_force(admin_client):
    before = named()
    for thing in before.behaviour:
        assert change(admin_client, thing.id).status_code == 302
    assert draft_document() == ScoringModel.objects.active().parsed
    assert DraftRevision.objects.count() == 1
    answer = post(admin_client, "scoring_publish", reason="r")
    assert answer.status_code == 422 and ScoringModel.objects.count() == 1


def test_every_kind_of_attribute_rule_survives_its_form(admin_client, admin):
    rules = (
        AttributeRule("industry", "in", 5, ["情報・通信業", "Media, Print"]),
        AttributeRule("employees", "between", 5, [50, 299]),
        AttributeRule("custom:Total Time", "at_least", 5, 0.5),
        AttributeRule("custom:Total Time", "is", 5, "0.5"),
        AttributeRule("is_customer", "is", -5, True),
        AttributeRule("tag", "is_empty", 1),
    )
    publish_now(ScoringDocument((), (AttributeGroup("自社", 50, "sum", rules),)), reason="r", by=admin, at=NOW)
    page = admin_client.get(reverse("scoring_draft")).context["page"]
    for each in page.groups[0].rules:
        data = {field.name: field.value() for field in each.form}
        data = {name: "" if value is None else value for name, value in data.items()}
        assert post(admin_client, "scoring_draft_rule", each.id, **data).status_code == 302
    assert draft_document().attribute_groups[0].rules == rules


def test_a_change_is_saved_to_the_draft_and_to_nothing_else(admin_client, admin):
    answer = change(admin_client, points=7)
    assert answer.url == reverse("scoring_draft") + "#rule-behaviour-1"
    assert rule("behaviour-1").points == 7
    assert ScoringModel.objects.active().parsed.behaviour[0].points == 1
    assert WorkshopDraft.objects.get().updated_by == admin


def test_htmx_leaves_the_fields_alone_and_updates_what_stands_around_them(admin_client):
    answer = change(admin_client, points=7, headers=HTMX)
    page = answer.content.decode()
    assert answer["HX-Reswap"] == "none" and "draft-changed" in answer["HX-Trigger"]
    assert re.search(r'name="seen" value="2" id="seen-behaviour-1" hx-swap-oob', page)
    assert re.search(r"<del>1</del>\s*→\s*<ins>7</ins>", page)
    assert 'name="points"' not in page


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("points", "abc"),
        ("points", "10001"),
        ("points", ""),
        ("cap", "-3"),
        ("expire_days", "5"),
        ("fresh_days", "-1"),
        ("kind", ""),
        ("kind", "k" * 61),
        ("content_contains", "x" * 201),
        ("content_contains", "a\0b"),
    ],
)
def test_bad_input_is_answered_at_its_field_and_not_saved(admin_client, field, value):
    for headers in (HTMX, None):
        answer = change(admin_client, headers=headers, **{"faded_points": "16", field: value})
        page = answer.content.decode()
        assert answer.status_code == 422
        assert re.search(rf'id="behaviour-1-{field}_error"', page)
        assert 'value="16"' in page
    assert not DraftRevision.objects.filter(number__gt=1).exists()


def test_bad_attribute_rules_and_groups_are_answered_at_their_field(admin_client):
    good = {"field": "employees", "operator": "at_least", "value": "100", "points": "5"}
    for bad in ({"value": "many"}, {"operator": "contains"}, {"field": "shoe_size"}, {"points": "1.5"}, {"value": ""}):
        answer = post(admin_client, "scoring_draft_rule_add", "group-2", **good | bad)
        assert answer.status_code == 422
        assert f'id="new-group-2-{next(iter(bad))}_error"' in answer.content.decode()
    for bad in ({"limit": "-1"}, {"name": ""}, {"pick": "median"}):
        answer = post(admin_client, "scoring_draft_rule", "group-1", **{"name": "n", "limit": 5, "pick": "sum"} | bad)
        assert answer.status_code == 422
    assert post(admin_client, "scoring_draft_title_words", title_words="店長代理 = 9").status_code == 422


def test_rules_and_groups_are_added_copied_moved_and_removed(admin_client):
    names = [thing.id for thing in named().behaviour]
    new = {"kind": "page_view", "own_kind": "展示会", "points": 5, "fresh_days": 30}
    post(admin_client, "scoring_draft_behaviour_add", **new)
    assert named().behaviour[-1].kind == "展示会"
    assert named().behaviour[-1].id not in names
    post(admin_client, "scoring_draft_copy", "behaviour-4")
    assert named().behaviour[3] == named().behaviour[4] and named().behaviour[4].id not in names
    post(admin_client, "scoring_draft_remove", named().behaviour[4].id)
    post(admin_client, "scoring_draft_place", "behaviour-2", number=1)
    assert [thing.id for thing in named().behaviour][:3] == ["behaviour-2", "behaviour-1", "behaviour-3"]
    post(admin_client, "scoring_draft_place", "behaviour-2", number=99)
    assert named().behaviour[-1].id == "behaviour-2"
    post(admin_client, "scoring_draft_group_add", name="自社", limit=20, pick="sum")
    group = named().attribute_groups[-1].id
    post(admin_client, "scoring_draft_rule_add", group, field="tag", operator="is", value="VIP", points=9)
    post(admin_client, "scoring_draft_copy", group)
    first, second = named().attribute_groups[-2:]
    assert first == second and {first.id, first.rules[0].id}.isdisjoint({second.id, second.rules[0].id})
    post(admin_client, "scoring_draft_title_words", title_words="店長代理 = 2")
    assert named().title_words == {"店長代理": 2}


def test_a_removal_is_undone_with_one_button(admin_client):
    before = named()
    post(admin_client, "scoring_draft_remove", "behaviour-4")
    page = admin_client.get(reverse("scoring_draft"))
    assert "料金" in page.context["page"].undo_words
    post(admin_client, "scoring_draft_undo")
    assert named() == before and named().behaviour[3].id == "behaviour-4"
    post(admin_client, "scoring_draft_undo")
    assert named() == before


def test_the_second_of_two_admins_sees_the_firsts_change_and_chooses_in_a_conflict(admin_client, manager):
    draft = open_draft(by=manager, at=NOW)
    behaviour = [
        each | {"points": 5, "cap": 44} if each["id"] == "behaviour-1" else each for each in draft.document["behaviour"]
    ]
    draft.edit(draft.document | {"behaviour": behaviour}, seen=1, by=manager, at=NOW)
    old = ScoringModel.objects.active().parsed.named()
    answer = post(
        admin_client, "scoring_draft_rule", "behaviour-1", seen=1, **row(old, "behaviour-1", points=7, fresh_days=20)
    )
    page = answer.content.decode()
    assert answer.status_code == 422 and 'id="draft-conflicts"' in page
    kept = rule("behaviour-1")
    assert (kept.points, kept.fresh_days, kept.cap) == (5, 20, 44)
    (choice,) = answer.context["conflicts"]
    assert (choice.stays, choice.other) == ("5", "7")
    post(admin_client, "scoring_draft_choice", path=choice.path, value=choice.value)
    assert rule("behaviour-1").points == 7


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("x", "1"),
        ("[]", "1"),
        ('["behaviour"]', "5"),
        ('["behaviour", "gone", "points"]', "1"),
        ("3", "1"),
        ("[[]]", "{"),
        ('["behaviour", "behaviour-2", "points"]', '"many"'),
        ('["behaviour", "behaviour-2", "points"]', "1e400"),
        ('["behaviour", "behaviour-2", "content_contains"]', '"a\\u0000b"'),
        ('["behaviour", "behaviour-2", "content_contains"]', '"\\ud800"'),
        ('["behaviour", "behaviour-2", "shoes"]', "1"),
        ('["behaviour", "order"]', "5"),
    ],
)
def test_a_made_up_choice_changes_nothing(admin_client, path, value):
    change(admin_client, points=7)
    before = WorkshopDraft.objects.get().document
    assert post(admin_client, "scoring_draft_choice", path=path, value=value).status_code == 302
    assert WorkshopDraft.objects.get().document == before


def test_a_row_that_somebody_removed_and_an_edit_of_it_are_both_kept_for_a_choice(admin_client, manager):
    draft = open_draft(by=manager, at=NOW)
    draft.edit(draft.document | {"behaviour": draft.document["behaviour"][1:]}, seen=1, by=manager, at=NOW)
    old = ScoringModel.objects.active().parsed.named()
    answer = post(admin_client, "scoring_draft_rule", "behaviour-1", seen=1, **row(old, "behaviour-1", points=7))
    (choice,) = answer.context["conflicts"]
    post(admin_client, "scoring_draft_choice", path=choice.path, value=choice.value)
    assert rule("behaviour-1").points == 7


def test_a_draft_left_behind_is_told_what_changed_under_it(admin_client, admin):
    change(admin_client, points=7)
    document = ScoringModel.objects.active().parsed
    newer = ScoringDocument(
        (BehaviourRule("email_open", 3, 30, cap=10), *document.behaviour[1:]), document.attribute_groups[:-1]
    )
    publish_now(newer, reason="タグを外す", by=admin, at=NOW)
    page = admin_client.get(reverse("scoring_draft")).content.decode()
    assert "タグを外す" in page and reverse("scoring_draft_rebase") in page
    assert post(admin_client, "scoring_publish", reason="r").status_code == 422
    answer = post(admin_client, "scoring_draft_rebase")
    (choice,) = answer.context["conflicts"]
    assert (choice.stays, choice.other) == ("7", "3")
    assert len(draft_document().attribute_groups) == len(document.attribute_groups) - 1
    assert reverse("scoring_draft_rebase") not in admin_client.get(reverse("scoring_draft")).content.decode()
    assert post(admin_client, "scoring_publish", reason="r").status_code == 302


def test_publishing_needs_a_reason_and_a_look_at_what_others_changed(admin_client, admin, manager):
    change(admin_client, points=7)
    assert post(admin_client, "scoring_publish", reason=" ").status_code == 422
    draft = WorkshopDraft.objects.get()
    draft.edit(draft.document | {"title_words": {"店長代理": 2}}, seen=2, by=manager, at=NOW)
    assert post(admin_client, "scoring_publish", reason="r", seen=2).status_code == 422
    answer = post(admin_client, "scoring_publish", reason="開封を重視", seen=3)
    run = BackgroundRun.objects.get()
    assert answer.url == reverse("run", args=[run.pk])
    assert run.parameters["document"] == WorkshopDraft.objects.get().document
    assert (run.parameters["reason"], run.started_by) == ("開封を重視", admin)


def test_a_published_draft_comes_into_force_and_is_gone(admin_client):
    change(admin_client, points=7)
    post(admin_client, "scoring_draft_behaviour_add", kind="event", own_kind="展示会", points=5, fresh_days=30)
    post(admin_client, "scoring_draft_rule_add", "group-1", field="tag", operator="is", value="VIP", points=9)
    post(admin_client, "scoring_draft_title_words", title_words="店長代理 = 2")
    wanted = draft_document()
    post(admin_client, "scoring_publish", reason="r")
    finish_publications()
    active = ScoringModel.objects.active()
    assert (active.number, active.parsed) == (2, wanted)
    assert not WorkshopDraft.objects.exists()
    assert [thing.id for thing in named().things()] == [thing.id for thing in wanted.things()]


def test_a_discarded_draft_is_gone_and_nobody_trips_over_it(admin_client):
    change(admin_client, points=7)
    assert post(admin_client, "scoring_draft_discard").url == reverse("scoring")
    assert not WorkshopDraft.objects.exists()
    for name in ("scoring_draft_discard", "scoring_draft_undo", "scoring_draft_rebase", "scoring_publish"):
        assert post(admin_client, name, reason="r").status_code in (302, 422)
    assert change(admin_client, seen=9, points=8).status_code == 302
    assert "gone" not in [thing.id for thing in named().things()]
    assert post(admin_client, "scoring_draft_remove", "gone").status_code == 302


def test_a_column_that_an_import_kept_can_be_scored(admin_client):
    make_lead(custom_fields={"Total Time Spent on Website": "700"})
    assert "custom:Total Time Spent on Website" in admin_client.get(reverse("scoring_draft")).content.decode()
    rule = {"field": "custom:Total Time Spent on Website", "operator": "at_least", "value": "1,000", "points": "20"}
    post(admin_client, "scoring_draft_rule_add", "group-1", **rule)
    assert draft_document().attribute_groups[0].rules[-1] == AttributeRule(rule["field"], "at_least", 20, 1000)
