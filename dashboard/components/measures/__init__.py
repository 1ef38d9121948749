"""Measures and stated facts, each with its source."""
