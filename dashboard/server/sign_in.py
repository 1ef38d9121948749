"""Whether an identity provider is configured, and where: Streamlit's secrets file, which `rcat serve` hands to it.

`RCAT_SECRETS` names the file; without it Streamlit's own place counts, `~/.streamlit/secrets.toml`. Its section
`[auth]` holds `redirect_uri`, `cookie_secret`, `client_id`, `client_secret` and `server_metadata_url`.
"""

from __future__ import annotations

import ipaddress
import os
import tomllib
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

from etl.access.grants import roles_file

SECRETS_VARIABLE = "RCAT_SECRETS"
_KEYS = ("redirect_uri", "cookie_secret", "client_id", "client_secret", "server_metadata_url")
Missing = Literal["secrets", "auth", "library", "roles"]


def is_own_address(host: str) -> bool:
    """Whether an address to listen on is one that only this machine can reach."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def secrets_file() -> Path:
    """The file with the provider's section, whether or not it is there."""
    named = os.environ.get(SECRETS_VARIABLE)
    return Path(named).absolute() if named else Path.home() / ".streamlit" / "secrets.toml"


def is_configured() -> bool:
    """Whether a provider is configured: people then sign in."""
    return _fault_of_secrets() is None


def missing(data: Path) -> Missing | None:
    """What is missing for people to sign in, the first of it (a key under `fault.missing` of the commands); or None."""
    fault = _fault_of_secrets()
    if fault is not None:
        return fault
    if find_spec("authlib") is None:
        return "library"
    return None if roles_file(data).is_file() else "roles"


def _fault_of_secrets() -> Missing | None:
    try:
        secrets = tomllib.loads(secrets_file().read_text("utf-8"))
    except (OSError, ValueError):
        return "secrets"
    provider = secrets.get("auth")
    is_whole = isinstance(provider, dict) and all(isinstance(provider.get(key), str) for key in _KEYS)
    return None if is_whole else "auth"


def flags() -> dict[str, str]:
    """What Streamlit is told of the file: nothing where it is in Streamlit's own place."""
    return {"secrets.files": str(secrets_file())} if os.environ.get(SECRETS_VARIABLE) else {}
