"""One cell -> a date, a number, a code or a text, or why it has no single reading."""
