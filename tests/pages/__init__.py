"""The pages: their pieces, each page in both languages, and the whole in a browser."""
