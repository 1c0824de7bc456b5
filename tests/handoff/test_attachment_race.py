"""Files sent, removed and tossed up at the same moment, with real threads."""

import pytest
from django.utils import timezone

from handoff.models import Attachment, AttachmentContent, Handoff, QueueEntry
from handoff.package.files import received
from tests.handoff.files import PDF
from tests.handoff.test_handoff_race import again, at_once
from tests.handoff.toss_ups import make_entry

pytestmark = pytest.mark.django_db(transaction=True)


def attaching(entry, by, data=PDF):
    return lambda: Attachment.attach(again(QueueEntry, entry), received("a.pdf", data), by=by, at=timezone.now())


def submitting(entry, by):
    return lambda: Handoff.objects.submit(again(QueueEntry, entry), by=by, at=timezone.now(), reason_text="基準")


def test_one_file_sent_many_times_at_once_is_stored_once(team, rep):
    entry = make_entry(team, rep)
    assert at_once(*[attaching(entry, rep)] * 5) == ["done"] * 5
    assert Attachment.objects.count() == AttachmentContent.objects.count() == 1


def test_a_file_is_in_the_package_or_refused_never_left_behind(team, rep):
    entry = make_entry(team, rep)
    attaching(entry, rep)()
    outcome = at_once(attaching(entry, rep, PDF + b" "), submitting(entry, rep))
    named = {each["id"] for each in Handoff.objects.get().package.document["attachments"]}
    frozen = set(Attachment.objects.exclude(handoff=None).values_list("pk", flat=True))
    assert named == frozen == set(Attachment.objects.values_list("pk", flat=True))
    assert len(frozen) == outcome.count("done")


def test_a_file_is_removed_or_sent_never_both(team, rep):
    entry = make_entry(team, rep)
    file = Attachment.attach(entry, received("a.pdf", PDF), by=rep, at=timezone.now())
    outcome = at_once(lambda: again(Attachment, file).remove(by=rep, at=timezone.now()), submitting(entry, rep))
    named = [each["id"] for each in Handoff.objects.get().package.document["attachments"]]
    assert named == ([] if outcome == ["done", "done"] else [file.pk])
    assert Attachment.objects.count() == AttachmentContent.objects.count() == len(named)
