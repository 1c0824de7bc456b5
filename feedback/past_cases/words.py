"""The words of words.toml: what other tools call the columns of such a file, and its results."""

import tomllib
from pathlib import Path

from feedback.models import PastCase
from leads.intake.words import by_word, comparable

LEFT_OUT = "left_out"  # not over yet: such a row is no case
MEANINGS = (*PastCase.Result.values, LEFT_OUT)
_WORDS = tomllib.loads(Path(__file__).with_name("words.toml").read_text())
COLUMNS: dict[str, list[str]] = _WORDS["columns"]
_MEANINGS = {word: meaning for word, (meaning, _place) in by_word(_WORDS["results"]).items()}


def meaning(word: str) -> str:
    """What a word for a result usually means, of MEANINGS; "" when nobody can tell."""
    return _MEANINGS.get(comparable(word), "")
