"""What is taken away: forms to fill in, exports, reports."""
