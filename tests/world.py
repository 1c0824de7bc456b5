"""One of everything, all of the first team: what the permission table's paths name."""

from dataclasses import dataclass

from django.contrib.auth.models import User

from feedback.frontier.grid import Axis, Grid
from feedback.frontier.sweep import Basis, Point, Swept
from feedback.models import PastCase, PastCaseFile, ReplayedCase
from handoff import package
from handoff.impact.compared import Comparison
from handoff.impact.flows import flows
from handoff.impact.question import Question
from handoff.impact.tally import Tally
from handoff.judging.new_scores import judge
from handoff.models import (
    AssignmentRule,
    Attachment,
    AttachmentContent,
    BulkAction,
    Clock,
    CriteriaVersion,
    Event,
    Handoff,
    HandoffPackage,
    Notice,
    QueueEntry,
    SavedView,
    StrategicTarget,
)
from leads.models import BackgroundRun, Company, ImportRun, Lead, ScoringModel


@dataclass
class World:
    people: dict[str, User]
    things: dict[str, list]

    def arguments(self, thing: str) -> list:
        """The path arguments for a thing of the table: "" has none."""
        return self.things[thing] if thing else []


def lead_at(company, number: int) -> Lead:
    return Lead.objects.create(
        external_id=f"L{number}", person_key=f"mail:l{number}@example.co.jp", email=f"l{number}@example.co.jp",
        name=f"青木 {number}", company=company,
    )  # fmt: skip


def handoff_of(lead, team, state, now, **fields) -> Handoff:
    handoff = Handoff.objects.create(
        lead=lead, team=team, state=state, reason="score_and_hearing", submitted_at=now, **fields
    )
    active = CriteriaVersion.objects.get(is_active=True)
    HandoffPackage.objects.create(
        handoff=handoff, document=package.build(lead, now, criteria=active), criteria=active, as_of=now
    )
    return handoff


def file_of(by, now, **fields) -> Attachment:
    return Attachment.objects.create(
        name="見積書.pdf", kind="pdf", size=9, sha256="0" * 64, uploaded_by=by, uploaded_at=now,
        content=AttachmentContent.objects.create(data=b"%PDF-1.7"), **fields,
    )  # fmt: skip


def replay_of(past: PastCase, team, by, now) -> ReplayedCase:
    criteria, scoring = CriteriaVersion.active(), ScoringModel.objects.active()
    side = {"criteria": 1, "scoring": 1, "document": criteria.document, "scoring_document": scoring.document}
    cases = {"source": "all", "team": team.pk, "undated_as_of": now.isoformat()}
    parameters = {"cases": cases, "passed": ["target"], "size": 1, "trial": side, "against": None}
    result = {"trial": [], "against": [], "unknown": {}, "needs": []}
    run = BackgroundRun.objects.create(kind="replay", state="done", started_by=by, parameters=parameters, result=result)
    return ReplayedCase.objects.create(
        run=run, case_id=f"file:{past.pk}", lead=past.lead, as_of=now, dated=False, result=past.result,
        flag="hold", reason="no_rule", behaviour_score=0, attribute_score=0,
    )  # fmt: skip


def sweep_of(by) -> BackgroundRun:
    basis, grid = Basis.current(), Grid((Axis("behaviour_min", (100,)),))
    swept = Swept(grid, [Point((100,), {})], {}, None)
    parameters = {"grid": grid.to_json(), "basis": basis.to_json(), "query": {"x": "behaviour_min"}}
    return BackgroundRun.objects.create(
        kind="frontier", state="done", started_by=by, parameters=parameters, result=swept.to_json()
    )


