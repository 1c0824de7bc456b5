"""What the database itself refuses."""

import pytest
from django.db import IntegrityError, transaction

from handoff.models import CriteriaVersion, Event, HandoffPackage
from tests.handoff.entries import ENTERED, make_handoff, make_lead, tokyo


@pytest.fixture
def criteria(db):
    return CriteriaVersion.objects.create(
        number=901, profile="mid", document={"quota": 1}, reason="", published_at=tokyo(ENTERED)
    )


@pytest.fixture
def event(db):
    return Event.objects.create(kind=Event.Kind.CLAIMED, at=tokyo(ENTERED), lead=make_lead())


@pytest.fixture
def package(team, criteria):
    handoff = make_handoff(team)
    return HandoffPackage.objects.create(handoff=handoff, document={}, criteria=criteria, as_of=tokyo(ENTERED))


@pytest.mark.parametrize("thing", ["event", "package", "criteria"])
def test_it_cannot_be_deleted(thing, request):
    row = request.getfixturevalue(thing)
    with pytest.raises(IntegrityError, match="never changed or deleted"), transaction.atomic():
        type(row).objects.filter(pk=row.pk).delete()
    assert type(row).objects.filter(pk=row.pk).exists()


@pytest.mark.parametrize(
    ("thing", "change"),
    [
        ("event", {"data": {"forged": True}}),
        ("package", {"document": {"forged": True}}),
        ("criteria", {"document": {"quota": 2}}),
        ("criteria", {"number": 902, "is_active": False}),
    ],
)
def test_it_cannot_be_changed(thing, change, request):
    row = request.getfixturevalue(thing)
    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        type(row).objects.filter(pk=row.pk).update(**change)


def test_a_criteria_version_can_be_switched_on_and_off(criteria):
    CriteriaVersion.objects.update(is_active=False)
    assert CriteriaVersion.objects.filter(pk=criteria.pk).update(is_active=True) == 1
