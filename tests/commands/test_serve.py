"""`rcat serve`: where it answers, and how it ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from urllib.request import urlopen

import pytest

from dashboard.cli import main
from dashboard.server import sign_in


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "example.org"])  # noqa: S104 - refused is the point
def test_no_other_address_without_sign_in(host: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["serve", "--host", host, "--data", str(tmp_path)]) == 2
    assert len(capsys.readouterr().err.strip().splitlines()) == 1


def test_what_is_missing_for_sign_in_is_said_one_after_the_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secrets = tmp_path / "secrets.toml"
    monkeypatch.setenv("RCAT_SECRETS", str(secrets))
    assert sign_in.missing(tmp_path) == "secrets"
    secrets.write_text('[auth]\nredirect_uri = "http://localhost/oauth2callback"\n', "utf-8")
    assert sign_in.missing(tmp_path) == "auth"
    keys = ("redirect_uri", "cookie_secret", "client_id", "client_secret", "server_metadata_url")
    secrets.write_text("[auth]\n" + "".join(f'{key} = "x"\n' for key in keys), "utf-8")
    assert sign_in.missing(tmp_path) == "roles"
    (tmp_path / "access").mkdir()
    (tmp_path / "access" / "roles.yaml").write_text("grants: []\n", "utf-8")
    assert sign_in.missing(tmp_path) is None
    assert sign_in.flags() == {"secrets.files": str(secrets)}


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_it_says_where_it_answers_and_stops_cleanly(sign: signal.Signals, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "dashboard.cli", "serve", "--data", str(tmp_path / "data")]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=os.environ | {"RCAT_LANG": "en"}
    ) as running:
        assert running.stdout is not None
        address = next(line.strip() for line in running.stdout if line.startswith("http"))
        with urlopen(f"{address}/_stcore/health", timeout=5) as answer:  # noqa: S310 - our own loopback address
            assert answer.read() == b"ok"
        running.send_signal(sign)
        rest, faults = running.communicate(timeout=60)
    assert running.returncode == 0
    assert "stopped" in rest
    assert "Traceback" not in faults


def test_a_module_in_the_folder_where_it_is_typed_is_not_run(tmp_path: Path) -> None:
    (tmp_path / "here").mkdir()
    for name in ("click", "streamlit", "dashboard"):
        (tmp_path / "here" / f"{name}.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'a')\n")
    command = [sys.executable, "-P", "-m", "dashboard.cli", "serve", "--data", str(tmp_path / "data")]
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).resolve().parents[2])}
    with subprocess.Popen(
        command, cwd=tmp_path / "here", stdout=subprocess.PIPE, text=True, env=environment
    ) as running:
        assert running.stdout is not None
        next(line for line in running.stdout if line.startswith("http"))
        running.send_signal(signal.SIGTERM)
        running.communicate(timeout=60)
    assert not (tmp_path / "ran").exists()
