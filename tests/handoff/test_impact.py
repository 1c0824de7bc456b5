"""What a draft would change: the numbers against plain counting in Python, and against what publishing then does."""

import dataclasses
import datetime as dt
import random

import pytest
from django.urls import reverse
from django.utils import timezone

from handoff.criteria.document import Condition, Segment
from handoff.criteria.profiles import LARGE, MID
from handoff.impact import estimate, exact
from handoff.impact import sample as sampling
from handoff.impact.compared import Comparison
from handoff.impact.question import Question
from handoff.impact.tally import Tally
from handoff.models import Handoff, ImpactChange, QueueEntry
from handoff.publication.publishing import publish_now
from handoff.workshop import put_thresholds
from leads.models import BackgroundRun, ScoringModel, WorkshopDraft
from leads.scoring import rescore
from tests.conftest import NOW
from tests.handoff.judging import make_lead, put_in_force
from tests.publishing import perform

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def with_thresholds(document, **values):
    return document.with_changes(thresholds=document.thresholds | values)


EASIER = with_thresholds(LARGE, behaviour_min=25)


def crowd(count=60, seed=3):
    """Leads with scores around the thresholds of the large profile, by chance but always the same."""
    chance = random.Random(seed)
    return [
        make_lead(behaviour=chance.randrange(0, 80), attribute=chance.choice((50, 60, 70)), source=f"s{number % 3}")
        for number in range(count)
    ]


def flag(lead, document) -> str:
    """Read from the definition of the large profile, rules 4 and 7: nothing else is true of these leads."""
    least = document.thresholds
    meets = (
        lead.score.attribute_score >= least["attribute_min"] and lead.score.behaviour_score >= least["behaviour_min"]
    )
    return "target" if meets else "not_target"


def counted(leads, before, after) -> dict:
    found: dict = {}
    for lead in leads:
        ends = flag(lead, before), flag(lead, after)
        found[ends] = found.get(ends, 0) + 1
    return found


def question_about(document, before=LARGE) -> Question:
    return Question("criteria", Comparison(before, document), 1, ScoringModel.objects.active().number)


def computed(admin, document, before=LARGE, at=NOW) -> BackgroundRun:
    run = perform(exact.start(question_about(document, before), by=admin, at=at))
    assert (run.state, run.error) == ("done", "")
    return run


def test_flags_are_counted_as_one_would_by_hand():
    leads = crowd()
    found = estimate(LARGE, EASIER, NOW)
    assert {ends: number for ends, number in found.tally.flags.items() if number} == counted(leads, LARGE, EASIER)
    assert found.leads == len(leads) and not found.is_estimate
    assert found.tally.turned == sum(flag(lead, LARGE) != flag(lead, EASIER) for lead in leads) > 5


def test_routes_reasons_and_sources_add_up_to_the_same():
    leads = crowd()
    tally = estimate(LARGE, EASIER, NOW).tally
    gained = sum(flag(lead, EASIER) == "target" != flag(lead, LARGE) for lead in leads)
    assert tally.routes[("not_target", "nurture"), ("target", "sales")] == gained
    assert tally.reasons["below_threshold", "score_met"] == gained
    assert sum(group.gained for group in tally.sources.values()) == gained
    of_one = [lead for lead in leads if lead.source == "s1"]
    assert tally.sources["s1"].after["target"] == sum(flag(lead, EASIER) == "target" for lead in of_one)


def test_another_reason_alone_is_counted_apart():
    make_lead(behaviour=0, attribute=0)
    tally = estimate(MID, LARGE, NOW).tally  # to nurturing under both, with a reason of each
    assert (tally.turned, tally.changed) == (0, 1)


def test_a_tally_reads_back_what_it_wrote():
    crowd()
    tally = estimate(LARGE, EASIER, NOW).tally
    assert Tally.from_json(tally.to_json()) == tally


def test_a_segment_is_judged_by_its_own_table():
    leads = crowd()
    table = with_thresholds(LARGE, behaviour_min=10).as_table()
    of_one = Segment("展示会", (Condition("source", "is", "s1"),), table, "one")
    tally = estimate(LARGE, LARGE.with_changes(segments=(of_one,)), NOW).tally
    theirs = [lead for lead in leads if lead.source == "s1"]
    assert tally.segments[1].leads == tally.moved[0, 1] == len(theirs)
    assert tally.segments[1].gained == sum(flag(lead, table) == "target" != flag(lead, LARGE) for lead in theirs)
    assert tally.segments[0].gained == 0


