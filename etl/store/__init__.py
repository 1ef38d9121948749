"""What was handed in, kept for good: immutable submissions, in folders and in packs."""
