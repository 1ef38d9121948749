"""What handing in a draft would do: figures before and after, losses, sheets."""