@pytest.fixture
def disqualified(team):
    lead = make_lead(behaviour=30, attribute=60)
    QueueEntry.objects.create(
        lead=lead, team=team, state="closed", disposition="disqualified", closed_at=NOW - DAY, entered_at=NOW - 2 * DAY,
        due_at=NOW,
    )  # fmt: skip
    return lead


def test_leads_with_sales_and_disqualified_ones_are_not_open(team, disqualified):
    stays = make_lead(behaviour=30, attribute=60)
    for state in ("assigned", "closed"):
        with_sales = make_lead(behaviour=30, attribute=60)
        Handoff.objects.create(lead=with_sales, team=team, state=state, reason="x", submitted_at=NOW - DAY)
    found = estimate(LARGE, EASIER, NOW)
    assert found.leads == 1
    assert found.examples["not_target", "target"] == [stays]


def test_whoever_came_back_into_the_queue_is_open_again(team, disqualified):
    QueueEntry.objects.create(lead=disqualified, team=team, entered_at=NOW, due_at=NOW)
    assert estimate(LARGE, EASIER, NOW).leads == 1


def test_a_returned_toss_up_leaves_its_lead_open(team):
    Handoff.objects.create(
        lead=make_lead(behaviour=30, attribute=60), team=team, state="returned", reason="x", submitted_at=NOW
    )
    assert estimate(LARGE, EASIER, NOW).leads == 1


@pytest.mark.parametrize(
    "before, after",
    [
        (MID, with_thresholds(MID, behaviour_min=40)),
        (with_thresholds(MID, behaviour_min=40), MID),
        (MID, with_thresholds(LARGE, attribute_min=0)),
    ],
)
def test_what_is_said_of_the_moment_of_publishing_is_what_happens_then(admin, before, after):
    put_in_force(before)
    for kinds in ("page_view", "trial", "webinar", "trial inquiry", "trial webinar", "trial webinar inquiry"):
        make_lead(actions=[(kind, 2) for kind in kinds.split()])
    rescore(lead_ids=None, as_of=NOW)
    was = set(QueueEntry.objects.open().values_list("lead", flat=True))
    said = computed(admin, after, before=before, at=NOW + DAY).result["tally"]
    publish_now(after, reason="試験", by=admin, at=NOW + DAY, base_number=2)
    now_open = set(QueueEntry.objects.open().values_list("lead", flat=True))
    tossed_up = set(Handoff.objects.values_list("lead", flat=True))
    assert said["automatic"] == len(tossed_up)
    assert said["entering"] == len(now_open - was)
    assert said["leaving"] == len(was - now_open - tossed_up)
    assert said["entering"] + said["leaving"] + said["automatic"] > 0


def test_all_leads_are_computed_in_the_background_and_listed_page_by_page(login, admin):
    leads = [make_lead(behaviour=30, attribute=60, name=f"青木 {number}") for number in range(53)]
    run = computed(admin, EASIER)
    assert set(ImpactChange.objects.filter(run=run).values_list("lead", flat=True)) == {lead.pk for lead in leads}
    client = login(admin)
    first = client.get(reverse("impact_leads", args=[run.pk]), {"flag_from": "not_target", "flag_to": "target"})
    assert first.content.decode().count("row-link") == 50
    rest = client.get(reverse("impact_leads", args=[run.pk]) + first.context["list"].next_url)
    listed = [row.lead.pk for page in (first, rest) for row in page.context["list"].rows]
    assert listed == sorted(lead.pk for lead in leads)
    other = client.get(reverse("impact_leads", args=[run.pk]), {"flag_from": "target", "flag_to": "hold"})
    assert not other.context["list"].rows


def test_a_listed_lead_shows_both_verdicts_and_why(login, admin):
    make_lead(behaviour=30, attribute=60)
    run = computed(admin, EASIER)
    row = login(admin).get(reverse("impact_leads", args=[run.pk])).context["list"].rows[0]
    assert (row.was.flag, row.would_be.flag) == ("not_target", "target")
    assert "25" in row.would_be.why and "60" in row.would_be.why


@pytest.mark.parametrize(
    "asked",
    ["after=x", "after=99999999999999999999999", "segment=x", "segment=9999", "route_from=a&route_to=b.c.d",
     "flag_from=%00&flag_to=target", "source=%00", "reason_from=nope&reason_to=nope"],
)  # fmt: skip
def test_made_up_links_find_nothing_and_break_nothing(login, admin, asked):
    make_lead(behaviour=30, attribute=60)
    address = reverse("impact_leads", args=[computed(admin, EASIER).pk])
    assert login(admin).get(f"{address}?{asked}").status_code == 200


