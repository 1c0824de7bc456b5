"""Positions in keyset links, read back: ValueError for what somebody made up or no column could hold."""

import datetime as dt


def read_moment(text: str) -> dt.datetime:
    moment = dt.datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(f"a moment without a time zone: {text}")
    try:
        return moment.astimezone(dt.UTC)
    except OverflowError as error:
        raise ValueError(f"out of range: {text}") from error


def read_score(text: str) -> int:
    return _within(int(text), 2**31)


def read_id(text: str) -> int:
    return _within(int(text), 2**63)


def _within(number: int, limit: int) -> int:
    if abs(number) >= limit:
        raise ValueError(f"out of range: {number}")
    return number
