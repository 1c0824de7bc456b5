"""Named public holidays of a country, a year at a time. For Japan they include 振替休日 and 国民の休日."""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from types import MappingProxyType

import holidays

LANGUAGES = {"ja": ("ja", "en_US"), "en": ("en_US", "en_GB", "en")}  # best first; else the country's own


def supported_countries() -> list[str]:
    return sorted(holidays.list_supported_countries())


def public_holidays(country: str, year: int, language: str = "ja") -> Mapping[date, str]:
    """Day → name. Empty for country "". Raises NotImplementedError for an unknown country code."""
    return _public_holidays(country, year, language[:2]) if country else MappingProxyType({})


@lru_cache(maxsize=512)
def _public_holidays(country: str, year: int, language: str) -> Mapping[date, str]:
    spoken = holidays.country_holidays(country).supported_languages
    best = next((each for each in LANGUAGES.get(language, ()) if each in spoken), None)
    return MappingProxyType(dict(holidays.country_holidays(country, years=year, language=best)))
