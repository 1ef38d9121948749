"""What every page is laid out with: safe markup, the head, charts and tables in their places, pages of a long list."""
