"""Personal data in a text or in a file, recognised and never repeated."""
