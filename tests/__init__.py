"""The project's checks: behaviour, and (in test_project.py) style, types, imports and the shape of the tree."""
