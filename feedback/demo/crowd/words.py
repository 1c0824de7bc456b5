"""The words of words.toml, of which invented leads are made. Lists that are unpacked together go together."""

import tomllib
from pathlib import Path

_WORDS = tomllib.loads(Path(__file__).with_name("words.toml").read_text(encoding="utf-8"))


def _columns(name: str) -> list[tuple[str, ...]]:
    return list(zip(*(entry.split() for entry in _WORDS[name]), strict=True))


FAMILY, FAMILY_KANA, FAMILY_LATIN = _columns("families")
GIVEN, GIVEN_KANA = _columns("given_names")
COMPANIES, COMPANIES_KANA = _columns("companies")
CITIES, CITIES_KANA = _columns("cities")
TRADES, TRADES_KANA, TRADES_INDUSTRY = _columns("trades")
INDUSTRIES, PREFECTURES, DEPARTMENTS = _WORDS["industries"], _WORDS["prefectures"], _WORDS["departments"]
TITLES, SOURCES, PAGES = _WORDS["titles"], _WORDS["sources"], _WORDS["pages"]
KINDS = [kind for kind, share in _WORDS["kinds"].items() for _ in range(share)]
