"""What a file is before it is parsed: its name, its bytes, and what is refused because it could harm."""
