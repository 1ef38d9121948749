"""From figures to eyes: pages and the `rcat` command over one read API; no SQL and no arithmetic here."""
