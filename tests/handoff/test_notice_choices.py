"""Each person hears of each kind of event by the channels they chose; chats get every event once."""

import datetime as dt
import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from django.urls import reverse

from handoff.models import ChatMessage, ChatTarget, Event, Notice, NoticeChoice
from handoff.notices import chat, chat_outbox
from handoff.notices.outbox import deliver
from tests.handoff.entries import make_entry, make_handoff, tokyo

pytestmark = pytest.mark.django_db
MORNING = tokyo("2026-11-04T10:00")


@pytest.fixture
def webhook(settings):
    """A chat that is really sent to: `taken` are the texts it got, `status` what it answers."""

    class Chat(BaseHTTPRequestHandler):
        taken: list[str] = []
        status = 200

        def do_POST(self):
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            Chat.taken.append(body["message"])
            self.send_response(Chat.status)
            self.end_headers()

        def log_message(self, *args):
            pass

    Chat.taken = []
    settings.CHAT_PRIVATE_ADDRESSES = True
    server = HTTPServer(("127.0.0.1", 0), Chat)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    Chat.address = f"json://127.0.0.1:{server.server_port}/hook"
    yield Chat
    server.shutdown()
    server.server_close()
    thread.join()


def arrive(team, count=1):
    return Event.record(Event.Kind.ENTRIES_ARRIVED, at=MORNING, data={"team": team.pk, "count": count})


def test_what_asks_for_something_is_mailed_at_once_and_the_rest_once_a_day(team, rep, sales, mailoutbox):
    handoff = make_handoff(team, rep, assignee=sales)
    Event.record(Event.Kind.WON, at=MORNING, actor=sales, lead=handoff.lead, handoff=handoff)
    arrive(team)
    deliver(MORNING)
    assert len(mailoutbox) == 1
    deliver(tokyo("2026-11-05T08:59"))
    assert len(mailoutbox) == 1
    deliver(tokyo("2026-11-05T09:00"))
    assert len(mailoutbox) == 2


def test_a_kind_can_be_switched_off_for_the_bell_and_the_mail(team, rep, login, mailoutbox):
    NoticeChoice.objects.create(user=rep, kind="entries_arrived", in_app=False, email="off")
    arrive(team)
    deliver(MORNING)
    assert mailoutbox == []
    assert not Notice.objects.filter(recipient=rep).visible(MORNING).exists()


def test_choices_are_kept_only_where_they_differ_from_the_default(rep, login):
    page = login(rep).get(reverse("notice_choices"))
    data = {
        form.add_prefix(name): ("on" if form[name].value() is True else form[name].value())
        for _label, form in page.context["form"].rows
        for name in form.fields
        if form[name].value()
    }
    login(rep).post(reverse("notice_choices_save"), data | {"won-email": "off"})
    assert list(NoticeChoice.objects.values_list("kind", "email")) == [("won", "off")]
    login(rep).post(reverse("notice_choices_save"), data)
    assert not NoticeChoice.objects.exists()


def test_a_forged_choice_is_refused(rep, login):
    assert login(rep).post(reverse("notice_choices_save"), {"won-email": "pigeon"}).status_code == 422


def test_a_persons_chat_hears_once_of_what_they_ticked(team, rep, webhook):
    ChatTarget.objects.create(user=rep, address=webhook.address)
    NoticeChoice.objects.create(user=rep, kind="entries_arrived", chat=True)
    event = arrive(team, 7)
    assert (chat_outbox.deliver(MORNING), chat_outbox.deliver(MORNING)) == (1, 0)
    assert len(webhook.taken) == 1
    assert "7" in webhook.taken[0]
    assert ChatMessage.objects.get().event == event


def test_a_teams_chat_hears_without_anybody_ticking(team, other_team, rep, webhook):
    ChatTarget.objects.create(team=team, address=webhook.address)
    arrive(team)
    arrive(other_team)
    chat_outbox.deliver(MORNING)
    assert len(webhook.taken) == 1


def test_a_thousand_at_once_are_one_message(team, rep, webhook):
    ChatTarget.objects.create(team=team, address=webhook.address)
    entries = [make_entry(team, rep) for _number in range(12)]
    from handoff.deadlines.sweeping import sweep

    sweep(tokyo("2026-11-06T18:01"))
    chat_outbox.deliver(tokyo("2026-11-06T18:02"))
    assert len(webhook.taken) == 1
    assert str(len(entries)) in webhook.taken[0]


def test_a_chat_that_refuses_is_tried_again_and_in_the_end_listed(team, rep, webhook, login, admin):
    target = ChatTarget.objects.create(team=team, address=webhook.address)
    webhook.status = 500
    arrive(team)
    at = MORNING
    for _attempt in range(chat_outbox.MOST_ATTEMPTS):
        assert chat_outbox.deliver(at) == 0
        at = ChatMessage.objects.get().next_at
    message = ChatMessage.objects.get()
    assert message.state == "failed"
    target.refresh_from_db()
    assert target.last_error
    assert str(team) in login(admin).get(reverse("undelivered")).content.decode()
    webhook.status = 200
    login(admin).post(reverse("undelivered_retry"))
    assert chat_outbox.deliver(dt.datetime.now(dt.UTC) + dt.timedelta(minutes=1)) == 1
    target.refresh_from_db()
    assert (target.last_error, target.last_sent_at is None) == ("", False)


def test_a_test_is_sent_at_a_press(manager, team, webhook, login):
    login(manager).post(reverse("chat_team_save", args=[team.pk]), {"address": webhook.address})
    page = login(manager).post(reverse("chat_team_test", args=[team.pk]), follow=True)
    assert len(webhook.taken) == 1
    assert webhook.address not in page.content.decode()  # the address is a secret
    login(manager).post(reverse("chat_team_remove", args=[team.pk]))
    assert not ChatTarget.objects.exists()


@pytest.mark.parametrize(
    "address",
    [
        "json://127.0.0.1/hook",
        "https://localhost/hook",
        "jsons://10.0.0.8/hook",
        "https://[::1]/hook",
        "http://169.254.169.254/latest/meta-data",
        "workflows://127.0.0.1:8080/WORKFLOWID/SIGNATUREabcdef",
        "slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ/?template=/etc/hostname",
        "mailto://a:b@example.com",
        "file:///etc/passwd",
        "syslog://",
        "exec://rm",
        "javascript:alert(1)",
        "何か",
        "",
    ],
)
def test_an_address_that_is_no_chat_or_leads_inside_is_refused(rep, login, address):
    page = login(rep).post(reverse("chat_mine_save"), {"address": address})
    assert page.status_code == 422
    assert not ChatTarget.objects.exists()


def test_the_server_that_is_looked_up_is_the_one_that_is_sent_to(monkeypatch):
    asked = []

    def look_up(host, *_about, **_options):
        asked.append(host)
        return [(None, None, None, "", ("93.184.215.14", 443))]

    monkeypatch.setattr(chat.socket, "getaddrinfo", look_up)
    key = "a" * 32
    assert [chat.problem(f"zulip://bot@{place}/{key}") for place in ("acme", "chat.acme.example")] == ["", ""]
    assert asked == ["acme.zulipchat.com", "chat.acme.example"]


def test_a_redirect_is_not_followed(webhook):
    webhook.status = 302
    with pytest.raises(chat.NotSent):
        chat.send(webhook.address, "x")
    assert len(webhook.taken) == 1


def test_a_manager_of_another_team_does_not_touch_the_chat(stranger, team, login):
    assert login(stranger).get(reverse("chat_team", args=[team.pk])).status_code == 403
