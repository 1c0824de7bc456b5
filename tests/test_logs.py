import json
import logging

import pytest
import structlog

from config import logs


@pytest.fixture
def written():
    """written(plain) → the line of an error whose function had a customer's name in a variable."""

    def line(plain: bool) -> str:
        before = structlog.get_config()
        options = logs.configure(plain=plain, level="INFO")["formatters"]["lines"]
        structlog.configure(**before)
        formatter = options.pop("()")(**options)
        customer = "山田 花子".replace(" ", "")
        try:
            raise ValueError("broken")
        except ValueError as error:
            exception = (type(error), error, error.__traceback__)
        assert customer
        return formatter.format(logging.LogRecord("handoff", logging.ERROR, "", 1, "failed", None, exception))

    return line


@pytest.mark.parametrize("plain", [True, False])
def test_a_traceback_carries_no_customer(written, plain):
    line = written(plain)
    assert "ValueError: broken" in line
    assert "山田花子" not in line


def test_production_lines_are_json(written):
    assert json.loads(written(False))["event"] == "failed"
