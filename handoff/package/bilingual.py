from collections.abc import Callable

from django.conf import settings
from django.utils import translation


class Sayings:
    """Sentences in each of our languages, for documents that must read the same forever.

    Many documents are worded together: what is said of the same things is the same object in all of them, and is said
    once, when everything is known: changing the language for every sentence would take longer than the sentences.
    """

    def __init__(self):
        self._asked: dict[tuple, dict[str, str]] = {}

    def __call__(self, words: Callable[..., str], *about) -> dict[str, str]:
        """By language what words(*about) says, filled in by finish()."""
        return self._asked.setdefault((words, about, *map(type, about)), {})  # 1 and True are equal, but read otherwise

    def finish(self) -> None:
        for language, _name in settings.LANGUAGES:
            with translation.override(language):
                for (words, about, *_types), said in self._asked.items():
                    said[language] = str(words(*about))
