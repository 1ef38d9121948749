"""A PostgreSQL server of the test's own: made in a temporary folder, reached by a socket in it alone, stopped after."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

_DEBIAN = Path("/usr/lib/postgresql")
# A server set up for other people's habits: what we compute must not depend on them.
_HABITS = {"datestyle": "'SQL, DMY'", "extra_float_digits": "0", "standard_conforming_strings": "off"}
_OURS = {"fsync": "off", "listen_addresses": "''", "logging_collector": "off"}


def programs() -> Path | None:
    """The folder of the newest server's programs; Debian keeps them off the path. None where there is no server."""
    found = sorted(_DEBIAN.glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    on_path = shutil.which("initdb")
    if found:
        return found[-1].parent
    return Path(on_path).resolve().parent if on_path else None


def _unprivileged() -> str | None:
    """The server refuses to run as root: whom to run it as, or None where we are not root."""
    if os.geteuid():
        return None
    names = {one.pw_name for one in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def _run(command: Sequence[str | Path], user: str | None, folder: Path) -> None:
    # Into a file: a server started with a pipe for its output would hold it open, and the caller would wait.
    log = folder / "log"
    with log.open("ab") as output:
        done = subprocess.run(command, user=user, cwd=folder, stdout=output, stderr=output, check=False)
    if done.returncode:
        raise RuntimeError(log.read_text("utf-8", "replace"))


@contextmanager
def running() -> Iterator[str]:
    """A server, as libpq names it; RuntimeError where there is none to start."""
    folder_of_programs = programs()
    if folder_of_programs is None:
        raise RuntimeError("no PostgreSQL server on this machine")
    user = _unprivileged()
    with TemporaryDirectory(prefix="rcat-pg-", dir="/tmp") as name:
        folder = Path(name)
        (folder / "log").touch()
        if user:
            for path in (folder, folder / "log"):
                shutil.chown(path, user)
        data = folder / "data"
        _run(
            [folder_of_programs / "initdb", "-D", data, "-U", "rcat", "-A", "trust", "-E", "UTF8", "--no-sync"],
            user,
            folder,
        )
        settings = _HABITS | _OURS | {"unix_socket_directories": f"'{folder}'"}
        with (data / "postgresql.conf").open("a") as file:
            file.writelines(f"{key} = {value}\n" for key, value in settings.items())
        control = folder_of_programs / "pg_ctl"
        _run([control, "-D", data, "-w", "start"], user, folder)
        try:
            yield f"host={folder} user=rcat dbname=postgres"
        finally:
            _run([control, "-D", data, "-m", "immediate", "-w", "stop"], user, folder)
