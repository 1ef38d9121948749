"""The documents of the repository say what is so: tables, limits, names, paths, commands."""
