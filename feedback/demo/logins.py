"""The demo's people. Their password is known to everybody: local use only."""

from typing import NamedTuple

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group, User

from handoff.models import Member, Team
from leads.roles import Role

PASSWORD = "tossup-demo"  # noqa: S105  everybody may know it
CAPACITY = {Role.SALES_REP: 8, Role.IS_REP: 25}  # toss-ups, and leads, a week


class Login(NamedTuple):
    email: str
    last_name: str
    first_name: str
    role: Role
    label: str


LOGINS = (
    Login("marketing@example.jp", "森", "花", Role.MARKETER, "マーケ担当"),
    Login("is1@example.jp", "林", "葵", Role.IS_REP, "インサイドセールス"),
    Login("is2@example.jp", "原", "陽", Role.IS_REP, "インサイドセールス"),
    Login("manager@example.jp", "岡", "誠", Role.SALES_MANAGER, "営業マネージャー"),
    Login("sales1@example.jp", "関", "翔", Role.SALES_REP, "営業担当"),
    Login("sales2@example.jp", "辻", "凛", Role.SALES_REP, "営業担当"),
    Login("sales3@example.jp", "堀", "匠", Role.SALES_REP, "営業担当"),
    Login("admin@example.jp", "谷", "茜", Role.ADMIN, "管理者"),
)


def create_people(team: Team) -> dict[str, User]:
    """The users by the first part of their address."""
    password = make_password(PASSWORD)  # one hash for all: hashing is slow on purpose
    people = {}
    for login in LOGINS:
        user = User.objects.create(
            username=login.email,
            email=login.email,
            password=password,
            last_name=login.last_name,
            first_name=login.first_name,
        )
        user.groups.add(Group.objects.get_or_create(name=login.role.value)[0])
        Member.objects.create(user=user, team=team, weekly_capacity=CAPACITY.get(login.role))
        people[login.email.partition("@")[0]] = user
    return people


def table() -> str:
    """The demo logins that exist, as a table for the console; "" when there is none."""
    there = set(User.objects.filter(email__in=[login.email for login in LOGINS]).values_list("email", flat=True))
    rows = [login for login in LOGINS if login.email in there]
    if not rows:
        return ""
    lines = [f"  {login.email:<22}{login.label}（{login.last_name} {login.first_name}）" for login in rows]
    return "\n".join([*lines, f"  パスワード / password: {PASSWORD}"])
