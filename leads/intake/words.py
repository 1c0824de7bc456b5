"""The words of words.toml: which header word means which field, which word which kind of activity."""

import re
import tomllib
from pathlib import Path

from leads.normalise import nfkc

_WORDS = tomllib.loads(Path(__file__).with_name("words.toml").read_text())


def comparable(word: str) -> str:
    """A header or kind as it is compared: NFKC, lower case, without spaces and punctuation."""
    return re.sub(r"[\s_\-・./()\[\]【】:*#?]", "", nfkc(word).lower())


def by_word(words: dict[str, list[str]]) -> dict[str, tuple[str, int]]:
    """word → what it means, and its place among the words for that: the usual one first."""
    found: dict[str, tuple[str, int]] = {}
    for meaning, synonyms in words.items():
        for place, word in enumerate([meaning, *synonyms]):
            found.setdefault(comparable(word), (meaning, place))
    return found


COLUMNS = {
    "leads": by_word(_WORDS["leads"] | _WORDS["companies"]),
    "activities": by_word(_WORDS["activities"]),
    "companies": by_word(_WORDS["companies"]),
}
KINDS = {word: meaning for word, (meaning, _) in by_word(_WORDS["kinds"]).items()}
YES, NO = frozenset(_WORDS["flags"]["yes"]), frozenset(_WORDS["flags"]["no"])
