"""What only a large programme needs of the read API: questions of a part, and whole grids in memory."""