def build(people, team, now) -> World:
    rep, sales = people["rep"], people["sales"]
    company = Company.objects.create(name="青木製作所", name_key="青木製作所")
    claimed, waiting, submitted, assigned, accepted, nurtured = (lead_at(company, number) for number in range(6))
    judge(lead_ids=list(company.leads.values_list("pk", flat=True)), as_of=now)
    QueueEntry.objects.all().delete()
    entry = QueueEntry.objects.create(
        lead=claimed, team=team, state="claimed", owner=rep, claimed_at=now, entered_at=now, due_at=now
    )
    unclaimed = QueueEntry.objects.create(lead=waiting, team=team, entered_at=now, due_at=now)
    Clock.objects.start_for_entries([entry.pk], Clock.Kind.FIRST_RESPONSE, now)
    clock = Clock.objects.get(entry=entry)
    event = Event.objects.create(kind=Event.Kind.DUE_SOON, at=now, lead=claimed, entry=entry)
    notice = Notice.objects.create(event=event, recipient=rep, created_at=now, visible_at=now)
    imported = ImportRun.objects.create(
        kind="leads", file_name="leads.csv", encoding="utf-8-sig", created_by=people["marketer"],
        columns=["リードID", "氏名"],
    )  # fmt: skip
    imported.chunks.create(number=0, data="リードID,氏名\nL9,青木 九\n".encode())
    run = BackgroundRun.objects.create(kind="judge", state="done", started_by=people["marketer"])
    past_cases = ImportRun.objects.create(
        kind=PastCaseFile.KIND, file_name="past.csv", encoding="utf-8-sig", created_by=people["admin"],
        columns=["リードID", "結果"],
    )  # fmt: skip
    past_cases.chunks.create(number=0, data="リードID,結果\nL1,受注\n".encode())
    file = PastCaseFile.objects.create(import_run=past_cases, found={"受注": 1})
    past = PastCase.objects.create(lead=claimed, result="won", file=file, line=2)
    replayed = replay_of(past, team, people["manager"], now)
    to_approve = handoff_of(submitted, team, "awaiting_approval", now, submitted_by=rep)
    to_accept = handoff_of(assigned, team, "assigned", now, submitted_by=rep, assignee=sales, assigned_at=now)
    worked = handoff_of(
        accepted, team, "accepted", now, submitted_by=rep, assignee=sales, assigned_at=now, accepted_at=now
    )
    target = StrategicTarget.objects.create(
        lead=nurtured, owner=sales, reason="重点", added_by=people["manager"], added_at=now
    )
    published = BackgroundRun.objects.create(
        kind="publish_criteria", state="done", started_by=people["admin"],
        result={"version": 1, "leads": 0, "changed": 0, "moves": []},
    )  # fmt: skip
    active = CriteriaVersion.active()
    compared = Question("criteria", Comparison(active.parsed, active.parsed), active.number, 1).parameters(now)
    of_nobody = flows(Comparison(active.parsed, active.parsed), now).to_json()
    impact = BackgroundRun.objects.create(
        kind="impact", state="done", started_by=people["admin"], parameters=compared,
        result={"tally": Tally().to_json(), "flows": of_nobody},
    )  # fmt: skip
    old_criteria = CriteriaVersion.objects.create(
        number=99, profile="mid", document=CriteriaVersion.active().document, reason="old", published_at=now
    )
    old_scoring = ScoringModel.objects.create(
        number=99, document=ScoringModel.objects.active().document, reason="old", published_at=now
    )
    scoring, criteria = ScoringModel.objects.get(is_active=True), CriteriaVersion.objects.get(is_active=True)
    territory = AssignmentRule.objects.create(team=team, kind="territory", name="関東", prefectures=["東京都"])
    bulk_decision = BackgroundRun.objects.create(
        kind="decide_toss_ups", state="done", started_by=people["manager"],
        parameters={"action": "priority", "toss_ups": [], "values": {"priority": 1}, "tab": "approval"},
        result={"results": []},
    )  # fmt: skip
    effect = BackgroundRun.objects.create(kind="scoring_effect", started_by=people["admin"])
    view = SavedView.objects.create(owner=rep, team=team, name="今日", query="?tab=due_today", is_shared=True)
    action = BulkAction.objects.create(kind="claim", by=rep, at=now, finished_at=now)
    return World(
        people,
        {
            "shared view": [view.pk], "bulk action": [action.pk], "bulk kind": ["release"],
            "frontier run": [sweep_of(people["manager"]).pk],
            "replay": [replayed.run_id], "replayed": [replayed.pk], "past cases": [past_cases.pk],
            "company": [company.pk], "lead": [claimed.pk], "entry": [entry.pk], "unclaimed": [unclaimed.pk],
            "notice": [notice.pk], "import": [imported.pk], "run": [run.pk], "to approve": [to_approve.pk],
            "to accept": [to_accept.pk], "worked": [worked.pk], "scoring": [scoring.number],
            "calendar": [team.calendar_id], "member of rep": [rep.member.pk],
            "clock": [clock.pk], "nurtured": [nurtured.pk], "first rule": [0], "first group's first rule": [0, 0],
            "profile": ["large"], "criteria": [criteria.number], "two scorings": [scoring.number, scoring.number],
            "scoring draft": ["scoring"], "scoring rule": ["behaviour-1"], "scoring group": ["group-1"],
            "effect run": [effect.pk], "draft table": ["all"], "draft rule": ["all", "rule-1"],
            "draft switch": ["all", "rule-1", "active"], "draft window": ["all", "new"],
            "draft profile": ["all", "large"], "draft segment": ["new"],
            "publication": [published.pk], "hearing version": [0], "hearing sheet": ["all"],
            "hearing question": ["all", "budget"], "impact": [impact.pk], "old criteria": [old_criteria.number],
            "old scoring": [old_scoring.number],
            "entry and file": [entry.pk, file_of(rep, now, entry=entry).pk],
            "sent file": [file_of(rep, now, handoff=to_accept).pk],
            "territory": [territory.pk], "new territory": [team.pk, "territory"],
            "bulk decision": [bulk_decision.pk],
            "two criteria": [criteria.number, criteria.number], "company to target": ["company", company.pk],
            "strategic target": [target.pk], "team": [team.pk], "person": [rep.pk],
        },
    )  # fmt: skip
