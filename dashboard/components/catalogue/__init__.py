"""What is measured: reference sheets, clauses, examples, records, tasks, and a changed catalogue tried out."""
