"""What was handed in, kept for good, and the database derived from it."""
