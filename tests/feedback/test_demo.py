import io

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command

from leads.models import Lead


def demo(**options) -> str:
    out = io.StringIO()
    call_command("demo", stdout=out, **options)
    return out.getvalue()


def test_the_table_of_logins_is_empty_without_the_demo(db):
    assert demo(logins=True).strip() == ""


def test_it_leaves_alone_what_is_there(db, settings):
    settings.LOCAL = True
    User.objects.create_user("somebody")
    demo(if_empty=True)
    assert not Lead.objects.exists()
    with pytest.raises(CommandError, match="empty database"):
        demo()


def test_known_passwords_stay_out_of_production(db, settings):
    settings.LOCAL = False
    with pytest.raises(CommandError, match="known to everybody"):
        demo()
    assert not User.objects.exists()
