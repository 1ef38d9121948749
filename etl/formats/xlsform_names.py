"""The questions that only an XLSForm has: what it asks of a whole sheet, and what it works out or tells for itself.

Whoever writes the form and whoever reads what was collected with it must call them the same.
"""

ROWS, NONE, SILENT = "rows", "none", "silent"
"""What a form may say of a record kind: there are rows, there were none, nothing."""
SAID = "_reported"
PERIOD_START, PERIOD_END, NOTE = "period_start", "period_end", "about_persons"
HELPERS = (PERIOD_START, PERIOD_END, NOTE)
"""Questions that only the XLSForm has, and that a submission does not."""
