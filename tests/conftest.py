"""The cast. Every test that needs a person takes one of them."""

import datetime as dt
import math

import hypothesis
import pytest
from django.conf import settings as project
from django.contrib.auth.models import Group, User

from handoff.models import Member, Team
from leads.roles import Role

TOKYO = dt.timezone(dt.timedelta(hours=9))
NOW = dt.datetime(2026, 11, 20, 9, 0, tzinfo=TOKYO)  # a Friday at opening time

# A slow machine finds no mistakes of its own.
patient = {"deadline": None, "suppress_health_check": [hypothesis.HealthCheck.too_slow]}
hypothesis.settings.register_profile("patient", hypothesis.settings.default, **patient)
hypothesis.settings.load_profile("patient")


@pytest.fixture(scope="session")
def empty_folder(tmp_path_factory):
    return tmp_path_factory.mktemp("static")


@pytest.fixture(autouse=True)
def plain_static_files(settings, empty_folder):
    """Pages render without collectstatic; tests/test_static.py checks the collected files once."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = settings.STORAGES | {"staticfiles": plain}
    settings.STATIC_ROOT = str(empty_folder)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix):
    """Three seconds for a connection are right for a page; fifty threads of a test may take longer."""
    project.DATABASES["default"]["OPTIONS"]["pool"]["timeout"] = 120


@pytest.fixture(autouse=True)
def nobody_else_looks(monkeypatch):
    """Tests run side by side on one Redis, in databases of their own: a lead's number is not one lead there."""
    monkeypatch.setattr("handoff.in_hand.presence._asleep_until", math.inf)


@pytest.fixture(autouse=True)
def quick_passwords(settings):
    """The real hash takes a third of a second a person, and most tests make several."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def what_migrations_put_in(request):
    """A test with threads empties the database behind it: the next one finds criteria and scoring again."""
    marker = request.node.get_closest_marker("django_db")
    if not (marker and marker.kwargs.get("transaction")):
        return
    from handoff.criteria.profiles import MID
    from handoff.models import CriteriaVersion
    from tests.handoff.judging import put_in_force, ship_scoring

    request.getfixturevalue("transactional_db")
    ship_scoring()
    if not CriteriaVersion.objects.exists():
        put_in_force(MID)


@pytest.fixture
def now():
    return NOW


@pytest.fixture
def team(db):
    return Team.objects.order_by("pk").first() or Team.objects.create(name="インサイドセールス")


@pytest.fixture
def other_team(db):
    return Team.objects.create(name="西日本")


def person(email: str, name: str, team: Team | None, *role_names: str) -> User:
    user = User.objects.create_user(email, email, "correct-horse-battery", last_name=name[0], first_name=name[1:])
    user.groups.set(Group.objects.get_or_create(name=role)[0] for role in role_names)
    if team:
        Member.objects.create(user=user, team=team)
    return user


@pytest.fixture
def marketer(team):
    return person("marketer@example.jp", "森花", team, Role.MARKETER)


@pytest.fixture
def rep(team):
    return person("rep@example.jp", "林葵", team, Role.IS_REP)


@pytest.fixture
def other_rep(team):
    return person("other-rep@example.jp", "原陽", team, Role.IS_REP)


@pytest.fixture
def manager(team):
    return person("manager@example.jp", "岡誠", team, Role.SALES_MANAGER)


@pytest.fixture
def sales(team):
    return person("sales@example.jp", "関翔", team, Role.SALES_REP)


@pytest.fixture
def other_sales(team):
    return person("other-sales@example.jp", "辻凛", team, Role.SALES_REP)


@pytest.fixture
def admin(team):
    return person("admin@example.jp", "谷茜", team, Role.ADMIN)


@pytest.fixture
def outsider(db):
    """A login without any role or team."""
    return person("outsider@example.jp", "外人", None)


@pytest.fixture
def stranger(other_team):
    """An IS rep and manager of another team."""
    return person("stranger@example.jp", "西匠", other_team, Role.IS_REP, Role.SALES_MANAGER)


@pytest.fixture
def login(client):
    """login(user) -> a test client signed in as that person."""

    def sign_in(user):
        client.force_login(user)
        return client

    return sign_in


@pytest.fixture
def world(marketer, rep, other_rep, manager, sales, other_sales, admin, outsider, stranger, team, now):
    from tests.world import build

    people = {
        "marketer": marketer, "rep": rep, "other_rep": other_rep, "manager": manager, "sales": sales,
        "other_sales": other_sales, "admin": admin, "outsider": outsider, "stranger": stranger,
    }  # fmt: skip
    return build(people, team, now)
