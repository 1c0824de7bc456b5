from django.urls import reverse

from feedback.models import ReplayedCase
from leads.models import BackgroundRun


def test_the_demo_has_a_replay_to_look_at(played, db, client):
    run = BackgroundRun.objects.get(kind="replay")
    assert run.state == "done"
    cells = set(ReplayedCase.objects.filter(run=run).values_list("flag", "result"))
    assert {flag for flag, _result in cells} >= {"target", "hold"}
    for email in ("admin@example.jp", "manager@example.jp"):
        assert client.login(username=email, password="tossup-demo")
        assert "confusion" in client.get(reverse("replay")).text
