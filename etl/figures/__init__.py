"""The one read API of a build, what it answers with, and figures in words."""
