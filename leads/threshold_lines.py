"""Where the criteria divide the scores. This app knows no criteria: whoever does registers them here."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Line:
    """score: "behaviour" or "attribute"; label: what the value decides, in the reader's language."""

    score: str
    value: int
    label: str


SOURCES: list[Callable[[], list[Line]]] = []


def register(source: Callable[[], list[Line]]) -> None:
    SOURCES.append(source)


def lines(score: str) -> list[Line]:
    return sorted({line for source in SOURCES for line in source() if line.score == score})
