"""Rows as read -> accepted and rejected rows, by the rules of the catalogue."""
