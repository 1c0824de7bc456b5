import logging

from django.db import transaction
from kombu.exceptions import OperationalError

logger = logging.getLogger(__name__)


def wake_on_commit(task, *args) -> None:
    """Send the task after commit. A Redis that is away must not fail the page: the row is found by the next sweep."""

    def send() -> None:
        try:
            task.apply_async(args)
        except OperationalError as error:
            logger.warning("wake-up of %s not sent, the sweep will find it: %s", task.name, error)

    transaction.on_commit(send)
