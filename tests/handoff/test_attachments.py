"""Files that go to sales with a toss-up: taken, refused, removed, given out, frozen."""

import hashlib

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from handoff import limits
from handoff.models import Attachment, AttachmentContent, Draft, Handoff, QueueEntry
from tests.handoff.files import PDF, PNG, send_files, sent
from tests.handoff.toss_ups import assigned, make_entry, toss_up, use_profile

HTMX = {"headers": {"HX-Request": "true"}}
CHANGES = [
    lambda: Attachment.objects.all().delete(),
    lambda: Attachment.objects.update(sha256="0" * 64),
    lambda: Attachment.objects.update(handoff=None),
    lambda: AttachmentContent.objects.update(data=b"%PDF-other"),
]


@pytest.fixture
def entry(team, rep):
    return make_entry(team, rep)


def attach(client, entry, *files) -> list[Attachment]:
    send_files(client, entry, *files)
    return list(Attachment.objects.filter(entry=entry).order_by("pk"))


def post(client, entry, **values):
    values = {"reason_text": "基準を満たす", "seen": "score_and_hearing"} | values
    return client.post(reverse("handoff_create", args=[entry.pk]), values)


def submit(client, entry, **values) -> Handoff:
    post(client, entry, **values)
    return Handoff.objects.get(entry=entry)


def names(handoff) -> list[str]:
    return [each["name"] for each in handoff.package.document["attachments"]]


def test_a_file_is_kept_and_goes_into_the_package_with_its_hash(login, rep, entry):
    client = login(rep)
    assert send_files(client, entry, ("見積書.pdf", PDF)).url.endswith("#attachments")
    assert "見積書.pdf" in client.get(reverse("handoff_new", args=[entry.pk])).text
    handoff = submit(client, entry)
    kept = Attachment.objects.get(handoff=handoff)
    assert handoff.package.document["attachments"] == [
        {
            "id": kept.pk,
            "name": "見積書.pdf",
            "kind": "pdf",
            "size": len(PDF),
            "sha256": hashlib.sha256(PDF).hexdigest(),
        }
    ]
    assert (bytes(kept.content.data), kept.sha256) == (PDF, hashlib.sha256(PDF).hexdigest())
    assert "見積書.pdf" in client.get(reverse("handoff", args=[handoff.pk])).text


def test_files_chosen_and_not_yet_attached_are_sent_with_the_toss_up(login, rep, entry):
    handoff = submit(login(rep), entry, files=sent(("a.pdf", PDF), ("b.png", PNG)))
    assert names(handoff) == ["a.pdf", "b.png"]


def test_a_refused_file_stops_the_toss_up_and_loses_nothing_typed(login, rep, entry):
    response = post(login(rep), entry, comment="書いたこと", files=sent(("a.exe", b"MZ"), ("b.pdf", PDF)))
    assert response.status_code == 422
    assert "書いたこと" in response.text and "a.exe" in response.text
    assert not Handoff.objects.exists()
    assert Attachment.objects.get().name == "b.pdf"


def test_the_same_file_sent_twice_is_stored_once(login, rep, entry):
    client = login(rep)
    for name in ("a.pdf", "a.pdf", "another name.pdf"):
        send_files(client, entry, (name, PDF))
    assert Attachment.objects.count() == AttachmentContent.objects.count() == 1


def test_what_is_typed_is_kept_when_a_file_is_attached_without_scripts(login, rep, entry):
    client = login(rep)
    client.post(reverse("attachment_create", args=[entry.pk]), {"comment": "書きかけ", "people-0-name": "森"})
    page = client.get(reverse("handoff_new", args=[entry.pk])).text
    assert "書きかけ" in page and "森" in page


def test_a_file_is_given_out_only_to_be_saved(login, rep, entry):
    client = login(rep)
    (kept,) = attach(client, entry, ("見積 書.pdf", PDF))
    response = client.get(reverse("attachment", args=[kept.pk]))
    assert response.content == PDF
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''%E8")
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "private, no-store"


def test_a_file_is_removed_with_its_bytes_before_the_toss_up(login, rep, entry):
    client = login(rep)
    (kept,) = attach(client, entry, ("a.pdf", PDF))
    client.post(reverse("attachment_remove", args=[entry.pk, kept.pk]))
    assert not Attachment.objects.exists() and not AttachmentContent.objects.exists()
    assert client.post(reverse("attachment_remove", args=[entry.pk, kept.pk])).status_code == 404


def test_a_sent_file_can_neither_be_removed_nor_changed(login, rep, entry):
    client = login(rep)
    (kept,) = attach(client, entry, ("a.pdf", PDF))
    submit(client, entry)
    client.post(reverse("attachment_remove", args=[entry.pk, kept.pk]))
    for change in CHANGES:
        with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
            change()
    assert bytes(Attachment.objects.get().content.data) == PDF


def test_nothing_is_added_after_the_toss_up(login, rep, entry):
    client = login(rep)
    submit(client, entry)
    send_files(client, entry, ("late.pdf", PDF))
    assert not Attachment.objects.exists()


