"""Action plans and self-ratings: shown, and filled in on the page."""
