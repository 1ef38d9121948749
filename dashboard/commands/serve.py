"""`rcat serve`: the dashboard on this machine, until Ctrl-C or SIGTERM."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import BinaryIO
from urllib.error import URLError
from urllib.request import ProxyHandler, build_opener

from dashboard.commands.builds import built_after_keeping
from dashboard.commands.common import DONE, FAILED, FaultError, catalogue_of, say, speak
from dashboard.server import sign_in
from dashboard.server.streamlit_settings import streamlit_flags
from etl import hand_in
from etl.store.store import Store
from indicators.language import Language
from indicators.model import Catalogue
from indicators.today import today_of

SERVER = Path(__file__).resolve().parent.parent / "asgi.py"
_PATIENCE = 60
_FIRST_PORT = 8501
_LAST_PORT = 65535


class _StoppedError(Exception):
    """Somebody asked the dashboard to stop."""


def serve(options: Namespace) -> int:
    """Open the dashboard; the database is built first where it is missing or old."""
    catalogue, words = catalogue_of(options), speak(options.lang)
    host = _allowed_address(options.host, options.data, words)
    port = _port(options.port, host)
    data = options.data
    with _stopping():
        try:
            if options.demo:
                say(words.say("out.demonstration"))
                data = _demonstration(data, catalogue, words)
            elif Store(data, catalogue.programme.id).is_empty():
                say(words.say("out.empty"))
            built_after_keeping(data, catalogue, words)
            return _run(data, options, host, port)
        except _StoppedError:
            say(words.say("out.stopped"))
            return DONE


def _demonstration(data: Path, catalogue: Catalogue, words: Language) -> Path:
    """The data folder with the demonstration submissions; FaultError where the programme has none."""
    from etl.demonstration import PlanError  # noqa: PLC0415 - only asked for by --demo

    try:
        return hand_in.demonstration(data, catalogue, today_of(catalogue))
    except PlanError as error:
        raise FaultError("plan", detail=error.message(words)) from error


def _run(data: Path, options: Namespace, host: str, port: int) -> int:
    """Start the server, say where it answers, and wait until it ends or is asked to."""
    flags = streamlit_flags({"server.port": port, "server.address": host, **sign_in.flags()})
    environment = os.environ | {"RCAT_DATA": str(data.resolve()), "RCAT_LANG": options.lang,
                                "RCAT_PROGRAMME": options.programme, "PYTHONPATH": _with_this_project()}  # fmt: skip
    # -P: a module that lies in the folder where somebody typed the command is none of ours.
    command = [sys.executable, "-P", "-m", "streamlit", "run", str(SERVER), *flags]
    log = _log(data)
    server = subprocess.Popen(command, env=environment, stdout=log, stderr=log, start_new_session=True)
    try:
        shown = f"[{host}]" if ":" in host else host
        _wait_until_healthy(server, f"http://{shown}:{port}")
        say(f"http://{shown}:{port}")
        sys.stdout.flush()
        return FAILED if server.wait() else DONE
    finally:
        _end(server)


def _with_this_project() -> str:
    """Where Python finds this project's packages, before what the environment says, as -P leaves the folder out."""
    return os.pathsep.join(filter(None, (str(SERVER.parents[1]), os.environ.get("PYTHONPATH"))))


def _log(data: Path) -> BinaryIO | int:
    """Where the server writes what only its keeper should read; nowhere where the data folder can't be written."""
    try:
        return (data / "dashboard.log").open("wb")
    except OSError:
        return subprocess.DEVNULL


def _wait_until_healthy(server: subprocess.Popen[bytes], address: str) -> None:
    """Until the health address answers; FaultError where it does not."""
    straight = build_opener(ProxyHandler({}))  # a proxy of the environment knows nothing of this machine
    for _ in range(_PATIENCE * 5):
        if server.poll() is not None:
            break
        try:
            with straight.open(f"{address}/_stcore/health", timeout=2) as answer:
                if answer.status == 200:
                    return
        except (URLError, OSError):
            time.sleep(0.2)
    raise FaultError("no_answer", seconds=_PATIENCE)


def _end(server: subprocess.Popen[bytes]) -> None:
    """End the server, kindly first."""
    if server.poll() is None:
        server.terminate()
        try:
            server.wait(5)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


@contextmanager
def _stopping() -> Iterator[None]:
    """Ctrl-C and SIGTERM end the block with _StoppedError; a second one while it ends is ignored."""

    def stop(_signal: int, _frame: FrameType | None) -> None:
        for one in (signal.SIGINT, signal.SIGTERM):
            signal.signal(one, signal.SIG_IGN)
        raise _StoppedError

    before = {one: signal.signal(one, stop) for one in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)


def _allowed_address(host: str, data: Path, words: Language) -> str:
    """The address, where only this machine can reach it; any other only where people have to sign in."""
    lacking = None if sign_in.is_own_address(host) else sign_in.missing(data)
    if lacking is not None:
        raise FaultError("host", host=host, detail=words.say(f"fault.missing.{lacking}"))
    return host


def _port(wanted: int | None, host: str) -> int:
    """The port asked for, or the first free one."""
    if wanted is not None:
        if not 0 < wanted <= _LAST_PORT:
            raise FaultError("port_range", port=wanted, last=_LAST_PORT)
        if not _is_free(wanted, host):
            raise FaultError("port", port=wanted)
        return wanted
    return next((port for port in range(_FIRST_PORT, _FIRST_PORT + 100) if _is_free(port, host)), 0)


def _is_free(port: int, host: str) -> bool:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True
