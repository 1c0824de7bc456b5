#!/usr/bin/env python3
"""Run a management command, on the embedded servers unless DATABASE_URL and REDIS_URL say otherwise."""

import os
import sys
from pathlib import Path

VENV_PYTHON = Path(__file__).resolve().parent / ".venv" / "bin" / "python"


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    try:
        from django.core.management import execute_from_command_line
    except ImportError:
        if not VENV_PYTHON.exists() or Path(sys.prefix).resolve() == VENV_PYTHON.parents[1]:
            sys.exit("Django is not installed here. Run bin/run once: it makes .venv with everything in it.")
        os.execv(VENV_PYTHON, [str(VENV_PYTHON), *sys.argv])  # noqa: S606  the same program, with its packages
    from config import embedded

    with embedded.servers():
        execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
