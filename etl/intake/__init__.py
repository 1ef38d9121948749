"""From a file to a checked submission: reading in a process of its own, values, rules, findings (FORMS.md)."""
