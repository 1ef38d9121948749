"""The database derived from catalogue and submissions: loaded, computed, and published at once."""
