from handoff.models.absence import Absence
from handoff.models.assignment_rule import AssignmentPolicy, AssignmentRule
from handoff.models.attachment import Attachment, AttachmentContent
from handoff.models.bulk_action import BulkAction, BulkItem
from handoff.models.calendar import BusinessCalendar, ClosedDay, ExtraOpenDay
from handoff.models.clock import Clock
from handoff.models.contact_attempt import ContactAttempt
from handoff.models.criteria import CriteriaVersion, Flag, PendingVerdict, Profile, Route, Verdict
from handoff.models.event import Event, Notice
from handoff.models.exception_routes import QuotaGrant, StrategicTarget
from handoff.models.export import Export
from handoff.models.handoff import Handoff, HandoffPackage
from handoff.models.hearing import Draft, Hearing, HearingSave
from handoff.models.hearing_template import HearingTemplate
from handoff.models.human_decision import Discretion, SalesRequest
from handoff.models.impact_change import ImpactChange
from handoff.models.member import Member, Team
from handoff.models.notice_choice import ChatMessage, ChatTarget, NoticeChoice
from handoff.models.nurturing import Nurturing, RecycleRule
from handoff.models.package_weights import PackageWeights
from handoff.models.queue_entry import QueueEntry
from handoff.models.queue_rules import QueueRules
from handoff.models.saved_view import ColumnChoice, SavedView
from handoff.models.start_step import StartStep

__all__ = [
    "Absence",
    "AssignmentPolicy",
    "AssignmentRule",
    "Attachment",
    "AttachmentContent",
    "BulkAction",
    "BulkItem",
    "BusinessCalendar",
    "ChatMessage",
    "ChatTarget",
    "Clock",
    "ClosedDay",
    "ColumnChoice",
    "ContactAttempt",
    "CriteriaVersion",
    "Discretion",
    "Draft",
    "Event",
    "Export",
    "ExtraOpenDay",
    "Flag",
    "Handoff",
    "HandoffPackage",
    "Hearing",
    "HearingSave",
    "HearingTemplate",
    "ImpactChange",
    "Member",
    "Notice",
    "NoticeChoice",
    "Nurturing",
    "PackageWeights",
    "PendingVerdict",
    "Profile",
    "QueueEntry",
    "QueueRules",
    "QuotaGrant",
    "RecycleRule",
    "Route",
    "SalesRequest",
    "SavedView",
    "StartStep",
    "StrategicTarget",
    "Team",
    "Verdict",
]
