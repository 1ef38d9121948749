"""How the dashboard's server is run: the safe settings, for an installed package as for a checkout.

Streamlit looks for its configuration in the working folder and in the user's home, neither of which an installed
package owns. So the settings travel inside the package and are passed as flags, which outrank files and environment.
"""

import tomllib
from collections.abc import Mapping
from importlib.resources import files

Setting = bool | int | str


def streamlit_settings() -> dict[str, Setting]:
    """Give every setting of the packaged file, as `{"server.address": "127.0.0.1", ...}`, in the file's order."""
    text = files("dashboard.server").joinpath("streamlit_settings.toml").read_text(encoding="utf-8")
    sections: dict[str, dict[str, Setting]] = tomllib.loads(text)
    return {f"{section}.{name}": value for section, names in sections.items() for name, value in names.items()}


def streamlit_flags(overrides: Mapping[str, Setting] | None = None) -> tuple[str, ...]:
    """Give the arguments for `streamlit run SCRIPT`, with some settings replaced.

    Args:
        overrides: settings by their dotted name, such as `{"server.port": 8600}`; they replace or are added.

    Returns:
        One `--section.name=value` a setting, the packaged file's first.
    """
    return tuple(f"--{name}={_as_flag(value)}" for name, value in {**streamlit_settings(), **(overrides or {})}.items())


def _as_flag(value: Setting) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
