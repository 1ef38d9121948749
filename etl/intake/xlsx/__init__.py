"""A workbook (XLSX) -> its sheets, cell by cell."""
