import pytest
from django.db import transaction
from django.test import override_settings

from feedback.demo.play import catch_up, play
from tests.conftest import NOW


@pytest.fixture(scope="module")
def played(django_db_setup, django_db_blocker):
    """The demo, put on once for all tests of a module and taken away after them."""
    hashers = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    with django_db_blocker.unblock(), transaction.atomic(), override_settings(PASSWORD_HASHERS=hashers):
        play(NOW)
        catch_up(NOW)
        yield
        transaction.set_rollback(True)
