"""Who handed in what, how good it is, and its review."""
