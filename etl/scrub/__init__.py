"""Whether all that was handed in is there and as it was: held against the audit log, gone through, and repaired."""
