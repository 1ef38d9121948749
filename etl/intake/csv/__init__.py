"""CSV files -> sheets, value by value."""
