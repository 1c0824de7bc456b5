from collections.abc import Callable

from django.conf import settings
from django.utils import translation


def in_both(words: Callable[[], str]) -> dict[str, str]:
    """What words() says in each of our languages, for documents that must read the same forever."""
    said = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            said[language] = str(words())
    return said
