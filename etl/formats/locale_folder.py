"""Where the texts of this package stand, one file a language."""

from __future__ import annotations

from pathlib import Path

ETL_LOCALE = Path(__file__).parent.parent / "locale"
