"""What would change: by a draft before it is handed in, by another definition, by another as-of date."""
