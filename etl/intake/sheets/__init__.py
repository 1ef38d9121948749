"""Sheets as read -> the sheets, columns and cover of a form."""
