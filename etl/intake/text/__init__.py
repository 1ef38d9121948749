"""Texts as people and programs leave them: signs that cannot be seen, other scripts, wrong encodings."""