def test_the_files_of_a_returned_toss_up_come_back_with_it(login, rep, manager, entry):
    client = login(rep)
    attach(client, entry, ("a.pdf", PDF), ("b.png", PNG))
    first = submit(client, entry)
    first.send_back(by=manager, at=timezone.now(), reason="other", comment="もう一度")
    again = QueueEntry.objects.get(returned_from=first)
    assert "b.png" in client.get(reverse("handoff_new", args=[again.pk])).text
    unwanted = Attachment.objects.get(entry=again, name="a.pdf")
    client.post(reverse("attachment_remove", args=[again.pk, unwanted.pk]))
    second = submit(client, again)
    assert (names(first), names(second)) == (["a.pdf", "b.png"], ["b.png"])
    assert AttachmentContent.objects.count() == 2  # no bytes twice, and those of the first package are still there


def test_a_file_is_seen_by_whom_its_toss_up_is_seen(login, rep, stranger, entry, manager, sales, other_sales):
    (unsent,) = attach(login(rep), entry, ("a.pdf", PDF))
    url = reverse("attachment", args=[unsent.pk])
    assert login(stranger).get(url).status_code == 404
    assert login(sales).get(url).status_code == 404  # not sent yet
    submit(login(rep), entry).approve(by=manager, at=timezone.now(), assignee=sales)
    found = {person: login(person).get(url).status_code for person in (sales, manager, rep, other_sales, stranger)}
    assert found == {sales: 200, manager: 200, rep: 200, other_sales: 404, stranger: 404}


def test_a_file_of_another_entry_cannot_be_removed_through_ones_own(login, rep, other_rep, team, entry):
    (kept,) = attach(login(rep), entry, ("a.pdf", PDF))
    own = make_entry(team, other_rep)
    client = login(other_rep)
    assert client.post(reverse("attachment_remove", args=[own.pk, kept.pk])).status_code == 404
    client.post(reverse("attachment_remove", args=[entry.pk, kept.pk]))
    send_files(client, entry, ("mine.pdf", PDF + b" "))
    assert Attachment.objects.get() == kept


def test_no_more_files_than_the_limit(login, rep, entry):
    client = login(rep)
    attach(client, entry, *[(f"{number}.pdf", PDF + str(number).encode()) for number in range(limits.ATTACHMENTS_MAX)])
    response = send_files(client, entry, ("one more.pdf", PDF))
    assert response.status_code == 422
    assert Attachment.objects.count() == limits.ATTACHMENTS_MAX


def test_no_more_bytes_than_the_limit_together(login, rep, entry, monkeypatch):
    monkeypatch.setattr("handoff.models.attachment.ATTACHMENTS_MAX_BYTES", 2 * len(PDF))
    kept = attach(login(rep), entry, ("a.pdf", PDF), ("too much.pdf", PDF + b" "), ("c.pdf", PDF[:-1] + b" "))
    assert [each.name for each in kept] == ["a.pdf", "c.pdf"]


def test_a_file_over_the_limit_is_refused_in_words(login, rep, entry, monkeypatch):
    monkeypatch.setattr("handoff.forms.attachments.ATTACHMENT_MAX_BYTES", 10)
    response = send_files(login(rep), entry, ("big.pdf", PDF), **HTMX)
    assert response.status_code == 422
    assert "big.pdf" in response.text and "<html" not in response.text
    assert not Attachment.objects.exists()


def test_a_request_over_every_limit_is_not_read(login, rep, entry, settings):
    settings.IMPORT_MAX_MB = 0
    client = login(rep)
    assert send_files(client, entry, ("a.pdf", PDF)).status_code == 422
    assert post(client, entry).status_code == 413
    assert not Attachment.objects.exists() and not Handoff.objects.exists()


def test_a_form_of_another_site_attaches_nothing(rep, entry):
    client = Client(enforce_csrf_checks=True)
    client.force_login(rep)
    assert send_files(client, entry, ("a.pdf", PDF)).status_code == 403
    assert post(client, entry).status_code == 403
    assert not Attachment.objects.exists()


def test_htmx_gets_the_list_and_the_preview_is_told(login, rep, entry):
    response = send_files(login(rep), entry, ("a.pdf", PDF), **HTMX)
    assert response["HX-Trigger"] == "draft-saved"
    assert "a.pdf" in response.text and "<html" not in response.text


def test_an_automatic_toss_up_takes_the_files_of_its_entry(team, rep, login):
    use_profile("large")
    entry = make_entry(team, rep)
    attach(login(rep), entry, ("a.pdf", PDF))
    entry.release(by=rep, at=timezone.now())
    assert Handoff.objects.submit_automatic([entry.lead_id], timezone.now()) == 1
    handoff = Handoff.objects.get()
    assert names(handoff) == ["a.pdf"]
    assert Attachment.objects.get().handoff == handoff


def test_a_sent_toss_up_leaves_no_draft(login, rep, entry):
    client = login(rep)
    attach(client, entry, ("a.pdf", PDF))
    submit(client, entry)
    assert not Draft.objects.exists()


def test_a_salesperson_finds_the_files_on_the_deal(login, team, rep, manager, sales, entry):
    attach(login(rep), entry, ("a.pdf", PDF))
    handoff = submit(login(rep), entry)
    handoff.approve(by=manager, at=timezone.now(), assignee=sales)
    assert "a.pdf" in login(sales).get(reverse("deal", args=[handoff.pk])).text


def test_a_toss_up_without_files_says_nothing_of_files(login, rep, team, manager, sales):
    handoff = assigned(team, rep, manager, sales)
    assert "添付" not in login(sales).get(reverse("handoff", args=[handoff.pk])).text
    assert toss_up(team, rep).package.document["attachments"] == []
