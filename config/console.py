"""What bin/run and its parts say in the terminal: Japanese, or English where LANG asks for it."""

import contextlib
import os
import sys
import time
from collections.abc import Iterator

ENGLISH = (os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or "").startswith("en")


def choose(japanese: str, english: str) -> str:
    return english if ENGLISH else japanese


def say(japanese: str, english: str) -> None:
    write(choose(japanese, english) + "\n")


def write(text: str) -> None:
    with contextlib.suppress(OSError):  # a closed terminal must not keep anything from stopping cleanly
        sys.stderr.write(text)
        sys.stderr.flush()


@contextlib.contextmanager
def step(japanese: str, english: str) -> Iterator[None]:
    """One progress line: the name at the start, the seconds it took at the end."""
    write(f"  {choose(japanese, english)} … ")
    begun = time.monotonic()
    try:
        yield
    except BaseException:
        write("\n")
        raise
    seconds = time.monotonic() - begun
    write(choose(f"{seconds:.1f} 秒\n", f"{seconds:.1f} s\n"))
