"""The weights of completeness: an admin's, for packages to come."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from handoff.models import PackageWeights
from handoff.models.package_weights import DEFAULT
from handoff.package.completeness import completeness
from tests.handoff.toss_ups import toss_up

WEIGHTS = dict.fromkeys(DEFAULT, "0") | {"timing": "3", "comment": "1"}
HEARD = {"timing", "decision_maker", "challenge", "budget", "current_solution", "key_people"}


def save(client, **changes):
    return client.post(reverse("package_weights_save"), WEIGHTS | changes)


def test_weights_count_from_now_on_and_sent_packages_stay(login, admin, team, rep):
    before = toss_up(team, rep, comment="").package
    percent = before.document["completeness"]["percent"]
    save(login(admin))
    after = toss_up(team, rep, comment="").package.document["completeness"]
    assert after == {"percent": 75, "missing": ["comment"], "weights": PackageWeights.objects.get().pk}
    before.refresh_from_db()
    assert before.document["completeness"]["percent"] == percent


def test_the_page_says_who_changed_what(login, admin):
    client = login(admin)
    save(client)
    page = client.get(reverse("package_settings"))
    (change,) = page.context["history"]
    assert change["by"] == admin
    assert (DEFAULT["timing"], 3) in [(old, new) for _, old, new in change["moved"]]
    assert "導入時期" in page.text


def test_saving_the_same_again_writes_nothing(login, admin):
    client = login(admin)
    save(client)
    save(client)
    assert PackageWeights.objects.count() == 1


@pytest.mark.parametrize(
    "wrong",
    [{"timing": "-1"}, {"timing": "101"}, {"timing": "x"}, {"timing": ""}, {"timing": "0", "comment": "0"}],
)
def test_what_cannot_be_is_refused_in_words(login, admin, wrong):
    response = save(login(admin), **wrong)
    assert response.status_code == 422
    assert 'role="alert"' in response.text or "field-error" in response.text
    assert not PackageWeights.objects.exists()


def test_saved_weights_are_never_changed(admin, login):
    save(login(admin))
    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        PackageWeights.objects.update(weights={})


@settings(deadline=None)
@given(
    st.fixed_dictionaries({name: st.integers(0, 100) for name in DEFAULT}), st.sets(st.sampled_from(sorted(DEFAULT)))
)
def test_the_percentage_is_the_share_of_the_points_that_are_there(points, known):
    percent, missing = completeness(document_with(known), points)
    whole, there = sum(points.values()), sum(points[name] for name in known)
    assert percent == (100 * there // whole if whole else 100)
    assert set(missing) == {name for name in points if points[name] and name not in known}
    assert (percent == 100) == (not missing)


def document_with(known: set[str]) -> dict:
    return {
        "hearing": {
            "answers": dict.fromkeys(known & HEARD, "x"),
            "unanswered": [] if "required_questions" in known else ["seats"],
        },
        "lead": {name: name if name in known else "" for name in ("phone", "title")},
        "key_people": [],
        "next_step": {"text": "x", "on": None} if "next_step" in known else None,
        "contacts": [{"result": "connected"}] if "talked" in known else [{"result": "no_answer"}],
        "comment": "x" if "comment" in known else " ",
    }
