"""From files to figures: reading, validation, kept submissions, the derived database, the ledger and the figures."""
