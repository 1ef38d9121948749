"""The forms as workbooks: templates to fill in, what is written into them, problems marked at their cells."""