def test_the_pages_from_draft_to_result(login, admin, django_capture_on_commit_callbacks):
    client = login(admin)
    assert client.get(reverse("impact")).context["question"] is None
    put_in_force(LARGE)
    leads = crowd()
    put_thresholds({"behaviour_min": 25}, by=admin, at=timezone.now())
    page = client.get(reverse("impact"), {"load": "1"})
    assert page.context["report"].tally.changed == sum(flag(lead, LARGE) != flag(lead, EASIER) for lead in leads)
    assert page.context["loads"].queue.after == 0
    started = client.post(reverse("impact_start"))
    run = BackgroundRun.objects.get(kind="impact")
    assert started.url == reverse("impact_run", args=[run.pk])
    assert client.get(started.url).context["report"] is None
    perform(run)
    assert client.get(started.url).context["report"].tally.flags == page.context["report"].tally.flags
    assert run in client.get(reverse("impact")).context["runs"]


def test_the_panel_beside_the_draft_gets_the_estimate(login, admin):
    put_thresholds({"behaviour_min": 80}, by=admin, at=timezone.now())
    client = login(admin)
    assert client.get(reverse("impact_estimate"), headers={"HX-Request": "true"}).status_code == 200
    assert client.get(reverse("impact_load"), headers={"HX-Request": "true"}).status_code == 200
    assert client.get(reverse("impact_estimate")).url == reverse("impact")


def test_a_draft_that_makes_no_sense_is_not_judged_by(login, admin):
    put_thresholds({"behaviour_min": 80}, by=admin, at=timezone.now())
    draft = WorkshopDraft.objects.get()
    draft.document["thresholds"] = {}
    draft.save()
    client = login(admin)
    page = client.get(reverse("impact"), {"load": "1"})
    assert page.context["problems"] and page.context["loads"] is None
    assert client.get(reverse("impact_estimate"), headers={"HX-Request": "true"}).status_code == 200
    assert client.post(reverse("impact_start")).url == reverse("impact")
    assert not BackgroundRun.objects.exists()


def test_a_cancelled_run_leaves_no_list(admin):
    crowd(5)
    run = exact.start(question_about(EASIER), by=admin, at=NOW)
    BackgroundRun.objects.filter(pk=run.pk).update(cancel_requested=True)
    run = perform(run)
    assert run.state == "cancelled"
    assert not ImpactChange.objects.filter(run=run).exists()


def test_the_lists_of_old_runs_go_and_their_numbers_stay(admin, monkeypatch, login):
    make_lead(behaviour=30, attribute=60)
    monkeypatch.setattr(exact, "LISTS", 1)
    old, new = computed(admin, EASIER), computed(admin, EASIER)
    assert not ImpactChange.objects.filter(run=old).exists()
    assert ImpactChange.objects.filter(run=new).exists()
    page = login(admin).get(reverse("impact_run", args=[old.pk]))
    assert page.context["report"].tally.changed == 1 and not page.context["has_list"]


def test_a_sample_is_scaled_up_and_says_how_far_it_may_be_off(monkeypatch):
    leads = crowd(400)
    monkeypatch.setattr(sampling, "SAMPLE", 200)
    found = estimate(LARGE, EASIER, NOW)
    if found.is_estimate:  # pages of the table are drawn, and there are few of them here
        assert abs(found.leads - len(leads)) <= 1
    assert sampling.margin(100, 0.25) == 34 and sampling.margin(100, 1) == 0


def test_the_draft_of_the_scoring_model_is_compared_too(admin):
    lead = make_lead(actions=[("inquiry", 1)], attribute=0, behaviour=0)
    model = ScoringModel.objects.active().parsed
    rescore(lead_ids=[lead.pk], as_of=NOW)
    lead.score.refresh_from_db()
    inquiry = lead.score.behaviour_score
    plain = with_thresholds(MID, behaviour_min=inquiry + 1)
    more = tuple(
        dataclasses.replace(rule, points=rule.points + 1, cap=None) if rule.kind == "inquiry" else rule
        for rule in model.behaviour
    )
    draft = dataclasses.replace(model, behaviour=more)
    assert estimate(plain, plain, NOW).tally.changed == estimate(plain, plain, NOW, scoring=model).tally.changed == 0
    assert estimate(plain, plain, NOW, scoring=draft).tally.changed == 1
